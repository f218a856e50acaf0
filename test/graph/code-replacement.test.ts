import { describe, expect, test } from 'vitest';
import { UNKNOWN_ACCOUNT } from '../../src/model/arn.js';
import type { CodeSource } from '../../src/model/code-source.js';
import type { Resource, ResourceKind } from '../../src/model/resource.js';
import { account, ACCOUNT, allow, FOREIGN, roleArn, service, userArn } from '../builders/account.js';
import { graphOf } from '../builders/lint-model.js';
import { resource, resourcePolicy } from '../builders/resources.js';

const IMMUTABLE = { mutable: false, except: [] };

const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];
const APP = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/app`;
const image = (reference: string, readAt: CodeSource['readAt'] = 'start'): CodeSource => ({
  kind: 'container-image',
  reference,
  readAt,
});
const object = (arn: string, readAt: 'start' | 'deployment' = 'start'): CodeSource => ({ kind: 'object', arn, readAt });
const runs = (kind: ResourceKind, ...code: readonly CodeSource[]): Resource => resource(kind, 'shop', { code });
const repository = (facts: Partial<Resource>, owner = ACCOUNT): Resource =>
  resource('repository', 'app', {
    arn: `arn:aws:ecr:eu-west-1:${owner}:repository/app`,
    account: owner,
    roles: [],
    ...facts,
  });
const bucket = (facts: Partial<Resource>): Resource =>
  resource('bucket', 'code', { arn: 'arn:aws:s3:::code', roles: [], ...facts });

/** How sure alice is to run code of hers as role `worker`, and what is assumed. */
function worker(actions: readonly string[], resources: readonly Resource[], where = {}, id = ACCOUNT) {
  const model = account({
    account: id,
    users: { alice: { allow: [allow(actions, where)] } },
    roles: { worker: { trust: [service('ecs-tasks')], allow: [allow('ec2:RunInstances')] } },
  });
  const graph = graphOf({
    ...model,
    resources: resources.map((one) => ({ ...one, roles: one.roles.map(() => roleArn('worker', id)) })),
  });
  const alice = graph.principal(userArn('alice', id));
  if (alice === undefined) throw new Error('no alice');
  const path = graph.reach(alice, []).paths.get('ec2-run-instances');
  return path === undefined
    ? null
    : { certainty: path.certainty, assumptions: path.steps.flatMap((step) => step.grant.assumptions) };
}

type Case = readonly [
  name: string,
  actions: readonly string[],
  resources: readonly Resource[],
  expected: 'certain' | readonly string[] | null,
];
type WrittenCase = readonly [...Case, where: Readonly<Record<string, unknown>>];

function check(actions: readonly string[], resources: readonly Resource[], expected: Case[3], where = {}): void {
  const found = worker(actions, resources, where);
  if (expected === null) expect(found).toBeNull();
  else if (expected === 'certain') expect(found).toEqual({ certainty: 'certain', assumptions: [] });
  else expect(found).toEqual({ certainty: 'conditional', assumptions: expected });
}

describe('a pushed image', () => {
  test.each<Case>([
    ['runs in the next task', PUSH, [runs('task-definition', image(`${APP}:latest`))], 'certain'],
    [
      'waits for the next deployment of a service',
      PUSH,
      [runs('service', image(`${APP}:latest`, 'deployment'))],
      ['service shop is deployed again after that'],
    ],
    [
      'is deployed by who may update the service',
      [...PUSH, 'ecs:UpdateService'],
      [runs('service', image(`${APP}:latest`, 'deployment'))],
      'certain',
    ],
    [
      'waits for what nobody can be seen to do',
      PUSH,
      [runs('agent-runtime', image(`${APP}:latest`, 'deployment'))],
      ['agent runtime shop is deployed again after that'],
    ],
    ['does not change what is pinned', PUSH, [runs('task-definition', image(`${APP}@sha256:${'0'.repeat(64)}`))], null],
    ['is none of a public registry', PUSH, [runs('task-definition', image('nginx:latest'))], null],
    ['of another account', PUSH, [runs('task-definition', image(APP.replace(ACCOUNT, FOREIGN)))], null],
    [
      'of another account that lets this one push',
      PUSH,
      [
        runs('task-definition', image(APP.replace(ACCOUNT, FOREIGN))),
        repository(
          { policy: resourcePolicy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'ecr:*' }) },
          FOREIGN,
        ),
      ],
      'certain',
    ],
    [
      'cannot take a tag that stays',
      PUSH,
      [runs('task-definition', image(`${APP}:1`)), repository({ tagMutability: IMMUTABLE })],
      null,
    ],
    [
      'takes a tag that is freed first',
      [...PUSH, 'ecr:BatchDeleteImage'],
      [runs('task-definition', image(`${APP}:1`)), repository({ tagMutability: IMMUTABLE })],
      'certain',
    ],
    [
      'of a user whom only the repository lets push',
      ['ecr:GetAuthorizationToken'],
      [
        runs('task-definition', image(`${APP}:1`)),
        repository({
          policy: resourcePolicy({ Effect: 'Allow', Principal: { AWS: userArn('alice') }, Action: 'ecr:*' }),
        }),
      ],
      'certain',
    ],
  ])('%s', (_, actions, resources, expected) => {
    check(actions, resources, expected);
  });

  test('goes to a registry of China', () => {
    const reference = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/app:1`;
    const where = { Resource: `arn:aws-cn:ecr:cn-north-1:${ACCOUNT}:repository/app` };
    check(PUSH, [runs('task-definition', image(reference))], 'certain', where);
  });

  test('goes to a registry of GovCloud', () => {
    const reference = `${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com/app:1`;
    const where = { Resource: `arn:aws-us-gov:ecr:us-gov-west-1:${ACCOUNT}:repository/app` };
    check(PUSH, [runs('task-definition', image(reference))], 'certain', where);
  });

  test('goes to an account that may be the caller’s own', () => {
    const found = worker(
      PUSH,
      [{ ...runs('task-definition', image(APP)), account: UNKNOWN_ACCOUNT }],
      {},
      UNKNOWN_ACCOUNT,
    );
    expect(found?.assumptions).toContain(`account ${ACCOUNT}, which keeps the code, is the caller's own`);
  });

  test('is supposed to be run where the input shows no compute', () => {
    check(PUSH, [], ['compute that runs as role worker runs what the caller writes to']);
  });

  test('is not supposed to be run where the input shows all that there is', () => {
    const model = account({ users: { alice: { allow: [allow(PUSH)] } }, roles: {} });
    const complete = new Map([[ACCOUNT, new Set(['task-definition', 'build-project'] as const)]]);
    const graph = graphOf({ ...model, complete });
    const alice = graph.principal(userArn('alice'));
    expect(alice === undefined ? null : [...graph.reach(alice, []).paths.keys()]).toEqual([]);
  });

  test('is not supposed where it may be pushed nowhere', () => {
    check(PUSH, [], null, { Resource: [] });
  });
});

