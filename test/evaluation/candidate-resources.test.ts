import { describe, expect, test } from 'vitest';
import { NO_POLICIES } from '../../src/evaluation/request.js';
import { loadActions } from '../../src/catalogue/catalogue.js';
import { candidateResources } from '../../src/evaluation/candidate-resources.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import { allow, deny, document } from '../builders/account.js';

type Statement = Readonly<Record<string, unknown>>;

const user = { kind: 'user', arn: 'arn:aws-cn:iam::111111111111:user/alice', account: '111111111111' } as const;

function arns(
  action: string,
  statements: readonly Statement[],
  boundary: readonly Statement[] | null = null,
): readonly string[][] {
  const policy = (list: readonly Statement[]) =>
    parsePolicyDocument(document(list), {
      type: 'identity-based',
      id: 'p',
      name: 'p',
      address: null,
      location: { uri: 'x' },
    });
  const policies = {
    ...NO_POLICIES,
    identity: [policy(statements)],
    boundary: boundary === null ? null : policy(boundary),
  };
  const known = (key: string) =>
    key === 'aws:username' ? ({ kind: 'fixed', values: ['alice'] } as const) : ({ kind: 'free' } as const);
  const found = candidateResources(action, loadActions(), user, policies, known);
  return [...found].map((types) => types.flatMap((candidates) => candidates.map(({ arn }) => arn)));
}

describe('candidate resources', () => {
  test.each<
    [
      name: string,
      action: string,
      statements: readonly Statement[],
      boundary: readonly Statement[] | null,
      expected: readonly string[][],
    ]
  >([
    ['an action that nobody described', 'x:Y', [allow('x:Y')], null, [['*']]],
    [
      'a fresh name',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*')],
      null,
      [['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname']],
    ],
    [
      'a name that fits the pattern',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*', { Resource: 'arn:aws-cn:lambda:*:*:function:app-*' })],
      null,
      [
        [
          'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:us-east-1:111111111111:function:app-',
        ],
      ],
    ],
    [
      'the Region of the pattern',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*', { Resource: 'arn:aws-cn:lambda:cn-north-1:*:function:app' })],
      null,
      [
        ['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname'],
        [
          'arn:aws-cn:lambda:cn-north-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:cn-north-1:111111111111:function:app',
        ],
      ],
    ],
    [
      'a variable that is known, and one that is not',
      'iam:CreateAccessKey',
      [
        allow('iam:*', {
          Resource: ['arn:aws-cn:iam::*:user/${aws:username}', 'arn:aws-cn:iam::*:user/x-${aws:userid}'],
        }),
      ],
      null,
      [
        [
          'arn:aws-cn:iam::111111111111:user/any-usernamewithpath',
          'arn:aws-cn:iam::111111111111:user/alice',
          'arn:aws-cn:iam::111111111111:user/x-',
        ],
      ],
    ],
    [
      'a pattern of another type',
      'iam:CreateAccessKey',
      [allow('iam:*', { Resource: 'arn:aws-cn:iam::*:role/*' })],
      null,
      [['arn:aws-cn:iam::111111111111:user/any-usernamewithpath']],
    ],
    [
      'Regions that conditions name, those of a boundary too',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*'), deny('lambda:*', { Condition: { StringNotLike: { 'aws:RequestedRegion': 'eu-*-1' } } })],
      [allow('*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-west-2' } } })],
      [
        ['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname'],
        ['arn:aws-cn:lambda:eu-west-1:111111111111:function:any-functionname'],
        ['arn:aws-cn:lambda:us-west-2:111111111111:function:any-functionname'],
      ],
    ],
  ])('%s', (_, action, statements, boundary, expected) => {
    expect(arns(action, statements, boundary)).toEqual(expected);
  });

  test('any of several types that none is required of, or everything', () => {
    const [found] = arns('events:PutRule', [allow('events:*')]);
    expect(found?.at(-1)).toBe('*');
    expect(found?.length).toBeGreaterThan(2);
  });
});
