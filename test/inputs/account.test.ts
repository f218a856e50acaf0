import { describe, expect, test } from 'vitest';
import { readAccount } from '../../src/inputs/account.js';
import type { Model } from '../../src/model/model.js';

const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const READ = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
};
const SHIPPED = 'arn:aws:iam::aws:policy/Shipped';
const CUSTOMER = 'arn:aws:iam::111111111111:policy/path/customer';

function read(...documents: readonly unknown[]): Model {
  return readAccount(documents, { uri: 'account.json', managedPolicy: (arn) => (arn === SHIPPED ? READ : null) });
}

function user(name: string, more: object = {}): object {
  return { Arn: `arn:aws:iam::111111111111:user/${name}`, UserName: name, ...more };
}

function role(name: string, more: object = {}): object {
  return { Arn: `arn:aws:iam::111111111111:role/${name}`, RoleName: name, AssumeRolePolicyDocument: TRUST, ...more };
}

function managed(arn: string, versions: readonly object[], more: object = {}): object {
  return { Arn: arn, PolicyName: 'x', DefaultVersionId: 'v1', PolicyVersionList: versions, ...more };
}

function gapLines(model: Model): readonly string[] {
  return model.gaps.map(
    ({ kind, address, reason, location }) => `${kind} ${address} ${reason} ${location?.pointer ?? ''}`,
  );
}

test('an account is whole and shows no resources', () => {
  const model = read({ UserDetailList: [user('a')], RoleDetailList: [role('b')] });
  expect(model).toMatchObject({
    accounts: ['111111111111'],
    organization: null,
    partial: false,
    resources: [],
    gaps: [],
  });
  expect(model.shows.size).toBe(0);
});

test('a user has its policies, groups, boundary and tags', () => {
  const model = read({
    UserDetailList: [
      user('a', {
        UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: READ }],
        AttachedManagedPolicies: [{ PolicyName: 'customer', PolicyArn: CUSTOMER }],
        GroupList: ['g'],
        PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: CUSTOMER },
        Tags: [
          { Key: 'team', Value: 'x' },
          { Key: '__proto__', Value: 'y' },
        ],
      }),
    ],
    GroupDetailList: [{ Arn: 'arn:aws:iam::111111111111:group/path/g', GroupName: 'g' }],
    Policies: [managed(CUSTOMER, [{ VersionId: 'v1', Document: ADMINISTRATOR }])],
  });
  const [found] = model.users;
  expect(found).toMatchObject({
    arn: 'arn:aws:iam::111111111111:user/a',
    name: 'a',
    account: '111111111111',
    groups: ['arn:aws:iam::111111111111:group/path/g'],
    credentials: null,
    location: { uri: 'account.json', pointer: '/UserDetailList/0' },
  });
  expect(found?.policies.map(({ policy, location }) => [policy.id, policy.location.pointer, location.pointer])).toEqual(
    [
      ['inline', '/UserDetailList/0/UserPolicyList/0/PolicyDocument', '/UserDetailList/0/UserPolicyList/0'],
      [CUSTOMER, '/Policies/0/PolicyVersionList/0/Document', '/UserDetailList/0/AttachedManagedPolicies/0'],
    ],
  );
  expect(found?.boundary).toMatchObject({ type: 'permissions-boundary', id: CUSTOMER });
  expect(found?.policies[1]?.policy.type).toBe('identity-based');
  expect(Object.entries(found?.tags ?? {})).toEqual([
    ['team', 'x'],
    ['__proto__', 'y'],
  ]);
  expect(model.gaps).toEqual([]);
});

test('a role has its trust policy and instance profiles', () => {
  const profile = 'arn:aws:iam::111111111111:instance-profile/p';
  const [found] = read({ RoleDetailList: [role('a', { InstanceProfileList: [{ Arn: profile }] })] }).roles;
  expect(found?.trust).toMatchObject({
    type: 'trust',
    location: { pointer: '/RoleDetailList/0/AssumeRolePolicyDocument' },
    statements: [{ principals: { AWS: { values: ['*'] } } }],
  });
  expect(found?.instanceProfiles).toEqual([profile]);
});

