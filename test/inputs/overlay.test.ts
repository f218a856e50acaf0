import { describe, expect, test } from 'vitest';
import { combineInputs } from '../../src/inputs/combine.js';
import { readTerraformPlan } from '../../src/inputs/terraform/index.js';
import type { LoadedInput } from '../../src/inputs/index.js';
import type { Model } from '../../src/model/model.js';
import { lint } from '../../src/pipeline/lint.js';
import { account, allow, policyArn, roleArn, trusts, userArn } from '../builders/account.js';
import { document as text, plan, references, type ResourceSpec } from './terraform/plan-builder.js';

const ACCOUNT = '111111111111';
const CALLER = { address: 'data.aws_caller_identity.me', values: { account_id: ACCOUNT } };
const PARTNER = { AWS: 'arn:aws:iam::222222222222:root' };
const OWN = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const statement = (action: string) => ({ Effect: 'Allow', Action: action, Resource: '*' });
const trustText = (principal: unknown) => text({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });

function base(model: Model): LoadedInput {
  return {
    kind: 'authorization-details',
    uri: 'account.json',
    text: '{}',
    before: null,
    after: model,
    changes: new Map(),
    base: true,
    providers: [],
    sources: null,
    secrets: new Set(),
  };
}

function planned(resources: readonly ResourceSpec[]): LoadedInput {
  const json = plan(resources, { priorState: [CALLER] });
  const models = readTerraformPlan(json, { uri: 'plan.json', managedPolicy: () => null });
  return { kind: 'terraform-plan', uri: 'plan.json', text: JSON.stringify(json), base: false, ...models };
}

function findings(account: Model, resources: readonly ResourceSpec[]): readonly string[] {
  const { report } = lint([planned(resources), base(account)], {
    trust: { accounts: [], organization: null, owners: {}, oidc: [] },
    threatModel: 'outsider',
    suppressions: [],
    now: Date.parse('2026-11-23'),
    version: '0',
  });
  return [
    ...report.findings.map(
      ({ status, reaches }) => `${status} ${reaches.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).join(' > ')}`,
    ),
    ...report.fixed.map(({ message }) => `fixed ${/acts as (\S+)/.exec(message)?.[1] ?? ''}`),
    ...report.gaps.map(({ kind, address }) => `gap ${kind} ${address}`),
  ];
}

const role = (name: string, principal: unknown, more = {}) => ({
  name,
  arn: roleArn(name),
  path: '/',
  assume_role_policy: trustText(principal),
  ...more,
});
const LAUNCHER = { trust: [trusts(OWN)], allow: [allow('ec2:RunInstances')] };

