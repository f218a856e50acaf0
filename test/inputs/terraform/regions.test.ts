import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  constant,
  document,
  type Fields,
  plan,
  type PlanSpec,
  read as readModels,
  readPlan,
  references,
  type ResourceSpec,
  role,
  unchanged,
} from './plan-builder.js';

const [US, EU] = ['us-east-1', 'eu-west-1'];
const FOREIGN = 'arn:aws:iam::222222222222:root';

const IN_ACCOUNT = { allowed_account_ids: constant([ACCOUNT]) };

/** Two Regions in one plan: by a provider for each up to version 5, by `region` of the resource from version 6 on. */
interface Shape {
  readonly providers: Fields;
  readonly at: (resource: ResourceSpec, region: string) => ResourceSpec;
}

const V5: Shape = {
  providers: {
    aws: { name: 'aws', expressions: { ...IN_ACCOUNT, region: constant(US) } },
    'aws.eu': { name: 'aws', expressions: { ...IN_ACCOUNT, region: constant(EU) } },
  },
  at: (resource, region) => ({ ...resource, provider: region === US ? 'aws' : 'aws.eu' }),
};
const V6: Shape = {
  providers: { aws: { name: 'aws', expressions: { ...IN_ACCOUNT, region: constant(US) } } },
  // What sets none has that of its provider.
  at: (resource, region) => ({
    ...resource,
    provider: 'aws',
    after: { ...resource.after, region },
    expressions: { ...resource.expressions, ...(region === US ? {} : { region: constant(region) }) },
  }),
};
const SHAPES: readonly (readonly [string, Shape])[] = [
  ['version 5, by provider', V5],
  ['version 6, by argument', V6],
];

function read({ providers, at }: Shape, resources: readonly (readonly [ResourceSpec, string])[]) {
  const specs = resources.map(([resource, region]) => at(resource, region));
  return readPlan(plan(specs, { providers })).after;
}

const fn = (name: string): ResourceSpec => ({
  address: `aws_lambda_function.${name}`,
  after: { function_name: 'jobs' },
  expressions: { function_name: constant('jobs') },
});

