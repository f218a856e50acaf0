import { expect, test } from 'vitest';
import { account, allow, service, trusts } from '../builders/account.js';
import { gapsOf } from '../builders/lint-model.js';

const odd = (operator: string) => ({ Condition: { [operator]: { 'aws:username': 'ann' } } });

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
