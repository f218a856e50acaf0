import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  after,
  arn,
  constant,
  document,
  type Fields,
  gapLines,
  named,
  plan,
  read,
  readPlan,
  references,
  type ResourceSpec,
  role,
  TRUST,
  unchanged,
} from './plan-builder.js';

const R = role('r');
const R_ARN = arn('role', 'r');
const REGION = { aws: { expressions: { region: constant('eu-west-1') } } };

function will(address: string, values: Fields, expressions: Fields = {}): ResourceSpec {
  const unknown = Object.fromEntries(Object.keys(expressions).map((name) => [name, true]));
  return { address, after: values, unknown, expressions };
}

function resources(...specs: readonly ResourceSpec[]) {
  const model = after(specs, { providers: REGION });
  return {
    found: model.resources.map(({ kind, arn: id, roles }) => [kind, id, ...roles]),
    gaps: gapLines(model.gaps),
    model,
  };
}

const regional = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;
const ROLE = { role: references('aws_iam_role.r.arn') };
const F = will('aws_lambda_function.f', { function_name: 'f' }, ROLE);
const F_ARN = regional('lambda', 'function:f');

describe('compute resources and the roles of their code', () => {
  const profile = will('aws_iam_instance_profile.ip', { name: 'ip', path: '/', role: 'r' });
  const template = will('aws_launch_template.t', { name: 't', iam_instance_profile: [{ name: 'ip' }] }, { id: {} });
  const T_ARN = regional('ec2', 'launch-template/(aws_launch_template.t)');
  const task = will(
    'aws_ecs_task_definition.t',
    { family: 't', execution_role_arn: arn('role', 'agent') },
    { task_role_arn: references('aws_iam_role.r.arn') },
  );
  const TASK_ARN = regional('ecs', 'task-definition/t:(aws_ecs_task_definition.t)');

  test.each<[string, readonly ResourceSpec[], readonly (readonly string[])[]]>([
    ['function', [F], [['function', F_ARN, R_ARN]]],
    [
      'function with a role by ARN that is not in the plan',
      [will('aws_lambda_function.f', { function_name: 'f', role: arn('role', 'x') })],
      [['function', F_ARN, arn('role', 'x')]],
    ],
    ['task definition', [task], [['task-definition', TASK_ARN, R_ARN]]],
    [
      "task definition with the agent's role only",
      [will('aws_ecs_task_definition.t', { family: 't', execution_role_arn: R_ARN })],
      [['task-definition', TASK_ARN]],
    ],
    [
      'service',
      [
        task,
        will('aws_ecs_service.s', { name: 's' }, { task_definition: references('aws_ecs_task_definition.t.arn') }),
      ],
      [
        ['task-definition', TASK_ARN, R_ARN],
        ['service', regional('ecs', 'service/default/s'), R_ARN],
      ],
    ],
    [
      'service in a cluster that exists',
      [will('aws_ecs_service.s', { name: 's', cluster: regional('ecs', 'cluster/main') })],
      [['service', regional('ecs', 'service/main/s')]],
    ],
    [
      'instance',
      [profile, will('aws_instance.i', { iam_instance_profile: 'ip' })],
      [['instance', regional('ec2', 'instance/(aws_instance.i)'), R_ARN]],
    ],
    [
      'instance by reference',
      [profile, will('aws_instance.i', {}, { iam_instance_profile: references('aws_iam_instance_profile.ip.name') })],
      [['instance', regional('ec2', 'instance/(aws_instance.i)'), R_ARN]],
    ],
    ['launch template', [profile, template], [['launch-template', T_ARN, R_ARN]]],
    [
      'launch template by the ARN of the profile',
      [
        profile,
        {
          ...template,
          after: { name: 't', iam_instance_profile: [{ name: null }] },
          unknown: { id: true, iam_instance_profile: [{ arn: true }] },
          expressions: { iam_instance_profile: [{ arn: references('aws_iam_instance_profile.ip.arn') }] },
        },
      ],
      [['launch-template', T_ARN, R_ARN]],
    ],
    [
      'auto scaling group',
      [
        profile,
        template,
        {
          address: 'aws_autoscaling_group.g',
          after: { name: 'g', launch_template: [{}] },
          unknown: { launch_template: [{ id: true, name: true }] },
          expressions: { launch_template: [{ id: references('aws_launch_template.t.id') }] },
        },
      ],
      [
        ['launch-template', T_ARN, R_ARN],
        [
          'auto-scaling-group',
          regional('autoscaling', 'autoScalingGroup:(aws_autoscaling_group.g):autoScalingGroupName/g'),
          R_ARN,
        ],
      ],
    ],
    [
      'build project',
      [will('aws_codebuild_project.p', { name: 'p' }, { service_role: references('aws_iam_role.r.arn') })],
      [['build-project', regional('codebuild', 'project/p'), R_ARN]],
    ],
    ['bucket', [will('aws_s3_bucket.b', { bucket: 'b' })], [['bucket', 'arn:aws:s3:::b']]],
    ['repository', [will('aws_ecr_repository.e', { name: 'e' })], [['repository', regional('ecr', 'repository/e')]]],
  ])('%s', (_name, specs, expected) => {
    const { found, gaps } = resources(R, ...specs);
    expect(found).toEqual(expected);
    expect(gaps).toEqual([]);
  });

  test.each<[string, ResourceSpec, string]>([
    [
      'role',
      will('aws_lambda_function.f', { function_name: 'f' }, { role: references('local.r') }),
      'after_unknown/role',
    ],
    ['instance profile', will('aws_instance.i', { iam_instance_profile: 'other' }), 'after/iam_instance_profile'],
    ['task definition', will('aws_ecs_service.s', { name: 's', task_definition: 'other:1' }), 'after/task_definition'],
  ])('a %s that cannot be told is a gap', (_name, spec, pointer) => {
    const { found, gaps } = resources(spec);
    expect(found[0]).toHaveLength(2);
    expect(gaps).toEqual([`unresolved-reference ${spec.address} /resource_changes/0/change/${pointer}`]);
  });
});

