import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openManagedPolicies } from '../../../src/inputs/managed-policies.js';
import { readTerraformPlan, type TerraformModels } from '../../../src/inputs/terraform/index.js';
import type { SourceLocation } from '../../../src/model/location.js';
import type { Model } from '../../../src/model/model.js';
import validate from '../../../src/schemas/terraform-plan.validate.generated.js';
import { gapLines, policiesOf, roleNamed, statements } from './plan-builder.js';

const managedPolicies = openManagedPolicies();

function load(name: string): { readonly plan: unknown; readonly models: TerraformModels } {
  const plan: unknown = JSON.parse(readFileSync(new URL(`plans/${name}/plan.json`, import.meta.url), 'utf8'));
  if (!validate(plan)) throw new Error(`${name}: not valid by the schema`);
  const models = readTerraformPlan(plan, { uri: 'plan.json', managedPolicy: (arn) => managedPolicies.document(arn) });
  return { plan, models };
}

const first = load('modules-and-unknowns');
const changes = load('changes');

function resolvePointer(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], document);
}

function locations(model: Model): readonly (SourceLocation | null)[] {
  const principals = [...model.roles, ...model.users, ...model.groups];
  return [
    ...principals.flatMap(({ location, policies }) => [
      location,
      ...policies.flatMap((held) => [held.location, held.policy.location]),
    ]),
    ...model.roles.flatMap(({ trust, boundary }) => [trust.location, boundary?.location ?? null]),
    ...model.users.flatMap(({ credentials }) => (credentials ?? []).map(({ location }) => location)),
    ...model.managedPolicies.map(({ policy }) => policy.location),
    ...model.identityProviders.map(({ location }) => location),
    ...model.resources.flatMap(({ location, policy, functionUrls }) => [
      location,
      policy?.location ?? null,
      ...functionUrls.map((url) => url.location),
    ]),
    ...model.gaps.map(({ location }) => location),
  ];
}

describe.each([
  ['modules-and-unknowns', first],
  ['changes', changes],
])('%s', (_name, { plan, models }) => {
  test('law: every location leads to something in the plan', () => {
    for (const model of [models.before, models.after]) {
      for (const location of locations(model)) {
        if (location === null) continue;
        expect(resolvePointer(plan, location.pointer ?? '-'), location.pointer).toBeDefined();
      }
    }
  });

  test('law: no ARN has a wildcard in it, and no two principals share one', () => {
    for (const model of [models.before, models.after]) {
      const principals = [...model.roles, ...model.users, ...model.groups].map(({ arn }) => arn);
      for (const arn of [...principals, ...model.resources.map((resource) => resource.arn)])
        expect(arn).not.toMatch(/[*?]/);
      expect(new Set(principals).size).toBe(principals.length);
    }
  });
});

describe('a first plan of modules with values known only after apply', () => {
  const { after, before } = first.models;

  test('nothing was there before', () => {
    expect([before.roles, before.users, before.resources, before.gaps]).toEqual([[], [], [], []]);
  });

  test('the gaps are the two policies with an ARN inside jsonencode, the local and the dynamic block', () => {
    expect(gapLines(after.gaps).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'unresolved-policy aws_iam_policy.late',
      'unresolved-reference aws_iam_role_policy_attachment.through_local',
      'unresolved-policy aws_iam_user_policy.dynamic',
      'unresolved-policy aws_iam_role.auditor',
      'unresolved-policy aws_s3_bucket_policy.artifacts',
    ]);
  });

  test('what is sensitive does not stand in a gap', () => {
    expect(JSON.stringify(after.gaps)).not.toContain('not-to-be-printed');
  });

  test('the trust policy of a role in each module is resolved through the module call', () => {
    for (const name of ['service-api', 'service-batch.nightly']) {
      expect(roleNamed(after, name).trust.statements[0]?.principals).toEqual({
        AWS: { values: ['arn:aws:iam::123456789012:role/deployer'], unknown: [] },
        Service: { values: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'], unknown: [] },
      });
    }
  });

  test('a document made of a source, statements and an override', () => {
    const [pass] = policiesOf(after, 'deployer').filter(({ name }) => name === 'pass');
    const found = pass === undefined ? [] : statements(pass);
    expect(found.map(({ effect, sid, resources }) => [effect, sid, resources])).toEqual([
      ['Allow', 'Base', ['arn:aws:s3:::artifacts/home/${aws:username}/*']],
      [
        'Allow',
        'Pass',
        ['arn:aws:iam::123456789012:role/service-api', 'arn:aws:iam::123456789012:role/service-batch.nightly'],
      ],
      ['Allow', 'Run', ['*']],
      [
        'Deny',
        undefined,
        [
          'arn:aws:iam::*:role/admin',
          'arn:aws:iam::123456789012:role/deployer',
          'arn:aws:iam::123456789012:role/pool/numbered-(aws_iam_role.numbered[0])',
        ],
      ],
    ]);
    expect(found[2]?.['conditions']).toEqual(['ArnEquals aws:PrincipalArn arn:aws:iam::123456789012:role/deployer']);
  });

  test('an attachment in a module takes its policy from a map of the caller', () => {
    expect(policiesOf(after, 'service-batch.nightly').map(({ id }) => id)).toEqual([
      'arn:aws:iam::123456789012:policy/logs-batch.nightly',
    ]);
  });

  test('the role of an aliased provider is in the account of that provider', () => {
    expect(roleNamed(after, 'auditor')).toMatchObject({ account: '222222222222', boundary: { unresolved: null } });
    expect(policiesOf(after, 'auditor').map(({ name }) => name)).toEqual(['later', 'secret']);
  });

  test('users are in the group of a module, each with a key', () => {
    expect(after.users.map(({ name, groups, credentials }) => [name, groups, credentials?.length])).toEqual([
      ['ann', ['arn:aws:iam::123456789012:group/operators'], 1],
      ['bob', ['arn:aws:iam::123456789012:group/operators'], 1],
    ]);
  });

  test('code acts as the roles that it is given', () => {
    const roles = new Map(after.resources.map(({ kind, name, roles: held }) => [`${kind} ${name}`, held]));
    const api = ['arn:aws:iam::123456789012:role/service-api'];
    const numbered = ['arn:aws:iam::123456789012:role/pool/numbered-(aws_iam_role.numbered[1])'];
    expect(roles.get('function api')).toEqual(api);
    expect(roles.get('task-definition api')).toEqual(api);
    expect(roles.get('service api')).toEqual(api);
    expect(roles.get('auto-scaling-group pool')).toEqual(numbered);
    expect(roles.get('instance (aws_instance.bastion)')).toEqual(numbered);
    expect(roles.get('build-project build')).toEqual(['arn:aws:iam::123456789012:role/deployer']);
  });
});

