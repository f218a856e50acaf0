import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { mayAllow } from '../../src/evaluation/policy.js';
import { coversAction } from '../../src/evaluation/statement.js';
import { policiesOf, policyOf, requestOf } from './case-reader.js';

describe('mayAllow', () => {
  const policy = policyOf('identity-based', [
    {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::b',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
    { Effect: 'Deny', Action: 'ec2:*', Resource: '*' },
    { Effect: 'Allow', Action: [{ unknown: 'x' }], Resource: '*' },
  ]);
  test.each([
    ['s3:GetObject', true],
    ['S3:getobject', true],
    ['ec2:RunInstances', false],
    ['iam:PassRole', false],
  ])('%s: %s, and again', (action, expected) => {
    expect([mayAllow(policy, action), mayAllow(policy, action)]).toEqual([expected, expected]);
  });
});

test('a statement without actions covers every action', () => {
  expect(coversAction({ index: 0, sid: null, effect: 'Allow', conditions: [] }, 's3:GetObject')).toBe('true');
});

describe('an evaluation', () => {
  test('names an allow of each layer', () => {
    const row = {
      name: '',
      expected: 'allowed',
      identity: [{ Sid: 'own', Effect: 'Allow', Action: 's3:*', Resource: '*' }],
      boundary: [{ Sid: 'limit', Effect: 'Allow', Action: '*', Resource: '*' }],
      serviceControl: [[[{ Sid: 'organization', Effect: 'Allow', Action: '*', Resource: '*' }]]],
    };
    const { statements } = evaluate(requestOf(row), policiesOf(row));
    expect(statements.map(({ statement, policy }) => [policy.type, statement.sid])).toEqual([
      ['identity-based', 'own'],
      ['permissions-boundary', 'limit'],
      ['scp', 'organization'],
    ]);
  });

  test('names the deny', () => {
    const row = {
      name: '',
      expected: 'explicitDeny',
      identity: [
        { Sid: 'own', Effect: 'Allow', Action: 's3:*', Resource: '*' },
        { Sid: 'never', Effect: 'Deny', Action: 's3:Get*', Resource: '*' },
      ],
    };
    const { statements } = evaluate(requestOf(row), policiesOf(row));
    expect(statements.map(({ statement }) => statement.sid)).toEqual(['never']);
  });

  test('says of each unknown once what it is', () => {
    const row = {
      name: '',
      expected: 'unresolved',
      policies: {
        identity: [
          { unresolved: 'known after apply' },
          [{ Sid: 'some', Effect: 'Deny', Action: 's3:*', Resource: [{ unknown: 'x' }] }],
          [{ Effect: 'Allow', Action: [{ unknown: 'x' }], Resource: '*' }],
        ],
      },
    };
    expect(evaluate(requestOf(row), policiesOf(row)).unresolved).toEqual([
      'policy identity 0 is not known: known after apply',
      'statement 0 of policy identity 2 is not fully known',
      'statement some of policy identity 1 is not fully known',
    ]);
  });

  test('of one policy object under two versions keeps them apart', () => {
    const template = policyOf('identity-based', [
      { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::b/${aws:username}' },
    ]);
    const old = { ...template, version: '2008-10-17' as const };
    const row = { name: '', expected: '', context: { 'aws:username': 'k' } };
    const decisions = [template, old, template].map(
      (policy) => evaluate(requestOf(row), { ...policiesOf(row), identity: [policy] }).decision,
    );
    expect(decisions).toEqual(['allowed', 'implicitDeny', 'allowed']);
  });
});
