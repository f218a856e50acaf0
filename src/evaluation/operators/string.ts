import { type CompiledPattern, commonText, isLiteral, matchesPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator, ValueTest } from './operator.js';

function equals(expected: CompiledPattern): ValueTest {
  const text = asText(expected);
  return (actual) => actual === text;
}

function equalsIgnoreCase(expected: CompiledPattern): ValueTest {
  const text = asText(expected).toLowerCase();
  return (actual) => actual.toLowerCase() === text;
}

function like(expected: CompiledPattern): ValueTest {
  return isLiteral(expected) ? (actual) => actual === expected : (actual) => matchesPattern(expected, actual);
}

const itself = (expected: string): readonly string[] => [expected];

const inEachCase = (expected: string): readonly string[] => [
  ...new Set([expected, expected.toLowerCase(), expected.toUpperCase()]),
];

/** A text that fits the pattern; the empty text that `*` fits would look like no value at all. */
function instance(expected: string): readonly string[] {
  const text = commonText([expected, '?*']);
  return typeof text === 'string' ? [text] : [];
}

function pair(
  name: string,
  negatedName: string,
  rest: Pick<ConditionOperator, 'wildcards' | 'compile' | 'samples'>,
): readonly ConditionOperator[] {
  return [
    { name, negated: false, variables: true, ...rest },
    { name: negatedName, negated: true, variables: true, ...rest },
  ];
}

/** `String…` operators. */
export const stringOperators: readonly ConditionOperator[] = [
  ...pair('StringEquals', 'StringNotEquals', { wildcards: false, compile: equals, samples: itself }),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', {
    wildcards: false,
    compile: equalsIgnoreCase,
    samples: inEachCase,
  }),
  ...pair('StringLike', 'StringNotLike', { wildcards: true, compile: like, samples: instance }),
];
