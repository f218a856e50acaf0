import { describe, expect, test } from 'vitest';
import { account, allow, roleArn, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const FIRES = ['public-role-trust anyAccount * certain'];
const IF = ['public-role-trust anyAccount * conditional'];

const cases: readonly (readonly [
  name: string,
  statement: Readonly<Record<string, unknown>>,
  expected: readonly string[],
])[] = [
  ['everybody', trusts('*'), FIRES],
  ['every AWS principal', trusts({ AWS: '*' }), FIRES],
  ['everybody but some', { Effect: 'Allow', NotPrincipal: { AWS: roleArn('x') }, Action: 'sts:AssumeRole' }, FIRES],
  [
    'a role name that anybody can take',
    trusts('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } } }),
    FIRES,
  ],
  [
    'an external id that has to be learned',
    trusts('*', { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    IF,
  ],
  [
    'a session name of one’s choice',
    trusts('*', { Condition: { StringLike: { 'sts:RoleSessionName': 'ci-*' } } }),
    FIRES,
  ],
  [
    'an organization, if the caller is in one',
    trusts('*', { Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
    FIRES,
  ],
  [
    'every organization of the caller, which may have none',
    trusts('*', { Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
    FIRES,
  ],
  [
    'every path of the caller, which may have none',
    trusts('*', { Condition: { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcdefghij/*' } } }),
    FIRES,
  ],
  ['an organization', trusts('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }), []],
  ['the own account', trusts('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } } }), []],
  ['addresses of an office', trusts('*', { Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }), IF],
  [
    'addresses that nobody has on the internet',
    trusts('*', { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '172.16.0.0/12', 'fd00::/8'] } } }),
    [],
  ],
  [
    'any address but those that nobody has on the internet',
    trusts('*', { Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
    FIRES,
  ],
  [
    'a private address or a public one',
    trusts('*', { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } } }),
    IF,
  ],
  [
    'a private address, unless the request comes through an endpoint',
    trusts('*', { Condition: { IpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/8' } } }),
    IF,
  ],
  [
    'an address in a VPC, which may be the caller’s own',
    trusts('*', { Condition: { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } } }),
    FIRES,
  ],
  ['a network endpoint', trusts('*', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }), IF],
  ['a service', trusts({ Service: 'ec2.amazonaws.com' }), []],
  ['another action', trusts('*', { Action: 'sts:TagSession' }), []],
  ['every action', trusts('*', { Action: 'sts:*' }), FIRES],
  ['a principal that was deleted', trusts({ AWS: 'AROA1234567890EXAMPLE' }), []],
];

describe('public-role-trust', () => {
  test.each(cases)('%s', (_, statement, expected) => {
    const model = account({ roles: { worker: { trust: [statement], allow: [allow('ec2:RunInstances')] } } });
    expect(violationLines(model)).toEqual(expected);
  });

  test('a deny of outsiders closes it', () => {
    const outsiders = { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } };
    const trust = [trusts('*'), { ...trusts('*', { Condition: outsiders }), Effect: 'Deny' }];
    expect(violationLines(account({ roles: { worker: { trust, allow: [allow('ec2:*')] } } }))).toEqual([]);
  });

  test('an open role without compute is no finding', () => {
    expect(violationLines(account({ roles: { reader: { trust: [trusts('*')], allow: [allow('s3:*')] } } }))).toEqual(
      [],
    );
  });
});
