import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { parsePolicyDocument, unresolvedPolicy } from '../../src/model/policy-document.js';
import type { Resource } from '../../src/model/resource.js';
import {
  account,
  type AccountSpec,
  allow,
  deny,
  document,
  roleArn,
  service,
  trusts,
  userArn,
} from '../builders/account.js';
import { graphOf, reachOf } from '../builders/lint-model.js';

const functionArn = 'arn:aws:lambda:us-east-1:111111111111:function:orders';
const orders = (roles: readonly string[], policy: Resource['policy'] = null): Resource => ({
  kind: 'function',
  arn: functionArn,
  name: 'orders',
  account: '111111111111',
  roles,
  policy,
  functionUrls: [],
  address: 'aws_lambda_function.orders',
  location: { uri: 'plan.json', pointer: '/f' },
});

interface Case {
  readonly name: string;
  readonly alice: AccountSpec['users'] extends infer U
    ? U extends Readonly<Record<string, infer S>>
      ? S
      : never
    : never;
  readonly roles?: AccountSpec['roles'];
  readonly policies?: AccountSpec['policies'];
  readonly resources?: readonly Resource[];
  readonly partial?: boolean;
  readonly primitive: string;
  readonly expected: string | undefined;
  readonly acts?: readonly string[];
}

const CREATE_FUNCTION = ['lambda:CreateFunction', 'lambda:InvokeFunction'];
const lambdaRole = { worker: { trust: [service('lambda')] } };
const ec2Role = { node: { trust: [service('ec2')] } };

