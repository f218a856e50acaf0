import { describe, expect, test } from 'vitest';
import { TrustIndex } from '../../src/graph/trust-index.js';
import { account, roleArn, service, trusts, userArn } from '../builders/account.js';

const session = 'arn:aws:sts::111111111111:assumed-role/first/ci';
const { roles } = account({
  roles: {
    byUser: { trust: [trusts({ AWS: [userArn('alice'), userArn('alice')] })] },
    bySession: { trust: [trusts({ AWS: session })] },
    byPath: { trust: [trusts({ AWS: 'arn:aws:iam::111111111111:role/team/first' })] },
    byAccount: { trust: [trusts({ AWS: '111111111111' })] },
    byRoot: { trust: [trusts({ AWS: 'arn:aws:iam::111111111111:root' })] },
    byTag: { trust: [trusts({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } })] },
    byAllBut: { trust: [{ Effect: 'Allow', NotPrincipal: { AWS: userArn('bob') }, Action: 'sts:AssumeRole' }] },
    byService: { trust: [service('ec2'), service('ec2')] },
    byDeny: { trust: [{ ...trusts({ AWS: userArn('alice') }), Effect: 'Deny' }] },
  },
});
const index = new TrustIndex(roles);
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

describe('trust index', () => {
  test.each([
    ['a user that is named', userArn('alice'), ['byUser', 'byTag', 'byAllBut']],
    ['a user that is not', userArn('carol'), ['byTag', 'byAllBut']],
    ['a role by its session and with its path', roleArn('team/first'), ['bySession', 'byPath', 'byTag', 'byAllBut']],
  ])('%s', (_, arn, expected) => {
    expect(names(index.naming(arn, '111111111111'))).toEqual(expected);
  });

  test('accounts', () => {
    expect(names(index.accountWide('111111111111'))).toEqual(['byAccount', 'byRoot']);
  });

  test('services', () => {
    expect(names(index.trusting('ec2.amazonaws.com', '111111111111'))).toEqual(['byService']);
    expect(names(index.trusting('lambda.amazonaws.com', '111111111111'))).toEqual([]);
  });
});
