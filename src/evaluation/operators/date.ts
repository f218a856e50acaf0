import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator } from './operator.js';

/** W3C profile of ISO 8601, or seconds since 1970; null for anything else. */
function milliseconds(text: string): number | null {
  if (/^\d{1,12}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null;
  const value = Date.parse(text.replace(/T(\d\d)(Z|[+-]|$)/, 'T$1:00$2'));
  return Number.isNaN(value) ? null : value;
}

function comparison(name: string, holds: (actual: number, expected: number) => boolean, negated = false): ConditionOperator {
  return {
    name,
    negated,
    variables: false,
    matches(actual: string, expected: CompiledPattern) {
      const [a, b] = [milliseconds(actual), milliseconds(asText(expected))];
      return a !== null && b !== null && holds(a, b);
    },
    samples(expected: string) {
      const value = milliseconds(expected);
      if (value === null) return [];
      return [expected, ...[-1000, 1000].map((shift) => new Date(value + shift).toISOString())];
    },
  };
}

/** `Date…` operators. */
export const dateOperators: readonly ConditionOperator[] = [
  comparison('DateEquals', (actual, expected) => actual === expected),
  comparison('DateNotEquals', (actual, expected) => actual === expected, true),
  comparison('DateLessThan', (actual, expected) => actual < expected),
  comparison('DateLessThanEquals', (actual, expected) => actual <= expected),
  comparison('DateGreaterThan', (actual, expected) => actual > expected),
  comparison('DateGreaterThanEquals', (actual, expected) => actual >= expected),
];
