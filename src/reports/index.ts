import { json } from './json.js';
import type { Reporter } from './options.js';
import { sarif } from './sarif/index.js';
import { terminal } from './terminal.js';

export type { Reporter, ReportOptions, Repository } from './options.js';
export { cleanText } from './clean-text.js';
export { fileNames } from './file-names.js';
export { drawPath } from './terminal.js';

/** Every output format by its name, the default first. */
export const reports = { terminal, json, sarif } satisfies Readonly<Record<string, Reporter>>;

/** Name of an output format. */
export type Format = keyof typeof reports;

/** The names of the output formats, the default first. */
export const formats = Object.keys(reports) as readonly Format[];

/** The formats that look at `sources` or `repository` of the options. */
export const readsSources: ReadonlySet<Format> = new Set<Format>(['sarif']);

/** Ends of file names, the longest first, with the formats that such a file may hold, the likeliest first. */
const ENDINGS: readonly (readonly [string, readonly Format[]])[] = [
  ['.sarif.json', ['sarif']],
  ['.sarif', ['sarif']],
  ['.json', ['json', 'sarif']],
  ['.txt', ['terminal']],
];

/** The formats that a file of this name may hold, the likeliest first; none for a name that says nothing. */
export function formatsOfFile(name: string): readonly Format[] {
  return ENDINGS.find(([ending]) => name.toLowerCase().endsWith(ending))?.[1] ?? [];
}