describe('a document may be', () => {
  const text = JSON.stringify({ ...READ, Id: '50%25 {}' });
  test.each<[string, unknown, number, readonly string[]]>([
    ['an object', READ, 1, []],
    ['JSON text', text, 1, []],
    ['URL-encoded', encodeURIComponent(text), 1, []],
    ['URL-encoded after white space', encodeURIComponent(`\n  ${text}`), 1, []],
    [
      'URL-encoded in lower case',
      encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      1,
      [],
    ],
    ['JSON text that holds an escape', JSON.stringify({ ...READ, Id: '%7B%' }), 1, []],
    ['encoded twice, which nobody does', encodeURIComponent(encodeURIComponent(text)), 0, ['not JSON']],
    ['damaged', '%7B%2', 0, ['the URL encoding of the document is damaged']],
    ['empty', '', 0, ['not JSON']],
  ])('%s', (_, document, statements, problems) => {
    const model = read({
      UserDetailList: [user('a', { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: document }] })],
    });
    const policy = model.users[0]?.policies[0]?.policy;
    expect(policy?.statements).toHaveLength(statements);
    expect(policy?.problems.map(({ message }) => message)).toEqual(problems);
    expect(model.gaps.map(({ kind, reason }) => [kind, reason])).toEqual(
      problems.map((problem) => ['invalid-policy', problem]),
    );
  });

  test('an escape is undone once', () => {
    const document = encodeURIComponent(
      JSON.stringify({ Statement: { ...READ.Statement[0], Resource: 'arn:aws:s3:::%7B' } }),
    );
    const model = read({
      UserDetailList: [user('a', { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: document }] })],
    });
    expect(model.users[0]?.policies[0]?.policy.statements[0]?.resources?.values).toEqual(['arn:aws:s3:::%7B']);
  });

  test('a document that cannot be decoded is not known, rather than empty', () => {
    const model = read({
      UserDetailList: [user('a', { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '%7B%2' }] })],
    });
    expect(model.users[0]?.policies[0]?.policy.unresolved).not.toBeNull();
  });
});

describe('a managed policy', () => {
  const holder = (arn: string, more: object = {}): object =>
    user('a', { AttachedManagedPolicies: [{ PolicyArn: arn }], ...more });

  test.each<[string, object, string | undefined]>([
    ['by its id', { DefaultVersionId: 'v2' }, '*'],
    ['by its flag', { DefaultVersionId: undefined }, 's3:GetObject'],
  ])('has its default version, told %s', (_, more, action) => {
    const model = read({
      UserDetailList: [holder(CUSTOMER)],
      Policies: [
        managed(
          CUSTOMER,
          [
            { VersionId: 'v3', IsDefaultVersion: true, Document: READ },
            { VersionId: 'v2', IsDefaultVersion: false, Document: ADMINISTRATOR },
          ],
          more,
        ),
      ],
    });
    expect(model.users[0]?.policies[0]?.policy.statements[0]?.actions?.values).toEqual([action]);
    expect(model.managedPolicies[0]?.otherVersions).toHaveLength(1);
    expect(model.managedPolicies[0]?.otherVersions?.[0]?.statements[0]?.actions?.values).not.toEqual([action]);
  });

  test('is read once for all that hold it', () => {
    const model = read({
      UserDetailList: [holder(CUSTOMER), user('b', { AttachedManagedPolicies: [{ PolicyArn: CUSTOMER }] })],
      Policies: [managed(CUSTOMER, [{ VersionId: 'v1', Document: READ }])],
    });
    expect(model.users[0]?.policies[0]?.policy).toBe(model.users[1]?.policies[0]?.policy);
    expect(model.managedPolicies[0]?.policy).toBe(model.users[0]?.policies[0]?.policy);
  });

  test.each([
    ['of AWS that nothing holds is left out', 'arn:aws:iam::aws:policy/Unused', []],
    ['of the customer is kept', CUSTOMER, [CUSTOMER]],
  ])('%s', (_, arn, kept) => {
    const model = read({ Policies: [managed(arn, [{ VersionId: 'v1', Document: READ }])] });
    expect(model.managedPolicies.map((policy) => policy.arn)).toEqual(kept);
  });

  test('of AWS is taken from the input before the shipped copy', () => {
    const model = read({
      UserDetailList: [holder(SHIPPED)],
      Policies: [managed(SHIPPED, [{ VersionId: 'v1', Document: ADMINISTRATOR }])],
    });
    expect(model.managedPolicies).toMatchObject([{ arn: SHIPPED, account: 'aws', awsManaged: true }]);
    expect(model.users[0]?.policies[0]?.policy.statements[0]?.actions?.values).toEqual(['*']);
  });

  test('of AWS comes from the shipped copy when the input lacks it', () => {
    const model = read({ UserDetailList: [holder(SHIPPED)] });
    expect(model.users[0]?.policies[0]?.policy).toMatchObject({ unresolved: null, name: 'Shipped' });
    expect(model.gaps).toEqual([]);
  });

  test.each([
    ['arn:aws:iam::aws:policy/New', 'unknown-managed-policy', 'the AWS managed policy is not in the shipped copy'],
    [CUSTOMER, 'unresolved-policy', 'the document is not in the input'],
  ])('%s that is nowhere is one gap', (arn, kind, reason) => {
    const model = read({ UserDetailList: [holder(arn, { PermissionsBoundary: { PermissionsBoundaryArn: arn } })] });
    expect(gapLines(model)).toEqual([
      `${kind} ${arn} ${reason} /UserDetailList/0/PermissionsBoundary`.replace(
        'PermissionsBoundary',
        'AttachedManagedPolicies/0',
      ),
    ]);
    expect(model.users[0]?.policies[0]?.policy.unresolved).toBe(reason);
    expect(model.users[0]?.boundary?.unresolved).toBe(reason);
  });
});

