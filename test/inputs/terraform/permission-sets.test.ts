import { describe, expect, test } from 'vitest';
import type { Role } from '../../../src/model/principal.js';
import { lint } from '../../../src/pipeline/lint.js';
import {
  ACCOUNT,
  document,
  type Fields,
  plan,
  policy,
  read,
  readPlan,
  references,
  type ResourceSpec,
  SHIPPED,
} from './plan-builder.js';

const MEMBER = '222222222222';
const RUN = document({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' });
const SET = { permission_set_arn: references('aws_ssoadmin_permission_set.ops.arn') };

const set: ResourceSpec = {
  address: 'aws_ssoadmin_permission_set.ops',
  after: { name: 'Ops' },
  unknown: { arn: true },
};
/** A resource that belongs to the permission set of the plan. */
const part = (type: string, after: Fields, name = 'p'): ResourceSpec => ({
  address: `${type}.${name}`,
  after,
  unknown: { permission_set_arn: true },
  expressions: SET,
});
const assignment = (target: string | null, name = 'a', more: Fields = {}): ResourceSpec => ({
  ...part('aws_ssoadmin_account_assignment', { target_id: target, principal_type: 'GROUP', ...more }, name),
  unknown: { permission_set_arn: true, ...(target === null ? { target_id: true } : {}) },
});
const inline = part('aws_ssoadmin_permission_set_inline_policy', { inline_policy: RUN });

function roles(...specs: readonly ResourceSpec[]): readonly Role[] {
  return read(specs).after.roles;
}

/** The ids and attachments of the policies of the one role. */
function policiesOf(...specs: readonly ResourceSpec[]): readonly string[] {
  const [role] = roles(set, assignment(MEMBER), ...specs);
  return (role?.policies ?? []).map(({ policy: { id }, address }) => `${id} by ${address ?? ''}`);
}

describe('a permission set', () => {
  test('is a role in each account that it is assigned in', () => {
    const found = roles(set, inline, assignment(MEMBER), assignment(MEMBER, 'again'), assignment(ACCOUNT, 'home'));
    expect(found.map(({ arn, address }) => [arn, address])).toEqual(
      [MEMBER, ACCOUNT].map((account, index) => [
        `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_(aws_ssoadmin_permission_set.ops)`,
        `aws_ssoadmin_account_assignment.${index === 0 ? 'a' : 'home'}`,
      ]),
    );
  });

  test('that is assigned nowhere is none', () => {
    expect(roles(set, inline)).toEqual([]);
  });

  test('in an account that the plan makes, whose number is not known', () => {
    expect(roles(set, inline, assignment(null)).map(({ account }) => account)).toEqual(['000000000000']);
  });

  test('trusts the provider of Identity Center', () => {
    const [role] = roles(set, assignment(MEMBER));
    expect(role?.trust.statements).toMatchObject([
      {
        principals: {
          Federated: { values: [`arn:aws:iam::${MEMBER}:saml-provider/AWSSSO_(identity-center)_DO_NOT_DELETE`] },
        },
      },
    ]);
  });

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['an inline policy', [inline], ['Ops inline policy by aws_ssoadmin_permission_set_inline_policy.p']],
    [
      'a policy of AWS',
      [part('aws_ssoadmin_managed_policy_attachment', { managed_policy_arn: SHIPPED })],
      [`${SHIPPED} by aws_ssoadmin_managed_policy_attachment.p`],
    ],
    [
      'a list of them',
      [part('aws_ssoadmin_managed_policy_attachments_exclusive', { managed_policy_arns: [SHIPPED] })],
      [`${SHIPPED} by aws_ssoadmin_managed_policy_attachments_exclusive.p`],
    ],
    ...[
      'aws_ssoadmin_customer_managed_policy_attachment',
      'aws_ssoadmin_customer_managed_policy_attachments_exclusive',
    ].map((type): [string, readonly ResourceSpec[], readonly string[]] => [
      `a policy of the account, by ${type}`,
      [
        part(type, {
          customer_managed_policy_reference: [{ name: 'ops', path: '/team/' }],
        }),
      ],
      [`arn:aws:iam::${MEMBER}:policy/team/ops by ${type}.p`],
    ]),
    ['nothing', [], []],
  ])('holds %s', (_, specs, expected) => {
    expect(policiesOf(...specs)).toEqual(expected);
  });

  test.each<[name: string, row: Fields, expected: string]>([
    ['of AWS', { managed_policy_arn: SHIPPED }, SHIPPED],
    ['of the account', { customer_managed_policy_reference: [{ name: 'b' }] }, `arn:aws:iam::${MEMBER}:policy/b`],
    ['that is not known', {}, 'aws_ssoadmin_permissions_boundary_attachment.p'],
  ])('has a boundary %s', (_, row, expected) => {
    const [role] = roles(
      set,
      assignment(MEMBER),
      part('aws_ssoadmin_permissions_boundary_attachment', { permissions_boundary: [row] }),
    );
    expect([role?.boundary?.id, role?.boundary?.type]).toEqual([expected, 'permissions-boundary']);
  });

  test('finds the policy of its account that the plan makes', () => {
    const [role] = roles(
      set,
      assignment(ACCOUNT),
      policy('ops', { after: { policy: RUN } }),
      part('aws_ssoadmin_customer_managed_policy_attachment', {
        customer_managed_policy_reference: [{ name: 'ops', path: '/' }],
      }),
    );
    expect(role?.policies).toMatchObject([{ policy: { address: 'aws_iam_policy.ops', unresolved: null } }]);
  });
});

