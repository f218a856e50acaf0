import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator } from './operator.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

function comparison(name: string, holds: (actual: number, expected: number) => boolean, negated = false): ConditionOperator {
  return {
    name,
    negated,
    variables: false,
    matches(actual: string, expected: CompiledPattern) {
      const text = asText(expected);
      return NUMBER.test(actual) && NUMBER.test(text) && holds(Number(actual), Number(text));
    },
    samples(expected: string) {
      if (!NUMBER.test(expected)) return [];
      const value = Number(expected);
      return [expected, String(value - 1), String(value + 1)];
    },
  };
}

/** `Numeric…` operators: integers and decimals. */
export const numericOperators: readonly ConditionOperator[] = [
  comparison('NumericEquals', (actual, expected) => actual === expected),
  comparison('NumericNotEquals', (actual, expected) => actual === expected, true),
  comparison('NumericLessThan', (actual, expected) => actual < expected),
  comparison('NumericLessThanEquals', (actual, expected) => actual <= expected),
  comparison('NumericGreaterThan', (actual, expected) => actual > expected),
  comparison('NumericGreaterThanEquals', (actual, expected) => actual >= expected),
];
