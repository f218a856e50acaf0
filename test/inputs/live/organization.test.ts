import { describe, expect, test } from 'vitest';
import { chooseMembers } from '../../../src/inputs/live/organization.js';
import type { OrganizationSnapshot } from '../../../src/schemas/organization-snapshot.generated.js';

const [first, second, closed, outside] = ['111111111111', '222222222222', '333333333333', '999999999999'];

const organization: OrganizationSnapshot = {
  kind: 'organization-snapshot',
  schemaVersion: '1',
  collected: '2026-11-23T00:00:00.000Z',
  coverage: { calls: 1, failed: 0 },
  gaps: [],
  Organization: { Id: 'o-abcdefghij' },
  Roots: [{ Id: 'r-abcd' }],
  OrganizationalUnits: [
    { Id: 'ou-abcd-11111111', ParentId: 'r-abcd' },
    { Id: 'ou-abcd-22222222', ParentId: 'ou-abcd-11111111' },
    { Id: 'ou-abcd-33333333', ParentId: 'r-abcd' },
  ],
  Accounts: [
    { Id: first, Name: 'first', Status: 'ACTIVE', ParentId: 'r-abcd' },
    { Id: second, State: 'ACTIVE', ParentId: 'ou-abcd-22222222' },
    { Id: closed, Name: 'closed', Status: 'ACTIVE', State: 'SUSPENDED', ParentId: 'ou-abcd-33333333' },
  ],
  Policies: [],
};
const refused = {
  ...organization,
  gaps: [
    {
      service: 'organizations',
      operation: 'ListOrganizationalUnitsForParent',
      region: null,
      permission: 'organizations:ListOrganizationalUnitsForParent',
      error: 'AccessDeniedException',
      kind: 'denied' as const,
    },
  ],
};
const none = { accounts: [], ous: [] };
const empty = { ...organization, Accounts: [] };

describe('which accounts are read', () => {
  test.each<[what: string, choice: Partial<typeof none> | { accounts: string[] } | { ous: string[] }, found: string[]]>(
    [
      ['all that are active', {}, [first, second]],
      ['those under a unit, and the units in it', { ous: ['ou-abcd-11111111'] }, [second]],
      ['those under the root', { ous: ['r-abcd'] }, [first, second]],
      [
        'those that are named, and those under a unit',
        { ous: ['ou-abcd-22222222'], accounts: [first] },
        [first, second],
      ],
      ['one of another organization, since the caller may know better', { accounts: [outside] }, [outside]],
      ['a closed one that is named, so that it can be said', { accounts: [closed, closed] }, [closed]],
    ],
  )('%s', (_, choice, found) => {
    expect(chooseMembers(organization, { ...none, ...choice }).map(({ id }) => id)).toEqual(found);
  });

  test('a closed account is known as one', () => {
    expect(chooseMembers(organization, { ...none, accounts: [closed] })).toEqual([
      { id: closed, name: 'closed', state: 'SUSPENDED' },
    ]);
  });

  test('without the organization those that are named', () => {
    expect(chooseMembers(null, { ...none, accounts: [first] })).toEqual([{ id: first, name: null, state: 'ACTIVE' }]);
  });

  test.each<
    [what: string, known: OrganizationSnapshot | null, choice: { accounts: string[]; ous: string[] }, message: string]
  >([
    [
      'a unit with a typo beside a right one',
      organization,
      { ...none, ous: ['ou-abcd-22222222', 'ou-abcd-2222222'] },
      'organizational unit ou-abcd-2222222: the organization has none',
    ],
    [
      'a unit where units were not listed',
      refused,
      { ...none, ous: ['ou-abcd-99999999'] },
      'its units could not be listed with these credentials',
    ],
    [
      'a unit without the organization',
      null,
      { ...none, ous: ['ou-abcd-22222222'] },
      'its units could not be listed with these credentials',
    ],
    [
      'a unit of closed accounts',
      organization,
      { ...none, ous: ['ou-abcd-33333333'] },
      'no active account lies under ou-abcd-33333333',
    ],
    [
      'nothing, without the organization',
      null,
      none,
      'its accounts cannot be listed with these credentials; name them with --accounts',
    ],
    ['nothing, of an organization without an active account', empty, none, 'organization: it has no active account'],
  ])('%s is refused', (_, known, choice, message) => {
    expect(() => chooseMembers(known, choice)).toThrow(expect.objectContaining({ name: 'InputError' }) as Error);
    try {
      chooseMembers(known, choice);
    } catch (error) {
      expect(String(error)).toContain(message);
    }
  });
});
