import picocolors from 'picocolors';
import type { ReportLocation, Severity } from '../schemas/report.generated.js';
import { type Gutter, paragraph, type Span, type Style } from './layout.js';
import type { Namer } from './names.js';
import type { ReportOptions } from './options.js';

/** What the parts of the terminal report share. */
export interface Pen {
  readonly options: ReportOptions;
  readonly name: Namer;
  readonly bold: Style;
  readonly dim: Style;
  readonly severity: Readonly<Record<Severity, Style>>;
  readonly good: Style;
  readonly bad: Style;
  /** One paragraph, indented; `hang` more for its second and further lines. */
  readonly write: (spans: readonly Span[], indent?: number, hang?: number) => string[];
  readonly draw: (spans: readonly Span[], gutter: Gutter) => string[];
}

/** A pen for one report; with `verbose` every name is written whole. */
export function penOf(options: ReportOptions, name: Namer): Pen {
  const paint = picocolors.createColors(options.colour);
  return {
    options,
    name: options.verbose ? (id) => id : name,
    bold: paint.bold,
    dim: paint.dim,
    good: paint.green,
    bad: paint.red,
    severity: {
      critical: (text) => paint.bold(paint.magenta(text)),
      high: (text) => paint.bold(paint.red(text)),
      medium: (text) => paint.bold(paint.yellow(text)),
      low: (text) => paint.bold(paint.blue(text)),
      note: (text) => paint.bold(paint.cyan(text)),
    },
    write: (spans, indent = 0, hang = 0) =>
      paragraph(spans, { first: ' '.repeat(indent), rest: ' '.repeat(indent + hang) }, options.width),
    draw: (spans, gutter) => paragraph(spans, gutter, options.width),
  };
}

/** A place as editors and terminals open it. The column matters in JSON that is one long line. */
export function place({ uri, startLine, startColumn = 1 }: ReportLocation): Span {
  const column = startColumn > 1 ? `:${startColumn}` : '';
  return { text: `${uri.replace(/^\.\//, '')}:${startLine}${column}`, whole: true };
}
