import { type CompiledPattern, commonText, matchesPattern } from '../wildcard.js';
import type { ConditionOperator } from './operator.js';
import { asText } from './as-text.js';

const equals = (actual: string, expected: CompiledPattern): boolean => actual === asText(expected);
const equalsIgnoreCase = (actual: string, expected: CompiledPattern): boolean =>
  actual.toLowerCase() === asText(expected).toLowerCase();
const like = (actual: string, expected: CompiledPattern): boolean => matchesPattern(expected, actual);
const itself = (expected: string): readonly string[] => [expected];

/** A text that fits the pattern; the empty text that `*` fits would look like no value at all. */
function instance(expected: string): readonly string[] {
  const text = commonText([expected, '?*']);
  return typeof text === 'string' ? [text] : [];
}

function pair(
  name: string,
  negatedName: string,
  { matches, samples }: Pick<ConditionOperator, 'matches' | 'samples'>,
): readonly ConditionOperator[] {
  return [
    { name, negated: false, variables: true, matches, samples },
    { name: negatedName, negated: true, variables: true, matches, samples },
  ];
}

/** `String…` operators. */
export const stringOperators: readonly ConditionOperator[] = [
  ...pair('StringEquals', 'StringNotEquals', { matches: equals, samples: itself }),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', { matches: equalsIgnoreCase, samples: itself }),
  ...pair('StringLike', 'StringNotLike', { matches: like, samples: instance }),
];
