import type { LoadedInput } from '../inputs/index.js';
import { partsOf, readsSources, type ReportOptions, reports } from '../reports/index.js';
import type { Report } from '../schemas/report.generated.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import type { OutputTarget } from './outputs.js';
import { findRepository, readSources } from './report-files.js';
import type { Terminal } from './terminal.js';
import { writeWhole } from './write-whole.js';

/** How much is shown, and in which words. */
export interface Shown {
  readonly verbose: boolean;
  readonly catalogue: Catalogue;
}

/** Writes a report to each target; every text is made before the first one is written. */
export async function printReports(
  report: Report,
  inputs: readonly LoadedInput[],
  targets: readonly OutputTarget[],
  shown: Shown,
  terminal: Terminal,
): Promise<void> {
  const options: ReportOptions = {
    ...reportOptions(terminal, shown),
    ...(await surroundings(report, inputs, targets, terminal.cwd())),
  };
  const texts = targets.map(({ format, file }) => ({
    file,
    text:
      partsOf[format]?.(report, options) ??
      reports[format](report, file === null ? options : { ...options, colour: false }),
  }));
  await writeWhole(texts.flatMap(({ file, text }) => (file === null ? [] : [{ file, text }])));
  for (const { text } of texts.filter(({ file }) => file === null)) {
    for (const part of typeof text === 'string' ? [text] : text) terminal.stdout.write(part);
  }
}

/** What the formats need beside the report. Colour only on a terminal that wants it (https://no-color.org). */
export function reportOptions({ stdout, env }: Terminal, { verbose, catalogue }: Shown): ReportOptions {
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
  const repository = findRepository(folder);
  const named = repository === undefined ? {} : { repository };
  if (!targets.some(({ format }) => readsSources.has(format))) return named;
  return { sources: await readSources(report, inputs, folder), ...named };
}
