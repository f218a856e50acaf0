import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/evaluation/budget.js';
import { candidateValues, type KeyConditions } from '../../src/evaluation/candidate-values.js';
import type { KeyKnowledge } from '../../src/evaluation/knowledge.js';
import { matchesWildcard } from '../../src/evaluation/wildcard.js';
import type { Condition } from '../../src/model/policy.js';

const on = (operator: string, ...values: readonly string[]): Condition => ({
  operator,
  key: 'k',
  values: { values, unknown: [] },
});
const FREE: KeyKnowledge = { kind: 'free' };
const NOTHING: KeyConditions = { required: [], others: [], texts: [] };

function candidates(conditions: Partial<KeyConditions>, knowledge: KeyKnowledge = FREE): readonly string[] {
  const found = candidateValues(knowledge, { ...NOTHING, ...conditions }, new Budget());
  expect(found.complete).toBe(true);
  return found.candidates.map(({ values, assumed }) => `${assumed ? 'if ' : ''}${values.join('+') || '(absent)'}`);
}

describe('values to try', () => {
  test.each<[name: string, conditions: Partial<KeyConditions>, knowledge: KeyKnowledge, expected: readonly string[]]>([
    ['what is fixed', { required: [on('StringEquals', 'a')] }, { kind: 'fixed', values: ['x', 'y'] }, ['x+y']],
    ['a key that is absent for sure', {}, { kind: 'fixed', values: [] }, ['(absent)']],
    ['no condition: a fresh value, and none', {}, FREE, ['a', 'any-value', 'zq-07', '(absent)']],
    ['a key that is always sent', {}, { kind: 'free', always: true }, ['a', 'any-value', 'zq-07']],
    ['a named value', { required: [on('StringEquals', 'b')] }, FREE, ['b', 'a', 'any-value', 'zq-07', '(absent)']],
    [
      'a value of a deny, in each case',
      { others: [on('StringEqualsIgnoreCase', 'aB')] },
      FREE,
      ['aB', 'ab', 'AB', 'a', 'any-value', 'zq-07', '(absent)'],
    ],
    [
      'a text for another key comes first',
      { required: [on('StringEquals', 'b')], texts: ['c'] },
      FREE,
      ['c', 'b', 'a', 'any-value', 'zq-07', '(absent)'],
    ],
    [
      'what a pattern fits, and two ways to fill it',
      { required: [on('StringLike', 'p?*')] },
      FREE,
      ['pa', 'pzzq', 'p007', 'any-value', 'zq-07', '(absent)'],
    ],
    [
      'a star that is a star',
      { required: [on('StringEquals', 'p*')] },
      FREE,
      ['p*', 'a', 'any-value', 'zq-07', '(absent)'],
    ],
    [
      'an operator that there is not',
      { required: [on('StringIs', 'b')] },
      FREE,
      ['a', 'any-value', 'zq-07', '(absent)'],
    ],
    [
      'the usual value of an open key, and others under an assumption',
      { required: [on('StringEquals', 'b')] },
      { kind: 'open', usual: ['u'] },
      ['u', 'if b', 'if a', 'if any-value', 'if zq-07', 'if (absent)'],
    ],
    [
      'only what is accepted',
      { required: [on('StringEquals', 'b', 'c')] },
      { kind: 'free', accepts: (value) => value === 'c' },
      ['c', '(absent)'],
    ],
    [
      'only what is accepted of an open key',
      { required: [on('StringEquals', 'b', 'c')] },
      { kind: 'open', usual: [], accepts: (value) => value === 'c' },
      ['(absent)', 'if c', 'if (absent)'],
    ],
    [
      'only what has one of the shapes',
      { required: [on('StringEquals', 'arn:x', 'other')] },
      { kind: 'free', shapes: ['arn:*', 'aws:?'] },
      ['arn:x', 'arn:', 'aws:a', '(absent)'],
    ],
    [
      'what a shape and a pattern have in common',
      { required: [on('StringLike', '*:y')] },
      { kind: 'free', shapes: ['arn:*'], always: true },
      ['arn:y'],
    ],
    [
      'two values at once, and all',
      { required: [on('ForAllValues:StringEquals', 'b')] },
      { kind: 'free', accepts: (value) => value.length < 6 },
      ['b', 'a', 'zq-07', 'b+a+zq-07', 'b+a', 'b+zq-07', 'a+zq-07', '(absent)'],
    ],
    [
      'an example that no condition names, and never none of a key that is always sent',
      { required: [on('StringEquals', 'b')] },
      { kind: 'open', usual: ['u'], examples: ['e'], always: true, accepts: (value) => value.length === 1 },
      ['u', 'if e', 'if b', 'if a'],
    ],
    [
      'a quantifier in a deny',
      { required: [on('StringEquals', 'b')], others: [on('ForAnyValue:StringEquals', 'c')] },
      { kind: 'free', accepts: (value) => value.length === 1 && value !== 'a' },
      ['b', 'c', 'b+c', 'b+c', '(absent)'],
    ],
    [
      'one value alone is no set',
      { required: [on('ForAllValues:StringEquals', 'b')] },
      { kind: 'free', accepts: (value) => value === 'b', always: true },
      ['b'],
    ],
    [
      'no value at all is no empty set',
      { required: [on('ForAllValues:StringEquals', 'b')] },
      { kind: 'free', accepts: () => false, always: true },
      [],
    ],
  ])('%s', (_, conditions, knowledge, expected) => {
    expect(candidates(conditions, knowledge)).toEqual(expected);
  });

  const fitting = (found: readonly string[], patterns: readonly string[]): boolean =>
    found.some((text) => patterns.every((pattern) => matchesWildcard(pattern, text)));

  test.each<[name: string, conditions: Partial<KeyConditions>, patterns: readonly string[]]>([
    [
      'of three conditions that must hold',
      { required: [on('StringLike', 'b*'), on('ArnLike', '*c*'), on('ArnEquals', '*d')] },
      ['b*', '*c*', '*d'],
    ],
    [
      'of two, and a deny',
      { required: [on('StringLike', 'b*'), on('StringLike', '*c')], others: [on('StringNotLike', '*d*')] },
      ['b*', '*c', '*d*'],
    ],
    [
      'of one, and a pattern that must not fit',
      { required: [on('StringLike', 'b*'), on('StringNotLike', '*c')] },
      ['b*', '*c'],
    ],
    ['of two denies', { others: [on('StringNotLike', 'b*'), on('StringNotLike', '*c')] }, ['b*', '*c']],
    [
      'of the second value of each',
      { required: [on('StringLike', 'x*', 'b*'), on('StringLike', 'y*', '*c')] },
      ['b*', '*c'],
    ],
    [
      'of a quantified condition',
      { required: [on('ForAllValues:StringLike', 'b*'), on('ForAnyValue:StringLike', '*c')] },
      ['b*', '*c'],
    ],
  ])('a text that patterns have in common: %s', (_, conditions, patterns) => {
    expect(fitting(candidates(conditions), patterns)).toBe(true);
  });

  test.each<[name: string, conditions: Partial<KeyConditions>]>([
    ['a text of a condition that has none', { required: [on('Null', 'true*')] }],
    ['numbers', { required: [on('NumericEquals', '1*')] }],
  ])('patterns that are none give no text: %s', (_, conditions) => {
    expect(candidates(conditions)).toEqual(['a', 'any-value', 'zq-07', '(absent)']);
  });

  test('too many values are said not to be complete', () => {
    const many = (count: number): Condition =>
      on('StringEquals', ...Array.from({ length: count }, (_, index) => `v${String(index)}`));
    const ask = (count: number) => candidateValues(FREE, { ...NOTHING, required: [many(count)] }, new Budget());
    expect(ask(497).complete).toBe(true);
    expect(ask(498).complete).toBe(false);
    expect(ask(1_000).candidates.length).toBe(501);
  });

  test('too many patterns to combine are said not to be complete', () => {
    const many = (prefix: string, count: number): Condition =>
      on('StringLike', ...Array.from({ length: count }, (_, index) => `${prefix}${String(index)}*`));
    const ask = (count: number) =>
      candidateValues(
        { kind: 'free', accepts: () => true },
        { ...NOTHING, required: [many('', count), many('', 45)] },
        new Budget(),
      ).complete;
    expect([ask(5), ask(45)]).toEqual([true, false]);
  });

  test('of a key of many values not every two are tried', () => {
    const values = Array.from({ length: 300 }, (_, index) => `v${String(index)}`);
    const found = candidateValues(
      FREE,
      { ...NOTHING, required: [on('ForAllValues:StringEquals', ...values)] },
      new Budget(),
    );
    expect(found.candidates.filter((candidate) => candidate.values.length === 2)).toHaveLength(190);
  });

  test('patterns that are expensive to combine spend the budget', () => {
    const hostile = (letter: string): string => `*${letter}`.repeat(200);
    const budget = new Budget(5_000);
    candidateValues(
      FREE,
      { ...NOTHING, required: [on('StringLike', hostile('a')), on('StringLike', hostile('b'))] },
      budget,
    );
    expect(budget.exhausted).toBe(true);
  });
});
