import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Suppression } from '../inputs/index.js';
import { lint, type LintResult } from '../pipeline.js';
import { formats, type ReportOptions, reports } from '../reports/index.js';
import type { Report } from '../schemas/report.generated.js';
import { ACTIVITY_OPTIONS, readActivity } from './activity-options.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { FAIL_ON, INPUT_OPTIONS, oneOf, parseOptions, SEVERITIES } from './options.js';
import { openSession } from './session.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';
import { writeWhole } from './write-whole.js';

/** `iam-miner-lint lint`: prints a report and returns the exit code that it deserves. */
export async function lintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...INPUT_OPTIONS,
    ...ACTIVITY_OPTIONS,
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    'fail-on': { type: 'string' },
    strict: { type: 'boolean' },
    'only-new': { type: 'boolean' },
    fixes: { type: 'string' },
  });
  if (values.help === true) {
    terminal.stdout.write(HELP.lint);
    return EXIT.clean;
  }
  const format = oneOf('format', values.format ?? 'terminal', formats);
  const named = values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], FAIL_ON);
  const { inputs, configuration, threatModel } = await openSession(positionals, values, terminal);
  const { trust, suppressions, severities } = configuration;
  const now = Date.now();
  const result = lint(inputs, {
    trust,
    threatModel,
    suppressions,
    severities,
    onlyNew: values['only-new'] === true,
    fixes: parseFixes(values.fixes),
    activity: await readActivity(values, terminal, now),
    now,
    version: version(),
  });
  const toFile = values.output !== undefined;
  const text = reports[format](result.report, reportOptions(terminal, values.verbose === true, toFile));
  if (values.output === undefined) terminal.stdout.write(text);
  else await writeWhole(values.output, text);
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

/** What the formats need beside the report. Colour only on a terminal that wants it (https://no-color.org). */
export function reportOptions({ stdout, env }: Terminal, verbose: boolean, toFile: boolean): ReportOptions {
  const catalogue = loadCatalogue();
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return {
    colour: stdout.isTTY === true && !refused && env['TERM'] !== 'dumb' && !toFile,
    width: stdout.columns ?? 100,
    verbose,
    rules: catalogue.rules,
    primitives: Object.fromEntries(catalogue.computePrimitives.map((primitive) => [primitive.id, primitive])),
  };
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
