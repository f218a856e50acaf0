import type { RequestContext } from './request.js';
import { type CompiledPattern, compilePattern, joinPatterns, literalPattern } from './wildcard.js';

const ESCAPES = new Set(['*', '?', '$']);

/** Whether a value may hold a policy variable. */
export function hasVariables(value: string): boolean {
  return value.includes('${');
}

/**
 * Compiles a value that may hold policy variables
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html). What is put in for a variable is
 * text: a star in it is a star. Returns null when a variable has no value in the context and no default: then the value
 * matches nothing.
 */
export function substituteVariables(value: string, context: RequestContext): CompiledPattern | null {
  if (!hasVariables(value)) return compilePattern(value);
  const parts: CompiledPattern[] = [];
  let rest = 0;
  for (let open = value.indexOf('${'); open >= 0; open = value.indexOf('${', rest)) {
    const close = value.indexOf('}', open);
    if (close < 0) break;
    parts.push(compilePattern(value.slice(rest, open)));
    const text = textOf(value.slice(open + 2, close), context);
    if (text === null) return null;
    parts.push(literalPattern(text));
    rest = close + 1;
  }
  parts.push(compilePattern(value.slice(rest)));
  return joinPatterns(parts);
}

/** A key with several values has no place in a text. */
function textOf(variable: string, context: RequestContext): string | null {
  if (ESCAPES.has(variable)) return variable;
  const comma = variable.indexOf(',');
  const key = (comma < 0 ? variable : variable.slice(0, comma)).trim().toLowerCase();
  const values = context.get(key);
  if (values?.length === 1) return values[0] ?? null;
  const fallback = comma < 0 ? null : /^\s*'(.*)'\s*$/.exec(variable.slice(comma + 1));
  return fallback?.[1] ?? null;
}
