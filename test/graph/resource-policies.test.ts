import { describe, expect, test } from 'vitest';
import type { ResourceKind } from '../../src/model/resource.js';
import { account, allow, service, userArn } from '../builders/account.js';
import { reachOf } from '../builders/lint-model.js';
import { resource, resourcePolicy } from '../builders/resources.js';

const FUNCTION: ResourceKind = 'function';
const UPDATE = 'lambda:UpdateFunctionCode';

/** Two users with the same policies, and a function with this policy. */
function twins(policy: Readonly<Record<string, unknown>>) {
  const same = { allow: [allow('lambda:GetFunction')] };
  const model = account({
    users: { alice: same, bob: same },
    roles: { worker: { trust: [service('lambda')], allow: [allow('ec2:RunInstances')] } },
  });
  return { ...model, resources: [resource(FUNCTION, 'job', { policy: resourcePolicy(policy) })] };
}

describe('users with equal policies are told apart by a resource policy', () => {
  test.each<[name: string, policy: Readonly<Record<string, unknown>>]>([
    ['that names one', { Effect: 'Allow', Action: UPDATE, Resource: '*', Principal: { AWS: userArn('alice') } }],
    [
      'that asks who the caller is',
      {
        Effect: 'Allow',
        Action: UPDATE,
        Resource: '*',
        Principal: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': userArn('alice') } },
      },
    ],
    [
      'that shuts out all but one, and names it',
      { Effect: 'Allow', Action: UPDATE, Resource: '*', NotPrincipal: { AWS: userArn('bob') } },
    ],
  ])('%s', (_, policy) => {
    const model = twins(policy);
    const [alice, bob] = ['alice', 'bob'].map((name) => reachOf(model, userArn(name)).compute);
    expect(Object.keys(bob ?? {})).toEqual([]);
    expect(Object.keys(alice ?? {})).not.toEqual([]);
  });
});
