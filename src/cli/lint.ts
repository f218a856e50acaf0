import { loadCatalogue } from '../catalogue/catalogue.js';
import type { LoadedInput, Suppression } from '../inputs/index.js';
import { lint, type LintResult } from '../pipeline.js';
import { readsSources, type ReportOptions, reports } from '../reports/index.js';
import type { Report } from '../schemas/report.generated.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { FAIL_ON, INPUT_OPTIONS, oneOf, parseOptions, SEVERITIES } from './options.js';
import { outputTargets, type OutputTarget } from './outputs.js';
import { findRepository, readSources } from './report-files.js';
import { openSession } from './session.js';
import { version } from './version.js';
import { writeWhole } from './write-whole.js';

/** `iam-miner-lint lint`: prints a report and returns the exit code that it deserves. */
export async function lintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...INPUT_OPTIONS,
    format: { type: 'string', multiple: true },
    output: { type: 'string', multiple: true, short: 'o' },
    'fail-on': { type: 'string' },
    strict: { type: 'boolean' },
    'only-new': { type: 'boolean' },
  });
  if (values.help === true) {
    terminal.stdout.write(HELP.lint);
    return EXIT.clean;
  }
  const targets = outputTargets(values.format ?? [], values.output ?? []);
  const named = values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], FAIL_ON);
  const { inputs, configuration, threatModel } = await openSession(positionals, values, terminal);
  const { trust, suppressions, severities } = configuration;
  const result = lint(inputs, {
    trust,
    threatModel,
    suppressions,
    severities,
    onlyNew: values['only-new'] === true,
    now: Date.now(),
    version: version(),
  });
  const options: ReportOptions = {
    ...reportOptions(terminal, values.verbose === true),
    ...(await surroundings(result.report, inputs, targets, terminal.cwd())),
  };
  // Every report is made before the first one is written.
  const texts = targets.map(({ format, file }) => ({
    file,
    text: reports[format](result.report, file === null ? options : { ...options, colour: false }),
  }));
  await writeWhole(texts.flatMap(({ file, text }) => (file === null ? [] : [{ file, text }])));
  for (const { text } of texts.filter(({ file }) => file === null)) terminal.stdout.write(text);
  reportSuppressions(result, configuration.path, terminal);
  return exitCode(result.report, named ?? configuration.failOn, values.strict === true);
}

/** What the formats need beside the report. Colour only on a terminal that wants it (https://no-color.org). */
export function reportOptions({ stdout, env }: Terminal, verbose: boolean): ReportOptions {
  const catalogue = loadCatalogue();
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return {
    colour: stdout.isTTY === true && !refused && env['TERM'] !== 'dumb',
    width: stdout.columns ?? 100,
    verbose,
    time: Date.now(),
    ...(region !== undefined && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? { region } : {}),
    rules: catalogue.rules,
    primitives: Object.fromEntries(catalogue.computePrimitives.map((primitive) => [primitive.id, primitive])),
  };
}

/** The repository and the sources, for the formats that show them. */
async function surroundings(
  report: Report,
  inputs: readonly LoadedInput[],
  targets: readonly OutputTarget[],
  folder: string,
): Promise<Pick<ReportOptions, 'repository' | 'sources'>> {
  if (!targets.some(({ format }) => readsSources.has(format))) return {};
  const repository = findRepository(folder);
  const sources = await readSources(report, inputs, folder);
  return { sources, ...(repository === undefined ? {} : { repository }) };
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