describe.each(SHAPES)('the same name in two Regions: %s', (_name, shape) => {
  const arn = (region: string): string => `arn:aws:lambda:${region}:${ACCOUNT}:function:jobs`;

  test('two functions, of which a permission and a URL open the one in their Region', () => {
    const { resources } = read(shape, [
      [fn('us'), US],
      [fn('eu'), EU],
      [
        {
          address: 'aws_lambda_permission.p',
          after: { function_name: 'jobs', action: 'lambda:InvokeFunction', principal: '*' },
        },
        EU,
      ],
      [{ address: 'aws_lambda_function_url.u', after: { function_name: 'jobs', authorization_type: 'NONE' } }, EU],
    ]);
    const shown = resources.map((one) => [one.arn, one.policy?.statements.length ?? 0, one.functionUrls.length]);
    expect(shown).toEqual([
      [arn(US), 0, 0],
      [arn(EU), 1, 1],
    ]);
  });

  test('a permission for a function in a Region where the plan has none is a gap', () => {
    const { resources, gaps } = read(shape, [
      [fn('us'), US],
      [
        {
          address: 'aws_lambda_permission.p',
          after: { function_name: 'jobs', action: 'lambda:InvokeFunction', principal: '*' },
        },
        EU,
      ],
    ]);
    expect(resources.map(({ policy }) => policy)).toEqual([null]);
    expect(gaps.map(({ address }) => address)).toEqual(['aws_lambda_permission.p']);
  });

  test('two repositories with a policy for one', () => {
    const repository = (name: string): ResourceSpec => ({
      address: `aws_ecr_repository.${name}`,
      after: { name: 'app' },
    });
    const policy = document({ Effect: 'Allow', Principal: { AWS: FOREIGN }, Action: 'ecr:*' });
    const { resources } = read(shape, [
      [repository('us'), US],
      [repository('eu'), EU],
      [{ address: 'aws_ecr_repository_policy.p', after: { repository: 'app', policy } }, EU],
    ]);
    expect(resources.map((one) => [one.arn, one.policy?.statements.length ?? 0])).toEqual([
      [`arn:aws:ecr:${US}:${ACCOUNT}:repository/app`, 0],
      [`arn:aws:ecr:${EU}:${ACCOUNT}:repository/app`, 1],
    ]);
  });

  test('two build projects with a webhook for one', () => {
    const project = (name: string): ResourceSpec => ({
      address: `aws_codebuild_project.${name}`,
      after: { name: 'ci' },
    });
    const { resources } = read(shape, [
      [project('us'), US],
      [project('eu'), EU],
      [{ address: 'aws_codebuild_webhook.w', after: { project_name: 'ci' } }, EU],
    ]);
    expect(resources.map((one) => [one.arn.split(':')[3], (one.webhook ?? null) !== null])).toEqual([
      [US, false],
      [EU, true],
    ]);
  });

  test('two queues with a policy for one, and a function that each starts', () => {
    const queue = (name: string, region: string): readonly [ResourceSpec, string] => [
      { address: `aws_sqs_queue.${name}`, after: { name: 'jobs' }, expressions: { name: constant('jobs') } },
      region,
    ];
    const mapping = (name: string, region: string): readonly [ResourceSpec, string] => [
      {
        address: `aws_lambda_event_source_mapping.${name}`,
        after: { function_name: 'jobs', event_source_arn: `arn:aws:sqs:${region}:${ACCOUNT}:jobs` },
      },
      region,
    ];
    const { resources } = read(shape, [
      [fn('us'), US],
      [fn('eu'), EU],
      queue('us', US),
      queue('eu', EU),
      mapping('us', US),
      mapping('eu', EU),
    ]);
    const functions = resources.filter(({ kind }) => kind === 'function');
    expect(functions.map((one) => [one.arn, (one.triggers ?? []).map(({ source }) => source)])).toEqual([
      [arn(US), [`arn:aws:sqs:${US}:${ACCOUNT}:jobs`]],
      [arn(EU), [`arn:aws:sqs:${EU}:${ACCOUNT}:jobs`]],
    ]);
  });

  test('tokens are required where the defaults of the Region ask for them', () => {
    const instance = (name: string): ResourceSpec => ({ address: `aws_instance.${name}`, after: { ami: 'ami-1' } });
    const { resources } = read(shape, [
      [instance('us'), US],
      [instance('eu'), EU],
      [{ address: 'aws_ec2_instance_metadata_defaults.d', after: { http_tokens: 'required' } }, EU],
    ]);
    expect(resources.map(({ arn: text, tokensOptional }) => [text.split(':')[3], tokensOptional])).toEqual([
      [US, true],
      [EU, false],
    ]);
  });
});

test('two Regions that the plan does not show are two all the same', () => {
  const providers = {
    aws: { name: 'aws', expressions: { ...IN_ACCOUNT, region: references('local.main') } },
    'aws.dr': { name: 'aws', expressions: { ...IN_ACCOUNT, region: references('local.dr') } },
  };
  const at = (resource: ResourceSpec, provider: string) => [{ ...resource, provider }, provider] as const;
  const { resources } = read({ providers, at: (resource) => resource }, [
    at(fn('main'), 'aws'),
    at(fn('dr'), 'aws.dr'),
    at(
      { address: 'aws_lambda_function_url.u', after: { function_name: 'jobs', authorization_type: 'NONE' } },
      'aws.dr',
    ),
  ]);
  expect(resources.map((one) => [one.arn.split(':')[3], one.functionUrls.length])).toEqual([
    ['unknown-region', 0],
    ['unknown-region-dr', 1],
  ]);
});

