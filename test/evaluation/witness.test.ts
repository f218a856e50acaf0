import { describe, expect, test } from 'vitest';
import { NO_POLICIES } from '../../src/evaluation/request.js';
import { findRequest, type Verdict } from '../../src/evaluation/find-request.js';
import type { Knowledge } from '../../src/evaluation/knowledge.js';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { parsePolicyDocument, UnknownValue, unresolvedPolicy } from '../../src/model/policy-document.js';
import type { Policy, PolicyType } from '../../src/model/policy.js';
import { allow, deny, document } from '../builders/account.js';

type Statement = Readonly<Record<string, unknown>>;

const FREE = new Set([
  'ec2:instancetype',
  'aws:requestedregion',
  'aws:tagkeys',
  'aws:principaltag/free',
  'aws:referer',
]);
const FIXED = new Map([
  ['aws:username', ['alice']],
  ['aws:principaltag/team', ['red*']],
]);
const knowledge: Knowledge = (key) => {
  const fixed = FIXED.get(key);
  if (fixed !== undefined) return { kind: 'fixed', values: fixed };
  if (FREE.has(key)) return { kind: 'free' };
  if (key === 'aws:currenttime')
    return { kind: 'open', usual: ['2026-11-23T00:00:00Z'], accepts: (value) => value > '2026-11-23' };
  return { kind: 'open', usual: key === 'aws:sourceip' ? ['198.51.100.10'] : [] };
};

const source = (type: PolicyType) => ({ type, id: type, name: type, address: null, location: { uri: 'x' } });
const policy = (statements: readonly Statement[], type: PolicyType = 'identity-based') =>
  parsePolicyDocument(document(statements), source(type));
const unknown = (type: PolicyType) => unresolvedPolicy(source(type), 'it is known only after apply');

interface Layers {
  readonly boundary?: Policy;
  readonly also?: Policy;
}

function ask(statements: readonly Statement[], { boundary, also }: Layers = {}): Verdict {
  const request = {
    principal: { kind: 'user', arn: 'arn:aws:iam::111111111111:user/alice', account: '111111111111' },
    action: 'ec2:RunInstances',
    resource: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1',
    resourceAccount: '111111111111',
  } as const;
  const policies = {
    ...NO_POLICIES,
    identity: [policy(statements), ...(also === undefined ? [] : [also])],
    boundary: boundary ?? null,
  };
  const verdict = findRequest({ ...request, policies, knowledge });
  if (verdict.result === 'allowed' || verdict.result === 'conditional') {
    const context = new Map([...FIXED, ...verdict.request.context]);
    expect(evaluate({ ...verdict.request, context }, policies).decision).toBe('allowed');
  }
  return verdict;
}

const when = (condition: Statement) => ({ Condition: condition });
const RUN = 'ec2:RunInstances';
const micro = { 'ec2:InstanceType': 't3.micro' };

