import type { RequestContext } from './request.js';
import { type CompiledPattern, compilePattern, joinPatterns, literalPattern } from './wildcard.js';

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
  const parts: CompiledPattern[] = [];
  let complete = true;
  let rest = 0;
  for (let open = value.indexOf('${'); open >= 0; open = value.indexOf('${', rest)) {
    const close = value.indexOf('}', open);
    if (close < 0) break;
    const text = textOf(value.slice(open + 2, close), context);
    parts.push(compilePattern(value.slice(rest, open)), text === null ? ANY_TEXT : literalPattern(text));
    complete &&= text !== null;
    rest = close + 1;
  }
  parts.push(compilePattern(value.slice(rest)));
  return { pattern: joinPatterns(parts), complete };
}

/** A key with several values has no place in a text. AWS spells a default after a comma and a space, in single quotes. */
function textOf(variable: string, context: RequestContext): string | null {
  if (ESCAPES.has(variable)) return variable;
  const [key = '', ...rest] = variable.split(',');
  const [value, ...others] = context.get(key.trim().toLowerCase()) ?? [];
  if (value !== undefined && others.length === 0) return value;
  return /^ '(.*)'$/.exec(rest.join(','))?.[1] ?? null;
}
