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
  policiesOf,
  policy,
  READ,
  references,
  type ResourceSpec,
  role,
  roleNamed,
  SHIPPED,
  TRUST,
  unchanged,
} from './plan-builder.js';

const R = role('r');
const P = policy('p');
const P_ARN = arn('policy', 'p');

function attachment(address: string, values: Fields, expressions: Fields = {}): ResourceSpec {
  const unknown = Object.fromEntries(Object.keys(expressions).map((name) => [name, true]));
  return { address, after: values, unknown, expressions };
}

function held(name: string, ...resources: readonly ResourceSpec[]) {
  const model = after(resources);
  return {
    policies: policiesOf(model, name).map(({ id, unresolved }) => (unresolved === null ? id : `${id} unresolved`)),
    gaps: gapLines(model.gaps),
  };
}

describe('attachments to each kind of principal', () => {
  test.each(['role', 'user', 'group'] as const)('of a %s, by value and by reference', (kind) => {
    const principal = kind === 'role' ? R : named(kind, 'r');
    const inline = attachment(`aws_iam_${kind}_policy.i`, { name: 'i', [kind]: 'r', policy: READ });
    const byValue = attachment(`aws_iam_${kind}_policy_attachment.a`, { [kind]: 'r', policy_arn: SHIPPED });
    const byReference = attachment(
      `aws_iam_${kind}_policy_attachment.b`,
      {},
      {
        [kind]: references(`aws_iam_${kind}.r.name`),
        policy_arn: references('aws_iam_policy.p.arn'),
      },
    );
    expect(held('r', principal, P, inline, byValue, byReference)).toEqual({
      policies: ['i', SHIPPED, P_ARN],
      gaps: [],
    });
  });

  test('each attachment has its address, its place and the place of the policy', () => {
    const model = after([
      R,
      P,
      attachment('aws_iam_role_policy_attachment.b', { role: 'r' }, { policy_arn: references('aws_iam_policy.p.arn') }),
    ]);
    expect(roleNamed(model, 'r').policies).toMatchObject([
      {
        address: 'aws_iam_role_policy_attachment.b',
        location: { uri: 'plan.json', pointer: '/resource_changes/2/change/after' },
        policy: { address: 'aws_iam_policy.p', location: { pointer: '/resource_changes/1/change/after/policy' } },
      },
    ]);
  });

  test('all that hold a managed policy hold one object', () => {
    const attach = (kind: string): ResourceSpec =>
      attachment(`aws_iam_${kind}_policy_attachment.a`, { [kind]: 'r', policy_arn: SHIPPED });
    const model = after([
      R,
      named('user', 'u'),
      attach('role'),
      { ...attach('user'), after: { user: 'u', policy_arn: SHIPPED } },
    ]);
    const [one] = policiesOf(model, 'r');
    expect(policiesOf(model, 'u')[0]).toBe(one);
    expect(model.managedPolicies.map((entry) => entry.policy)).toEqual([one]);
  });
});

describe('attachments that cannot be told', () => {
  test.each<[string, Fields, string]>([
    ['of a local', references('local.p'), 'the policy'],
    ['of either of two', references('aws_iam_policy.p.arn', 'aws_iam_policy.q.arn'), 'either'],
    ['of any instance', { references: ['aws_iam_policy.many'] }, 'any'],
    ['without references', {}, 'nothing'],
  ])('%s leave an unresolved policy and a gap', (_name, written) => {
    const many = [0, 1].map((index) =>
      policy('many', { address: `aws_iam_policy.many[${index}]`, after: { name: `many-${index}` } }),
    );
    const a = 'aws_iam_role_policy_attachment.a';
    const found = held('r', attachment(a, { role: 'r' }, { policy_arn: written }), R, P, policy('q'), ...many);
    expect(found).toEqual({
      policies: [`${a} unresolved`],
      gaps: [`unresolved-reference ${a} /resource_changes/0/change/after_unknown/policy_arn`],
    });
  });

  test.each<[string, Fields, Fields, string]>([
    ['to a local', {}, { role: references('local.r') }, 'after_unknown'],
    ['to a role that is not in the plan', { role: 'other' }, {}, 'after'],
  ])('%s leave a gap', (_name, values, written, side) => {
    const a = 'aws_iam_role_policy_attachment.a';
    expect(held('r', attachment(a, { ...values, policy_arn: SHIPPED }, written), R)).toEqual({
      policies: [],
      gaps: [`unresolved-reference ${a} /resource_changes/0/change/${side}/role`],
    });
  });

  test.each([
    [
      'an AWS managed policy that the copy lacks',
      'arn:aws:iam::aws:policy/New',
      'unknown-managed-policy arn:aws:iam::aws:policy/New',
    ],
    [
      'a customer managed policy that is not in the plan',
      arn('policy', 'x'),
      'unresolved-policy aws_iam_role_policy_attachment.a',
    ],
  ])('%s is unresolved, with a gap', (_name, policyArn, gap) => {
    const found = held('r', attachment('aws_iam_role_policy_attachment.a', { role: 'r', policy_arn: policyArn }), R);
    expect(found).toEqual({
      policies: [`${policyArn} unresolved`],
      gaps: [`${gap} /resource_changes/0/change/after/policy_arn`],
    });
  });
});

