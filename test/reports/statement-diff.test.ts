import { describe, expect, test } from 'vitest';
import { statementDiff } from '../../src/reports/statement-diff.js';

type Document = Parameters<typeof statementDiff>[0];

const lines = (before: Document, after: Document): readonly string[] =>
  statementDiff(before, after).map(({ mark, line }) => `${mark}${line}`);

describe('a statement before and after', () => {
  test.each<[name: string, before: Document, after: Document, expected: readonly string[]]>([
    ['neither', null, null, []],
    ['new', null, { Sid: 'A' }, ['+{', '+  "Sid": "A"', '+}']],
    ['gone', { Sid: 'A' }, null, ['-{', '-  "Sid": "A"', '-}']],
    ['the same', { Sid: 'A' }, { Sid: 'A' }, [' {', '   "Sid": "A"', ' }']],
    [
      'one line changed',
      { Sid: 'A', Effect: 'Allow' },
      { Sid: 'B', Effect: 'Allow' },
      [' {', '-  "Sid": "A",', '+  "Sid": "B",', '   "Effect": "Allow"', ' }'],
    ],
    [
      'a line more',
      { Action: ['a'] },
      { Action: ['a'], Condition: {} },
      [' {', '   "Action": [', '     "a"', '-  ]', '+  ],', '+  "Condition": {}', ' }'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  test('what is too long to compare is shown as gone and come', () => {
    const long = { Action: Array.from({ length: 500 }, (_, index) => `s3:A${String(index)}`) };
    const other = { Action: long.Action.map((action) => `${action}*`) };
    const marks = statementDiff(long, other).map(({ mark }) => mark);
    expect(marks.lastIndexOf('-')).toBeLessThan(marks.indexOf('+'));
  });
});