describe('a plan on top of an account', () => {
  test.each<[name: string, model: Model, resources: readonly ResourceSpec[], expected: readonly string[]]>([
    [
      'a path through a role of another workspace',
      account({ roles: { launcher: LAUNCHER } }),
      [
        { address: 'aws_iam_role.door', before: null, after: role('door', PARTNER) },
        {
          address: 'aws_iam_role_policy.hop',
          before: null,
          after: { name: 'hop', role: 'door', policy: text(statement('sts:AssumeRole')) },
        },
      ],
      ['new door > launcher'],
    ],
    [
      'a path that was there',
      account({ roles: { open: { trust: [trusts(PARTNER)], allow: [allow('ec2:*')] } } }),
      [{ address: 'aws_iam_role.other', before: null, after: role('other', OWN) }],
      ['existing open'],
    ],
    [
      'a policy for a role that the plan does not hold',
      account({ roles: { open: { trust: [trusts(PARTNER)] } } }),
      [
        {
          address: 'aws_iam_role_policy.launch',
          before: null,
          after: { name: 'launch', role: 'open', policy: text(statement('ec2:RunInstances')) },
        },
      ],
      ['new open'],
    ],
    [
      'a policy for a role that neither holds',
      account({}),
      [
        {
          address: 'aws_iam_role_policy.launch',
          before: null,
          after: { name: 'launch', role: 'nobody', policy: text(statement('ec2:RunInstances')) },
        },
      ],
      ['gap unresolved-reference aws_iam_role_policy.launch'],
    ],
    [
      'a role that the plan only reads has the policies of the account',
      account({ roles: { open: { trust: [trusts(PARTNER)], allow: [allow('s3:*')] } } }),
      [
        {
          address: 'data.aws_iam_role.open',
          actions: ['read'],
          after: role('open', PARTNER),
        },
        {
          address: 'aws_iam_role_policy.launch',
          before: null,
          after: { name: 'launch', role: 'open', policy: text(statement('ec2:RunInstances')) },
          expressions: { role: references('data.aws_iam_role.open.name') },
        },
      ],
      ['new open'],
    ],
    [
      'a door that the plan closes',
      account({ roles: { open: { trust: [trusts(PARTNER)], allow: [allow('ec2:*')] } } }),
      [{ address: 'aws_iam_role.open', before: role('open', PARTNER), after: role('open', OWN) }],
      ['fixed open'],
    ],
    [
      'a policy that the plan takes away',
      account({ roles: { open: { trust: [trusts(PARTNER)], allow: [allow('ec2:*')] } } }),
      [
        { address: 'aws_iam_role.open', before: role('open', PARTNER), after: role('open', PARTNER) },
        {
          address: 'aws_iam_role_policy.own',
          before: { name: 'own', role: 'open', policy: text(statement('ec2:*')) },
          after: null,
        },
      ],
      ['fixed open'],
    ],
    [
      'a role that the plan deletes',
      account({ roles: { open: { trust: [trusts(PARTNER)], allow: [allow('ec2:*')] } } }),
      [{ address: 'aws_iam_role.open', before: role('open', PARTNER), after: null }],
      ['fixed open'],
    ],
    [
      'a managed policy that the plan widens, held by a role that it does not know',
      account({
        roles: { open: { trust: [trusts(PARTNER)], managed: ['work'] } },
        policies: { work: [allow('s3:*')] },
      }),
      [
        {
          address: 'aws_iam_policy.work',
          before: { name: 'work', path: '/', arn: policyArn('work'), policy: text(statement('s3:*')) },
          after: { name: 'work', path: '/', arn: policyArn('work'), policy: text(statement('ec2:*')) },
        },
      ],
      ['new open'],
    ],
    [
      'a boundary that the plan takes away',
      account({
        roles: { open: { trust: [trusts(PARTNER)], allow: [allow('ec2:*')], boundary: 'limit' } },
        policies: { limit: [allow('s3:*')] },
      }),
      [
        {
          address: 'aws_iam_role.open',
          before: role('open', PARTNER, { permissions_boundary: policyArn('limit') }),
          after: role('open', PARTNER),
        },
      ],
      ['new open'],
    ],
  ])('%s', (_, model, resources, expected) => {
    expect(findings(model, resources)).toEqual(expected);
  });

  test('a user who leaves a group', () => {
    const model = account({ users: { ann: { groups: ['ops'] } }, groups: { ops: [allow('ec2:*')] } });
    const user = { name: 'ann', arn: userArn('ann'), path: '/' };
    const group = { name: 'ops', arn: `arn:aws:iam::${ACCOUNT}:group/ops`, path: '/' };
    const { before, after } = combineInputs([
      base(model),
      planned([
        { address: 'aws_iam_user.ann', before: user, after: user },
        { address: 'aws_iam_group.ops', before: group, after: group },
        {
          address: 'aws_iam_user_group_membership.ann',
          before: { user: 'ann', groups: ['ops'] },
          after: null,
        },
      ]),
    ]);
    expect(before?.users[0]?.groups).toEqual([group.arn]);
    expect(after.users[0]?.groups).toEqual([]);
  });

  test('the account stays whole: a role that it does not show is not there', () => {
    const { after } = combineInputs([base(account({})), planned([])]);
    expect(after.partial).toBe(false);
  });
});
