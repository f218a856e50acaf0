import { rename, rm, writeFile } from 'node:fs/promises';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Suppression } from '../inputs/index.js';
import { InputError } from '../inputs/index.js';
import { lint, type LintResult } from '../pipeline.js';
import { formats, type ReportOptions, reports } from '../reports/index.js';
import type { Report, Severity } from '../schemas/report.generated.js';
import { HELP } from './help.js';
import { EXIT, type Terminal } from './terminal.js';
import { INPUT_OPTIONS, oneOf, parseOptions } from './options.js';
import { openSession } from './session.js';
import { version } from './version.js';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];
const FAIL_ON = [...SEVERITIES, 'never'] as const;

/** `iam-miner-lint lint`: prints a report and returns the exit code that it deserves. */
export async function lintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...INPUT_OPTIONS,
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    'fail-on': { type: 'string' },
    strict: { type: 'boolean' },
    'only-new': { type: 'boolean' },
  });
  if (values.help === true) {
    terminal.stdout.write(HELP.lint);
    return EXIT.clean;
  }
  const format = oneOf('format', values.format ?? 'terminal', formats);
  const named = values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], FAIL_ON);
  const { inputs, configuration, threatModel } = await openSession(positionals, values, terminal);
  const { trust, suppressions } = configuration;
  const onlyNew = values['only-new'] === true;
  const result = lint(inputs, { trust, threatModel, suppressions, onlyNew, now: Date.now(), version: version() });
  const toFile = values.output !== undefined;
  const text = reports[format](result.report, reportOptions(terminal, values.verbose === true, toFile));
  if (values.output === undefined) terminal.stdout.write(text);
  else await writeWhole(values.output, text);
  reportSuppressions(result, configuration.path, terminal);
  return exitCode(result.report, named ?? configuration.failOn, values.strict === true);
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

/** Either the whole report is in the file or the file is as it was. */
async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(path, '', `cannot be written (${reason})`);
  }
}

function reportSuppressions({ suppressed }: LintResult<Suppression>, path: string | null, { stderr }: Terminal): void {
  for (const { rule, owner, expires } of suppressed.expired) {
    stderr.write(`${path ?? ''}: a suppression of ${rule} by ${owner} expired on ${expires}\n`);
  }
  for (const { rule, owner } of suppressed.unused) {
    stderr.write(`${path ?? ''}: a suppression of ${rule} by ${owner} fits no finding\n`);
  }
}

function exitCode({ findings, gaps }: Report, failOn: (typeof FAIL_ON)[number], strict: boolean): number {
  const least = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  if (findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= least)) return EXIT.findings;
  return strict && gaps.length > 0 ? EXIT.gaps : EXIT.clean;
}
