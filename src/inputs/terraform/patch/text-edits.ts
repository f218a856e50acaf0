/** A part of a text, from `start` up to but not including `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The text with something else in the place of a part. */
export function replacePart(text: string, { start, end }: Part, by: string): string {
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}

/** What may follow an element on its last line when it has the line for itself. */
const END_OF_LINE = /[ \t]*,?[ \t]*(?:(?:#|\/\/)[^\n]*)?(?:\r?\n|$)/y;

/**
 * Takes an element out of a list or object that has others, with its comma and, where it has lines of its own, the lines.
 * `strict` where a comma must not stand behind the last element, as in JSON. Null where what is around it is not
 * understood.
 */
export function removeElement(text: string, { start, end }: Part, strict: boolean): string | null {
  const next = /[^\s]/.exec(text.slice(end))?.[0] ?? '';
  const comma = commaBefore(text, start);
  if (strict && next !== ',') return comma === null ? null : replacePart(text, { start: comma, end }, '');
  const lines = wholeLines(text, { start, end });
  if (lines !== null) return replacePart(text, lines, '');
  if (next === ',') {
    const after = end + text.slice(end).indexOf(',') + 1;
    const space = /^[ \t]*/.exec(text.slice(after))?.[0].length ?? 0;
    return replacePart(text, { start, end: after + space }, '');
  }
  return comma === null ? null : replacePart(text, { start: comma, end }, '');
}

/** Takes a block out, with its lines and one of the empty lines around it. Null where it has no lines of its own. */
export function removeBlock(text: string, part: Part): string | null {
  const lines = wholeLines(text, part);
  if (lines === null) return null;
  const emptyBefore = /\n[ \t]*\r?\n$/.exec(text.slice(0, lines.start));
  const start = emptyBefore === null ? lines.start : lines.start - emptyBefore[0].length + 1;
  const emptyAfter = start === 0 ? /^(?:[ \t]*\r?\n)+/.exec(text.slice(lines.end)) : null;
  return replacePart(text, { start, end: lines.end + (emptyAfter?.[0].length ?? 0) }, '');
}

/** The indent of the line on which something begins; null where it is not the first of the line. */
export function indentOf(text: string, start: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(line) ? line : null;
}

function wholeLines(text: string, { start, end }: Part): Part | null {
  const indent = indentOf(text, start);
  END_OF_LINE.lastIndex = end;
  const [rest] = END_OF_LINE.exec(text) ?? [];
  return indent === null || rest === undefined ? null : { start: start - indent.length, end: end + rest.length };
}

function commaBefore(text: string, start: number): number | null {
  const before = text.slice(0, start).trimEnd();
  return before.endsWith(',') ? before.length - 1 : null;
}