describe('is there a request', () => {
  test.each<[name: string, statements: readonly Statement[], result: Verdict['result']]>([
    ['that nothing allows', [allow('s3:*')], 'denied'],
    ['that a statement allows', [allow(RUN)], 'allowed'],
    ['that is denied outright', [allow('ec2:*'), deny(RUN)], 'denied'],
    ['of a type that is not denied', [allow('ec2:*'), deny(RUN, when({ StringNotEquals: micro }))], 'allowed'],
    [
      'outside a set of Regions',
      [allow('*'), deny('*', when({ StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } }))],
      'allowed',
    ],
    [
      'of two types at once',
      [allow(RUN, when({ StringEquals: micro, StringLike: { 'ec2:InstanceType': 'p*' } }))],
      'denied',
    ],
    [
      'that fits two patterns',
      [allow(RUN, when({ StringLike: { 'ec2:InstanceType': 'p*' }, StringNotLike: { 'ec2:InstanceType': 'p2*' } }))],
      'allowed',
    ],
    [
      'that fits what two patterns have in common',
      [allow(RUN, when({ StringLike: { 'aws:Referer': 'a*' }, 'ForAnyValue:StringLike': { 'aws:Referer': '*z' } }))],
      'allowed',
    ],
    ['with a second factor', [allow(RUN, when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))], 'conditional'],
    ['from an address', [allow(RUN, when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))], 'conditional'],
    [
      'from outside a network, as usual',
      [allow(RUN, when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))],
      'allowed',
    ],
    [
      'not denied to an address',
      [allow(RUN), deny(RUN, when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))],
      'conditional',
    ],
    [
      'before a time that is past',
      [allow(RUN, when({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }))],
      'denied',
    ],
    [
      'after a time that comes',
      [allow(RUN, when({ DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }))],
      'conditional',
    ],
    [
      'whose tag is what a principal has',
      [allow(RUN, when({ StringEquals: { 'aws:PrincipalTag/free': '${aws:username}' } }))],
      'allowed',
    ],
    [
      'whose tag is a star, and means a star',
      [allow(RUN, when({ StringLike: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/team}' } }))],
      'allowed',
    ],
    [
      'on a resource named after the caller',
      [allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:username}' })],
      'denied',
    ],
    [
      'that two denies leave',
      [
        allow(RUN),
        deny(RUN, when({ StringEquals: micro })),
        deny(RUN, when({ StringLike: { 'ec2:InstanceType': 'p*' } })),
      ],
      'allowed',
    ],
    [
      'that two denies do not leave',
      [allow(RUN), deny(RUN, when({ StringEquals: micro })), deny(RUN, when({ StringNotEquals: micro }))],
      'denied',
    ],
    [
      'by the better of two statements',
      [allow(RUN, when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), allow(RUN)],
      'allowed',
    ],
    ['with an operator that there is not', [allow(RUN, when({ StringIs: micro }))], 'denied'],
    [
      'with a value that is not known',
      [allow(RUN, when({ StringEquals: { 'ec2:InstanceType': new UnknownValue('later') } }))],
      'denied',
    ],
    [
      'that a value that is not known may deny',
      [allow(RUN), deny(RUN, { Resource: new UnknownValue('later') })],
      'unresolved',
    ],
    [
      'with two tags',
      [
        allow(
          RUN,
          when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, Null: { 'aws:TagKeys': 'false' } }),
        ),
      ],
      'allowed',
    ],
    [
      'with every tag that is asked for',
      [
        allow(RUN, when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } })),
        deny(RUN, when({ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'b' } })),
      ],
      'allowed',
    ],
  ])('%s', (_, statements, result) => {
    expect(ask(statements).result).toBe(result);
  });

  test.each<[name: string, layers: Layers, result: Verdict['result']]>([
    ['a boundary allows it', { boundary: policy([allow('ec2:*')], 'permissions-boundary') }, 'allowed'],
    ['a boundary does not', { boundary: policy([allow('s3:*')], 'permissions-boundary') }, 'denied'],
    ['a boundary is not known', { boundary: unknown('permissions-boundary') }, 'unresolved'],
    ['another policy is not known', { also: unknown('identity-based') }, 'unresolved'],
  ])('%s', (_, layers, result) => {
    expect(ask([allow(RUN)], layers).result).toBe(result);
  });

  test('a policy that is not known grants nothing', () => {
    expect(ask([], { also: unknown('identity-based') }).result).toBe('denied');
  });

  test('assumptions and bounds are told', () => {
    const verdict = ask([
      allow(RUN, when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringLike: { 'ec2:InstanceType': 't3.*' } })),
      deny(RUN, when({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } })),
    ]);
    expect(verdict).toMatchObject({
      assumptions: ['aws:MultiFactorAuthPresent is true'],
      bounds: [
        { key: 'ec2:InstanceType', text: 'ec2:InstanceType matches t3.*' },
        { key: 'aws:RequestedRegion', text: 'aws:RequestedRegion is eu-west-1' },
      ],
    });
  });

  test('a search that grows too large is not taken for a denial', () => {
    // Twelve keys of three values, no two of which may be equal: there is no such request, and many ways to fail.
    const keys = Array.from({ length: 12 }, (_, index) => `aws:RequestTag/k${String(index)}`);
    const values = ['a', 'b', 'c'];
    const denies = keys.flatMap((key, index) =>
      keys
        .slice(index + 1)
        .flatMap((other) => values.map((value) => deny(RUN, when({ StringEquals: { [key]: value, [other]: value } })))),
    );
    const required = Object.fromEntries(keys.map((key) => [key, values]));
    const verdict = ask([allow(RUN, when({ StringEquals: required })), ...denies]);
    expect(verdict).toMatchObject({
      result: 'unresolved',
      assumptions: [expect.stringMatching(/too many to decide/) as string],
    });
  });

  test('more ways to allow than are tried are not taken for a denial', () => {
    const allows = Array.from({ length: 50 }, (_, index) =>
      allow(RUN, when({ StringEquals: { 'aws:SourceVpce': `vpce-${String(index)}`, 'aws:SourceVpc': 'vpc-1' } })),
    );
    const never = deny(RUN, when({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }));
    const boundary = policy(allows, 'permissions-boundary');
    expect(ask([...allows, never], { boundary }).result).toBe('unresolved');
  });
});
