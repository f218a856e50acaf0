import { csv } from './csv.js';
import { asff } from './events/asff.js';
import { ocsf } from './events/ocsf.js';
import { github } from './github.js';
import { html } from './html/index.js';
import { gitlabCodeQuality } from './gitlab/code-quality.js';
import { gitlabSast } from './gitlab/sast.js';
import { json, jsonParts } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown/index.js';
import type { Report } from '../schemas/report.generated.js';
import type { Reporter, ReportOptions } from './options.js';
import { sarif } from './sarif/index.js';
import { terminal } from './terminal.js';

export type { Reporter, ReportOptions, Repository } from './options.js';
export { cleanText } from './clean-text.js';
export { fileNames } from './file-names.js';
export { statementText } from './statement-text.js';
export { drawPath } from './terminal.js';

/** Every output format by its name, the default first. */
export const reports = {
  terminal,
  json,
  sarif,
  html,
  markdown,
  github,
  junit,
  'gitlab-code-quality': gitlabCodeQuality,
  'gitlab-sast': gitlabSast,
  csv,
  ocsf,
  asff,
} satisfies Readonly<Record<string, Reporter>>;

/** Name of an output format. */
export type Format = keyof typeof reports;

/** The names of the output formats, the default first. */
export const formats = Object.keys(reports) as readonly Format[];

/** Formats whose text may be longer than a string can be: the same text in parts. */
export const partsOf: Readonly<Partial<Record<Format, (report: Report, options: ReportOptions) => Iterable<string>>>> =
  {
    json: jsonParts,
  };

/** The formats that look at `sources` of the options. */
export const readsSources: ReadonlySet<Format> = new Set<Format>(
  formats.filter((format) => !['terminal', 'json', 'ocsf', 'asff'].includes(format)),
);

/** Ends of file names, the most telling first, with the formats that such a file may hold, the likeliest first. */
const ENDINGS: readonly (readonly [string, readonly Format[]])[] = [
  ['gl-code-quality-report.json', ['gitlab-code-quality']],
  ['gl-sast-report.json', ['gitlab-sast']],
  ['.sarif.json', ['sarif']],
  ['.sarif', ['sarif']],
  ['.json', ['json', 'sarif', 'gitlab-code-quality', 'gitlab-sast']],
  ['.asff.jsonl', ['asff']],
  ['.jsonl', ['ocsf', 'asff']],
  ['.html', ['html']],
  ['.htm', ['html']],
  ['.md', ['markdown']],
  ['.xml', ['junit']],
  ['.csv', ['csv']],
  ['.txt', ['terminal', 'github']],
];

/** The formats that a file of this name may hold, the likeliest first; none for a name that says nothing. */
export function formatsOfFile(name: string): readonly Format[] {
  return ENDINGS.find(([ending]) => name.toLowerCase().endsWith(ending))?.[1] ?? [];
}
