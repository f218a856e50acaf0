import { type Range, type SourceText, span } from './source-text.js';

/** Characters of a text; `range` is where they stand in the sources, if there. */
export interface JsonText {
  readonly kind: 'text';
  readonly text: string;
  readonly range: Range | null;
}

/** A JSON document with holes of type `H`: values that are not known, or not as a text. */
export type JsonTree<H> =
  | { readonly kind: 'object'; readonly members: readonly JsonMember<H>[]; readonly range: Range | null }
  | { readonly kind: 'array'; readonly items: readonly JsonTree<H>[]; readonly range: Range | null }
  | JsonString<H>
  | { readonly kind: 'literal'; readonly value: number | boolean | null; readonly range: Range | null }
  | { readonly kind: 'hole'; readonly hole: H; readonly range: Range | null };

export interface JsonMember<H> {
  readonly name: JsonString<H>;
  readonly value: JsonTree<H>;
}

export interface JsonString<H> {
  readonly kind: 'string';
  readonly parts: readonly (JsonText | H)[];
  readonly range: Range | null;
}

/** Deeper than any policy or configuration. */
const MAX_DEPTH = 100;
/** Stands for a hole; JSON holds no such character. */
const HOLE = '\u0000';
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const LITERALS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class NotJson extends Error {}

/**
 * Parses JSON that is made of texts and holes. A hole stands for a whole value or for a part of a string: what it holds is
 * taken not to end the string. Null for what is not JSON.
 */
export function parseJsonTree<H extends { readonly kind: string }>(
  parts: readonly (JsonText | H)[],
): JsonTree<H> | null {
  try {
    return new JsonParser(parts).document();
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}

class JsonParser<H extends { readonly kind: string }> {
  readonly #text: string;
  readonly #holes = new Map<number, H>();
  readonly #pieces: readonly { readonly start: number; readonly piece: JsonText }[];
  #at = 0;
  #depth = 0;

  constructor(parts: readonly (JsonText | H)[]) {
    let text = '';
    const pieces = [];
    for (const part of parts) {
      if (isText(part)) {
        if (part.text.includes(HOLE)) throw new NotJson();
        pieces.push({ start: text.length, piece: part });
        text += part.text;
      } else {
        this.#holes.set(text.length, part);
        text += HOLE;
      }
    }
    this.#text = text;
    this.#pieces = pieces;
  }

  document(): JsonTree<H> {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw new NotJson();
    return value;
  }

  #value(): JsonTree<H> {
    this.#space();
    const start = this.#at;
    const hole = this.#holes.get(start);
    if (hole !== undefined) {
      this.#at += 1;
      return { kind: 'hole', hole, range: null };
    }
    const first = this.#text[start];
    if (first === '{') return this.#nested(() => this.#object(start));
    if (first === '[') return this.#nested(() => this.#array(start));
    if (first === '"') return this.#string();
    for (const [word, value] of LITERALS) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at += word.length;
      return { kind: 'literal', value, range: this.#range(start) };
    }
    NUMBER.lastIndex = start;
    const [number] = NUMBER.exec(this.#text) ?? [];
    if (number === undefined) throw new NotJson();
    this.#at += number.length;
    return { kind: 'literal', value: Number(number), range: this.#range(start) };
  }

  #nested(read: () => JsonTree<H>): JsonTree<H> {
    if (this.#depth >= MAX_DEPTH) throw new NotJson();
    this.#depth += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(start: number): JsonTree<H> {
    const members: JsonMember<H>[] = [];
    this.#list('}', () => {
      this.#space();
      if (this.#text[this.#at] !== '"') throw new NotJson();
      const name = this.#string();
      this.#space();
      this.#expect(':');
      members.push({ name, value: this.#value() });
    });
    return { kind: 'object', members, range: this.#range(start) };
  }

  #array(start: number): JsonTree<H> {
    const items: JsonTree<H>[] = [];
    this.#list(']', () => items.push(this.#value()));
    return { kind: 'array', items, range: this.#range(start) };
  }

  #list(end: string, readOne: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      readOne();
      this.#space();
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
    }
    this.#expect(end);
  }

  #string(): JsonString<H> {
    const start = this.#at;
    const parts: (JsonText | H)[] = [];
    let plain = start + 1;
    const flush = (until: number): void => {
      if (until > plain)
        parts.push({ kind: 'text', text: this.#unescape(plain, until), range: this.#rangeOf(plain, until) });
    };
    this.#at += 1;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new NotJson();
      if (character === '"') break;
      const hole = this.#holes.get(this.#at);
      if (hole !== undefined) {
        flush(this.#at);
        parts.push(hole);
        plain = this.#at + 1;
      }
      this.#at += character === '\\' ? 2 : 1;
    }
    flush(this.#at);
    this.#at += 1;
    return { kind: 'string', parts, range: this.#range(start) };
  }

  #unescape(start: number, end: number): string {
    const raw = this.#text.slice(start, end);
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw new NotJson();
    }
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '.')) this.#at += 1;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new NotJson();
    this.#at += 1;
  }

  #range(start: number): Range | null {
    return this.#rangeOf(start, this.#at);
  }

  #rangeOf(start: number, end: number): Range | null {
    const first = this.#place(start);
    const last = this.#place(end - 1);
    return first === null || last === null ? null : span(first, last);
  }

  /** Where a character stands in the sources; that of an escape is where the escape stands. */
  #place(at: number): Range | null {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.start ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const found = this.#pieces[low];
    if (found === undefined || found.piece.range === null) return null;
    const { text, range } = found.piece;
    if (range.end - range.start !== text.length) return range;
    const start = range.start + at - found.start;
    return { source: range.source, start, end: start + 1 };
  }
}

function isText(part: { readonly kind: string }): part is JsonText {
  return part.kind === 'text';
}

/** The whole text of a file as the one part of a document. */
export function jsonTextOf(source: SourceText): JsonText {
  return { kind: 'text', text: source.text, range: { source, start: 0, end: source.text.length } };
}