describe('the lists of a role', () => {
  test('managed_policy_arns and inline_policy that the configuration sets', () => {
    const lists = role('r', {
      after: { managed_policy_arns: [SHIPPED], inline_policy: [{ name: 'i', policy: READ }] },
      unknown: { managed_policy_arns: [false], inline_policy: [{}] },
      expressions: { managed_policy_arns: constant([SHIPPED]), inline_policy: [{ name: constant('i'), policy: {} }] },
    });
    expect(held('r', lists)).toEqual({ policies: [SHIPPED, 'i'], gaps: [] });
  });

  test('managed_policy_arns with ARNs that will be', () => {
    const lists = role('r', {
      after: { managed_policy_arns: [null, SHIPPED] },
      unknown: { managed_policy_arns: [true, false] },
      expressions: { managed_policy_arns: references('aws_iam_policy.p.arn') },
    });
    expect(held('r', lists, P)).toEqual({ policies: [SHIPPED, P_ARN], gaps: [] });
  });

  test('managed_policy_arns that lead nowhere', () => {
    const lists = role('r', { expressions: { managed_policy_arns: references('local.arns') } });
    expect(held('r', lists)).toEqual({
      policies: ['aws_iam_role.r unresolved'],
      gaps: ['unresolved-reference aws_iam_role.r /resource_changes/0/change/after_unknown/managed_policy_arns'],
    });
  });

  test('what the provider computes for a new role is nothing', () => {
    expect(held('r', R)).toEqual({ policies: [], gaps: [] });
  });
});

describe('exclusive resources', () => {
  const state = {
    name: 'r',
    arn: arn('role', 'r'),
    assume_role_policy: TRUST,
    managed_policy_arns: [SHIPPED],
    inline_policy: [{ name: 'stray', policy: READ }],
  };
  const R_STATE = unchanged('aws_iam_role.r', state, { expressions: {} });
  const attached = attachment('aws_iam_role_policy_attachment.a', { role: 'r', policy_arn: P_ARN });
  const inline = attachment('aws_iam_role_policy.i', { name: 'i', role: 'r', policy: READ });

  test('without them a policy attached elsewhere stays', () => {
    expect(held('r', R_STATE, P, attached, inline).policies).toEqual(['i', P_ARN, SHIPPED, 'stray']);
  });

  test('attachments_exclusive detaches what it does not list', () => {
    const exclusive = attachment('aws_iam_role_policy_attachments_exclusive.e', {
      role_name: 'r',
      policy_arns: [P_ARN],
    });
    expect(held('r', R_STATE, P, attached, inline, exclusive).policies).toEqual(['i', P_ARN, 'stray']);
  });

  test('attachments_exclusive attaches what it lists', () => {
    const exclusive = attachment('aws_iam_user_policy_attachments_exclusive.e', {
      user_name: 'u',
      policy_arns: [SHIPPED],
    });
    expect(held('u', named('user', 'u'), exclusive).policies).toEqual([SHIPPED]);
  });

  test('attachments_exclusive with an ARN that will be', () => {
    const exclusive = attachment(
      'aws_iam_role_policy_attachments_exclusive.e',
      { role_name: 'r' },
      { policy_arns: references('aws_iam_policy.p.arn') },
    );
    expect(held('r', R_STATE, P, exclusive).policies).toEqual(['stray', P_ARN]);
  });

  test('attachments_exclusive that cannot be told removes nothing', () => {
    const exclusive = attachment(
      'aws_iam_role_policy_attachments_exclusive.e',
      { role_name: 'r' },
      { policy_arns: references('local.arns') },
    );
    const found = held('r', R_STATE, exclusive);
    expect(found.policies).toEqual([SHIPPED, 'stray', 'aws_iam_role_policy_attachments_exclusive.e unresolved']);
    expect(found.gaps).toHaveLength(1);
  });

  test('policies_exclusive deletes the inline policies that it does not list', () => {
    const exclusive = attachment('aws_iam_role_policies_exclusive.e', { role_name: 'r', policy_names: ['i'] });
    expect(held('r', R_STATE, inline, exclusive).policies).toEqual(['i', SHIPPED]);
  });

  test('policies_exclusive that cannot be told is a gap', () => {
    const exclusive = attachment(
      'aws_iam_role_policies_exclusive.e',
      { role_name: 'r' },
      { policy_names: references('local.names') },
    );
    expect(held('r', R_STATE, exclusive)).toEqual({
      policies: [SHIPPED, 'stray'],
      gaps: [
        'unresolved-reference aws_iam_role_policies_exclusive.e /resource_changes/1/change/after_unknown/policy_names',
      ],
    });
  });

  test('policy_attachment detaches its policy from whatever it does not name', () => {
    const everywhere = attachment('aws_iam_policy_attachment.e', { policy_arn: SHIPPED, roles: [], users: ['u'] });
    expect(held('r', R_STATE, named('user', 'u'), everywhere).policies).toEqual(['stray']);
    expect(held('u', R_STATE, named('user', 'u'), everywhere).policies).toEqual([SHIPPED]);
  });

  test('policy_attachment with principals that will be', () => {
    const everywhere = attachment(
      'aws_iam_policy_attachment.e',
      { policy_arn: SHIPPED },
      { roles: references('aws_iam_role.r.name', 'aws_iam_role.s.name') },
    );
    expect(held('s', R, role('s'), everywhere)).toEqual({ policies: [SHIPPED], gaps: [] });
  });

  test('policy_attachment with principals that cannot all be told', () => {
    const everywhere = attachment(
      'aws_iam_policy_attachment.e',
      { policy_arn: SHIPPED },
      { roles: references('aws_iam_role.r.name', 'local.more') },
    );
    const found = held('r', R, everywhere);
    expect(found.policies).toEqual([SHIPPED]);
    expect(found.gaps).toEqual([
      'unresolved-reference aws_iam_policy_attachment.e /resource_changes/1/change/after_unknown/roles',
    ]);
  });
});

