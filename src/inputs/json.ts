import { InputError, positionAt } from './input-error.js';
import { findJsonProblem } from './json-problem.js';
import { endOfValue, skipWhitespace } from './json-scan.js';

/**
 * Parses a text that holds one JSON document or, as several commands' output written to one file does, several in a row.
 * Throws {@link InputError} with line and column where the text stops being JSON.
 */
export function parseJsonDocuments(text: string, uri: string): readonly unknown[] {
  const whole = tryParse(text);
  if (whole.ok) return [whole.value];
  const documents: unknown[] = [];
  for (let at = skipWhitespace(text, 0); at < text.length;) {
    const end = endOfValue(text, at);
    const document = text.slice(at, end);
    const parsed = tryParse(document);
    if (!parsed.ok || end === at) throw syntaxError(text, at, documents.length === 0 ? text.length : end, uri);
    documents.push(parsed.value);
    at = skipWhitespace(text, end);
  }
  return documents;
}

function tryParse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    // V8 reports nesting that is deeper than its stack as a RangeError.
    if (error instanceof SyntaxError || error instanceof RangeError) return { ok: false };
    throw error;
  }
}

function syntaxError(text: string, start: number, end: number, uri: string): InputError {
  const problem = findJsonProblem(text.slice(start, end));
  if (problem === null) return new InputError(uri, '', 'expected JSON that can be read, found too deep nesting');
  const offset = start + problem.offset;
  const found =
    offset >= text.length ? 'the end of the file' : `\`${String.fromCodePoint(text.codePointAt(offset) ?? 0)}\``;
  return new InputError(uri, '', `expected ${problem.expected}, found ${found}`, positionAt(text, offset));
}
