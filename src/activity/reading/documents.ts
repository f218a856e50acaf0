/**
 * Cuts a text into the JSON objects, arrays and strings that it holds one after another, whatever stands between them: nothing,
 * white space, or the time that CloudWatch Logs writes before each line that it exports. White space within a value may be any.
 */
export class DocumentSplitter {
  readonly #longest: number;
  #open = '';
  /** Where to look on, and the brackets that are open there. */
  #at = 0;
  #depth = 0;

  /** `longest` bounds the memory: characters of one value. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** True when a value is longer than it may be: nothing more is found then. */
  get overflow(): boolean {
    return this.#open.length > this.#longest;
  }

  /** True when the text ended within a value. */
  get unfinished(): boolean {
    return this.#open !== '';
  }

  /** The values that end in this part of the text. */
  *push(text: string): Generator<string> {
    this.#open += text;
    for (;;) {
      if (this.#depth === 0 && this.#at === 0) {
        const start = this.#open.search(/["[{]/);
        this.#open = start < 0 ? '' : this.#open.slice(start);
        if (start < 0) return;
      }
      const end = this.#end();
      if (end === null) return;
      const value = this.#open.slice(0, end);
      this.#open = this.#open.slice(end);
      this.#at = 0;
      yield value;
    }
  }

  /** Where the value that is open ends, or null. */
  #end(): number | null {
    const text = this.#open;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) {
        const end = endOfString(text, this.#at);
        if (end === null) return null;
        this.#at = end;
        if (this.#depth === 0) return end;
        continue;
      }
      this.#at += 1;
      if (code === OPEN_BRACE || code === OPEN_BRACKET) this.#depth += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (this.#depth === 0) return this.#at;
      }
    }
    return null;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

function endOfString(text: string, start: number): number | null {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
  }
  return null;
}
