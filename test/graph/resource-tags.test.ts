import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/model/model.js';
import type { Resource } from '../../src/model/resource.js';
import { account, type AccountSpec, allow, userArn } from '../builders/account.js';
import { graphOf } from '../builders/lint-model.js';

type Tags = Readonly<Record<string, string>>;

const instance = (tags: Tags | undefined): Resource => ({
  kind: 'instance',
  arn: 'arn:aws:ec2:us-east-1:111111111111:instance/i-0a',
  name: 'web',
  account: '111111111111',
  roles: [],
  policy: null,
  functionUrls: [],
  address: 'aws_instance.web',
  location: { uri: 'plan.json', pointer: '/i' },
  ...(tags === undefined ? {} : { tags }),
});
const environment = (tags: Tags): Resource => ({
  ...instance(tags),
  kind: 'beanstalk-environment',
  arn: 'arn:aws:elasticbeanstalk:us-east-1:111111111111:environment/app/web',
});
const fn = (tags: Tags): Resource => ({
  ...instance(tags),
  kind: 'function',
  arn: 'arn:aws:lambda:us-east-1:111111111111:function:web',
});

const DEV = { StringEquals: { 'aws:ResourceTag/Env': 'dev' } };
const NOT_PROD = { StringNotEquals: { 'ec2:ResourceTag/Env': 'prod' } };
const start = (Condition: object) => allow('ec2:StartInstances', { Condition });
const TAGGERS: AccountSpec['users'] = { tagger: { allow: [allow('ec2:CreateTags')] } };
const ADMIN: AccountSpec['users'] = { root: { allow: [allow('*')] } };

interface Case {
  readonly name: string;
  readonly alice: readonly ReturnType<typeof allow>[];
  readonly others?: AccountSpec['users'];
  readonly boundary?: readonly ReturnType<typeof allow>[];
  readonly resources: readonly Resource[];
  readonly primitive?: string;
  /** The certainty, with what is assumed. */
  readonly expected: string | undefined;
}

const ASSUMED = 'conditional: aws:ResourceTag/Env is dev';

const cases: readonly Case[] = [
  {
    name: 'the tag that is asked for',
    alice: [start(DEV)],
    resources: [instance({ Env: 'dev' })],
    expected: 'certain',
  },
  { name: 'another tag', alice: [start(DEV)], resources: [instance({ Env: 'prod' })], expected: undefined },
  { name: 'no such tag', alice: [start(DEV)], resources: [instance({})], expected: undefined },
  { name: 'tags that are not shown', alice: [start(DEV)], resources: [instance(undefined)], expected: ASSUMED },
  {
    name: 'one of several has the tag',
    alice: [start(DEV)],
    resources: [
      instance({ Env: 'prod' }),
      { ...instance({ env: 'dev' }), arn: 'arn:aws:ec2:us-east-1:111111111111:instance/i-0b' },
    ],
    expected: 'certain',
  },
  {
    name: 'a tag that must not be there',
    alice: [start(NOT_PROD)],
    resources: [instance({ Env: 'prod' })],
    expected: undefined,
  },
  {
    name: 'a tag that must not be there, and is not',
    alice: [start(NOT_PROD)],
    resources: [instance({})],
    expected: 'certain',
  },
  {
    name: 'the caller tags it',
    alice: [start(DEV), allow('ec2:CreateTags')],
    resources: [instance({ Env: 'prod' })],
    expected: 'certain',
  },
  {
    name: 'somebody else could tag it',
    alice: [start(DEV)],
    others: TAGGERS,
    resources: [instance({ Env: 'prod' })],
    expected: ASSUMED,
  },
  {
    name: 'somebody else could, and need not',
    alice: [start(DEV)],
    others: TAGGERS,
    resources: [instance({ Env: 'dev' })],
    expected: 'certain',
  },
  {
    name: 'an administrator needs no tag',
    alice: [start(DEV)],
    others: ADMIN,
    resources: [instance({ Env: 'prod' })],
    expected: undefined,
  },
  {
    name: 'the boundary asks for the tag',
    alice: [allow('ec2:StartInstances')],
    boundary: [start(DEV)],
    resources: [instance({ Env: 'prod' })],
    expected: undefined,
  },
  {
    name: 'a function, whose service calls it TagResource',
    alice: [allow('lambda:UpdateFunctionCode', { Condition: DEV }), allow('lambda:TagResource')],
    resources: [fn({ Env: 'prod' })],
    primitive: 'lambda-update-code',
    expected: 'certain',
  },
  {
    name: 'an environment, whose service calls it AddTags',
    alice: [allow('elasticbeanstalk:UpdateEnvironment', { Condition: DEV })],
    resources: [environment({ Env: 'prod' })],
    primitive: 'beanstalk-update',
    expected: undefined,
  },
  {
    name: 'conditions about something else',
    alice: [start({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })],
    resources: [instance({ Env: 'prod' })],
    expected: 'certain',
  },
];

function modelOf({ alice, others = {}, boundary, resources }: Case): Model {
  const users = {
    alice: { allow: alice, ...(boundary === undefined ? {} : { boundary: 'limit' }) },
    ...others,
  };
  const policies = boundary === undefined ? {} : { policies: { limit: boundary } };
  return { ...account({ users, ...policies }), resources, partial: true };
}

describe('conditions on the tags of what exists', () => {
  test.each(cases)('$name', (row) => {
    const graph = graphOf(modelOf(row));
    const alice = graph.principal(userArn('alice'));
    if (alice === undefined) throw new Error('the account has no alice');
    const path = graph.reach(alice, []).paths.get(row.primitive ?? 'ec2-start-instances');
    const assumptions = path?.steps.flatMap(({ grant }) => grant.assumptions) ?? [];
    const found = path && [path.certainty, ...assumptions].join(': ');
    expect(found).toBe(row.expected);
  });
});
