import { expect, test } from 'vitest';
import { Budget } from '../../src/evaluation/budget.js';
import { product } from '../../src/evaluation/product.js';

test.each([
  ['of nothing there is one choice', [], [[]]],
  ['of one list', [['a', 'b']], [['a'], ['b']]],
  [
    'the last list varies fastest',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    [
      ['a', 'c'],
      ['a', 'd'],
      ['b', 'c'],
      ['b', 'd'],
    ],
  ],
  ['with an empty list there is none', [['a', 'b'], []], []],
])('choices: %s', (_, lists, expected) => {
  expect([...product(lists)]).toEqual(expected);
});

test('choices are made when they are asked for', () => {
  const long = Array.from({ length: 1_000 }, (_, index) => index);
  const [first] = product([long, long, long, long, long, long]);
  expect(first).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a budget is exhausted when more is asked of it than there is', () => {
  const budget = new Budget(3);
  expect([budget.spend(), budget.spend(2), budget.exhausted]).toEqual([true, true, false]);
  expect([budget.spend(), budget.exhausted]).toEqual([false, true]);
});
