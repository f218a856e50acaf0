import type { SourceLocation } from '../../../../model/location.js';

/** A file of the sources; finds lines and columns of offsets. */
export class SourceText {
  #lineStarts: readonly number[] | null = null;

  /** `within` is the place of a text that stands in another file with escapes: all of it is located there. */
  constructor(
    readonly uri: string,
    readonly text: string,
    readonly within: Range | null = null,
  ) {}

  /** The line and column of an offset, both counted from one. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const starts = (this.#lineStarts ??= lineStartsOf(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** A part of a file, from `start` up to but not including `end`. */
export interface Range {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** The place that a range covers; the end is the position after the last character. */
export function locationOf({ source, start, end }: Range): SourceLocation {
  if (source.within !== null) return locationOf(source.within);
  const from = source.position(start);
  const to = source.position(end);
  return {
    uri: source.uri,
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** The range from the start of one range to the end of another one; the first alone when they are in different files. */
export function span(first: Range, last: Range): Range {
  if (first.source !== last.source || last.end < first.start) return first;
  return { source: first.source, start: first.start, end: last.end };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