describe('what is missing or wrong is a gap', () => {
  test.each<[string, object, readonly string[]]>([
    [
      'a group',
      { UserDetailList: [user('a', { GroupList: ['g'] })] },
      [
        'unresolved-reference arn:aws:iam::111111111111:user/a the group `g` is not in the input /UserDetailList/0/GroupList/0',
      ],
    ],
    [
      'a trust policy',
      { RoleDetailList: [role('a', { AssumeRolePolicyDocument: undefined })] },
      [
        'unresolved-policy arn:aws:iam::111111111111:role/a the document of `a` is not in the input /RoleDetailList/0/AssumeRolePolicyDocument',
      ],
    ],
    [
      'a statement that AWS would refuse',
      { RoleDetailList: [role('a', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Perhaps' }] } })] },
      [
        'invalid-policy arn:aws:iam::111111111111:role/a /Statement/0/Effect: expected "Allow" or "Deny" /RoleDetailList/0/AssumeRolePolicyDocument/Statement/0/Effect',
      ],
    ],
    [
      'more pages',
      { Policies: [], IsTruncated: true, Marker: 'x' },
      ['incomplete-input account.json the last page says that more pages follow (`IsTruncated`) /IsTruncated'],
    ],
    [
      'more pages, as the AWS CLI says it',
      { Policies: [], NextToken: 'eyJ' },
      ['incomplete-input account.json the last page says that more pages follow (`NextToken`) /NextToken'],
    ],
    ['no more pages', { Policies: [], IsTruncated: false }, []],
    [
      'a policy of service-linked roles is no gap',
      {
        RoleDetailList: [
          role('AWSServiceRoleForX', {
            Arn: 'arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX',
            AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/XNewPolicy' }],
          }),
        ],
      },
      [],
    ],
  ])('%s', (_, page, lines) => {
    expect(gapLines(read(page))).toEqual(lines);
  });
});

describe('pages', () => {
  const pages = [
    { UserDetailList: [user('a', { GroupList: ['g'] })], IsTruncated: true, Marker: 'x' },
    { GroupDetailList: [{ Arn: 'arn:aws:iam::111111111111:group/g', GroupName: 'g' }], UserDetailList: [user('b')] },
  ];

  test.each<[string, readonly unknown[], readonly string[]]>([
    ['in a list', [pages], ['/0/UserDetailList/0', '/1/UserDetailList/0']],
    ['one after the other', pages, ['/0/UserDetailList/0', '/1/UserDetailList/0']],
    ['in two lists', [pages.slice(0, 1), pages.slice(1)], ['/0/0/UserDetailList/0', '/1/0/UserDetailList/0']],
  ])('%s make one account', (_, documents, pointers) => {
    const model = read(...documents);
    expect(model.users.map(({ location }) => location.pointer)).toEqual(pointers);
    expect(model.users[0]?.groups).toEqual(['arn:aws:iam::111111111111:group/g']);
    expect(model.gaps).toEqual([]);
  });

  test.each([
    {
      name: 'in what the query API puts around them',
      wrap: (page: unknown) => ({ Response: { Result: page }, ResponseMetadata: {} }),
      pointer: '/Response/Result',
    },
    {
      name: 'by account',
      wrap: (page: unknown) => ({ '111111111111': page, 'b/~': { UserDetailList: [] } }),
      pointer: '/111111111111',
    },
    { name: 'in lists, by account', wrap: (page: unknown) => ({ 'a/~': [page] }), pointer: '/a~1~0/0' },
  ])('$name are read where they stand', ({ wrap, pointer }) => {
    const [user] = read(wrap(pages[0])).users;
    expect(user?.location.pointer).toBe(`${pointer}/UserDetailList/0`);
  });

  test('of one of several accounts may be missing', () => {
    const other = 'arn:aws:iam::222222222222:user/c';
    const model = read(
      { UserDetailList: [user('a')], IsTruncated: true },
      { UserDetailList: [{ Arn: other, UserName: 'c' }], IsTruncated: true },
      { Policies: [], IsTruncated: false },
    );
    expect(model.gaps.map(({ location }) => location?.pointer)).toEqual(['/0/IsTruncated']);
  });

  test('given twice add nothing', () => {
    const [, last] = pages;
    expect(read(last, last).users).toHaveLength(1);
  });

  test('of two accounts keep their groups apart', () => {
    const model = read(
      { UserDetailList: [user('a', { GroupList: ['g'] })] },
      { GroupDetailList: [{ Arn: 'arn:aws:iam::222222222222:group/g', GroupName: 'g' }] },
    );
    expect(model.accounts).toEqual(['111111111111', '222222222222']);
    expect(model.gaps.map(({ kind }) => kind)).toEqual(['unresolved-reference']);
  });

  test('that are wrong are named', () => {
    expect(() => read({ UserDetailList: [] }, { UserDetailList: [1] })).toThrow('expected an object');
    expect(() => read([])).toThrow('expected at least one page');
    expect(() => read({ format_version: '1.2' })).toThrow('expected `UserDetailList`, ');
  });
});
