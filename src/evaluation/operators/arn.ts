import { type CompiledPattern, commonText, matchesPattern } from '../wildcard.js';
import type { ConditionOperator, ValueTest } from './operator.js';

/** The six parts are matched one by one, so that a `*` in one of the first five does not cross a colon. */
function compile(expected: CompiledPattern): ValueTest | null {
  const expectedParts = parts(expected);
  if (expectedParts === null) return null;
  return (actual) => {
    const actualParts = parts(actual);
    if (actualParts === null) return null;
    return expectedParts.every((part, index) => matchesPattern(part as CompiledPattern, actualParts[index] ?? ''));
  };
}

function parts(arn: string): readonly string[] | null {
  const all = arn.split(':');
  return all.length < 6 ? null : [...all.slice(0, 5), all.slice(5).join(':')];
}

/** One ARN that fits. What stands for a star is not empty: a name in an ARN never is. */
function samples(expected: string): readonly string[] {
  const expectedParts = parts(expected);
  if (expectedParts === null) return [];
  const filled = expectedParts.map((part, index) =>
    part === '*' ? FILLERS[index] : commonText([part.replaceAll('*', '*?')]),
  );
  return [filled.join(':')];
}

const FILLERS = ['arn', 'aws', 'any', 'us-east-1', '999999999999', 'any'];

function arnOperator(name: string, negated: boolean): ConditionOperator {
  return { name, negated, wildcards: true, variables: true, compile, samples };
}

/** `Arn…` operators: the `Equals` and the `Like` forms behave alike. */
export const arnOperators: readonly ConditionOperator[] = [
  arnOperator('ArnEquals', false),
  arnOperator('ArnLike', false),
  arnOperator('ArnNotEquals', true),
  arnOperator('ArnNotLike', true),
];
