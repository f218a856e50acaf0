import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineHashes } from '../../../src/reports/sarif/line-hash.js';

const ALL = new Set(Array.from({ length: 400 }, (_, index) => index + 1));

function hashes(text: string): readonly string[] {
  const found = lineHashes(text, ALL);
  return [...found.keys()].sort((a, b) => a - b).map((line) => found.get(line) ?? '');
}

const GREETINGS = [
  'e9496ae3ebfced30:1',
  'fb7c023a8b9ccb3f:1',
  'ce8ba1a563dcdaca:1',
  'e20e36e16fcb0cc8:1',
  'b3edc88f2938467e:1',
  'c8e28b0b4002a3a0:1',
  'c129715d7a2bc9a3:1',
];

/** The texts and hashes of the upload action's own test, src/fingerprints.test.ts of github/codeql-action (MIT). */
describe("the upload action's own vectors", () => {
  test.each([
    ['an empty file', '', ['c129715d7a2bc9a3:1']],
    [
      'four short lines',
      ' a\nb\n  \t\tc\n d',
      ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1'],
    ],
    [
      'no line feed at the end',
      ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End',
      [
        '8b7cf3e952e7aeb2:1',
        'b1ae1287ec4718d9:1',
        'bff680108adb0fcc:1',
        'c6805c5e1288b612:1',
        'b86d3392aea1be30:1',
        'e6ceba753e1a442:1',
      ],
    ],
    ['line feeds', ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n', GREETINGS],
    ['carriage returns', ' hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r', GREETINGS],
    ['both', ' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n', GREETINGS],
    ['a mix', ' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n', GREETINGS],
    [
      'lines that are equal',
      'Lorem ipsum dolor sit amet.\n'.repeat(10),
      [
        'a7f2ff13bc495cf2:1',
        'a7f2ff13bc495cf2:2',
        'a7f2ff13bc495cf2:3',
        'a7f2ff13bc495cf2:4',
        'a7f2ff13bc495cf2:5',
        'a7f2ff13bc495cf2:6',
        'a7f2ff1481e87703:1',
        'a9cf91f7bbf1862b:1',
        '55ec222b86bcae53:1',
        'cc97dc7b1d7d8f7b:1',
        'c129715d7a2bc9a3:1',
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(hashes(text)).toEqual(expected);
  });
});

/** The definition written out, with whole numbers of any size. */
function byDefinition(text: string): readonly string[] {
  const units = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  const codes = Array.from({ length: units.length }, (_, index) => units.charCodeAt(index));
  const whole = [...codes, 65535, ...Array<number>(100).fill(0)];
  const starts = [0, ...codes.flatMap((code, index) => (code === 10 ? [index + 1] : []))];
  const seen = new Map<string, number>();
  return starts.map((start) => {
    const sum = whole.slice(start, start + 100).reduce((hash, code) => hash * 37n + BigInt(code), 0n);
    const hash = BigInt.asUintN(64, sum).toString(16);
    seen.set(hash, (seen.get(hash) ?? 0) + 1);
    return `${hash}:${String(seen.get(hash))}`;
  });
}

test('law: the rolling hash is the sum over each window', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '}', '\uffff', '\ufeff', '\u{1f600}', 'é') });
  // A blank between a carriage return and a line feed makes two endings of them, hence none stands there.
  const ending = fc.constantFrom('\n', '\r\n', 'x\r', 'long enough to be more than one window '.repeat(4) + '\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, ending), { maxLength: 30 }), line, (parts, last) => {
      const text = parts.map(([before, after]) => `${before}|${after}|`).join('') + last;
      expect(hashes(text)).toEqual(byDefinition(text));
    }),
  );
});

test('only the lines that are asked for', () => {
  expect([...lineHashes('a\nb\nc\n', new Set([2, 9]))]).toEqual([[2, expect.any(String)]]);
});
