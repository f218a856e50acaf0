import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadGrammar } from '../../../../src/inputs/terraform/sources/index.js';
import { policyOf } from '../../../../src/inputs/terraform/sources/policy.js';
import { openFolder } from './plan-values.js';

const grammar = await loadGrammar();
const ATTRIBUTES = ['policy', 'assume_role_policy', 'access_policy', 'policy_document'];
const FOLDERS = ['test/fixtures/plans', 'examples'].flatMap((base) =>
  readdirSync(base)
    .map((name) => join(base, name))
    .filter((folder) => ['plan.json', 'main.tf'].every((name) => existsSync(join(folder, name)))),
);

/** A document without what says nothing: the order of values, and a list of one. */
function normalized(value: unknown, key = ''): unknown {
  if (key === 'Statement') return [value].flat().map((entry) => normalized(entry));
  if (Array.isArray(value)) return value.length === 1 ? String(value[0]) : [...new Set(value.map(String))].sort();
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, normalized(entry, name)]));
}

/** How many policies were compared. */
const counts = { known: 0, unknown: 0 };

describe.each(FOLDERS)('%s', (folder) => {
  const opened = openFolder(folder, grammar);
  if (opened === null) return;
  const { sources, instances } = opened;
  const rows = instances
    .filter(({ mode }) => mode === 'managed')
    .flatMap((instance) => ATTRIBUTES.map((attribute) => ({ instance, attribute, address: instance.address })));
  const evaluate = ({ instance, attribute }: (typeof rows)[number]) => {
    const value = sources.evaluateAttribute(instance, instance.key, attribute);
    return value === null ? null : policyOf(value);
  };

  test('the sources say of every policy what the plan says', () => {
    for (const row of rows) {
      const text = row.instance.values[row.attribute];
      const result = evaluate(row);
      const ignored = sources.ignoresChanges(row.instance, row.attribute);
      if (typeof text !== 'string' || result === null || ignored) continue;
      counts.known += 1;
      expect([row.address, result.known && normalized(result.document)]).toEqual([
        row.address,
        normalized(JSON.parse(text)),
      ]);
    }
  });

  test('every policy that is known only after apply is resolved, each statement with its place', () => {
    for (const row of rows) {
      const result = row.instance.unknown[row.attribute] === true ? evaluate(row) : null;
      if (result === null) continue;
      counts.unknown += 1;
      expect([row.address, result]).toMatchObject([row.address, { known: true, unknowns: [] }]);
      expect(result.known && result.statements.every((place) => place?.startLine !== undefined)).toBe(true);
    }
  });
});

test('there are policies to compare', () => {
  expect(counts.known).toBeGreaterThan(50);
  expect(counts.unknown).toBeGreaterThan(10);
});
