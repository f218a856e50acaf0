import { describe, expect, test } from 'vitest';
import { mergeModels } from '../../src/inputs/merge.js';
import type { Model } from '../../src/model/model.js';
import type { Policy } from '../../src/model/policy.js';
import type { PolicyAttachment, Role, User } from '../../src/model/principal.js';

const location = { uri: 'x' };
const account = '111111111111';
const base = { account, tags: {}, address: null, location };

function policy(id: string, name: string, unresolved: string | null = null): Policy {
  return {
    type: 'identity-based',
    id,
    name,
    version: '2012-10-17',
    statements: [],
    problems: [],
    unresolved,
    address: null,
    location,
  };
}

function attachment(id: string, name = 'first', unresolved: string | null = null): PolicyAttachment {
  return { policy: policy(id, name, unresolved), address: null, location };
}

function user(more: Partial<User>): User {
  return {
    kind: 'user',
    arn: 'u',
    name: 'u',
    ...base,
    policies: [],
    boundary: null,
    groups: [],
    credentials: null,
    ...more,
  };
}

function role(more: Partial<Role>): Role {
  return {
    kind: 'role',
    arn: 'r',
    name: 'r',
    ...base,
    policies: [],
    boundary: null,
    trust: policy('r', 'r'),
    instanceProfiles: [],
    ...more,
  };
}

function model(more: Partial<Model>): Model {
  return {
    accounts: [],
    organization: null,
    users: [],
    groups: [],
    roles: [],
    strayPolicies: [],
    controls: [],
    managedPolicies: [],
    identityProviders: [],
    resources: [],
    partial: false,
    shows: new Set(),
    complete: new Map(),
    gaps: [],
    ...more,
  };
}

test('one model stays as it is', () => {
  const only = model({ accounts: [account] });
  expect(mergeModels([only])).toBe(only);
});

test('no model shows nothing', () => {
  expect(mergeModels([])).toEqual(model({}));
});

test('the parts are joined', () => {
  const merged = mergeModels([
    model({ accounts: ['1', '2'], partial: true, shows: new Set(['function']), users: [user({ arn: 'a' })] }),
    model({ accounts: ['2', '3'], organization: 'o-a', shows: new Set(['bucket']), users: [user({ arn: 'b' })] }),
  ]);
  expect(merged).toMatchObject({ accounts: ['1', '2', '3'], organization: 'o-a', partial: true });
  expect([...merged.shows]).toEqual(['function', 'bucket']);
  expect(merged.users.map(({ arn }) => arn)).toEqual(['a', 'b']);
});

describe('a principal that two inputs show', () => {
  test('keeps what either shows, and has the later trust policy', () => {
    const boundary = policy('boundary', 'boundary');
    const [merged, ...rest] = mergeModels([
      model({ roles: [role({ policies: [attachment('a'), attachment('b')], instanceProfiles: ['p'], boundary })] }),
      model({
        roles: [
          role({
            policies: [attachment('b', 'second'), attachment('c')],
            instanceProfiles: ['p', 'q'],
            trust: policy('r', 'later'),
          }),
        ],
      }),
    ]).roles;
    expect(rest).toEqual([]);
    expect(merged?.policies.map((held) => [held.policy.id, held.policy.name])).toEqual([
      ['a', 'first'],
      ['b', 'second'],
      ['c', 'first'],
    ]);
    expect(merged).toMatchObject({
      instanceProfiles: ['p', 'q'],
      boundary: { id: 'boundary' },
      trust: { name: 'later' },
    });
  });

  test('is known as well as the better input knows it', () => {
    const merged = mergeModels([
      model({ users: [user({ policies: [attachment('a', 'known')] })] }),
      model({ users: [user({ policies: [attachment('a', 'unknown', 'reason')] })] }),
    ]);
    expect(merged.users[0]?.policies.map(({ policy: { name } }) => name)).toEqual(['known']);
  });

  test.each<[string, User['credentials'], User['credentials'], number | null]>([
    ['neither shows', null, null, null],
    ['one shows', null, [{ kind: 'access-key', address: null, location }], 1],
    [
      'both show',
      [{ kind: 'login-profile', address: null, location }],
      [{ kind: 'access-key', address: null, location }],
      2,
    ],
  ])('has the credentials that %s', (_, first, second, count) => {
    const [merged] = mergeModels([
      model({ users: [user({ credentials: first })] }),
      model({ users: [user({ credentials: second })] }),
    ]).users;
    expect(merged?.credentials?.length ?? null).toBe(count);
  });
});

test.each([
  ['neither shows', null, null, null],
  ['one shows', null, [], 0],
  ['both show', [policy('m', 'v1')], [policy('m', 'v2')], 2],
])('the other versions of a managed policy that %s', (_, first, second, count) => {
  const row = { arn: 'm', name: 'm', account, awsManaged: false, policy: policy('m', 'known') };
  const [merged] = mergeModels([
    model({ managedPolicies: [{ ...row, otherVersions: first }] }),
    model({ managedPolicies: [{ ...row, otherVersions: second }] }),
  ]).managedPolicies;
  expect(merged?.otherVersions?.length ?? null).toBe(count);
});

test('a managed policy that only one input knows is known', () => {
  const row = { arn: 'm', name: 'm', account, awsManaged: false, otherVersions: [] };
  const merged = mergeModels([
    model({ managedPolicies: [{ ...row, policy: policy('m', 'known') }] }),
    model({ managedPolicies: [{ ...row, policy: policy('m', 'unknown', 'reason') }] }),
  ]);
  expect(merged.managedPolicies.map(({ policy: { name } }) => name)).toEqual(['known']);
});
