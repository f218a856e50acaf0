import { basename } from 'node:path';
import { type Format, formats, formatsOfFile } from '../reports/index.js';
import { oneOf } from './options.js';
import { UsageError } from './usage-error.js';

/** One report to write: to a file, or for null to standard output. */
export interface OutputTarget {
  readonly format: Format;
  readonly file: string | null;
}

/**
 * What `--format` and `--output` ask for.
 *
 * `--format F=FILE` says both. A file of `--output` is written in the format of its name; a single `--format F` beside a
 * single `--output FILE` is the format of that file, unless the name clearly is of another one. Whatever `--format F` is
 * left, or terminal when nothing else is asked for, goes to standard output. Throws {@link UsageError}.
 */
export function outputTargets(named: readonly string[], files: readonly string[]): readonly OutputTarget[] {
  const both: OutputTarget[] = [];
  const alone: Format[] = [];
  for (const value of named) {
    const [name = '', ...file] = value.split('=');
    const format = oneOf('format', name, formats);
    if (file.length === 0) alone.push(format);
    else if (file.join('=') === '') throw new UsageError(`--format: expected a file after \`${name}=\``);
    else both.push({ format, file: file.join('=') });
  }
  const [only] = alone;
  const [file] = files;
  const paired =
    only !== undefined && file !== undefined && alone.length === 1 && files.length === 1 && mayHold(file, only);
  const written = paired
    ? [{ format: only, file }]
    : files.map((path): OutputTarget => ({ format: formatOf(path), file: path }));
  const printed = paired ? [] : alone.map((format): OutputTarget => ({ format, file: null }));
  if (printed.length > 1) throw new UsageError('only one --format without a file; write `--format FORMAT=FILE`');
  const targets = [...both, ...written, ...printed];
  const twice = targets.find(({ file: path }, index) => targets.findIndex((other) => other.file === path) !== index);
  if (twice !== undefined) throw new UsageError(`two reports for ${twice.file ?? 'standard output'}`);
  return targets.length === 0 ? [{ format: 'terminal', file: null }] : targets;
}

/** A name that says nothing may hold any format. */
function mayHold(file: string, format: Format): boolean {
  const possible = formatsOfFile(basename(file));
  return possible.length === 0 || possible.includes(format);
}

function formatOf(file: string): Format {
  const [format] = formatsOfFile(basename(file));
  if (format === undefined) {
    throw new UsageError(`--output: no format is known by the name of \`${file}\`; write \`--format FORMAT=${file}\``);
  }
  return format;
}
