import type { CompiledPattern } from '../wildcard.js';
import { asText } from './as-text.js';
import type { ConditionOperator, ValueTest } from './operator.js';

function truthValue(text: string): boolean | null {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : null;
}

function bool(expected: CompiledPattern): ValueTest {
  const value = truthValue(asText(expected));
  return (actual) => value !== null && truthValue(actual) === value;
}

function binaryEquals(expected: CompiledPattern): ValueTest {
  const text = asText(expected);
  return (actual) => actual === text;
}

/** `Bool` and `BinaryEquals`. */
export const plainOperators: readonly ConditionOperator[] = [
  { name: 'Bool', negated: false, wildcards: false, variables: true, compile: bool, samples: () => ['true', 'false'] },
  {
    name: 'BinaryEquals',
    negated: false,
    wildcards: false,
    variables: false,
    compile: binaryEquals,
    samples: (expected) => [expected],
  },
];