describe('the permissions of a function', () => {
  const permission = (values: Fields, written: Fields = {}): ResourceSpec =>
    will('aws_lambda_permission.p', { action: 'lambda:InvokeFunction', function_name: 'f', ...values }, written);

  function statement(spec: ResourceSpec) {
    const { model } = resources(R, F, spec);
    return { statement: model.resources[0]?.policy?.statements[0], gaps: gapLines(model.gaps) };
  }

  test.each<[string, Fields, unknown]>([
    ['a service', { principal: 's3.amazonaws.com' }, { Service: { values: ['s3.amazonaws.com'], unknown: [] } }],
    ['anyone', { principal: '*' }, { AWS: { values: ['*'], unknown: [] } }],
    ['an account', { principal: '222222222222' }, { AWS: { values: ['arn:aws:iam::222222222222:root'], unknown: [] } }],
    ['a principal', { principal: arn('user', 'u') }, { AWS: { values: [arn('user', 'u')], unknown: [] } }],
  ])('for %s', (_name, values, principals) => {
    expect(statement(permission(values))).toMatchObject({
      statement: {
        effect: 'Allow',
        principals,
        actions: { values: ['lambda:InvokeFunction'] },
        resources: { values: [F_ARN] },
        conditions: [],
      },
      gaps: [],
    });
  });

  test.each<[string, Fields, string, string]>([
    ['principal_org_id', { principal_org_id: 'o-abcdefghij' }, 'StringEquals', 'aws:PrincipalOrgID'],
    ['source_arn', { source_arn: 'arn:aws:s3:::b' }, 'ArnLike', 'aws:SourceArn'],
    ['source_account', { source_account: ACCOUNT }, 'StringEquals', 'aws:SourceAccount'],
    ['function_url_auth_type', { function_url_auth_type: 'NONE' }, 'StringEquals', 'lambda:FunctionUrlAuthType'],
    ['event_source_token', { event_source_token: 't' }, 'StringEquals', 'lambda:EventSourceToken'],
  ])('%s is a condition', (_name, values, operator, key) => {
    const found = statement(permission({ principal: '*', ...values })).statement?.conditions;
    expect(found).toEqual([{ operator, key, values: { values: Object.values(values), unknown: [] } }]);
  });

  test('two conditions of one operator are both kept', () => {
    const values = { principal: '*', principal_org_id: 'o-abcdefghij', source_account: ACCOUNT };
    expect(statement(permission(values)).statement?.conditions.map(({ key }) => key)).toEqual([
      'aws:PrincipalOrgID',
      'aws:SourceAccount',
    ]);
  });

  test('a source that is known only after apply is a condition with an unknown value', () => {
    const found = statement(
      permission({ principal: 's3.amazonaws.com' }, { source_arn: references('aws_s3_bucket.b.arn') }),
    ).statement;
    expect(found?.conditions).toMatchObject([
      { key: 'aws:SourceArn', values: { values: [], unknown: [expect.any(String)] } },
    ]);
  });

  test.each([
    ['its name', 'f', F_ARN],
    ['its ARN', F_ARN, F_ARN],
    ['account and name', `${ACCOUNT}:function:f`, F_ARN],
    ['a qualifier after the name', 'f:live', F_ARN],
  ])('the function is found by %s', (_name, text, expected) => {
    expect(statement(permission({ principal: '*', function_name: text })).statement?.resources?.values).toEqual([
      expected,
    ]);
  });

  test('a qualifier narrows the resource', () => {
    expect(statement(permission({ principal: '*', qualifier: 'live' })).statement?.resources?.values).toEqual([
      `${F_ARN}:live`,
    ]);
  });

  test('a function that is not in the plan is a gap', () => {
    expect(statement(permission({ principal: '*', function_name: 'other' }))).toEqual({
      statement: undefined,
      gaps: ['unresolved-reference aws_lambda_permission.p /resource_changes/2/change/after/function_name'],
    });
  });

  test.each(['NONE', 'AWS_IAM'])('a function URL with %s', (authType) => {
    const url = will(
      'aws_lambda_function_url.u',
      { authorization_type: authType },
      { function_name: references('aws_lambda_function.f.function_name') },
    );
    expect(resources(R, F, url).model.resources[0]?.functionUrls).toMatchObject([
      { authType, address: 'aws_lambda_function_url.u' },
    ]);
  });
});