describe('a plan that changes what is there', () => {
  const { before, after, changes: changed } = changes.models;
  const names = (model: Model): readonly string[] => model.roles.map(({ name }) => name).sort();

  test('the roles before and after', () => {
    expect(names(before)).toEqual(['deleted', 'forgotten', 'kept', 'moved', 'replaced-old', 'updated']);
    expect(names(after)).toEqual(['forgotten', 'kept', 'moved', 'replaced-new', 'updated']);
  });

  test('a forgotten role keeps its policies', () => {
    expect(policiesOf(after, 'forgotten').map(({ name }) => name)).toEqual(['left-behind']);
  });

  test('an updated role has the new trust policy and the new inline policy', () => {
    const open = (model: Model): unknown => roleNamed(model, 'updated').trust.statements[0]?.principals?.AWS?.values;
    expect([open(before), open(after)]).toEqual([undefined, ['*']]);
    const inline = (model: Model): unknown =>
      policiesOf(model, 'updated').map((policy) => statements(policy)[0]?.['actions']);
    expect([inline(before), inline(after)]).toEqual([[['logs:Get*']], [['ec2:RunInstances']]]);
  });

  test('a detached policy is gone and one attached elsewhere stays', () => {
    const held = (model: Model): unknown => policiesOf(model, 'kept').map(({ name }) => name);
    expect([held(before), held(after)]).toEqual([
      ['IAMFullAccess', 'shared', 'ReadOnlyAccess'],
      ['shared', 'ReadOnlyAccess'],
    ]);
  });

  test('an imported user was there before', () => {
    expect(before.users.map(({ name }) => name)).toEqual(['cleaner', 'imported']);
  });

  test('the changed addresses are those that change something in AWS', () => {
    expect(Object.fromEntries([...changed].map(([address, { action }]) => [address, action]))).toEqual({
      'aws_iam_role.deleted': 'delete',
      'aws_iam_role.replaced': 'replace',
      'aws_iam_role.updated': 'update',
      'aws_iam_role_policy.updated': 'update',
      'aws_iam_role_policy_attachment.detached': 'delete',
      'aws_iam_role_policy_attachment.replaced': 'replace',
      'aws_iam_user_policy_attachments_exclusive.cleaner': 'create',
    });
  });

  test('nothing is left open', () => {
    expect([before.gaps, after.gaps]).toEqual([[], []]);
  });
});

describe('the schema', () => {
  test.each<[string, unknown, boolean]>([
    ['a later minor version', { format_version: '1.99' }, true],
    ['another major version', { format_version: '2.0' }, false],
    ['an older major version', { format_version: '0.2' }, false],
    ['no version', {}, false],
    ['properties that are not read', { format_version: '1.2', checks: [], relevant_attributes: [{}] }, true],
    [
      'a change without actions',
      { format_version: '1.2', resource_changes: [{ address: 'a.b', type: 'a', name: 'b', change: {} }] },
      false,
    ],
  ])('%s', (_name, plan, expected) => {
    expect(validate(plan)).toBe(expected);
  });
});
