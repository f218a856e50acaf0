import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { rules } from '../../src/rules/index.js';

const ids = rules.map(({ id }) => id);

test('every rule has a row in rules.yaml, in the same order, a file and a test', () => {
  expect(Object.keys(loadCatalogue().rules)).toEqual(ids);
  expect(readdirSync('src/rules')).toEqual(expect.arrayContaining(ids.map((id) => `${id}.ts`)));
  expect(readdirSync('test/rules')).toEqual(expect.arrayContaining(ids.map((id) => `${id}.test.ts`)));
});