describe('permissions boundaries', () => {
  const bounded = (values: Fields, written: Fields = {}): ResourceSpec =>
    role('r', {
      after: values,
      unknown: Object.fromEntries(Object.keys(written).map((name) => [name, true])),
      expressions: written,
    });

  test.each<[string, ResourceSpec, unknown]>([
    [
      'by value',
      bounded({ permissions_boundary: SHIPPED }),
      { id: SHIPPED, type: 'permissions-boundary', unresolved: null },
    ],
    [
      'by reference',
      bounded({}, { permissions_boundary: references('aws_iam_policy.p.arn') }),
      { id: P_ARN, type: 'permissions-boundary', unresolved: null },
    ],
    ['none', bounded({ permissions_boundary: '' }), null],
  ])('%s', (_name, resource, expected) => {
    const { boundary } = roleNamed(after([resource, P]), 'r');
    if (expected === null) expect(boundary).toBeNull();
    else expect(boundary).toMatchObject(expected as object);
  });

  test('that leads nowhere is unresolved, with a gap', () => {
    const model = after([bounded({}, { permissions_boundary: references('local.b') })]);
    expect(roleNamed(model, 'r').boundary?.unresolved).toContain('`local.b`');
    expect(gapLines(model.gaps)).toEqual([
      'unresolved-policy aws_iam_role.r /resource_changes/0/change/after_unknown/permissions_boundary',
    ]);
  });
});

describe('what a data source reads', () => {
  const trust = document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  const existing = {
    address: 'data.aws_iam_role.e',
    values: { name: 'e', arn: arn('role', 'e'), assume_role_policy: trust },
  };

  test('a role has its trust policy, what is attached here, and more that is not known', () => {
    const model = after([attachment('aws_iam_role_policy_attachment.a', { role: 'e', policy_arn: SHIPPED })], {
      priorState: [existing],
    });
    const found = roleNamed(model, 'e');
    expect(found.trust.statements[0]?.principals?.AWS?.values).toEqual(['*']);
    expect(found.policies.map(({ policy: { id, unresolved } }) => [id, unresolved !== null])).toEqual([
      [SHIPPED, false],
      ['unseen-policies', true],
    ]);
    expect(gapLines(model.gaps)).toEqual([
      'unresolved-policy data.aws_iam_role.e /prior_state/values/root_module/resources/1/values',
    ]);
  });

  test('a role that the plan manages as well is the managed one', () => {
    const state = { ...existing.values, path: '/' };
    const model = after([unchanged('aws_iam_role.e', state)], { priorState: [existing] });
    expect(model.roles.map(({ address }) => address)).toEqual(['aws_iam_role.e']);
    expect(model.gaps).toEqual([]);
  });

  test('a policy has its document', () => {
    const read = { address: 'data.aws_iam_policy.x', values: { name: 'x', arn: arn('policy', 'x'), policy: READ } };
    const model = after(
      [R, attachment('aws_iam_role_policy_attachment.a', { role: 'r', policy_arn: arn('policy', 'x') })],
      { priorState: [read] },
    );
    expect(policiesOf(model, 'r')).toMatchObject([
      { id: arn('policy', 'x'), unresolved: null, address: 'data.aws_iam_policy.x' },
    ]);
  });

  test('of a user the credentials are not shown', () => {
    const read = { address: 'data.aws_iam_user.u', values: { user_name: 'u', arn: `arn:aws:iam::${ACCOUNT}:user/u` } };
    expect(after([], { priorState: [read] }).users).toMatchObject([{ name: 'u', credentials: null }]);
  });
});