describe('a written object', () => {
  test.each<WrittenCase>([
    ['is the script', ['s3:PutObject'], [runs('glue-job', object('arn:aws:s3:::code/job.py'))], 'certain', {}],
    [
      'is not the script',
      ['s3:PutObject'],
      [runs('glue-job', object('arn:aws:s3:::code/job.py'))],
      null,
      { Resource: 'arn:aws:s3:::code/data/*' },
    ],
    [
      'lies below the prefix',
      ['s3:PutObject'],
      [runs('airflow-environment', object('arn:aws:s3:::code/*'))],
      'certain',
      {},
    ],
    [
      'lies below a part of the prefix',
      ['s3:PutObject'],
      [runs('airflow-environment', object('arn:aws:s3:::code/dags/*'))],
      ['what runs takes code from arn:aws:s3:::code/dags/team/*'],
      { Resource: 'arn:aws:s3:::code/dags/team/*' },
    ],
    [
      'lies in a bucket of another account',
      ['s3:PutObject'],
      [runs('glue-job', object('arn:aws:s3:::code/job.py')), bucket({ account: FOREIGN })],
      null,
      {},
    ],
    [
      'lies in a bucket of another account, which lets this one in',
      ['s3:PutObject'],
      [
        runs('glue-job', object('arn:aws:s3:::code/job.py')),
        bucket({
          account: FOREIGN,
          policy: resourcePolicy({
            Effect: 'Allow',
            Principal: { AWS: ACCOUNT },
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::code/*',
          }),
        }),
      ],
      'certain',
      {},
    ],
    [
      'lies in a bucket of another account, which lets others in',
      ['s3:PutObject'],
      [
        runs('glue-job', object('arn:aws:s3:::code/job.py')),
        bucket({
          account: FOREIGN,
          policy: resourcePolicy({
            Effect: 'Allow',
            Principal: { AWS: '333333333333' },
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::code/*',
          }),
        }),
      ],
      null,
      {},
    ],
    [
      'is copied when a function is deployed',
      ['s3:PutObject'],
      [runs('function', object('arn:aws:s3:::code/f.zip', 'deployment'))],
      ['function shop is deployed again after that'],
      {},
    ],
    ['is nothing where no code is shown', ['s3:PutObject'], [], null, {}],
  ])('%s', (_, actions, resources, expected, where) => {
    check(actions, resources, expected, where);
  });
});