describe('resource-based policies', () => {
  const open = document({ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*' });

  test.each([
    ['aws_s3_bucket', 'bucket', 'arn:aws:s3:::b'],
    ['aws_ecr_repository', 'repository', regional('ecr', 'repository/b')],
  ])('of %s, by value, by reference and alone', (type, attribute, expected) => {
    const carrier = will(`${type}.b`, { bucket: 'b', name: 'b' });
    const byValue = will(`${type}_policy.p`, { [attribute]: 'b', policy: open });
    const byReference = will(`${type}_policy.p`, { policy: open }, { [attribute]: references(`${type}.b.id`) });
    for (const specs of [[carrier, byValue], [carrier, byReference], [byValue]]) {
      const { found, model, gaps } = resources(...specs);
      expect(found).toEqual([[attribute, expected]]);
      expect(model.resources[0]?.policy).toMatchObject({
        type: 'resource-based',
        id: expected,
        address: `${type}_policy.p`,
      });
      expect(gaps).toEqual([]);
    }
  });
});

test('the policy that the plan takes from a bucket is gone though the bucket still shows it', () => {
  const open = document({ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*' });
  const bucket = unchanged('aws_s3_bucket.b', { bucket: 'b', arn: 'arn:aws:s3:::b', policy: open });
  const policy = { address: 'aws_s3_bucket_policy.p', before: { bucket: 'b', policy: open } };
  const { before, after: later } = read([bucket, policy]);
  expect([before.resources[0]?.policy?.address, later.resources[0]?.policy]).toEqual(['aws_s3_bucket_policy.p', null]);
  expect(read([bucket]).after.resources[0]?.policy?.address).toBe('aws_s3_bucket.b');
});

describe('users and groups', () => {
  const U = named('user', 'u');
  const G = named('group', 'g');

  test.each<[string, ResourceSpec]>([
    ['from the group', will('aws_iam_group_membership.m', { group: 'g', users: ['u'] })],
    [
      'from the group by reference',
      will(
        'aws_iam_group_membership.m',
        {},
        { group: references('aws_iam_group.g.name'), users: references('aws_iam_user.u.name') },
      ),
    ],
    ['from the user', will('aws_iam_user_group_membership.m', { user: 'u', groups: ['g'] })],
    [
      'from the user by reference',
      will(
        'aws_iam_user_group_membership.m',
        {},
        { user: references('aws_iam_user.u.name'), groups: references('aws_iam_group.g.name') },
      ),
    ],
  ])('membership %s', (_name, membership) => {
    const model = after([U, G, membership]);
    expect(model.users[0]?.groups).toEqual([arn('group', 'g')]);
    expect(model.gaps).toEqual([]);
  });

  test.each<[string, ResourceSpec, readonly string[]]>([
    ['access key', will('aws_iam_access_key.k', { user: 'u', status: 'Active' }), ['access-key']],
    ['access key that is switched off', will('aws_iam_access_key.k', { user: 'u', status: 'Inactive' }), []],
    ['login profile', will('aws_iam_user_login_profile.k', { user: 'u' }), ['login-profile']],
    [
      'login profile by reference',
      will('aws_iam_user_login_profile.k', {}, { user: references('aws_iam_user.u.name') }),
      ['login-profile'],
    ],
  ])('%s', (_name, credential, expected) => {
    expect(after([U, credential]).users[0]?.credentials?.map(({ kind }) => kind)).toEqual(expected);
  });

  test('tags with unusual names stay tags', () => {
    const tags = JSON.parse('{"__proto__": "x", "team": "y", "later": null}') as Fields;
    const found = after([named('user', 'u', { after: { name: 'u', tags } })]).users[0]?.tags ?? {};
    expect(Object.entries(found)).toEqual([
      ['__proto__', 'x'],
      ['team', 'y'],
    ]);
  });
});

test('identity providers are known by issuer and by name', () => {
  const model = after([
    will('aws_iam_openid_connect_provider.o', { url: 'https://token.actions.githubusercontent.com/' }),
    will('aws_iam_saml_provider.s', { name: 'idp' }),
  ]);
  expect(model.identityProviders).toMatchObject([
    {
      kind: 'oidc',
      issuer: 'token.actions.githubusercontent.com',
      arn: arn('oidc-provider', 'token.actions.githubusercontent.com'),
    },
    { kind: 'saml', issuer: 'idp', arn: arn('saml-provider', 'idp') },
  ]);
});

describe('accounts, partitions and names', () => {
  const roleArn = (providers: Fields, more: Fields = {}, specs: readonly ResourceSpec[] = [R]): string | undefined =>
    readPlan(plan(specs, { providers, more })).after.roles[0]?.arn;

  test.each<[string, Fields, Fields, string]>([
    ['nothing is known', {}, {}, 'arn:aws:iam::000000000000:role/r'],
    ['allowed_account_ids', { allowed_account_ids: constant([ACCOUNT]) }, {}, R_ARN],
    [
      'several allowed_account_ids',
      { allowed_account_ids: constant([ACCOUNT, '222222222222']) },
      {},
      'arn:aws:iam::000000000000:role/r',
    ],
    ['assume_role', { assume_role: [{ role_arn: constant(arn('role', 'tf')) }] }, {}, R_ARN],
    [
      'a variable',
      { allowed_account_ids: references('var.account') },
      { variables: { account: { value: ACCOUNT } } },
      R_ARN,
    ],
    ['a region of China', { region: constant('cn-north-1') }, {}, 'arn:aws-cn:iam::000000000000:role/r'],
    ['a region of GovCloud', { region: constant('us-gov-west-1') }, {}, 'arn:aws-us-gov:iam::000000000000:role/r'],
  ])('%s', (_name, expressions, more, expected) => {
    expect(roleArn({ aws: { expressions } }, more)).toBe(expected);
  });

  test('the ARN of what exists tells the account', () => {
    const existing = unchanged('aws_iam_user.u', { name: 'u', arn: arn('user', 'u') });
    expect(roleArn({}, {}, [existing, R])).toBe(R_ARN);
  });

  test('an aliased provider has an account of its own', () => {
    const other = role('o', { provider: 'aws.other' });
    const model = after([R, other], {
      providers: { 'aws.other': { expressions: { allowed_account_ids: constant(['222222222222']) } } },
    });
    expect(model.roles.map((found) => found.arn)).toEqual([R_ARN, 'arn:aws:iam::222222222222:role/o']);
    expect([...model.accounts].sort()).toEqual([ACCOUNT, '222222222222']);
  });

  test('principals of one name in two accounts are told apart', () => {
    const other = role('r', { address: 'aws_iam_role.o', provider: 'aws.other' });
    const key = { provider: 'aws.other' };
    const inline = {
      ...will('aws_iam_role_policy.i', {
        name: 'i',
        role: 'r',
        policy: document({ Effect: 'Allow', Action: '*', Resource: '*' }),
      }),
      ...key,
    };
    const model = after([R, other, inline], {
      providers: { 'aws.other': { expressions: { allowed_account_ids: constant(['222222222222']) } } },
    });
    expect(model.roles.map(({ account, policies }) => [account, policies.length])).toEqual([
      [ACCOUNT, 0],
      ['222222222222', 1],
    ]);
  });

  test('what the configuration no longer holds is found by its name', () => {
    const built = plan([
      { address: 'aws_iam_role.r', before: { name: 'r', arn: R_ARN, assume_role_policy: TRUST } },
      { address: 'aws_iam_role_policy.i', before: { name: 'i', role: 'r', policy: TRUST } },
    ]);
    const { before } = readPlan({ ...built, configuration: { root_module: {} } });
    expect(before.roles[0]?.policies).toHaveLength(1);
  });

  test.each([
    [
      'a prefix',
      role('r', {
        after: { name: null, name_prefix: 'app-' },
        unknown: { name: true },
        expressions: { name_prefix: constant('app-') },
      }),
      'app-(aws_iam_role.r)',
    ],
    ['a name that is not known', role('r', { after: { name: null }, unknown: { name: true } }), '(aws_iam_role.r)'],
    [
      'characters that mean something in a policy',
      role('r', { address: 'aws_iam_role.r["a/*?:${b}%"]', after: { name: null }, unknown: { name: true } }),
      '(aws_iam_role.r["a%2F%2A%3F%3A%24{b}%25"])',
    ],
  ])('%s', (_name, resource, expected) => {
    const [found] = after([resource]).roles;
    expect(found?.name).toBe(expected);
    expect(found?.arn).toBe(arn('role', expected));
  });

  test('a path is part of the ARN', () => {
    expect(after([role('r', { after: { path: '/team/' } })]).roles[0]?.arn).toBe(arn('role', 'team/r'));
  });

  test('an organization is ours where the plan shows it', () => {
    const organization = { address: 'data.aws_organizations_organization.o', values: { id: 'o-abcdefghij' } };
    expect(after([], { priorState: [organization] }).organization).toBe('o-abcdefghij');
  });
});

test.each<[string, Fields, Fields, Fields | undefined]>([
  ['all known', { tags: { a: '1' }, tags_all: { a: '1', owner: 'x' } }, {}, { a: '1', owner: 'x' }],
  ['none', { tags: null, tags_all: {} }, {}, {}],
  ['one known only after apply', { tags_all: { a: '1' } }, { tags_all: { b: true } }, undefined],
  ['known only after apply', { tags: { a: '1' } }, { tags_all: true }, undefined],
])('tags of compute: %s', (_name, values, unknown, expected) => {
  const fields = { ami: 'ami-1', ...values };
  for (const [address, more] of [
    ['aws_instance.i', fields],
    ['aws_lambda_function.f', { ...fields, function_name: 'f' }],
  ] as const) {
    expect(after([{ address, after: more, unknown }], { providers: REGION }).resources[0]?.tags).toEqual(expected);
  }
});
