import type { ReportLocation } from '../../schemas/report.generated.js';
import { cleanText } from '../clean-text.js';
import type { Snippet } from './page-data.js';

const LINES_BEFORE = 1;
const LINES_AFTER = 2;
const MOST_LINES = 14;
const LONGEST_LINE = 200;

/** A page is read by people; this many places are more than anybody opens. */
const MOST_SNIPPETS = 4_000;

/** Collects lines of files, each place once. */
export class Snippets {
  readonly all: Snippet[] = [];
  readonly #indexes = new Map<string, number | null>();
  readonly #lines = new Map<string, readonly string[]>();

  constructor(private readonly sources: ReadonlyMap<string, string>) {}

  /** The index of the lines around a place; null where the file has none. */
  at(location: ReportLocation | null): number | null {
    if (location === null) return null;
    const { uri, startLine, startColumn = 1, endLine = startLine } = location;
    const key = [uri, startLine, startColumn, endLine].join('\n');
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const snippet = this.all.length < MOST_SNIPPETS ? this.#cut(location) : null;
    const index = snippet === null ? null : this.all.push(snippet) - 1;
    this.#indexes.set(key, index);
    return index;
  }

  #cut({ uri, startLine, startColumn = 1, endLine = startLine }: ReportLocation): Snippet | null {
    const lines = this.#linesOf(uri);
    const meant = lines[startLine - 1];
    if (meant === undefined) return null;
    if (meant.length > 10 * LONGEST_LINE) {
      // JSON on one line: what is meant begins at its column.
      const text = meant.slice(startColumn - 1, startColumn - 1 + 2 * LONGEST_LINE);
      return { first: startLine, lines: [cleanText(text)], marked: [startLine, startLine] };
    }
    const first = Math.max(1, startLine - LINES_BEFORE);
    const last = Math.min(lines.length, Math.max(endLine, startLine) + LINES_AFTER, first + MOST_LINES - 1);
    return {
      first,
      // Blanks at the start of a line are its indent and stay.
      lines: lines.slice(first - 1, last).map((line) => cleanText(line.replaceAll('\t', '  ').slice(0, LONGEST_LINE))),
      marked: [startLine, Math.max(startLine, Math.min(endLine, last))],
    };
  }

  #linesOf(uri: string): readonly string[] {
    const known = this.#lines.get(uri);
    if (known !== undefined) return known;
    const lines = this.sources.get(uri)?.split(/\r\n|\r|\n/) ?? [];
    this.#lines.set(uri, lines);
    return lines;
  }
}
