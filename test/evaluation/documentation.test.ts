import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readTables } from './case-reader.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const tables = new Map(readTables().map(({ title, cases }) => [title, new Set(cases.map(({ name }) => name))]));

/** The lines of the tables under "The rules": id, page, and the tests that it names. */
const lines = [...read('docs/evaluation.md').matchAll(/^\| ([A-Z]\d+) \| \[.*?\]\((.*?)\) \| (.*) \|$/gm)].map(
  ([, id = '', page = '', tests = '']) => ({ id, page, tests: tests.split('; ') }),
);

test('the documentation has every section of rules', () => {
  expect(new Set(lines.map(({ id }) => id.charAt(0)))).toEqual(new Set(['E', 'T', 'M', 'C']));
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
});

describe.each(lines)('line $id of docs/evaluation.md', ({ page, tests }) => {
  test('follows a page of AWS', () => {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('has a case that fires and a near miss', () => {
    expect(tests.length).toBeGreaterThan(1);
  });

  test.each(tests)('%s', (reference) => {
    const colon = reference.indexOf(': ');
    const [place, name] = [reference.slice(0, colon), reference.slice(colon + 2)];
    if (place.endsWith('.test.ts')) expect(read(place)).toContain(name);
    else expect([...(tables.get(place) ?? [])]).toContain(name);
  });
});

test('every table is named', () => {
  const named = new Set(lines.flatMap(({ tests }) => tests.map((reference) => reference.split(': ')[0])));
  const files = readdirSync(new URL('test/evaluation/cases/', root)).map((file) => file.replace('.json', ''));
  for (const file of files) expect([...named]).toContain(file.replaceAll('-', ' '));
});
