import { describe, expect, test } from 'vitest';
import {
  type AnyoneQuestion,
  canAnyone,
  evaluate,
  type EvaluatorRequest,
  type PolicyDocuments,
  RequestError,
} from '../src/index.js';

type Statement = Readonly<Record<string, unknown>>;

const policy = (...statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements });
const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
const allow = policy(ALLOW);
const bucket = (principal: unknown, rest: Statement = {}) =>
  policy({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: '*', ...rest });
const ANN = 'arn:aws:iam::111111111111:user/ann';
const when = (...entry: [operator: string, key: string, value: string]) => ({
  ...ALLOW,
  Condition: { [entry[0]]: { [entry[1]]: entry[2] } },
});

describe('evaluate', () => {
  const cases: readonly [
    name: string,
    request: Partial<EvaluatorRequest>,
    documents: PolicyDocuments,
    decision: string,
  ][] = [
    ['nothing attached', {}, {}, 'implicitDeny'],
    ['a document as text', {}, { identity: [JSON.stringify(allow)] }, 'allowed'],
    ['a document as an object', {}, { identity: [allow] }, 'allowed'],
    ['an explicit deny', {}, { identity: [allow, policy({ ...ALLOW, Effect: 'Deny' })] }, 'explicitDeny'],
    ['no boundary', {}, { identity: [allow], boundary: null }, 'allowed'],
    ['an empty boundary', {}, { identity: [allow], boundary: policy() }, 'implicitDeny'],
    ['session policies that allow nothing', {}, { identity: [allow], session: [] }, 'implicitDeny'],
    ['a level of SCPs that allows nothing', {}, { identity: [allow], serviceControl: [[allow], []] }, 'implicitDeny'],
    [
      'an RCP for a service that RCPs cover',
      {},
      { identity: [allow], resourceControl: [[policy({ ...ALLOW, Effect: 'Deny', Principal: '*' })]] },
      'explicitDeny',
    ],
    [
      'an RCP for a service that they do not cover',
      { action: 'ec2:DescribeInstances', resource: '*' },
      { identity: [allow], resourceControl: [[policy({ ...ALLOW, Effect: 'Deny', Principal: '*' })]] },
      'allowed',
    ],
    ['an endpoint', {}, { identity: [allow], endpoint: bucket('*', { Action: 's3:PutObject' }) }, 'implicitDeny'],
    ['anonymous', { principal: 'anonymous' }, { resource: bucket('*') }, 'allowed'],
    [
      'anonymous, and public buckets are restricted',
      { principal: 'anonymous' },
      { resource: bucket('*'), restrictPublicBuckets: true },
      'implicitDeny',
    ],
    [
      'a service',
      { principal: 'cloudtrail.amazonaws.com' },
      { resource: bucket({ Service: 'cloudtrail.amazonaws.com' }) },
      'allowed',
    ],
    ['root', { principal: 'arn:aws:iam::111111111111:root' }, {}, 'allowed'],
    [
      'a role session',
      { principal: 'arn:aws:sts::111111111111:assumed-role/ci/s1' },
      { resource: bucket({ AWS: 'arn:aws:iam::111111111111:role/ci' }) },
      'allowed',
    ],
    [
      'a session of a role with a path',
      { principal: 'arn:aws:iam::111111111111:role/team/ci', session: 's1' },
      { resource: bucket({ AWS: 'arn:aws:sts::111111111111:assumed-role/ci/s1' }) },
      'allowed',
    ],
    [
      'a holder of a token',
      {
        principal: 'arn:aws:iam::111111111111:oidc-provider/id.example',
        action: 'sts:AssumeRoleWithWebIdentity',
        resource: 'arn:aws:iam::111111111111:role/ci',
      },
      {
        trust: policy({
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/id.example' },
          Action: 'sts:AssumeRoleWithWebIdentity',
        }),
      },
      'allowed',
    ],
    ['the account of the bucket', { resourceAccount: '222222222222' }, { identity: [allow] }, 'implicitDeny'],
    ['the ARN of the caller', {}, { identity: [policy(when('ArnEquals', 'aws:PrincipalArn', ANN))] }, 'allowed'],
    ['the name of the caller', {}, { identity: [policy(when('StringEquals', 'aws:username', 'ann'))] }, 'allowed'],
    [
      'the type of the caller',
      {},
      { identity: [policy(when('StringEquals', 'aws:PrincipalType', 'User'))] },
      'allowed',
    ],
    [
      'a key of the caller that is given',
      { context: { 'AWS:Username': 'bob' } },
      { identity: [policy(when('StringEquals', 'aws:username', 'ann'))] },
      'implicitDeny',
    ],
    [
      'a key of several values',
      { context: { 'aws:TagKeys': ['a', 'b'] } },
      { identity: [policy(when('ForAllValues:StringEquals', 'aws:TagKeys', 'a'))] },
      'implicitDeny',
    ],
  ];
  test.each(cases)('%s', (_, request, documents, decision) => {
    const asked = { principal: ANN, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', ...request };
    expect(evaluate(asked, documents).decision).toBe(decision);
  });

  test('statements that decide are named by their place', () => {
    const { statements } = evaluate(
      { principal: ANN, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' },
      { identity: [policy(), allow], serviceControl: [[allow], [policy(), policy({ Sid: 'All', ...ALLOW })]] },
    );
    expect(statements).toEqual([
      { policy: 'identity[1]', index: 0, sid: null },
      { policy: 'serviceControl[0][0]', index: 0, sid: null },
      { policy: 'serviceControl[1][1]', index: 0, sid: 'All' },
    ]);
  });

  test('what AWS would refuse allows nothing and is told', () => {
    const documents = {
      identity: [
        policy({ Effect: 'Allow', Action: '*' }, { Effect: 'allow', Action: '*', Resource: '*' }),
        policy({ ...ALLOW, Condition: { StringIs: { 'aws:username': 'ann' } } }),
        '{ "Version": ',
      ],
    };
    const { decision, problems } = evaluate(
      { principal: ANN, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' },
      documents,
    );
    expect(decision).toBe('implicitDeny');
    expect(problems.map((problem) => `${problem.policy} ${problem.pointer}`)).toEqual([
      'identity[0] /Statement/0',
      'identity[0] /Statement/1/Effect',
      'identity[1] /Statement/0/Condition/StringIs',
      'identity[2] ',
    ]);
  });

  test('a canonical user id cannot be told from another', () => {
    const { decision, unresolved } = evaluate(
      { principal: ANN, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '222222222222' },
      {
        identity: [allow],
        resource: bucket({ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }),
      },
    );
    expect(decision).toBe('unresolved');
    expect(unresolved).toHaveLength(1);
  });

  test.each([
    'ann',
    'arn:aws:iam::111111111111:group/g',
    'arn:aws:iam::1:user/a',
    'arn:aws:sts::111111111111:assumed-role/a',
  ])('no principal: %s', (principal) => {
    expect(() => evaluate({ principal, action: 's3:GetObject', resource: '*' }, {})).toThrow(RequestError);
  });
});

describe('canAnyone', () => {
  const trust = (principal: unknown, condition?: Statement) =>
    policy({
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(condition === undefined ? {} : { Condition: condition }),
    });
  const role = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111111111111:role/r' };
  const object = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '111111111111' };
  const perimeter = policy(
    { ...ALLOW, Principal: '*' },
    {
      ...ALLOW,
      Effect: 'Deny',
      Principal: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    },
  );
  const cases: readonly [name: string, question: AnyoneQuestion, result: string, outsider: string | null][] = [
    ['no policy', { ...object, policies: {} }, 'no', null],
    ['a bucket for everybody', { ...object, policies: { resource: bucket('*') } }, 'certain', 'anonymous'],
    [
      'a bucket whose public access is blocked',
      { ...object, policies: { resource: bucket('*'), restrictPublicBuckets: true } },
      'no',
      null,
    ],
    [
      'a bucket for principals of any account',
      {
        ...object,
        policies: { resource: bucket('*', { Condition: { Null: { 'aws:PrincipalAccount': 'false' } } }) },
      },
      'certain',
      'any-aws-account',
    ],
    [
      'a bucket for one address',
      {
        ...object,
        policies: { resource: bucket('*', { Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.7' } } }) },
      },
      'conditional',
      'anonymous',
    ],
    ['a bucket for one account', { ...object, policies: { resource: bucket({ AWS: '222222222222' }) } }, 'no', null],
    ['a role for everybody', { ...role, policies: { trust: trust({ AWS: '*' }) } }, 'certain', 'any-aws-account'],
    [
      'a role for everybody inside a perimeter',
      {
        ...role,
        organization: 'o-a1b2c3d4e5',
        policies: { trust: trust({ AWS: '*' }), resourceControl: [[perimeter]] },
      },
      'no',
      null,
    ],
    [
      'a role for a time that is over',
      {
        ...role,
        now: Date.parse('2026-11-23'),
        policies: { trust: trust('*', { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }) },
      },
      'no',
      null,
    ],
    ['a role for a service', { ...role, policies: { trust: trust({ Service: 'ec2.amazonaws.com' }) } }, 'no', null],
  ];
  test.each(cases)('%s', (_, question, result, outsider) => {
    const answer = canAnyone(question);
    expect([answer.result, answer.outsider]).toEqual([result, outsider]);
    expect(answer.request === null).toBe(result === 'no');
  });

  test('the request that it shows is allowed', () => {
    const policies = { trust: trust('*', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x-?*' } }) };
    const { request } = canAnyone({ ...role, policies });
    expect(request).toMatchObject({
      principal: expect.stringMatching(/^arn:aws:iam::666666666666:role\/x-./) as string,
    });
    expect(request === null ? null : evaluate(request, { ...policies, identity: [allow] }).decision).toBe('allowed');
  });

  test('the account of a bucket has to be given', () => {
    expect(() => canAnyone({ action: 's3:GetObject', resource: 'arn:aws:s3:::b', policies: {} })).toThrow(RequestError);
  });
});
