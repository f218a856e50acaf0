import { describe, expect, test } from 'vitest';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Resource } from '../../src/model/resource.js';
import { policiesAtDoors, unnamedAccount } from '../../src/graph/outsider-account.js';
import { account, allow, document, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const USUAL = '666666666666';
const NEXT = '666666666667';

describe('the account that stands for all that nobody speaks of', () => {
  test.each([
    ['nobody speaks of it', trusts({ AWS: '222222222222' }), USUAL],
    ['a principal', trusts({ AWS: USUAL }), NEXT],
    ['a principal by ARN', trusts({ AWS: ['222222222222', `arn:aws:iam::${USUAL}:role/ci`] }), NEXT],
    ['a condition', trusts('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': USUAL } } }), NEXT],
    ['two of them', trusts({ AWS: [USUAL, NEXT] }), '666666666668'],
  ])('%s', (_, trust, expected) => {
    const model = account({ roles: { ci: { trust: [trust] } } });
    expect(unnamedAccount(policiesAtDoors(model), model.accounts)).toBe(expected);
  });

  test('in the policy of a resource, and in a resource control policy', () => {
    const policy = (type: 'resource-based' | 'rcp', principal: Readonly<Record<string, unknown>>) =>
      parsePolicyDocument(document([{ Effect: 'Deny', Action: '*', Resource: '*', ...principal }]), {
        type,
        id: 'p',
        name: 'p',
        address: null,
        location: { uri: 'plan.json' },
      });
    const bucket: Resource = {
      kind: 'bucket',
      arn: 'arn:aws:s3:::b',
      name: 'b',
      account: '111111111111',
      roles: [],
      policy: policy('resource-based', { NotPrincipal: { AWS: USUAL } }),
      functionUrls: [],
      address: null,
      location: { uri: 'plan.json' },
    };
    const guard = policy('rcp', { Principal: '*', Condition: { StringNotEquals: { 'aws:SourceAccount': NEXT } } });
    const model = {
      ...account({}),
      resources: [bucket, { ...bucket, policy: null }],
      controls: [{ account: '111111111111', serviceControl: [], resourceControl: [[guard]] }],
    };
    expect(unnamedAccount(policiesAtDoors(model))).toBe('666666666668');
  });

  test('one of ours', () => {
    expect(unnamedAccount([], [USUAL])).toBe(NEXT);
  });

  test('an account that happens to have the usual number is that account and no other', () => {
    const model = account({ roles: { ci: { trust: [trusts({ AWS: USUAL })], allow: [allow('ec2:RunInstances')] } } });
    expect(violationLines(model)).toEqual([`foreign-account-trust noExternalId ${USUAL} certain`]);
    expect(violationLines(model, 'outsider', { accounts: [USUAL] })).toEqual([]);
  });
});