describe('the Region of a provider', () => {
  const arnOf = (resources: readonly ResourceSpec[], spec: PlanSpec = {}): string | undefined =>
    readModels([...resources, fn('f')], spec).after.resources.find(({ address }) => address === 'aws_lambda_function.f')
      ?.arn;
  const expected = (region: string): string => `arn:aws:lambda:${region}:${ACCOUNT}:function:jobs`;
  const state = (values: Fields) => ({ priorState: [{ address: 'data.aws_region.r', values }] });
  const topic = (region: string, expressions: Fields): ResourceSpec =>
    unchanged('aws_sns_topic.t', { name: 't', arn: `arn:aws:sns:${region}:${ACCOUNT}:t`, region }, { expressions });

  test.each<[string, readonly ResourceSpec[], PlanSpec, string]>([
    ['is not known', [], {}, 'unknown-region'],
    ['is that of its data source in version 5', [], state({ name: EU, id: EU }), EU],
    ['is that of its data source in version 6', [], state({ region: EU, id: EU }), EU],
    ['is where something is that sets no other', [topic(EU, {})], {}, EU],
    ['is not where something is by its own argument', [topic(EU, { region: constant(EU) })], {}, 'unknown-region'],
    [
      'is where something will be that sets no other',
      [{ address: 'aws_sqs_queue.q', after: { name: 'q', region: EU }, expressions: { name: constant('q') } }],
      {},
      EU,
    ],
  ])('%s', (_name, resources, spec, region) => {
    expect(arnOf(resources, spec)).toBe(expected(region));
  });

  test('is not that of a data source that asks for another one', () => {
    const search: ResourceSpec = {
      address: 'data.aws_region.other',
      after: { region: EU, name: EU },
      actions: ['read'],
      expressions: { region: constant(EU) },
    };
    expect(arnOf([search])).toBe(expected('unknown-region'));
  });
});

test.each<[string, ResourceSpec, string]>([
  ['in China', { ...fn('f'), after: { function_name: 'jobs', region: 'cn-north-1' } }, 'arn:aws-cn:lambda:cn-north-1:'],
  [
    'known only after apply',
    {
      ...fn('f'),
      unknown: { region: true },
      expressions: { function_name: constant('jobs'), region: references('aws_ssm_parameter.region.value') },
    },
    'arn:aws:lambda:unknown-region:',
  ],
  ['computed, as of a bucket in version 5', { ...fn('f'), unknown: { region: true } }, `arn:aws:lambda:${US}:`],
])('a Region %s', (_name, resource, expected) => {
  const providers = { aws: { name: 'aws', expressions: { region: constant(US) } } };
  const { resources } = readPlan(plan([resource], { providers })).after;
  expect(resources[0]?.arn.startsWith(expected)).toBe(true);
});

test('what belongs to an account says nothing of another one', () => {
  const providers = {
    aws: { name: 'aws', expressions: { region: constant(US), allowed_account_ids: constant([ACCOUNT]) } },
    'aws.other': {
      name: 'aws',
      expressions: { region: constant(US), allowed_account_ids: constant(['222222222222']) },
    },
  };
  const bucket = (name: string, provider: string): ResourceSpec => ({
    address: `aws_s3_bucket.${name}`,
    after: { bucket: name },
    provider,
  });
  const block: ResourceSpec = {
    address: 'aws_s3_account_public_access_block.b',
    after: { restrict_public_buckets: true, ignore_public_acls: true },
    provider: 'aws.other',
  };
  const profile = (name: string, provider: string): readonly ResourceSpec[] => [
    role(name, { after: { name }, provider }),
    { address: `aws_iam_instance_profile.${name}`, after: { name: 'web', role: name }, provider },
    { address: `aws_instance.${name}`, after: { ami: 'ami-1', iam_instance_profile: 'web' }, provider },
  ];
  const { resources } = readPlan(
    plan([bucket('a', 'aws'), bucket('b', 'aws.other'), block, ...profile('x', 'aws'), ...profile('y', 'aws.other')], {
      providers,
    }),
  ).after;
  expect(
    resources.filter(({ kind }) => kind === 'bucket').map(({ name, publicAccessBlock }) => [name, publicAccessBlock]),
  ).toEqual([
    ['a', undefined],
    ['b', { restrictPublicBuckets: true, ignorePublicAcls: true }],
  ]);
  expect(resources.filter(({ kind }) => kind === 'instance').map(({ roles }) => roles)).toEqual([
    [`arn:aws:iam::${ACCOUNT}:role/x`],
    ['arn:aws:iam::222222222222:role/y'],
  ]);
});
