/** A place in a text, counted from one. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Characters that would break the one line that an error is printed on, or write to the terminal behind the user's back. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const MAX_LENGTH = 500;

/**
 * An input or configuration file that cannot be used: the user's to correct, not a defect of the tool.
 *
 * `pointer` is the RFC 6901 JSON pointer of the value at fault, `position` its place in the text; each is empty where
 * it says nothing. `message` says what was expected.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly file: string,
    readonly pointer: string,
    message: string,
    readonly position: TextPosition | null = null,
  ) {
    super(printable(message));
  }

  /** The one line that is shown: `file: /json/pointer: what was expected`, or `file:line:column: what was expected`. */
  override toString(): string {
    const place = this.position === null ? '' : `:${String(this.position.line)}:${String(this.position.column)}`;
    const pointer = this.pointer === '' ? '' : `${printable(this.pointer)}: `;
    return `${printable(this.file)}${place}: ${pointer}${this.message}`;
  }
}

function printable(text: string): string {
  const line = oneLine(text);
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

/** The text with escapes in the place of what would end the line or steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Line and column of an offset in a text. */
export function positionAt(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', start)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}
