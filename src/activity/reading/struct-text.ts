import type { JsonObject } from '../records/paths.js';

/**
 * Reads a struct as Athena writes it into CSV, `{type=AssumedRole, arn=…, sessioncontext={attributes={…}}}`; null for another
 * text. Values stand there bare, so a value ends where the next name begins; what `null` stands for is left out.
 */
export function readStruct(text: string): JsonObject | null {
  const struct = structAt(text, 0, DEEPEST);
  return struct?.end === text.length ? struct.value : null;
}

/** A level more than `userIdentity` has. */
const DEEPEST = 6;
const NAME = /([a-z_][a-z0-9_]*)=/iy;
const NEXT = /, [a-z_][a-z0-9_]*=|\}/gi;

function structAt(
  text: string,
  start: number,
  left: number,
): { readonly value: JsonObject; readonly end: number } | null {
  if (text[start] !== '{' || left === 0) return null;
  const value: Record<string, unknown> = {};
  let position = start + 1;
  while (text[position] !== '}') {
    NAME.lastIndex = position;
    const name = NAME.exec(text)?.[1];
    if (name === undefined) return null;
    position += name.length + 1;
    if (text[position] === '{') {
      const inner = structAt(text, position, left - 1);
      if (inner === null) return null;
      value[name] = inner.value;
      position = inner.end;
    } else {
      NEXT.lastIndex = position;
      const end = NEXT.exec(text)?.index;
      if (end === undefined) return null;
      const bare = text.slice(position, end);
      if (bare !== 'null') value[name] = bare;
      position = end;
    }
    if (text.startsWith(', ', position)) position += 2;
    else if (text[position] !== '}') return null;
  }
  return { value, end: position + 1 };
}
