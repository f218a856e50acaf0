import type { RequestContext } from './request.js';
import { type CompiledPattern, compilePattern, joinPatterns, literalPattern, matchesPattern } from './wildcard.js';

/** They stand for themselves. */
const ESCAPES = new Set(['*', '?', '$']);
const ANY_TEXT = compilePattern('*');

/** Whether a value may hold a policy variable. */
export function hasVariables(value: string): boolean {
  return value.includes('${');
}

/** A value with its variables put in. */
export interface Substitution {
  readonly pattern: CompiledPattern;
  /** False when a variable has no value: then the value matches nothing, and `pattern` is what it could match if it had one. */
  readonly complete: boolean;
}

/**
 * Compiles a value that may hold policy variables
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html). What is put in for a variable is
 * text: a star in it is a star. A variable has no value when it is not in the context and has no default.
 */
export function substituteVariables(value: string, context: RequestContext): Substitution {
  let complete = true;
  const parts = partsOf(value).map((part) => {
    if (typeof part === 'string') return compilePattern(part);
    const text = textOf(part.variable, context);
    complete &&= text !== null;
    return text === null ? ANY_TEXT : literalPattern(text);
  });
  return { pattern: joinPatterns(parts), complete };
}

/** Keys of the policy variables in a value, in lower case. */
export function variableKeys(value: string): readonly string[] {
  return partsOf(value).flatMap((part) => (typeof part === 'string' || isEscape(part) ? [] : [keyOf(part.variable)]));
}

/** The value, still a pattern, with a text for each variable; `textFor` is given keys in lower case. */
export function replaceVariables(value: string, textFor: (key: string) => string): string {
  return partsOf(value)
    .map((part) => (typeof part === 'string' ? part : isEscape(part) ? part.variable : textFor(keyOf(part.variable))))
    .join('');
}

/** More differ only in what a wildcard beside the variable takes. */
const MAX_FILLINGS = 4;

/** What the variable `key` could stand for, so that the value matches `text`; other variables stand for anything. */
export function fillings(value: string, key: string, text: string): readonly string[] {
  const parts = partsOf(value);
  const found = parts.flatMap((part, index) => {
    if (typeof part === 'string' || isEscape(part) || keyOf(part.variable) !== key) return [];
    const before = anything(parts.slice(0, index));
    const after = anything(parts.slice(index + 1));
    const positions = Array.from({ length: text.length + 1 }, (_, position) => position);
    const starts = positions.filter((start) => matchesPattern(before, text.slice(0, start)));
    const ends = positions.filter((end) => matchesPattern(after, text.slice(end)));
    return starts.flatMap((start) =>
      ends
        .filter((end) => end > start)
        .slice(-MAX_FILLINGS)
        .map((end) => text.slice(start, end)),
    );
  });
  return [...new Set(found)].slice(0, MAX_FILLINGS);
}

/** What stands between `${` and `}`. */
interface Variable {
  readonly variable: string;
}

function partsOf(value: string): readonly (string | Variable)[] {
  const parts: (string | Variable)[] = [];
  let rest = 0;
  for (let open = value.indexOf('${'); open >= 0; open = value.indexOf('${', rest)) {
    const close = value.indexOf('}', open);
    if (close < 0) break;
    parts.push(value.slice(rest, open), { variable: value.slice(open + 2, close) });
    rest = close + 1;
  }
  parts.push(value.slice(rest));
  return parts;
}

function anything(parts: readonly (string | Variable)[]): CompiledPattern {
  return joinPatterns(
    parts.map((part) => {
      if (typeof part === 'string') return compilePattern(part);
      return isEscape(part) ? literalPattern(part.variable) : ANY_TEXT;
    }),
  );
}

function isEscape({ variable }: Variable): boolean {
  return ESCAPES.has(variable);
}

function keyOf(variable: string): string {
  const comma = variable.indexOf(',');
  return (comma < 0 ? variable : variable.slice(0, comma)).trim().toLowerCase();
}

/** A key with several values has no place in a text. AWS spells a default after a comma and a space, in single quotes. */
function textOf(variable: string, context: RequestContext): string | null {
  if (ESCAPES.has(variable)) return variable;
  const [value, ...others] = context.get(keyOf(variable)) ?? [];
  if (value !== undefined && others.length === 0) return value;
  return /^[^,]*, '(.*)'$/.exec(variable)?.[1] ?? null;
}
