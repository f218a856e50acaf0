import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { positionAt } from '../../src/inputs/input-error.js';
import { locatePointers } from '../../src/inputs/locate.js';

/** The text that a pointer's range covers. */
function textAt(text: string, pointer: string): string | undefined {
  const range = locatePointers(text, [pointer]).get(pointer);
  if (range === undefined) return undefined;
  const lines = text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return text.slice(offset(range.startLine, range.startColumn), offset(range.endLine, range.endColumn));
}

const TEXT = `
{
  "users": [
    { "name": "a", "policy": "{\\"Statement\\": []}" },
    { "na/me~": [ 1, [ 2 , 3 ] ], "": {"": null}, "caf\\u00e9": true, "__proto__": -1.5e3 }
  ],
  "empty": [], "text": "a \\\\" , "10": {"0": "x"}
}
`;

describe('a pointer is located', () => {
  test.each([
    ['', TEXT.trim()],
    ['/users/0/name', '"a"'],
    ['/users/1/na~1me~0/1/0', '2'],
    ['/users/1/na~1me~0/1/1', '3'],
    ['/users/1/', '{"": null}'],
    ['/users/1//', 'null'],
    ['/users/1/café', 'true'],
    ['/users/1/__proto__', '-1.5e3'],
    ['/empty', '[]'],
    ['/text', '"a \\\\"'],
    ['/10/0', '"x"'],
  ])('%j', (pointer, value) => {
    expect(textAt(TEXT, pointer)).toBe(value);
  });
});

describe('a pointer to what the text does not hold gets the nearest ancestor', () => {
  test.each([
    ['/users/0/policy/Statement/0', '"{\\"Statement\\": []}"'],
    ['/empty/0', '[]'],
    ['/users/1/na~1me~0/9', '[ 1, [ 2 , 3 ] ]'],
    ['/users/1/na~1me~0/01', '[ 1, [ 2 , 3 ] ]'],
    ['/users/1/na~1me~0/-', '[ 1, [ 2 , 3 ] ]'],
    ['/10/constructor', '{"0": "x"}'],
    ['/nothing/of/this', TEXT.trim()],
    ['text', TEXT.trim()],
  ])('%j', (pointer, value) => {
    expect(textAt(TEXT, pointer)).toBe(value);
  });
});

describe('several documents in a row', () => {
  const pages = '{"a": 1}\n{"a": [2]}{"a": 3}\n';
  test.each([
    ['/0/a', '1'],
    ['/1/a/0', '2'],
    ['/2', '{"a": 3}'],
    ['/3/a', pages.trim()],
    ['/a', pages.trim()],
  ])('%j', (pointer, value) => {
    expect(textAt(pages, pointer)).toBe(value);
  });
});

describe('of members with the same name the last one counts', () => {
  const text = '{"a": {"b": 1, "c": 2}, "x": 0, "a": {"b": 3}}';
  test.each([
    ['/a', '{"b": 3}'],
    ['/a/b', '3'],
    ['/a/c', '{"b": 3}'],
  ])('%j', (pointer, value) => {
    expect(textAt(text, pointer)).toBe(value);
  });
});

test('lines and columns count from one, also after Windows line ends', () => {
  expect(locatePointers('{\r\n  "a": [\r\n]\r\n}', ['/a']).get('/a')).toEqual({
    startLine: 2,
    startColumn: 8,
    endLine: 3,
    endColumn: 2,
  });
});

describe('hostile text ends', () => {
  test.each<[string, string, string]>([
    ['deep nesting', '['.repeat(1e5) + ']'.repeat(1e5), '/0'.repeat(1e5)],
    ['deep nesting without an end', '{"a":'.repeat(1e5), '/a'.repeat(1e5)],
    ['a string without an end', `{"a": "${'\\"'.repeat(5e5)}`, '/a/b'],
    ['nothing after a comma', '[1,', '/1'],
    ['no JSON', '}{][,:', '/0/0'],
    ['nothing', '', '/a'],
  ])('%s', (_, text, pointer) => {
    const started = performance.now();
    expect(locatePointers(text, [pointer]).has(pointer)).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** Every pointer into a value, with the path that jsonc-parser wants. */
function paths(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((entry: unknown, index) => paths(entry, [...path, index]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, entry]) => paths(entry, [...path, key]))];
}

function toPointer(path: readonly (string | number)[]): string {
  return path.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

test('law: every pointer is where jsonc-parser finds it', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('a', '/', '~', '"', '\\', '__proto__', '0', 'é'));
  const { value: json } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2, '\t', '\r\n'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const tree = parseTree(text);
      const wanted = paths(JSON.parse(text));
      const found = locatePointers(text, wanted.map(toPointer));
      for (const path of wanted) {
        const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
        if (node === undefined) throw new Error(`the reference does not find ${toPointer(path)}`);
        const start = positionAt(text, node.offset);
        const end = positionAt(text, node.offset + node.length);
        expect(found.get(toPointer(path))).toEqual({
          startLine: start.line,
          startColumn: start.column,
          endLine: end.line,
          endColumn: end.column,
        });
      }
    }),
    { numRuns: 500 },
  );
});
