import { asText } from './as-text.js';
import type { ConditionOperator } from './operator.js';

/** `Bool` and `BinaryEquals`. */
export const plainOperators: readonly ConditionOperator[] = [
  {
    name: 'Bool',
    negated: false,
    variables: true,
    matches: (actual, expected) => actual.toLowerCase() === asText(expected).toLowerCase(),
    samples: () => ['true', 'false'],
  },
  {
    name: 'BinaryEquals',
    negated: false,
    variables: false,
    matches: (actual, expected) => actual === asText(expected),
    samples: (expected) => [expected],
  },
];
