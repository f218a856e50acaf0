import { loadBaseline, type Suppression } from '../inputs/index.js';
import { lint, type LintResult } from '../pipeline/lint.js';
import { cleanText } from '../reports/index.js';
import type { Report } from '../schemas/report.generated.js';
import { ACTIVITY_OPTIONS, openActivity, readActivity } from './activity-options.js';
import { FILTER_OPTIONS, readFilters } from './filter-options.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { FAIL_ON, INPUT_OPTIONS, oneOf, type ParsedOptions, parseOptions } from './options.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';
import { outputTargets } from './outputs.js';
import { printReports } from './print-reports.js';
import { givenInputs, loadInputs, openSettings } from './session.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

/** Options of the commands that end with a report. */
export const REPORT_OPTIONS = {
  ...INPUT_OPTIONS,
  ...ACTIVITY_OPTIONS,
  ...FILTER_OPTIONS,
  baseline: { type: 'string' },
  format: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true, short: 'o' },
  'fail-on': { type: 'string' },
  strict: { type: 'boolean' },
  'only-new': { type: 'boolean' },
  fixes: { type: 'string' },
  trust: { type: 'string' },
} as const;

type ReportValues = ParsedOptions<typeof REPORT_OPTIONS>['values'];

/** `iam-miner-lint lint`: prints a report and returns the exit code that it deserves. */
export async function lintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, REPORT_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.lint);
    return EXIT.clean;
  }
  return reportOn(positionals, values, terminal);
}

/** What the options say beside the inputs. Throws {@link UsageError}; reads nothing, so that it may be asked early. */
export function readReportOptions(values: Pick<ReportValues, 'format' | 'output' | 'fail-on' | 'fixes' | 'trust'>) {
  return {
    targets: outputTargets(values.format ?? [], values.output ?? []),
    failOn: values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], FAIL_ON),
    fixes: parseFixes(values.fixes),
    trustScope: oneOf('trust', values.trust ?? 'organization', ['organization', 'account'] as const),
  };
}

/** Lints inputs and prints the reports; returns the exit code that they deserve. */
export async function reportOn(paths: readonly string[], values: ReportValues, terminal: Terminal): Promise<number> {
  return (await prepareReport(values, terminal))(paths);
}

/**
 * Reads everything that a report needs but the inputs, so that whoever has yet to make them learns at once of what would
 * be refused. Returns what {@link reportOn} does with the inputs.
 */
export async function prepareReport(
  values: ReportValues,
  terminal: Terminal,
): Promise<(paths: readonly string[]) => Promise<number>> {
  const { targets, failOn, fixes, trustScope } = readReportOptions(values);
  const baseline = values.baseline === undefined ? null : await loadBaseline(values.baseline);
  const settings = await openSettings(values, terminal);
  const { configuration, threatModel, catalogue } = settings;
  const filters = readFilters(values, catalogue);
  const onlyNew = values['only-new'] === true;
  openActivity(values, Date.now());
  return async (paths) => {
    if (givenInputs(paths, values).length === 0) throw new UsageError('no input');
    const inputs = await loadInputs(paths, values, settings, terminal);
    if (onlyNew && baseline === null && inputs.every(({ before }) => before === null))
      throw new UsageError('--only-new has nothing to compare with: expected a plan, or --baseline');
    const { trust, suppressions, severities } = configuration;
    const now = Date.now();
    const result = lint(inputs, {
      trust,
      catalogue,
      trustScope,
      threatModel,
      suppressions,
      severities,
      onlyNew,
      ...filters,
      fixes,
      ...(baseline === null ? {} : { baseline }),
      activity: await readActivity(values, terminal, now),
      now,
      version: version(),
    });
    await printReports(result.report, inputs, targets, { verbose: values.verbose === true, catalogue }, terminal);
    reportSuppressions(result, configuration.path, terminal);
    return exitCode(result.report, failOn ?? configuration.failOn, values.strict === true);
  };
}

/** Of how many findings a fix is worked out unless the option says: enough for a pull request, little for an account. */
const FIXES = 10;

function parseFixes(value: string | undefined): number {
  if (value === undefined) return FIXES;
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--fixes: expected a number or \`all\`, got \`${value}\``);
  return Number(value);
}

function reportSuppressions(
  { suppressed, problems }: LintResult<Suppression>,
  path: string | null,
  { stderr }: Terminal,
): void {
  for (const problem of problems) stderr.write(`${cleanText(problem)}\n`);
  for (const suppression of suppressed.expired) {
    if (!('place' in suppression))
      stderr.write(`${path ?? ''}: ${inWords(suppression)} expired on ${suppression.expires}\n`);
  }
  for (const suppression of suppressed.unused) {
    if ('place' in suppression)
      stderr.write(`${cleanText(suppression.place)}: iam-miner-lint:ignore ${suppression.rule} fits no finding\n`);
    else stderr.write(`${path ?? ''}: ${inWords(suppression)} fits no finding\n`);
  }
}

function inWords({ rule, principal, address, fingerprint, owner }: Suppression): string {
  const what = rule ?? principal ?? address ?? fingerprint ?? '';
  return `a suppression of ${what} by ${owner}`;
}

function exitCode({ findings, gaps }: Report, failOn: (typeof FAIL_ON)[number], strict: boolean): number {
  const least = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  if (findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= least)) return EXIT.findings;
  return strict && gaps.length > 0 ? EXIT.gaps : EXIT.clean;
}
