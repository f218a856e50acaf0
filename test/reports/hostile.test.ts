import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formats, reports } from '../../src/reports/index.js';
import { HOSTILE_NAMES, hostileReports, poisoned } from './hostile-names.js';
import { options } from './report-sample.js';

const HOSTILE = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(...Object.values(HOSTILE_NAMES).filter((name) => name.length < 100)),
      fc.constantFrom(
        '\u001b[31m',
        '\u009b2J',
        '\u001bP',
        '\u2066',
        '\u0085',
        '\ud800',
        '\r\n✓ No path',
        '\b',
        '\u{e0041}',
        '%00',
        '../',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Anything that a terminal obeys or a reader cannot see, but for the line feed. */
const UNSEEN = /[^\n\P{Cc}]|[\p{Cf}\p{Cs}\u2028\u2029\p{Default_Ignorable_Code_Point}]/u;

/** Of a format whose lines end with a carriage return, too. */
const withoutLineEnds = (text: string): string => text.replaceAll('\r\n', '\n');

describe.each(formats)('%s', (format) => {
  test.each(hostileReports)('nothing unseen: %s', (_name, report) => {
    expect(withoutLineEnds(reports[format](report, options))).not.toMatch(UNSEEN);
  });

  test('nothing unseen from outside reaches the output', () => {
    fc.assert(
      fc.property(HOSTILE, fc.boolean(), fc.integer({ min: 20, max: 200 }), (text, verbose, width) => {
        expect(withoutLineEnds(reports[format](poisoned(text), { ...options, verbose, width }))).not.toMatch(UNSEEN);
      }),
      { numRuns: 100 },
    );
  });
});

test('no text from outside begins a line of the terminal report', () => {
  fc.assert(
    fc.property(HOSTILE, fc.boolean(), (text, verbose) => {
      const lines = reports.terminal(poisoned(text), { ...options, verbose, width: 1_000_000 }).split('\n');
      for (const line of lines) expect(line).toMatch(/^($| {2}|CRITICAL |LOW |5 gaps: |2 changes |2 findings )/);
    }),
    { numRuns: 200 },
  );
});

test('JSON loses nothing', () => {
  fc.assert(
    fc.property(HOSTILE, (text) => {
      expect(JSON.parse(reports.json(poisoned(text), options))).toEqual(poisoned(text));
    }),
    { numRuns: 200 },
  );
});
