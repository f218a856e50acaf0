import { cleanText } from './clean-text.js';

/** Adds colour, or nothing. */
export type Style = (text: string) => string;

/** A piece of text in one style. The text may come from outside: it is cleaned when it is laid out. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  /** Not to be broken at its blanks. */
  readonly whole?: boolean;
}

/** What stands left of a paragraph's first line and of the rest. It is the program's own and printed as it is. */
export interface Gutter {
  readonly first: string;
  readonly rest: string;
  readonly style?: Style;
}

/** No terminal is taken to be narrower than this. */
const NARROWEST = 24;

type Word = Span[];

/**
 * Breaks spans at blanks into lines of at most `width` columns, gutter included.
 *
 * A word that is longer than a line stays whole, so that an ARN or a `file:line` can be copied and clicked; `file:line` is one word even with blanks in it.
 */
export function paragraph(spans: readonly Span[], gutter: Gutter, width: number): string[] {
  const room = width > NARROWEST ? width : NARROWEST;
  const lines: Word[][] = [];
  let used = Infinity;
  for (const word of words(spans)) {
    const wide = word.reduce((sum, { text }) => sum + displayWidth(text), 0);
    const line = lines.at(-1);
    if (line !== undefined && used + 1 + wide <= room) {
      line.push(word);
      used += 1 + wide;
    } else {
      used = displayWidth(lines.length === 0 ? gutter.first : gutter.rest) + wide;
      lines.push([word]);
    }
  }
  return lines.map((line, index) => {
    const left = index === 0 ? gutter.first : gutter.rest;
    const text = line.map((word) => word.map(paint).join('')).join(' ');
    return paint({ ...gutter, text: left }) + text;
  });
}

function paint({ text, style }: Span): string {
  return style === undefined || text.trim() === '' ? text : style(text);
}

/** Words are what stands between blanks; spans without a blank between them make one word. */
function words(spans: readonly Span[]): Word[] {
  const result: Word[] = [];
  let open: Word | null = null;
  for (const span of spans) {
    const text = cleanText(span.text);
    (span.whole === true ? [text] : text.split(' ')).forEach((part, index) => {
      if (index > 0) open = null;
      if (part === '') return;
      if (open === null) result.push((open = []));
      open.push({ ...span, text: part });
    });
  }
  return result;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_ROOM = /[\p{Mn}\p{Me}]/u;

/** Columns that cleaned text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character <= '~') width += 1;
    else if (WIDE.test(character)) width += 2;
    else if (!NO_ROOM.test(character)) width += 1;
  }
  return width;
}
