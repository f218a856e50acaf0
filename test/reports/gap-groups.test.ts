import { describe, expect, test } from 'vitest';
import { gapGroups } from '../../src/reports/gap-groups.js';
import { terminal } from '../../src/reports/terminal.js';
import { options, report } from './report-sample.js';
import type { ReportGap } from '../../src/schemas/report.generated.js';

const id = (number: number): string => String(100_000_000_000 + number);
const gap = (address: string, reason = 'refused', rest: Partial<ReportGap> = {}): ReportGap => ({
  kind: 'incomplete-input',
  address,
  reason,
  location: null,
  ...rest,
});
const ACCOUNTS = Array.from({ length: 500 }, (_, number) => id(number));

describe('gaps that say the same are one', () => {
  test.each<[what: string, gaps: ReportGap[], groups: [address: string, gaps: number][]]>([
    ['nothing', [], []],
    ['one', [gap('a')], [['a', 1]]],
    [
      'few stay apart, in their order',
      [gap('a'), gap('x', 'throttled'), gap('b'), gap('c'), gap('d')],
      ['a', 'x', 'b', 'c', 'd'].map((address): [string, number] => [address, 1]),
    ],
    ['of many the first', ACCOUNTS.map((one) => gap(one)), [[`${id(0)}, ${id(1)}, ${id(2)} and 497 more`, 500]]],
    [
      'of many regions the accounts are counted',
      ACCOUNTS.flatMap((one) => [gap(`${one} eu-west-1`), gap(`${one} us-east-1`)]),
      [[`${id(0)} eu-west-1, ${id(0)} us-east-1, ${id(1)} eu-west-1 and 997 more in 500 accounts`, 1000]],
    ],
    ['the same thing is named once', Array.from({ length: 5 }, () => gap('a')), [['a', 5]]],
    [
      'other reasons and kinds stay apart',
      [gap('a'), gap('b', 'throttled'), gap('c', 'refused', { kind: 'invalid-policy' })],
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
    ],
  ])('%s', (_, gaps, groups) => {
    expect(gapGroups(gaps).map(({ address, gaps: own }) => [address, own.length])).toEqual(groups);
  });
});

describe('at a terminal', () => {
  const gaps = [...ACCOUNTS.map((one) => gap(one)), ...['x', 'y', 'z'].map((reason) => gap(id(0), reason))];

  test('a line for each reason, and how many gaps are behind those that are not shown', () => {
    const text = terminal(report([], gaps), { ...options, width: 200 });
    expect(text).toContain(`    ${id(0)}, ${id(1)}, ${id(2)} and 497 more: refused\n`);
    expect(text).toContain('503 gaps: what could not be decided\n  incomplete-input (503)\n');
    expect(text).toContain('    and 1 more (--verbose shows them)\n');
  });

  test('all of them where that was asked for', () => {
    const lines = terminal(report([], gaps), { ...options, width: 200, verbose: true }).split('\n');
    expect(lines.filter((line) => line.endsWith(': refused'))).toHaveLength(500);
  });
});
