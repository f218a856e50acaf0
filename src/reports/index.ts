import { json } from './json.js';
import type { Reporter } from './options.js';
import { sarif } from './sarif.js';
import { terminal } from './terminal.js';

export type { Reporter, ReportOptions } from './options.js';
export { cleanText } from './clean-text.js';
export { drawPath } from './terminal.js';

/** Name of an output format. */
export type Format = 'terminal' | 'json' | 'sarif';

/** Every output format by its name. */
export const reports: Readonly<Record<Format, Reporter>> = { terminal, json, sarif };

/** The names of the output formats, the default first. */
export const formats: readonly Format[] = ['terminal', 'json', 'sarif'];
