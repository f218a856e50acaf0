import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/evaluation/budget.js';
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
  'aws:requesttag/team',
  'aws:principaltag/owner',
]);
const FIXED = new Map([
  ['aws:username', ['alice']],
  ['aws:principaltag/team', ['red*']],
]);
const knowledge: Knowledge = (key) => {
  if (key === 'never:sent') return { kind: 'free', always: true, accepts: () => false };
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
  readonly resource?: Policy;
  readonly budget?: Budget;
}

function ask(statements: readonly Statement[], { boundary, also, resource, budget }: Layers = {}): Verdict {
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
    resource: resource ?? null,
  };
  const verdict = findRequest({ ...request, policies, knowledge }, budget);
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
      'from the part of a network that is not denied',
      [
        allow(RUN, when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
        deny(RUN, when({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '198.51.100.0/24'] } })),
      ],
      'conditional',
    ],
    [
      'from no part of a network',
      [
        allow(RUN, when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
        deny(RUN, when({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } })),
      ],
      'denied',
    ],
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
    [
      'on a resource whose name the caller can have',
      [allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}' })],
      'allowed',
    ],
    [
      'on a resource whose name the caller could have',
      [allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/assumed}' })],
      'conditional',
    ],
    ['on a resource of another name', [allow(RUN, { Resource: 'arn:aws:s3:::${aws:PrincipalTag/owner}' })], 'denied'],
    [
      'on what is not named after the caller',
      [allow(RUN), deny(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}' })],
      'allowed',
    ],
    [
      'on what is named after the caller, all else denied',
      [
        allow(RUN),
        deny(RUN, { Resource: undefined, NotResource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}' }),
        deny(RUN, when({ Null: { 'aws:PrincipalTag/owner': 'true' } })),
      ],
      'allowed',
    ],
    [
      'on a resource of a name that is denied',
      [
        allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}' }),
        deny(RUN, when({ StringEquals: { 'aws:PrincipalTag/owner': 'i-1' } })),
      ],
      'denied',
    ],
    [
      'on a resource that may be the one',
      [allow(RUN, { Resource: ['arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}', new UnknownValue('later')] })],
      'denied',
    ],
    [
      'whose tag is one of the caller',
      [allow(RUN, when({ StringEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/owner}' } }))],
      'allowed',
    ],
    [
      'whose tag is one that the caller could have',
      [allow(RUN, when({ StringEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/assumed}' } }))],
      'conditional',
    ],
    [
      'whose tag holds one of the caller, which must fit a pattern',
      [
        allow(
          RUN,
          when({
            StringLike: { 'aws:RequestTag/team': 'x-${aws:PrincipalTag/owner}-*', 'aws:PrincipalTag/owner': 'o-??' },
          }),
        ),
      ],
      'allowed',
    ],
    [
      'whose tag is given, and must be made of one of the caller',
      [
        allow(
          RUN,
          when({
            StringLike: { 'aws:RequestTag/team': 'x-${aws:PrincipalTag/owner}' },
            StringEquals: { 'aws:RequestTag/team': ['y-1', 'x-1'] },
          }),
        ),
      ],
      'allowed',
    ],
    [
      'whose name is given, and must be made of one of the caller',
      [allow(RUN, when({ StringEquals: { 'aws:username': 'a${aws:PrincipalTag/owner}e' } }))],
      'allowed',
    ],
    [
      'whose name is given, and cannot be made of one of the caller',
      [allow(RUN, when({ StringEquals: { 'aws:username': 'b${aws:PrincipalTag/owner}' } }))],
      'denied',
    ],
    [
      'unless a tag is one of the caller',
      [allow(RUN), deny(RUN, when({ StringNotEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/owner}' } }))],
      'allowed',
    ],
    [
      'whose tag must be itself',
      [allow(RUN, when({ StringEquals: { 'aws:RequestTag/team': '${aws:RequestTag/team}' } }))],
      'allowed',
    ],
    [
      'whose tag is what a principal of several tags has',
      [allow(RUN, when({ StringLike: { 'aws:RequestTag/team': '${aws:PrincipalTag/team}' } }))],
      'allowed',
    ],
    [
      'on a resource of a name that a second tag must have, too, in any case',
      [
        allow(RUN, {
          Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}',
          Condition: { StringEqualsIgnoreCase: { 'aws:PrincipalTag/owner': '${aws:RequestTag/team}' } },
        }),
      ],
      'allowed',
    ],
    [
      'whose tag is one of the caller, and fits a pattern',
      [
        allow(
          RUN,
          when({
            StringEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/owner}' },
            StringLike: { 'aws:RequestTag/team': 'o?' },
            StringNotEquals: { 'aws:PrincipalTag/owner': ['any-value', 'zq-07'] },
          }),
        ),
      ],
      'allowed',
    ],
    [
      'with a key that is always sent, and has no value',
      [allow(RUN), deny(RUN, when({ StringEquals: { 'never:sent': 'x', 'ec2:InstanceType': 't3.micro' } }))],
      'denied',
    ],
    [
      'that the caller can have in another way than by an assumption',
      [
        allow(RUN),
        deny(
          RUN,
          when({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, StringEquals: { 'ec2:InstanceType': 't3.micro' } }),
        ),
      ],
      'allowed',
    ],
    [
      'that denies of three keys leave, two by two',
      [
        allow(RUN),
        deny(RUN, when({ StringEquals: { 'aws:Referer': 'a' }, StringLike: { 'ec2:InstanceType': '*' } })),
        deny(RUN, when({ StringNotEquals: { 'aws:Referer': 'a' }, Null: { 'aws:RequestTag/team': 'true' } })),
        deny(RUN, when({ StringEquals: { 'aws:RequestTag/team': 'x' } })),
        deny(RUN, when({ Null: { 'ec2:InstanceType': 'true' } })),
      ],
      'allowed',
    ],
    [
      'that three patterns have in common',
      [
        allow(
          RUN,
          when({
            StringLike: { 'aws:Referer': 'a*' },
            ArnLike: { 'aws:Referer': '*:*:*:*:*:*' },
            'ForAllValues:StringLike': { 'aws:Referer': '*z' },
          }),
        ),
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
    [
      'a boundary is not known, and the resource grants by itself',
      {
        boundary: unknown('permissions-boundary'),
        resource: policy([{ Effect: 'Allow', Principal: '*', Action: RUN, Resource: '*' }], 'resource-based'),
      },
      'unresolved',
    ],
    [
      'a boundary has no statement of the action, and another is not known',
      { boundary: policy([allow('s3:*')], 'permissions-boundary'), also: unknown('identity-based') },
      'denied',
    ],
  ])('%s', (_, layers, result) => {
    expect(ask([allow(RUN)], layers).result).toBe(result);
  });

  test.each<[name: string, condition: Statement, bounds: readonly string[]]>([
    ['of another user, whatever is launched', { StringNotEquals: micro, StringEquals: { 'aws:username': 'bob' } }, []],
    [
      'of this user, for all but one type',
      { StringNotEquals: micro, StringEquals: { 'aws:username': 'alice' } },
      ['ec2:InstanceType is t3.micro'],
    ],
  ])('a deny %s bounds what can be launched only if it could bind', (_, condition, bounds) => {
    const verdict = ask([allow(RUN), deny(RUN, when(condition))]);
    expect(verdict.result === 'denied' ? null : verdict.bounds.map(({ text }) => text)).toEqual(bounds);
  });

  test('what is not known of a limit does not matter beside what allows, and does where nothing else could', () => {
    const partly = allow(RUN, { Resource: new UnknownValue('later') });
    const within = (...statements: readonly Statement[]) =>
      ask([allow('*')], { boundary: policy(statements, 'permissions-boundary') });
    expect(within(allow('ec2:*'), partly).result).toBe('allowed');
    expect(within(partly, allow('ec2:*')).result).toBe('allowed');
    expect(within(allow('s3:*'), partly).result).toBe('unresolved');
    expect(within(allow('s3:*')).result).toBe('denied');
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

  test.each<
    [name: string, statements: readonly Statement[], assumptions: readonly string[], bounds: readonly string[]]
  >([
    ['nothing', [allow(RUN)], [], []],
    [
      'what is fixed settles a deny',
      [allow(RUN), deny(RUN, when({ StringEquals: { 'aws:username': 'bob', ...micro } }))],
      [],
      [],
    ],
    [
      'what is usual settles a deny',
      [allow(RUN), deny(RUN, when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }))],
      [],
      [],
    ],
    [
      'two things that are assumed',
      [
        allow(RUN, when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })),
        deny(RUN, when({ StringEquals: { 'aws:SourceVpce': 'vpce-2', ...micro } })),
      ],
      ['aws:SourceVpce is vpce-1', 'aws:SourceVpce is not vpce-2'],
      [],
    ],
    [
      'what the caller sets, and not what is assumed as well',
      [
        allow(RUN, when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })),
        deny(RUN, when({ StringEquals: { 'aws:SourceVpce': 'vpce-2' }, StringNotEquals: micro })),
        deny(RUN, when({ StringLike: { 'aws:SourceVpce': 'vpce-*' }, StringNotEquals: micro })),
      ],
      ['aws:SourceVpce is vpce-1'],
      ['ec2:InstanceType is t3.micro'],
    ],
    [
      'what is assumed, where nothing else will do',
      [allow(RUN), deny(RUN, when({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }))],
      ['aws:SourceVpce is vpce-1'],
      [],
    ],
    [
      'a bound of a statement and of a deny',
      [allow(RUN, when({ StringLike: { 'ec2:InstanceType': 't3.*' } })), deny(RUN, when({ StringEquals: micro }))],
      [],
      ['ec2:InstanceType matches t3.*', 'ec2:InstanceType is not t3.micro'],
    ],
    [
      'the same bound once',
      [allow(RUN, when({ StringEquals: micro })), deny(RUN, when({ StringNotEquals: micro }))],
      [],
      ['ec2:InstanceType is t3.micro'],
    ],
    ['no bound of a key that is fixed', [allow(RUN, when({ StringEquals: { 'aws:username': 'alice' } }))], [], []],
    [
      'a tag of the caller in the name of the resource',
      [allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}' })],
      [],
      ['the resource matches arn:aws:ec2:*:*:instance/${aws:PrincipalTag/owner}'],
    ],
    [
      'a tag that is assumed in the name of the resource',
      [allow(RUN, { Resource: 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/assumed}' })],
      ['the resource matches arn:aws:ec2:*:*:instance/${aws:PrincipalTag/assumed}'],
      [],
    ],
  ])('tells of %s', (_, statements, assumptions, bounds) => {
    const verdict = ask(statements);
    if (verdict.result === 'denied') expect.fail('denied');
    expect(verdict.assumptions).toEqual(assumptions);
    expect(verdict.bounds.map(({ text }) => text)).toEqual(bounds);
  });

  test('tells what is not known and could refuse it', () => {
    expect(ask([allow(RUN)], { boundary: unknown('permissions-boundary') })).toMatchObject({
      assumptions: [
        'policy permissions-boundary is not known: it is known only after apply, and it does not refuse this',
        'policy permissions-boundary is not known: it is known only after apply, and it does not refuse this',
      ],
    });
    expect(ask([allow(RUN), deny(RUN, { Sid: 'Late', Resource: new UnknownValue('later') })])).toMatchObject({
      assumptions: ['statement Late of policy identity-based is not fully known, and it does not refuse this'],
      bounds: [],
    });
  });

  test('names the statements that allow it, those with the fewest conditions first', () => {
    const many = allow(RUN, { Sid: 'Many', ...when({ StringEquals: { ...micro, 'aws:Referer': 'x' } }) });
    const few = allow(RUN, { Sid: 'Few', ...when({ StringEquals: { 'aws:Referer': 'x' } }) });
    const boundary = policy([allow('*', { Sid: 'Limit' })], 'permissions-boundary');
    const verdict = ask([many, few], { boundary });
    if (verdict.result === 'denied') expect.fail('denied');
    expect(verdict.statements.map((one) => `${one.policy.name} ${one.statement.sid ?? ''}`)).toEqual([
      'identity-based Few',
      'permissions-boundary Limit',
    ]);
    expect([...verdict.request.context]).toEqual([['aws:referer', ['x']]]);
  });

  test('the surest way counts, whichever comes first', () => {
    const values = Array.from({ length: 600 }, (_, index) => `v${String(index)}`);
    const tooMany = allow(
      RUN,
      when({ StringEquals: { 'ec2:InstanceType': values }, StringNotLike: { 'ec2:InstanceType': '*' } }),
    );
    const assumed = allow(
      RUN,
      when({
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringLike: { 'aws:Referer': '*' },
        StringEquals: { 'aws:username': 'alice' },
      }),
    );
    const sure = allow(
      RUN,
      when({ StringEquals: { 'aws:username': 'alice', 'aws:Referer': 'x', ...micro, 'aws:RequestedRegion': 'x' } }),
    );
    expect(ask([tooMany]).result).toBe('unresolved');
    expect(ask([tooMany, assumed]).result).toBe('conditional');
    expect(ask([assumed, tooMany]).result).toBe('conditional');
    expect(ask([tooMany, assumed, sure]).result).toBe('allowed');
  });

  test('what is undecided names its statements, and no context', () => {
    const values = Array.from({ length: 600 }, (_, index) => `v${String(index)}`);
    const verdict = ask([
      allow(RUN, {
        Sid: 'Large',
        ...when({ StringEquals: { 'ec2:InstanceType': values }, StringNotLike: { 'ec2:InstanceType': '*' } }),
      }),
    ]);
    if (verdict.result === 'denied') expect.fail('denied');
    expect(verdict.statements.map(({ statement }) => statement.sid)).toEqual(['Large']);
    expect([verdict.bounds, [...verdict.request.context]]).toEqual([[], []]);
  });

  test('questions that share a budget end together', () => {
    const budget = new Budget(250);
    const query = {
      principal: { kind: 'user', arn: 'arn:aws:iam::111111111111:user/alice', account: '111111111111' },
      action: RUN,
      resource: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1',
      resourceAccount: '111111111111',
      policies: { ...NO_POLICIES, identity: [policy([allow(RUN, when({ StringEquals: micro }))])] },
      knowledge,
    } as const;
    const results = [1, 2, 3].map(() => findRequest(query, budget).result);
    expect(results).toEqual(['allowed', 'allowed', 'unresolved']);
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
    const verdict = ask([allow(RUN, when({ StringEquals: required })), ...denies], { budget: new Budget(5_000) });
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
