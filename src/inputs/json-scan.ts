const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Index of the first character at or after `index` that is not JSON white space. */
export function skipWhitespace(text: string, index: number): number {
  let at = index;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** Index after the string whose opening quote is at `index`; the text's length when the string does not end. */
export function endOfString(text: string, index: number): number {
  let at = index + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let escapes = quote;
    while (escapes > at && text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/**
 * Index after the JSON value that begins at `index`. The inside of the value is not checked: brackets are counted and
 * strings are stepped over, so nesting costs no stack.
 */
export function endOfValue(text: string, index: number): number {
  const first = text.charCodeAt(index);
  if (first === QUOTE) return endOfString(text, index);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return endOfScalar(text, index);
  let depth = 1;
  for (let at = index + 1; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    at += 1;
    // White space is most of an indented text.
    if (code <= 0x20) continue;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

/** Index after the number, `true`, `false` or `null` that begins at `index`. */
export function endOfScalar(text: string, index: number): number {
  let at = index;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0x2c || code === CLOSE_BRACE || code === CLOSE_BRACKET) break;
  }
  return at;
}
