import { describe, expect, test } from 'vitest';
import { NO_POLICIES } from '../../src/evaluation/request.js';
import { loadActions } from '../../src/catalogue/catalogue.js';
import { candidateResources, type ResourceCandidate } from '../../src/evaluation/candidate-resources.js';
import type { KeyKnowledge } from '../../src/evaluation/knowledge.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import { allow, deny, document } from '../builders/account.js';
import { policyOf } from './case-reader.js';

const FIXED = new Map<string, KeyKnowledge>([
  ['aws:username', { kind: 'fixed', values: ['alice'] }],
  ['aws:principaltag/several', { kind: 'fixed', values: ['a', 'b'] }],
  ['none:such', { kind: 'fixed', values: [] }],
]);

type Statement = Readonly<Record<string, unknown>>;

const user = { kind: 'user', arn: 'arn:aws-cn:iam::111111111111:user/alice', account: '111111111111' } as const;

function candidates(
  action: string,
  statements: readonly Statement[],
  boundary: readonly Statement[] | null = null,
): readonly (readonly (readonly ResourceCandidate[])[])[] {
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
  const known = (key: string): KeyKnowledge => FIXED.get(key) ?? { kind: 'free' };
  return [...candidateResources(action, loadActions(), user, policies, known)];
}

function arns(...asked: Parameters<typeof candidates>): readonly string[][] {
  return candidates(...asked).map((types) => types.flatMap((list) => list.map(({ arn }) => arn)));
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
      'a name that a deny leaves out',
      'lambda:UpdateFunctionCode',
      [
        allow('lambda:*'),
        deny('lambda:*', { Resource: undefined, NotResource: 'arn:aws-cn:lambda:us-east-1:*:function:app' }),
      ],
      null,
      [
        [
          'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:us-east-1:111111111111:function:app',
        ],
        ['arn:aws-cn:lambda:eu-west-1:111111111111:function:any-functionname'],
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
    [
      'nothing of statements about other actions, and no name of what is denied',
      'lambda:UpdateFunctionCode',
      [
        allow('lambda:*', { Resource: 'arn:aws-cn:lambda:*:*:function:app' }),
        allow('ec2:*', { Resource: 'arn:aws-cn:lambda:cn-north-1:*:function:other' }),
        deny('lambda:*', { Resource: 'arn:aws-cn:lambda:us-east-1:*:function:no' }),
      ],
      null,
      [
        [
          'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:us-east-1:111111111111:function:app',
        ],
        [
          'arn:aws-cn:lambda:eu-west-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:eu-west-1:111111111111:function:app',
        ],
      ],
    ],
    [
      'no Region of a condition on another key',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*', { Condition: { StringEquals: { 'aws:PrincipalTag/region': 'eu-west-1' } } })],
      null,
      [['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname']],
    ],
    [
      'a Region in a key of any case, and none for a pattern that fits none',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*', { Condition: { StringLike: { 'AWS:requestedregion': ['zz-*', 'eu-west-?'] } } })],
      null,
      [
        ['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname'],
        ['arn:aws-cn:lambda:eu-west-1:111111111111:function:any-functionname'],
      ],
    ],
    [
      'no name with a colon, and none with a slash',
      'lambda:UpdateFunctionCode',
      [
        allow('lambda:*', {
          Resource: [
            'arn:aws-cn:lambda:*:*:function:a:b',
            'arn:aws-cn:lambda:*:*:function:a/b',
            'arn:aws-cn:lambda:*:*:function:c',
          ],
        }),
      ],
      null,
      [
        [
          'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:us-east-1:111111111111:function:c',
        ],
      ],
    ],
    [
      'a path where names have one',
      'iam:CreateAccessKey',
      [allow('iam:*', { Resource: 'arn:aws-cn:iam::*:user/team/*' })],
      null,
      [['arn:aws-cn:iam::111111111111:user/any-usernamewithpath', 'arn:aws-cn:iam::111111111111:user/team/']],
    ],
    [
      'no name of NotResource, and none of everything',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*'), allow('lambda:*', { Resource: undefined, NotResource: 'arn:aws-cn:lambda:*:*:function:no' })],
      null,
      [['arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname']],
    ],
    [
      'a variable of several values stands for anything',
      'lambda:UpdateFunctionCode',
      [allow('lambda:*', { Resource: 'arn:aws-cn:lambda:*:*:function:${aws:PrincipalTag/Several}x${None:Such}' })],
      null,
      [
        [
          'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
          'arn:aws-cn:lambda:us-east-1:111111111111:function:x',
        ],
      ],
    ],
    ['what every account has', 'sts:GetSessionToken', [allow('sts:*')], null, [['*']]],
  ])('%s', (_, action, statements, boundary, expected) => {
    expect(arns(action, statements, boundary)).toEqual(expected);
  });

  test.each([
    ['us-west-*', 'us-west-2'],
    ['eu-central-*', 'eu-central-1'],
    ['ap-southeast-*', 'ap-southeast-1'],
    ['ap-northeast-?', 'ap-northeast-1'],
    ['ca-*', 'ca-central-1'],
    ['sa-*', 'sa-east-1'],
    ['me-*', 'me-south-1'],
    ['af-*', 'af-south-1'],
    ['il-*', 'il-central-1'],
    ['cn-*', 'cn-north-1'],
    ['us-gov-*', 'us-gov-west-1'],
  ])('a Region that fits %s: %s', (pattern, region) => {
    const condition = { StringLike: { 'aws:RequestedRegion': pattern } };
    expect(arns('lambda:UpdateFunctionCode', [allow('lambda:*', { Condition: condition })]).at(-1)).toEqual([
      `arn:aws-cn:lambda:${region}:111111111111:function:any-functionname`,
    ]);
  });

  test('type, account and Region of a candidate are those of its ARN, or of the caller', () => {
    const row = (type: string, arn: string, required: boolean) => ({ type, arns: [arn], required, keys: [] });
    const table = {
      'a:B': {
        resources: [
          row('object', 'arn:${Partition}:s3:::${BucketName}/${ObjectName}', true),
          row('managed', 'arn:${Partition}:iam::aws:policy/${PolicyName}', true),
          row('function', 'arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}', true),
          row('other', 'arn:${Partition}:x:::${Other}', false),
        ],
        keys: [],
      },
    };
    const policies = {
      ...NO_POLICIES,
      serviceControl: [[policyOf('scp', [allow('a:*', { Resource: 'arn:aws-cn:s3:::b/k/*' })])]],
    };
    const found = [...candidateResources('a:B', table, user, policies, () => ({ kind: 'free' }))];
    expect(found).toEqual([
      [
        [
          {
            type: 'object',
            arn: 'arn:aws-cn:s3:::any-bucketname/any-objectname',
            account: '111111111111',
            region: null,
          },
          { type: 'object', arn: 'arn:aws-cn:s3:::b/k/', account: '111111111111', region: null },
        ],
        [{ type: 'managed', arn: 'arn:aws-cn:iam::aws:policy/any-policyname', account: 'aws', region: null }],
        [
          {
            type: 'function',
            arn: 'arn:aws-cn:lambda:us-east-1:111111111111:function:any-functionname',
            account: '111111111111',
            region: 'us-east-1',
          },
        ],
      ],
    ]);
    expect(candidates('x:Y', [])).toEqual([[[{ type: '', arn: '*', account: '111111111111', region: null }]]]);
  });

  test('a caller without an account names resources without one', () => {
    const found = candidateResources(
      'lambda:UpdateFunctionCode',
      loadActions(),
      { kind: 'anonymous' },
      NO_POLICIES,
      () => ({ kind: 'free' }),
    );
    expect([...found]).toEqual([
      [
        [
          {
            type: 'function',
            arn: 'arn:aws:lambda:us-east-1::function:any-functionname',
            account: '',
            region: 'us-east-1',
          },
        ],
      ],
    ]);
  });

  test('there is an end to patterns and Regions', () => {
    const names = Array.from({ length: 300 }, (_, index) => `arn:aws-cn:lambda:*:*:function:f${String(index)}`);
    const many = arns('lambda:UpdateFunctionCode', [allow('lambda:*', { Resource: names })]);
    expect(many.map(({ length }) => length)).toEqual([257]);
    const regions = Array.from({ length: 40 }, (_, index) => `xx-${String(index)}`);
    const conditions = { Condition: { StringEquals: { 'aws:RequestedRegion': regions } } };
    expect(arns('lambda:UpdateFunctionCode', [allow('lambda:*', conditions)])).toHaveLength(16);
  });

  test('any of several types that none is required of, or everything', () => {
    const [found] = arns('events:PutRule', [allow('events:*')]);
    expect(found?.at(-1)).toBe('*');
    expect(found?.length).toBeGreaterThan(2);
  });
});
