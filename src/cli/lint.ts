import type { Suppression } from '../inputs/index.js';
import { lint, type LintResult } from '../pipeline.js';
import type { Report } from '../schemas/report.generated.js';
import { ACTIVITY_OPTIONS, readActivity } from './activity-options.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { FAIL_ON, INPUT_OPTIONS, oneOf, parseOptions, SEVERITIES } from './options.js';
import { outputTargets } from './outputs.js';
import { printReports } from './print-reports.js';
import { openSession } from './session.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

/** `iam-miner-lint lint`: prints a report and returns the exit code that it deserves. */
export async function lintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...INPUT_OPTIONS,
    ...ACTIVITY_OPTIONS,
    format: { type: 'string', multiple: true },
    output: { type: 'string', multiple: true, short: 'o' },
    'fail-on': { type: 'string' },
    strict: { type: 'boolean' },
    'only-new': { type: 'boolean' },
    fixes: { type: 'string' },
  });
  if (values.help === true) {
    terminal.stdout.write(HELP.lint);
    return EXIT.clean;
  }
  const targets = outputTargets(values.format ?? [], values.output ?? []);
  const named = values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], FAIL_ON);
  const { inputs, configuration, threatModel, catalogue } = await openSession(positionals, values, terminal);
  const { trust, suppressions, severities } = configuration;
  const now = Date.now();
  const result = lint(inputs, {
    trust,
    catalogue,
    threatModel,
    suppressions,
    severities,
    onlyNew: values['only-new'] === true,
    fixes: parseFixes(values.fixes),
    activity: await readActivity(values, terminal, now),
    now,
    version: version(),
  });
  await printReports(result.report, inputs, targets, { verbose: values.verbose === true, catalogue }, terminal);
  reportSuppressions(result, configuration.path, terminal);
  return exitCode(result.report, named ?? configuration.failOn, values.strict === true);
}

/** Of how many findings a fix is worked out unless the option says: enough for a pull request, little for an account. */
const FIXES = 10;

function parseFixes(value: string | undefined): number {
  if (value === undefined) return FIXES;
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--fixes: expected a number or \`all\`, got \`${value}\``);
  return Number(value);
}

function reportSuppressions({ suppressed }: LintResult<Suppression>, path: string | null, { stderr }: Terminal): void {
  for (const suppression of suppressed.expired) {
    stderr.write(`${path ?? ''}: ${inWords(suppression)} expired on ${suppression.expires}\n`);
  }
  for (const suppression of suppressed.unused) {
    stderr.write(`${path ?? ''}: ${inWords(suppression)} fits no finding\n`);
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
