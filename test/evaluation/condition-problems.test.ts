import { expect, test } from 'vitest';
import { conditionProblems } from '../../src/evaluation/condition-problems.js';
import { policyOf } from './case-reader.js';

test('an operator that AWS does not know is reported once, where it stands', () => {
  const policy = policyOf('identity-based', [
    { Effect: 'Allow', Action: '*', Resource: '*', Condition: { 'ForAnyValue:StringLikeIfExists': { a: 'b' } } },
    {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEqual: { a: 'b', c: 'd' }, Bool: { a: 'true' }, 'a/b~c': { a: 'b' } },
    },
  ]);
  expect(conditionProblems(policy)).toEqual([
    { pointer: '/Statement/1/Condition/StringEqual', message: 'unknown condition operator `StringEqual`' },
    { pointer: '/Statement/1/Condition/a~1b~0c', message: 'unknown condition operator `a/b~c`' },
  ]);
});

test('operators that AWS knows are no problem', () => {
  const policy = policyOf('identity-based', [
    { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Null: { a: 'true' }, stringequals: { a: 'b' } } },
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ]);
  expect(conditionProblems(policy)).toEqual([]);
});
