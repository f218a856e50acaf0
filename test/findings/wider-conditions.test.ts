import { expect, test } from 'vitest';
import { areWider } from '../../src/findings/wider-conditions.js';
import type { Condition } from '../../src/model/policy.js';

const on = (operator: string, key: string, ...values: readonly string[]): Condition => ({
  operator,
  key,
  values: { values, unknown: [] },
});
const type = (...values: readonly string[]) => on('StringEquals', 'ec2:InstanceType', ...values);
const cpu = (operator: string, value: string) => on(operator, 'ecs:task-cpu', value);

test.each<[name: string, now: readonly Condition[], then: readonly Condition[], wider: boolean]>([
  ['one more value', [type('a', 'b')], [type('a')], true],
  ['one value less', [type('a')], [type('a', 'b')], false],
  ['the same', [type('a')], [type('a')], false],
  ['other values', [type('b', 'c')], [type('a')], false],
  ['a pattern that matches', [on('StringLike', 'k', 't*')], [on('StringLike', 'k', 't3.*')], true],
  ['a star is no pattern for StringEquals', [type('t*')], [type('t3.micro')], false],
  ['the key and the operator in other letters', [on('stringequals', 'EC2:instancetype', 'a', 'b')], [type('a')], true],
  ['one value less that is excluded', [on('StringNotEquals', 'k', 'a')], [on('StringNotEquals', 'k', 'a', 'b')], true],
  ['one more that is excluded', [on('StringNotEquals', 'k', 'a', 'b')], [on('StringNotEquals', 'k', 'a')], false],
  ['a higher limit', [cpu('NumericLessThanEquals', '4096')], [cpu('NumericLessThanEquals', '1024')], true],
  ['a lower limit', [cpu('NumericLessThan', '1024')], [cpu('NumericLessThan', '4096')], false],
  ['from a lower number on', [cpu('NumericGreaterThan', '1')], [cpu('NumericGreaterThan', '2')], true],
  ['a number that is none', [cpu('NumericLessThan', 'many')], [cpu('NumericLessThan', '1')], false],
  ['another operator', [on('StringLike', 'k', 'a')], [on('StringEquals', 'k', 'a')], false],
  ['one condition more', [type('a', 'b'), cpu('NumericLessThan', '1')], [type('a')], false],
  [
    'one wider, one narrower',
    [type('a', 'b'), cpu('NumericLessThan', '1')],
    [type('a'), cpu('NumericLessThan', '2')],
    false,
  ],
  [
    'a value that is not known',
    [{ ...type('a'), values: { values: ['a', 'b'], unknown: ['var.x'] } }],
    [type('a')],
    false,
  ],
  ['an operator that AWS does not know', [on('Sounds', 'k', 'a', 'b')], [on('Sounds', 'k', 'a')], false],
])('%s', (_, now, then, wider) => {
  expect(areWider(now, then)).toBe(wider);
});
