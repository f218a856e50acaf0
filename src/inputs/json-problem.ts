import { endOfScalar, skipWhitespace } from './json-scan.js';

/** The first place at which a text stops being JSON. */
export interface JsonProblem {
  readonly offset: number;
  readonly expected: string;
}

/** What may come next; each state has one step below. */
type State = 'value' | 'first-element' | 'name' | 'first-name' | 'after';

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const ESCAPE = /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/;
const CUT_ESCAPE = /^\\(?:u[\da-fA-F]{0,3})?$/;
/** A longer number is nobody's mistake, and no regular expression should see it. */
const MAX_LITERAL = 1_000;

class Problem extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/**
 * Finds where a text breaks the grammar of RFC 8259, or null when it is one JSON value. `JSON.parse` is the judge of what
 * is JSON; this one says where and why, which `JSON.parse` does not say for every mistake.
 */
export function findJsonProblem(text: string): JsonProblem | null {
  try {
    walk(text);
    return null;
  } catch (error) {
    if (error instanceof Problem) return { offset: error.offset, expected: error.expected };
    throw error;
  }
}

function walk(text: string): void {
  const open: string[] = [];
  let state: State = 'value';
  let at = skipWhitespace(text, 0);
  for (;;) {
    const container = open.at(-1);
    const character = text[at] ?? '';
    if (state === 'after') {
      if (container === undefined) {
        if (at < text.length) throw new Problem(at, 'the end of the file');
        return;
      }
      const close = container === '{' ? '}' : ']';
      if (character !== close && character !== ',') throw new Problem(at, `\`,\` or \`${close}\``);
      if (character === close) open.pop();
      else state = container === '{' ? 'name' : 'value';
      at += 1;
    } else if ((state === 'first-name' && character === '}') || (state === 'first-element' && character === ']')) {
      open.pop();
      at += 1;
      state = 'after';
    } else if (state === 'name' || state === 'first-name') {
      at = nameAndColon(text, at, state);
      state = 'value';
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      state = character === '{' ? 'first-name' : 'first-element';
    } else {
      at = character === '"' ? string(text, at) : literal(text, at, state);
      state = 'after';
    }
    at = skipWhitespace(text, at);
  }
}

function nameAndColon(text: string, start: number, state: State): number {
  if (text[start] !== '"') {
    throw new Problem(start, state === 'name' ? 'a property name in quotes' : 'a property name in quotes or `}`');
  }
  const colon = skipWhitespace(text, string(text, start));
  if (text[colon] !== ':') throw new Problem(colon, '`:`');
  return colon + 1;
}

function literal(text: string, start: number, state: State): number {
  const end = endOfScalar(text, start);
  if (end - start < MAX_LITERAL && !LITERAL.test(text.slice(start, end))) {
    throw new Problem(start, state === 'first-element' ? 'a JSON value or `]`' : 'a JSON value');
  }
  return end;
}

function string(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) throw new Problem(at, '`"` at the end of a string, or the control character escaped');
    if (code !== 0x5c) at += 1;
    else {
      const escape = ESCAPE.exec(text.slice(at, at + 6));
      if (escape === null && !CUT_ESCAPE.test(text.slice(at, at + 6))) throw new Problem(at, 'a valid escape sequence');
      at += escape?.[0].length ?? 6;
    }
  }
  throw new Problem(text.length, '`"` at the end of a string');
}
