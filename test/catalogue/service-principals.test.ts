import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

/** Service principals that somebody looked up, each with the page that has it. AWS publishes no list of them. */
const { principals } = JSON.parse(readFileSync('test/catalogue/service-principals.json', 'utf8')) as {
  principals: Readonly<Record<string, string>>;
};

const { computePrimitives, hops } = loadCatalogue();
const named = new Set([
  ...computePrimitives.flatMap(({ host, passRole }) => [
    ...(host === undefined ? [] : [host]),
    ...(passRole?.services ?? []),
    ...(passRole?.actsAs ?? []),
  ]),
  ...hops.flatMap(({ passedTo, trusts }) => [passedTo, trusts].flatMap((one) => servicesIn(one))),
]);

function servicesIn(value: unknown): readonly string[] {
  return JSON.stringify(value ?? null).match(/[a-z0-9.-]+\.amazonaws\.com/g) ?? [];
}

test('every service principal of the catalogue was looked up, and none that is not in it', () => {
  expect([...named].sort()).toEqual(Object.keys(principals).sort());
});

test.each(Object.entries(principals))('%s has its page', (_, page) => {
  expect(new URL(page).protocol).toBe('https:');
});
