import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formats, reports } from '../../src/reports/index.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { options, sample } from './report-sample.js';

const HOSTILE = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        ...[
          '\u001b[31m',
          '\u009b2J',
          '\u001b]0;title\u0007',
          '\u001bP',
          '\u202e',
          '\u2066',
          '\u200b',
          '\ufeff',
          '\u0085',
          '\ud800',
        ],
        ...[
          '\r\n✓ No path',
          '\u2028',
          '\t',
          '\b',
          '\u007f',
          '\u{e0041}',
          '[x](https://evil.example)',
          '%00',
          '\\',
          '../',
          '"',
          '</script>',
        ],
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Anything that a terminal obeys or a reader cannot see, but for the line feed. */
const UNSEEN = /[^\n\P{Cc}]|[\p{Cf}\p{Cs}\u2028\u2029\p{Default_Ignorable_Code_Point}]/u;

/** The sample with every text that comes from outside replaced. */
function poisoned(text: string): Report {
  const replace = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
    }
    const fixed = ['schemaVersion', 'threatModel', 'severity', 'confidence', 'status', 'policyType'];
    return typeof value === 'string' && !fixed.includes(key) ? `${text}${value}${text}` : value;
  };
  const { findings, gaps, inputs, ...rest } = sample;
  const entryKinds = findings.map(({ entry }) => entry.kind);
  const inputKinds = inputs.map(({ kind }) => kind);
  const changed = replace({ findings, gaps, inputs }, '') as Pick<Report, 'findings' | 'gaps' | 'inputs'>;
  changed.findings.forEach(({ entry }, index) => {
    entry.kind = entryKinds[index] ?? 'federated';
  });
  changed.inputs.forEach((input, index) => {
    input.kind = inputKinds[index] ?? 'terraform-plan';
  });
  return { ...rest, ...changed };
}

describe.each(formats)('%s', (format) => {
  test('nothing unseen from outside reaches the output', () => {
    fc.assert(
      fc.property(HOSTILE, fc.boolean(), fc.integer({ min: 20, max: 200 }), (text, verbose, width) => {
        expect(reports[format](poisoned(text), { ...options, verbose, width })).not.toMatch(UNSEEN);
      }),
      { numRuns: 300 },
    );
  });
});

test('no text from outside begins a line of the terminal report', () => {
  fc.assert(
    fc.property(HOSTILE, fc.boolean(), (text, verbose) => {
      const lines = reports.terminal(poisoned(text), { ...options, verbose, width: 1_000_000 }).split('\n');
      for (const line of lines) expect(line).toMatch(/^($| {2}|CRITICAL |LOW |5 gaps: |2 findings )/);
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
