import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/evaluation/budget.js';
import {
  commonText,
  compilePattern,
  type CompiledPattern,
  isLiteral,
  joinPatterns,
  literalPattern,
  matchesPattern,
  matchesWildcard,
} from '../../src/evaluation/wildcard.js';

/** The definition, word for word. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*')) return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
  return text !== '' && (pattern.startsWith('?') || text.startsWith(pattern.charAt(0))) && naive(rest, text.slice(1));
}

const letters = (units: readonly string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength });
const pattern = letters(['a', 'b', ':', '*', '?'], 8);
const text = letters(['a', 'b', ':', '*', '?'], 10);

const cases: readonly [pattern: string, text: string, fits: boolean][] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['?', '', false],
  ['?', 'a', true],
  ['?', 'ab', false],
  ['a*', 'a', true],
  ['*a', 'ba', true],
  ['*a', 'ab', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*ab*', 'aab', true],
  ['**', 'x', true],
  ['*?', '', false],
  ['?*?', 'ab', true],
  ['a.c', 'abc', false],
  ['(a|b)+[c]\\d^$', '(a|b)+[c]\\d^$', true],
  ['A', 'a', false],
  ['a*b', 'a\n:/b', true],
];

describe('matchesWildcard', () => {
  test.each(cases)('%j on %j: %s', (spelled, given, fits) => {
    expect(matchesWildcard(spelled, given)).toBe(fits);
  });

  test('agrees with the definition', () => {
    fc.assert(
      fc.property(pattern, text, (spelled, given) => {
        expect(matchesWildcard(spelled, given)).toBe(naive(spelled, given));
      }),
      { numRuns: 5_000 },
    );
  });

  test('a text fits what becomes of it when parts are replaced by wildcards', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (whole, from, to) => {
        const [start, end] = [from % (whole.length + 1), to % (whole.length + 1)].sort((a, b) => a - b);
        const covered = joinPatterns([
          literalPattern(whole.slice(0, start)),
          compilePattern('*'),
          literalPattern(whole.slice(end)),
        ]);
        expect(matchesPattern(covered, whole)).toBe(true);
      }),
    );
  });

  test('takes no more steps than pattern times text', () => {
    const spelled = compilePattern('a*'.repeat(500) + 'b');
    const given = 'a'.repeat(10_000);
    let steps = 0;
    const counting = {
      length: spelled.length,
      charCodeAt(index: number) {
        steps += 1;
        return spelled.charCodeAt(index);
      },
    };
    expect(matchesPattern(counting as unknown as CompiledPattern, given)).toBe(false);
    expect(steps).toBeGreaterThan(10_000);
    expect(steps).toBeLessThan(spelled.length * given.length);
  });
});

describe('a compiled pattern', () => {
  test.each([
    ['abc', true],
    ['', true],
    ['a*c', false],
    ['a?c', false],
  ])('%j is literal: %s', (spelled, literal) => {
    expect(isLiteral(compilePattern(spelled))).toBe(literal);
  });

  test.each(['*', '?', 'a*b?'])('made of the text %j matches that text and nothing else', (given) => {
    expect(isLiteral(literalPattern(given))).toBe(true);
    expect(matchesPattern(literalPattern(given), given)).toBe(true);
    expect(matchesPattern(literalPattern(given), given.replaceAll(/[*?]/g, 'x'))).toBe(false);
  });

  test.each(['\uE000', '\uE001'])('never takes the character %j of a policy for a wildcard', (given) => {
    expect(isLiteral(compilePattern(given))).toBe(true);
    expect(matchesPattern(literalPattern(given), 'a')).toBe(false);
  });
});

describe('commonText', () => {
  const found: readonly [patterns: readonly string[], text: string | null][] = [
    [['abc'], 'abc'],
    [['*'], ''],
    [['?*'], 'a'],
    [['a*', '*b'], 'ab'],
    [['a*', 'b*'], null],
    [['abc', 'a?c'], 'abc'],
    [['abc', 'a?d'], null],
    [['a', ''], null],
    [['**x**'], 'x'],
    [['*?*?*'], 'aa'],
    [['repo:org/*', 'repo:*:ref:refs/heads/main'], 'repo:org/:ref:refs/heads/main'],
    [['arn:aws:iam::*:role/*', 'arn:aws:iam::222222222222:?*'], 'arn:aws:iam::222222222222:role/'],
    [['a*c', '*b*', '???'], 'abc'],
    [[], ''],
  ];
  test.each(found)('of %j is %j', (patterns, expected) => {
    expect(commonText(patterns)).toBe(expected);
  });

  test('fits all of its patterns', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), (patterns) => {
        const common = commonText(patterns);
        fc.pre(typeof common === 'string');
        for (const spelled of patterns)
          expect(matchesWildcard(spelled, typeof common === 'string' ? common : '')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is found where a text fits all of the patterns', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), text, (patterns, given) => {
        fc.pre(patterns.every((spelled) => matchesWildcard(spelled, given)));
        const common = commonText(patterns);
        expect(common).toBeTypeOf('string');
        expect(common?.length).toBeLessThanOrEqual(given.length);
      }),
    );
  });

  test('ends with its budget', () => {
    const ask = (steps: number) => {
      const budget = new Budget(steps);
      return [commonText(['a*', '*b'], budget), budget.exhausted];
    };
    expect(ask(100)).toEqual(['ab', false]);
    expect(ask(2)).toEqual([undefined, true]);
  });

  test('gives up on patterns that have too much in common', () => {
    const half = 'a*'.repeat(200);
    expect(commonText([`${half}b`, `${half}c`, `b${half}`])).toBeNull();
    expect(commonText(Array.from({ length: 40 }, () => 'a*a*b'))).toBeUndefined();
    expect(commonText([`${half}x`, `a${half}?y`])).toBeUndefined();
  });
});
