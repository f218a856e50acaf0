import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator } from './operator.js';

type Comparison = (actual: number, expected: number) => boolean;

const COMPARISONS: readonly (readonly [suffix: string, negated: boolean, holds: Comparison])[] = [
  ['Equals', false, (actual, expected) => actual === expected],
  ['NotEquals', true, (actual, expected) => actual === expected],
  ['LessThan', false, (actual, expected) => actual < expected],
  ['LessThanEquals', false, (actual, expected) => actual <= expected],
  ['GreaterThan', false, (actual, expected) => actual > expected],
  ['GreaterThanEquals', false, (actual, expected) => actual >= expected],
];

/** The six operators on values that are ordered. `read` returns null for a text that is not such a value. */
export function orderedOperators(
  prefix: string,
  read: (text: string) => number | null,
  samples: (expected: string) => readonly string[],
): readonly ConditionOperator[] {
  return COMPARISONS.map(([suffix, negated, holds]) => ({
    name: prefix + suffix,
    negated,
    wildcards: false,
    variables: false,
    compile(pattern: CompiledPattern) {
      const expected = read(asText(pattern));
      if (expected === null) return null;
      return (text: string) => {
        const actual = read(text);
        return actual === null ? null : holds(actual, expected);
      };
    },
    samples,
  }));
}
