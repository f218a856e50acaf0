import { expect, test } from 'vitest';
import { account, allow, service, trusts } from '../builders/account.js';
import { gapsOf } from '../builders/lint-model.js';

const odd = (operator: string) => ({ Condition: { [operator]: { 'aws:username': 'ann' } } });

const POOLS = 'cognito-identity.amazonaws.com';
const signedIn = (amr: string) =>
  trusts(
    { Federated: POOLS },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${POOLS}:aud`]: 'eu-west-1:11111111-1111-4111-8111-111111111111' },
        'ForAnyValue:StringLike': { [`${POOLS}:amr`]: amr },
      },
    },
  );
const app = (amr: string, actions: string) =>
  account({ roles: { app: { trust: [signedIn(amr)], allow: [allow(actions)] } } });

test.each([
  [
    'users of a pool that is not shown start compute',
    app('authenticated', 'ec2:RunInstances'),
    ['incomplete-input arn:aws:iam::111111111111:role/app'],
  ],
  ['they start none', app('authenticated', 's3:GetObject'), []],
  [
    'users of any pool are a finding of another rule',
    account({
      roles: {
        app: {
          trust: [
            trusts(
              { Federated: POOLS },
              {
                Action: 'sts:AssumeRoleWithWebIdentity',
                Condition: { 'ForAnyValue:StringLike': { [`${POOLS}:amr`]: 'authenticated' } },
              },
            ),
          ],
          allow: [allow('ec2:RunInstances')],
        },
      },
    }),
    [],
  ],
  ['guests are a finding', app('unauthenticated', 'ec2:RunInstances'), []],
])('who may sign up: %s', (_, model, expected) => {
  expect(gapsOf(model)).toEqual(expected);
});

test.each([
  ['none', account({ users: { ann: { allow: [allow('s3:*', odd('StringEquals'))] } } }), []],
  ['a policy', account({ users: { ann: { allow: [allow('s3:*', odd('StringIs'))] } } }), ['invalid-policy own']],
  [
    'a trust policy',
    account({ roles: { ci: { trust: [service('ec2'), trusts('*', odd('StringIs'))] } } }),
    ['invalid-policy arn:aws:iam::111111111111:role/ci'],
  ],
  [
    'one policy held twice',
    account({
      users: { ann: { managed: ['odd'] }, bob: { managed: ['odd'] } },
      policies: { odd: [allow('s3:*', odd('StringMatches'))] },
    }),
    ['invalid-policy arn:aws:iam::111111111111:policy/odd'],
  ],
  [
    'a boundary, with a set operator that Null does not take',
    account({ users: { ann: { boundary: 'odd' } }, policies: { odd: [allow('s3:*', odd('ForAllValues:Null'))] } }),
    ['invalid-policy arn:aws:iam::111111111111:policy/odd'],
  ],
])('operators that AWS does not know: %s', (_, model, expected) => {
  expect(gapsOf(model)).toEqual(expected);
});

test.each([
  ['allows', [trusts('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } })]],
  [
    'refuses all others',
    [
      trusts('*'),
      trusts('*', { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
    ],
  ],
])('an organization that a trust policy %s may be anybody’s', (_, trust) => {
  const model = account({ roles: { shared: { trust, allow: [allow('ec2:RunInstances')] } } });
  expect(gapsOf(model)).toEqual(['unknown-organization arn:aws:iam::111111111111:role/shared']);
  expect(gapsOf(model, { organization: 'o-abcdefghij' })).toEqual([]);
});
