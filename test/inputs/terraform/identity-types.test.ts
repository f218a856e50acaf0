import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  after,
  arn,
  type Fields,
  named,
  policiesOf,
  policy,
  READ,
  references,
  type ResourceSpec,
  role,
  SHIPPED,
} from './plan-builder.js';

function will(address: string, values: Fields, expressions: Fields = {}): ResourceSpec {
  const unknown = Object.fromEntries(Object.keys(expressions).map((name) => [name, true]));
  return { address, after: values, unknown, expressions };
}

const inline = (kind: 'user' | 'group', name: string): ResourceSpec =>
  will(`aws_iam_${kind}_policy.${name}`, { name, [kind]: 'p', policy: READ });

describe('resources that remove what they do not list', () => {
  test.each<[string, 'user' | 'group', string, Fields, readonly string[]]>([
    ['inline policies of a user', 'user', 'aws_iam_user_policies_exclusive', { policy_names: ['a'] }, ['a']],
    ['no inline policy of a user', 'user', 'aws_iam_user_policies_exclusive', { policy_names: [] }, []],
    ['inline policies of a group', 'group', 'aws_iam_group_policies_exclusive', { policy_names: ['b'] }, ['b']],
    [
      'managed policies of a group',
      'group',
      'aws_iam_group_policy_attachments_exclusive',
      { policy_arns: [SHIPPED] },
      ['a', 'b', 'AdministratorAccess'],
    ],
    [
      'managed policies of a user',
      'user',
      'aws_iam_user_policy_attachments_exclusive',
      { policy_arns: [] },
      ['a', 'b'],
    ],
  ])('%s', (_name, kind, type, values, expected) => {
    const attached = will(`aws_iam_${kind}_policy_attachment.m`, { [kind]: 'p', policy_arn: arn('policy', 'q') });
    const exclusive = will(`${type}.x`, { [`${kind}_name`]: 'p', ...values });
    const managed = type.includes('attachments') ? [attached, policy('q')] : [];
    const model = after([named(kind, 'p'), inline(kind, 'a'), inline(kind, 'b'), ...managed, exclusive]);
    expect(policiesOf(model, 'p').map(({ name }) => name)).toEqual(expected);
  });

  test.each(['aws_iam_user_policies_exclusive', 'aws_iam_group_policies_exclusive'])(
    '%s: names known only after apply remove nothing, and are a gap',
    (type) => {
      const kind = type.includes('user') ? 'user' : 'group';
      const exclusive = will(`${type}.x`, { [`${kind}_name`]: 'p' }, { policy_names: references('local.names') });
      const model = after([named(kind, 'p'), inline(kind, 'a'), exclusive]);
      expect(policiesOf(model, 'p').map(({ name }) => name)).toEqual(['a']);
      expect(model.gaps.map(({ address }) => address)).toEqual([`${type}.x`]);
    },
  );
});

describe('what a plan only reads', () => {
  test.each<['user' | 'group', string, Fields]>([
    ['user', 'data.aws_iam_user.d', { user_name: 'd', arn: arn('user', 'd') }],
    ['group', 'data.aws_iam_group.d', { group_name: 'd', arn: arn('group', 'd') }],
  ])('a %s exists, and its policies are not known', (kind, address, values) => {
    const model = after([], { priorState: [{ address, values }] });
    const found = kind === 'user' ? model.users : model.groups;
    expect(found).toMatchObject([
      { name: 'd', account: ACCOUNT, address, policies: [{ policy: { id: 'unseen-policies' } }] },
    ]);
  });

  test('an instance profile gives an instance its role', () => {
    const profile = { address: 'data.aws_iam_instance_profile.d', values: { name: 'd', role_arn: arn('role', 'r') } };
    const instance = will('aws_instance.i', { iam_instance_profile: 'd' });
    expect(after([role('r'), instance], { priorState: [profile] }).resources[0]?.roles).toEqual([arn('role', 'r')]);
  });

  test('identity providers exist', () => {
    const oidc = { url: 'https://oidc.example.com', arn: arn('oidc-provider', 'oidc.example.com') };
    const saml = { name: 'idp', arn: arn('saml-provider', 'idp') };
    const { identityProviders } = after([], {
      priorState: [
        { address: 'data.aws_iam_openid_connect_provider.d', values: oidc },
        { address: 'data.aws_iam_saml_provider.d', values: saml },
      ],
    });
    expect(identityProviders).toMatchObject([
      { kind: 'oidc', issuer: 'oidc.example.com', arn: oidc.arn },
      { kind: 'saml', issuer: 'idp', arn: saml.arn },
    ]);
  });

  test('a function has the permissions that the plan adds', () => {
    const values = {
      function_name: 'f',
      arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`,
      role: arn('role', 'r'),
    };
    const permission = will('aws_lambda_permission.p', {
      function_name: 'f',
      action: 'lambda:InvokeFunction',
      principal: '*',
    });
    const [found] = after([permission], { priorState: [{ address: 'data.aws_lambda_function.d', values }] }).resources;
    expect(found).toMatchObject({ kind: 'function', arn: values.arn, roles: [values.role] });
    expect(found?.policy?.statements).toHaveLength(1);
  });

  test.each<[string, Fields]>([
    ['version 5 of the provider', { name: 'eu-north-1' }],
    ['version 6 of the provider', { region: 'eu-north-1' }],
  ])('the region is in ARNs, as in %s', (_name, values) => {
    const queue = will('aws_codebuild_project.b', { name: 'b' });
    const model = after([queue], { priorState: [{ address: 'data.aws_region.r', values }] });
    expect(model.resources[0]?.arn).toBe(`arn:aws:codebuild:eu-north-1:${ACCOUNT}:project/b`);
  });
});

test('the organization that the plan manages is ours', () => {
  const managed = { address: 'aws_organizations_organization.o', after: { id: 'o-abcdefghij' } };
  expect(after([managed]).organization).toBe('o-abcdefghij');
});

test('a group of instances from a launch configuration', () => {
  const model = after([
    role('r'),
    will('aws_iam_instance_profile.p', { name: 'p', role: 'r' }),
    will('aws_launch_configuration.l', { name: 'l', iam_instance_profile: 'p' }),
    will('aws_autoscaling_group.g', { name: 'g', launch_configuration: 'l' }),
  ]);
  expect(model.resources).toMatchObject([
    { kind: 'launch-configuration', roles: [arn('role', 'r')] },
    { kind: 'auto-scaling-group', roles: [arn('role', 'r')] },
  ]);
});