const cases: readonly Case[] = [
  {
    name: 'launching needs no role',
    alice: { allow: [allow('ec2:RunInstances')] },
    primitive: 'ec2-run-instances',
    expected: 'certain',
  },
  {
    name: 'from certain addresses only, which an outsider of no place has not, whatever range that is',
    alice: {
      allow: [
        allow('ec2:RunInstances', { Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '10.0.0.0/8'] } } }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: 'conditional',
  },
  {
    name: 'from everywhere, in two halves',
    alice: {
      allow: [
        allow('ec2:RunInstances', { Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } } }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: 'certain',
  },
  {
    name: 'with the credentials of an instance only, which no user has',
    alice: {
      allow: [
        allow('ec2:RunInstances', {
          Condition: { ArnLike: { 'ec2:SourceInstanceARN': 'arn:aws:ec2:*:*:instance/*' } },
        }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'as a role that launches from an instance only',
    alice: { allow: [allow('sts:AssumeRole')] },
    roles: {
      node: {
        trust: [trusts({ AWS: userArn('alice') })],
        allow: [
          allow('ec2:RunInstances', {
            Condition: { ArnLike: { 'ec2:SourceInstanceARN': 'arn:aws:ec2:*:*:instance/*' } },
          }),
        ],
      },
    },
    primitive: 'ec2-run-instances',
    expected: 'conditional',
  },
  {
    name: 'instances alone are not enough: every resource type must be allowed',
    alice: { allow: [allow('ec2:RunInstances', { Resource: 'arn:aws:ec2:*:*:instance/*' })] },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'every resource type by its own statement, in one Region',
    alice: {
      allow: [
        allow('ec2:RunInstances', { Resource: 'arn:aws:ec2:eu-west-1:*:instance/*' }),
        allow('ec2:RunInstances', { NotResource: 'arn:aws:ec2:*:*:instance/*', Resource: undefined }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: 'certain',
  },
  {
    name: 'no Region in which all of them are allowed',
    alice: {
      allow: [
        allow('ec2:RunInstances', { Resource: 'arn:aws:ec2:eu-west-1:*:instance/*' }),
        allow('ec2:RunInstances', { Resource: ['arn:aws:ec2:us-east-1:*:*/*', 'arn:aws:ec2:us-east-1::image/*'] }),
        deny('ec2:RunInstances', { Resource: 'arn:aws:ec2:us-east-1:*:instance/*' }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'a deny without conditions',
    alice: { allow: [allow('ec2:*'), deny('ec2:RunInstances')] },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'a deny outside two Regions leaves them',
    alice: {
      allow: [
        allow('ec2:*'),
        deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } }),
      ],
    },
    primitive: 'ec2-run-instances',
    expected: 'certain',
  },
  {
    name: 'a second factor is an assumption',
    alice: { allow: [allow('ec2:*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })] },
    primitive: 'ec2-run-instances',
    expected: 'conditional',
  },
  {
    name: 'a condition on a key that is never sent is dead',
    alice: { allow: [allow('ec2:RunInstances', { Condition: { StringEquals: { 'lambda:Layer': 'x' } } })] },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'a grant that ended',
    alice: { allow: [allow('ec2:*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } })] },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'a grant that begins later is an assumption',
    alice: { allow: [allow('ec2:*', { Condition: { DateGreaterThan: { 'aws:EpochTime': '4000000000' } } })] },
    primitive: 'ec2-run-instances',
    expected: 'conditional',
  },
  {
    name: 'a function needs a role to pass',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole'])] },
    roles: lambdaRole,
    primitive: 'lambda-create',
    expected: 'certain',
    acts: ['worker'],
  },
  {
    name: 'no role of the account trusts Lambda',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole'])] },
    roles: ec2Role,
    primitive: 'lambda-create',
    expected: undefined,
    acts: [],
  },
  {
    name: 'a plan shows a part: a role that trusts Lambda may exist',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole'])] },
    partial: true,
    primitive: 'lambda-create',
    expected: 'conditional',
  },
  {
    name: 'a plan shows the only role that may be passed, and it does not trust Lambda',
    alice: { allow: [allow(CREATE_FUNCTION), allow('iam:PassRole', { Resource: roleArn('node') })] },
    roles: ec2Role,
    partial: true,
    primitive: 'lambda-create',
    expected: undefined,
  },
  {
    name: 'no role yet, but one can be created',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole', 'iam:CreateRole'])] },
    primitive: 'lambda-create',
    expected: 'certain',
  },
  {
    name: 'the role may be passed to another service only',
    alice: {
      allow: [
        allow(CREATE_FUNCTION),
        allow('iam:PassRole', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }),
      ],
    },
    roles: lambdaRole,
    primitive: 'lambda-create',
    expected: undefined,
    acts: [],
  },
  {
    name: 'the role may be passed for functions',
    alice: {
      allow: [
        allow(CREATE_FUNCTION),
        allow('iam:PassRole', {
          Condition: { ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:lambda:*:*:function:*' } },
        }),
      ],
    },
    roles: lambdaRole,
    primitive: 'lambda-create',
    expected: 'certain',
    acts: ['worker'],
  },
  {
    name: 'the role may be passed for instances only',
    alice: {
      allow: [
        allow(CREATE_FUNCTION),
        allow('iam:PassRole', {
          Condition: { ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:ec2:*:*:instance/*' } },
        }),
      ],
    },
    roles: lambdaRole,
    primitive: 'lambda-create',
    expected: undefined,
    acts: [],
  },
  {
    name: 'the role trusts the service for resources of its own account',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole'])] },
    roles: {
      worker: {
        trust: [
          trusts(
            { Service: 'lambda.amazonaws.com' },
            {
              Condition: {
                StringEquals: { 'aws:SourceAccount': '111111111111' },
                ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*:111111111111:function:*' },
              },
            },
          ),
        ],
      },
    },
    primitive: 'lambda-create',
    expected: 'certain',
    acts: ['worker'],
  },
  {
    name: 'the role trusts the service for resources of another account',
    alice: { allow: [allow([...CREATE_FUNCTION, 'iam:PassRole'])] },
    roles: {
      worker: {
        trust: [
          trusts(
            { Service: 'lambda.amazonaws.com' },
            { Condition: { StringEquals: { 'aws:SourceAccount': '333333333333' } } },
          ),
        ],
      },
    },
    primitive: 'lambda-create',
    expected: undefined,
    acts: [],
  },
  {
    name: 'an instance profile holds the role',
    alice: { allow: [allow(['ec2:RunInstances', 'iam:PassRole'])] },
    roles: { node: { trust: [service('ec2')], profile: true } },
    primitive: 'ec2-run-instances',
    expected: 'certain',
    acts: ['node'],
  },
  {
    name: 'no instance profile holds the role',
    alice: { allow: [allow(['ec2:RunInstances', 'iam:PassRole'])] },
    roles: ec2Role,
    primitive: 'ec2-run-instances',
    expected: 'certain',
    acts: [],
  },
  {
    name: 'an instance profile can be made',
    alice: {
      allow: [allow(['ec2:RunInstances', 'iam:PassRole', 'iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'])],
    },
    roles: ec2Role,
    primitive: 'ec2-run-instances',
    expected: 'certain',
    acts: ['node'],
  },
  {
    name: 'a plan shows a part: an instance profile may hold the role',
    alice: { allow: [allow(['ec2:RunInstances', 'iam:PassRole'])] },
    roles: ec2Role,
    partial: true,
    primitive: 'ec2-run-instances',
    expected: 'certain',
    acts: ['node'],
  },
  {
    name: 'a function that the input shows',
    alice: { allow: [allow('lambda:UpdateFunctionCode', { Resource: functionArn })] },
    roles: lambdaRole,
    resources: [orders([roleArn('worker'), roleArn('elsewhere')])],
    primitive: 'lambda-update-code',
    expected: 'certain',
    acts: ['worker'],
  },
  {
    name: 'another function than the one that the input shows',
    alice: { allow: [allow('lambda:UpdateFunctionCode', { Resource: `${functionArn}-staging` })] },
    roles: lambdaRole,
    resources: [orders([roleArn('worker')])],
    primitive: 'lambda-update-code',
    expected: undefined,
    acts: [],
  },
  {
    name: 'the function’s own policy allows it',
    alice: {},
    roles: lambdaRole,
    resources: [
      orders(
        [roleArn('worker')],
        parsePolicyDocument(
          document([
            { Effect: 'Allow', Principal: { AWS: userArn('alice') }, Action: 'lambda:*', Resource: functionArn },
          ]),
          { type: 'resource-based', id: functionArn, name: 'orders', address: null, location: { uri: 'plan.json' } },
        ),
      ),
    ],
    primitive: 'lambda-update-code',
    expected: 'certain',
    acts: ['worker'],
  },
  {
    name: 'functions that the input cannot show',
    alice: { allow: [allow('lambda:UpdateFunctionCode')] },
    roles: lambdaRole,
    primitive: 'lambda-update-code',
    expected: 'conditional',
    acts: ['worker'],
  },
  {
    name: 'a command in an instance that may not take it',
    alice: { allow: [allow('ssm:SendCommand')] },
    resources: [
      { ...orders([]), kind: 'instance', arn: 'arn:aws:ec2:us-east-1:111111111111:instance/i-0', name: 'i-0' },
    ],
    primitive: 'ssm-send-command',
    expected: 'conditional',
  },
  {
    name: 'a boundary without compute',
    alice: { allow: [allow('*')], boundary: 'narrow' },
    policies: { narrow: [allow('s3:*')] },
    primitive: 'ec2-run-instances',
    expected: undefined,
  },
  {
    name: 'a boundary with compute',
    alice: { allow: [allow('ec2:*')], boundary: 'narrow' },
    policies: { narrow: [allow('ec2:Run*')] },
    primitive: 'ec2-run-instances',
    expected: 'certain',
  },
];

function modelOf({ alice, roles, policies, resources, partial }: Case): Model {
  const model = account({
    users: { alice },
    ...(roles === undefined ? {} : { roles }),
    ...(policies === undefined ? {} : { policies }),
  });
  return { ...model, resources: resources ?? [], partial: partial ?? false };
}

describe('compute', () => {
  test.each(cases)('$name', (row) => {
    const { principals, compute } = reachOf(modelOf(row), userArn('alice'));
    expect(compute[row.primitive]).toBe(row.expected);
    if (row.acts !== undefined) expect(principals).toEqual(row.acts);
  });

  test('a bound on the instance type is reported', () => {
    const model = account({
      users: {
        alice: {
          allow: [
            allow('ec2:RunInstances'),
            deny('ec2:RunInstances', {
              Resource: 'arn:aws:ec2:*:*:instance/*',
              Condition: { StringNotEquals: { 'ec2:InstanceType': 't3.micro' } },
            }),
          ],
        },
      },
    });
    const graph = graphOf(model);
    const alice = graph.principal(userArn('alice'));
    const path = alice === undefined ? undefined : graph.reach(alice, []).paths.get('ec2-run-instances');
    expect(path?.certainty).toBe('certain');
    expect(path?.steps[0]?.grant.bounds).toEqual([{ key: 'ec2:InstanceType', text: 'ec2:InstanceType is t3.micro' }]);
    const instance = path?.steps[0]?.grant.witness.find(({ resource }) => resource.includes(':instance/'));
    expect(instance?.context.get('ec2:instancetype')).toEqual(['t3.micro']);
  });

  test('an unknown policy leaves a known grant unresolved, and gives none', () => {
    const known = account({ users: { alice: { allow: [allow('ec2:RunInstances')] }, bob: {} } });
    const unknown = unresolvedPolicy(
      { type: 'identity-based', id: 'x', name: 'x', address: 'aws_iam_policy.x', location: { uri: 'plan.json' } },
      'it is known only after apply',
    );
    const attachment = { policy: unknown, address: null, location: unknown.location };
    const model = {
      ...known,
      users: known.users.map((user) => ({ ...user, policies: [...user.policies, attachment] })),
    };
    expect(reachOf(model, userArn('alice')).compute['ec2-run-instances']).toBe('unresolved');
    expect(reachOf(model, userArn('bob')).compute).toEqual({});
  });
});
