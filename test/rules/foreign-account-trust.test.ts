import { describe, expect, test } from 'vitest';
import { account, allow, FOREIGN, roleArn, trusts, userArn } from '../builders/account.js';
import { gapsOf, violationLines } from '../builders/lint-model.js';

const EXTERNAL_ID = { Condition: { StringEquals: { 'sts:ExternalId': 'acme' } } };
const byOrg = { Condition: { StringEquals: { 'aws:PrincipalAccount': [FOREIGN, '111111111111'] } } };

const cases: readonly (readonly [
  name: string,
  statement: Readonly<Record<string, unknown>>,
  expected: readonly string[],
])[] = [
  ['an account', trusts({ AWS: FOREIGN }), [`foreign-account-trust noExternalId ${FOREIGN} certain`]],
  [
    'its root',
    trusts({ AWS: `arn:aws:iam::${FOREIGN}:root` }),
    [`foreign-account-trust noExternalId ${FOREIGN} certain`],
  ],
  [
    'one of its roles',
    trusts({ AWS: roleArn('x', FOREIGN) }),
    [`foreign-account-trust noExternalId ${FOREIGN} certain`],
  ],
  [
    'one of its users',
    trusts({ AWS: userArn('x', FOREIGN) }),
    [`foreign-account-trust noExternalId ${FOREIGN} certain`],
  ],
  [
    'with an external id',
    trusts({ AWS: FOREIGN }, EXTERNAL_ID),
    [`foreign-account-trust withExternalId ${FOREIGN} certain`],
  ],
  ['named by a condition', trusts('*', byOrg), [`foreign-account-trust noExternalId ${FOREIGN} certain`]],
  ['the own account', trusts({ AWS: '111111111111' }), []],
  ['a denied account', { ...trusts({ AWS: FOREIGN }), Effect: 'Deny' }, []],
  [
    'everybody is left to public-role-trust',
    trusts({ AWS: ['*', FOREIGN] }),
    ['public-role-trust anyAccount * certain'],
  ],
];

describe('foreign-account-trust', () => {
  const modelOf = (statement: Readonly<Record<string, unknown>>) =>
    account({ roles: { worker: { trust: [statement], allow: [allow('ec2:RunInstances')] } } });

  test.each(cases)('%s', (_, statement, expected) => {
    expect(violationLines(modelOf(statement))).toEqual(expected);
  });

  test('an account of the trust zone', () => {
    expect(violationLines(modelOf(trusts({ AWS: FOREIGN })), 'outsider', { accounts: [FOREIGN] })).toEqual([]);
  });

  test('a foreign organization, once ours is known; until then it is a gap', () => {
    const statement = trusts('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-vendor12345' } } });
    const model = modelOf(statement);
    const ours = { organization: 'o-abcdefghij' };
    expect(violationLines(model, 'outsider', ours)).toEqual([
      'foreign-account-trust noExternalId o-vendor12345 certain',
    ]);
    expect(violationLines(model, 'outsider', { organization: 'o-vendor12345' })).toEqual([]);
    expect(violationLines(model)).toEqual([]);
    expect(gapsOf(model)).toEqual(['unknown-organization arn:aws:iam::111111111111:role/worker']);
    expect(gapsOf(model, ours)).toEqual([]);
  });

  test.each([
    ['a unit', 'ForAnyValue:StringLike', 'o-vendor12345/r-ab12/ou-ab12-11111111/*'],
    ['the whole', 'ForAnyValue:StringLike', 'o-vendor12345/*'],
    ['one place', 'ForAnyValue:StringEquals', 'o-vendor12345/r-ab12/ou-ab12-11111111/'],
  ])('a foreign organization that is named by the path to %s of it', (_, operator, path) => {
    const model = modelOf(trusts('*', { Condition: { [operator]: { 'aws:PrincipalOrgPaths': path } } }));
    expect(violationLines(model, 'outsider', { organization: 'o-abcdefghij' })).toEqual([
      'foreign-account-trust noExternalId o-vendor12345 certain',
    ]);
    expect(violationLines(model, 'outsider', { organization: 'o-vendor12345' })).toEqual([]);
    expect(violationLines(model)).toEqual([]);
    expect(gapsOf(model)).toEqual(['unknown-organization arn:aws:iam::111111111111:role/worker']);
    expect(gapsOf(model, { organization: 'o-vendor12345' })).toEqual([]);
  });

  test('when the input does not show which account is ours, that is an assumption', () => {
    const model = { ...modelOf(trusts({ AWS: FOREIGN })), accounts: [] };
    expect(violationLines(model)).toEqual([`foreign-account-trust noExternalId ${FOREIGN} conditional`]);
  });
});
