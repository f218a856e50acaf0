const MEANINGFUL = /[*?/:$%]/g;

/**
 * Writes what AWS will choose as a text that no name in AWS can be: parentheses stand in none of them, so that it is equal
 * to itself alone. The characters that mean something in ARNs and policies are escaped.
 */
export function placeholder(id: string): string {
  return `(${id.replaceAll(MEANINGFUL, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)})`;
}

/** A part of a text: what is known, or the id of a placeholder. */
export interface TextPart {
  readonly kind: 'text' | 'placeholder';
  readonly text: string;
}

/** The parts of a text in order. Parentheses within a placeholder are in pairs, as in a call of a function. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('(', at);
    const end = start === -1 ? -1 : endOf(text, start);
    if (end === -1) break;
    if (start > at) parts.push({ kind: 'text', text: text.slice(at, start) });
    parts.push({ kind: 'placeholder', text: text.slice(start + 1, end - 1).replaceAll(ESCAPED, unescape) });
    at = end;
  }
  return at < text.length ? [...parts, { kind: 'text', text: text.slice(at) }] : parts;
}

/** The end of what the parenthesis at `start` opens; -1 without one. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return -1;
}

const ESCAPED = /%([\dA-F]{2})/g;

function unescape(_: string, code: string): string {
  return String.fromCharCode(parseInt(code, 16));
}