describe('what is not known is a gap', () => {
  const gaps = (...specs: readonly ResourceSpec[]): readonly string[] =>
    read(specs).after.gaps.map(({ address, reason }) => `${address}: ${reason}`);

  test('which policy is attached', () => {
    const attachment = part('aws_ssoadmin_managed_policy_attachment', {});
    const list = part('aws_ssoadmin_managed_policy_attachments_exclusive', {});
    const unknown = { managed_policy_arn: true, managed_policy_arns: true, permission_set_arn: true };
    expect(
      gaps(set, { ...attachment, unknown }, { ...list, unknown, expressions: { ...SET, managed_policy_arns: {} } }),
    ).toEqual([
      'aws_ssoadmin_managed_policy_attachment.p: `managed_policy_arn` is known only after apply',
      'aws_ssoadmin_managed_policy_attachments_exclusive.p: `managed_policy_arns` is known only after apply',
    ]);
  });

  test('which permission set is assigned', () => {
    const lost = { ...assignment(MEMBER), expressions: { permission_set_arn: references('local.set') } };
    expect(gaps(set, lost)).toEqual([
      'aws_ssoadmin_account_assignment.a: `permission_set_arn` is known only after apply',
    ]);
  });

  test('what a permission set of another workspace holds', () => {
    const arn = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1';
    const other = { ...assignment(MEMBER, 'a', { permission_set_arn: arn }), unknown: {}, expressions: {} };
    expect(gaps(other)).toEqual([
      'aws_ssoadmin_account_assignment.a: the plan does not show all policies of a permission set that it does not make',
    ]);
  });
});

test.each([
  ['leaked-credential', ['saml-federation medium new']],
  ['outsider', []],
] as const)('with the threat model %s', (threatModel, expected) => {
  const built = plan([set, inline, assignment(MEMBER)]);
  const input = { kind: 'terraform-plan', uri: 'plan.json', text: JSON.stringify(built), base: false } as const;
  const { report } = lint([{ ...input, ...readPlan(built) }], {
    trust: { accounts: [ACCOUNT], organization: null, owners: {}, oidc: [] },
    threatModel,
    suppressions: [],
    now: Date.parse('2026-11-23'),
    version: '0',
  });
  expect(report.findings.map(({ ruleId, severity, status }) => `${ruleId} ${severity} ${status}`)).toEqual(expected);
});
