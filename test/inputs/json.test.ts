import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/inputs/input-error.js';
import { findJsonProblem } from '../../src/inputs/json-problem.js';
import { parseJsonDocuments } from '../../src/inputs/json.js';

function errorLine(text: string): string {
  try {
    parseJsonDocuments(text, 'plan.json');
    return 'no error';
  } catch (error) {
    return error instanceof InputError ? error.toString() : String(error);
  }
}

describe('documents in one text', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['one', ' {"a": [1, "}"]}\n', [{ a: [1, '}'] }]],
    ['one scalar', '12', [12]],
    ['two, line by line', '{"a": 1}\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
    ['two without space', '{"a": "\\"}"}[2]', [{ a: '"}' }, [2]]],
    ['an own property named __proto__', '{"__proto__": 1}', [JSON.parse('{"__proto__": 1}')]],
  ])('%s', (_, text, documents) => {
    expect(parseJsonDocuments(text, 'x')).toEqual(documents);
  });
});

describe('the place and the expectation are named', () => {
  test.each([
    ['{"a": 1', 'plan.json:1:8: expected `,` or `}`, found the end of the file'],
    ['{"a":\n  [1,', 'plan.json:2:6: expected a JSON value, found the end of the file'],
    ['{"a": "text', 'plan.json:1:12: expected `"` at the end of a string, found the end of the file'],
    [
      '{"a": "te\nxt"}',
      'plan.json:1:10: expected `"` at the end of a string, or the control character escaped, found `\\u000a`',
    ],
    ['{"a": "\\x"}', 'plan.json:1:8: expected a valid escape sequence, found `\\`'],
    ['{"a" 1}', 'plan.json:1:6: expected `:`, found `1`'],
    ['{a: 1}', 'plan.json:1:2: expected a property name in quotes or `}`, found `a`'],
    ['{"a": 1,}', 'plan.json:1:9: expected a property name in quotes, found `}`'],
    ['[1 2]', 'plan.json:1:4: expected `,` or `]`, found `2`'],
    ['[01]', 'plan.json:1:2: expected a JSON value or `]`, found `0`'],
    ['resource "aws_iam_role" "x" {}', 'plan.json:1:1: expected a JSON value, found `r`'],
    ['🚀', 'plan.json:1:1: expected a JSON value, found `🚀`'],
    ['{"a": 1}\n{"b": }', 'plan.json:2:7: expected a JSON value, found `}`'],
    ['{"a": 1}\n{"b": 2', 'plan.json:2:8: expected `,` or `}`, found the end of the file'],
    [']', 'plan.json:1:1: expected a JSON value, found `]`'],
    ['{"a": 1}}', 'plan.json:1:9: expected a JSON value, found `}`'],
  ])('%j', (text, line) => {
    expect(errorLine(text)).toBe(line);
  });
});

describe('hostile text gets one line or is read', () => {
  test.each<[string, string, RegExp]>([
    ['deep and closed', `${'['.repeat(1e5)}${']'.repeat(1e5)}`, /^no error$/],
    [
      'deep and open',
      '['.repeat(1e5),
      /^plan\.json:1:100001: expected a JSON value or `]`, found the end of the file$/,
    ],
    ['a long string without an end', `"${'a'.repeat(5e6)}`, /found the end of the file$/],
    ['a string of backslashes', `"${'\\'.repeat(1_000_001)}`, /found the end of the file$/],
    ['a number that never ends', '1'.repeat(1e6), /^no error$/],
  ])('%s', (_, text, line) => {
    const started = performance.now();
    expect(errorLine(text)).toMatch(line);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test('law: a text has a problem exactly when JSON.parse refuses it', () => {
  const mutated = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'e', '\n', '\t', '\u0001'),
      fc.nat({ max: 2 }),
    )
    .map(([json, at, insert, drop]) => {
      const start = at % (json.length + 1);
      return json.slice(0, start) + insert + json.slice(start + drop);
    });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string()), (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(findJsonProblem(text) === null).toBe(valid);
    }),
    { numRuns: 3_000 },
  );
});
