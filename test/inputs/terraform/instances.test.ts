import { describe, expect, test } from 'vitest';
import {
  type Fields,
  gapLines,
  plan,
  policiesOf,
  read,
  READ,
  readPlan,
  type ResourceSpec,
  role,
  TRUST,
  unchanged,
} from './plan-builder.js';

const ARN = 'arn:aws:iam::111111111111:role/r';
const STATE = { name: 'r', arn: ARN, assume_role_policy: TRUST, path: '/', managed_policy_arns: [], inline_policy: [] };
const INLINE = { id: 'r:in', name: 'in', role: 'r', policy: READ };

function roles(resources: readonly ResourceSpec[], spec: Parameters<typeof plan>[1] = {}) {
  const { before, after, changes } = read(resources, spec);
  const place = ({ name, location }: (typeof before)['roles'][number]): string => `${name} ${location.pointer ?? ''}`;
  return { before: before.roles.map(place), after: after.roles.map(place), changed: [...changes.keys()] };
}

const A = 'aws_iam_role.r';
const BEFORE = '/resource_changes/0/change/before';
const AFTER = '/resource_changes/0/change/after';

/** What a plan holds that defers a change. */
function deferred(reason: string, resource: ResourceSpec): Fields {
  const [row] = plan([resource]).resource_changes ?? [];
  return { complete: false, deferred_changes: [{ reason, resource_change: row }] };
}

describe('what is there before and after', () => {
  test.each<[string, ResourceSpec, ReturnType<typeof roles>]>([
    ['create', role('r'), { before: [], after: [`r ${AFTER}`], changed: [A] }],
    ['no-op', unchanged(A, STATE), { before: [`r ${BEFORE}`], after: [`r ${AFTER}`], changed: [] }],
    [
      'update',
      { address: A, before: STATE, after: { ...STATE, description: 'new' } },
      { before: [`r ${BEFORE}`], after: [`r ${AFTER}`], changed: [A] },
    ],
    ['delete', { address: A, before: STATE }, { before: [`r ${BEFORE}`], after: [], changed: [A] }],
    [
      'replace',
      { address: A, before: STATE, after: { name: 's', assume_role_policy: TRUST }, actions: ['delete', 'create'] },
      { before: [`r ${BEFORE}`], after: [`s ${AFTER}`], changed: [A] },
    ],
    [
      'forget leaves what exists',
      { address: A, before: STATE, actions: ['forget'] },
      { before: [`r ${BEFORE}`], after: [`r ${BEFORE}`], changed: [] },
    ],
    [
      'replace that forgets leaves both',
      { address: A, before: STATE, after: { name: 's', assume_role_policy: TRUST }, actions: ['create', 'forget'] },
      { before: [`r ${BEFORE}`], after: [`s ${AFTER}`, `r ${BEFORE}`], changed: [A] },
    ],
    [
      'import existed before',
      { address: A, before: STATE, after: STATE, actions: ['no-op'] },
      { before: [`r ${BEFORE}`], after: [`r ${AFTER}`], changed: [] },
    ],
    [
      'moved is the same role',
      { address: 'aws_iam_role.new', previousAddress: A, before: STATE, after: STATE },
      { before: [`r ${BEFORE}`], after: [`r ${AFTER}`], changed: [] },
    ],
  ])('%s', (_name, resource, expected) => {
    expect(roles([resource])).toEqual(expected);
  });

  test('a forgotten resource without values in planned_values stays', () => {
    const resource = { address: A, before: STATE, actions: ['forget'] };
    const spec = { plannedValues: [{ address: A }], priorState: [{ address: A, values: STATE }] };
    expect(roles([resource], spec).after).toEqual([`r ${BEFORE}`]);
  });

  test('an update that the plan does not include is known from the two states', () => {
    const state = [{ address: A, values: STATE }];
    expect(roles([], { plannedValues: state, priorState: state })).toEqual({
      before: ['r /prior_state/values/root_module/resources/1/values'],
      after: ['r /planned_values/root_module/resources/0/values'],
      changed: [],
    });
  });

  test.each<[string, Fields, readonly string[]]>([
    ['the same role is imported under another address', {}, ['r /resource_changes/1/change/after']],
    [
      'a role of that name in another account is imported',
      { arn: 'arn:aws:iam::222222222222:role/r' },
      ['r /resource_changes/1/change/after', `r ${BEFORE}`],
    ],
    [
      'another role is imported',
      { id: 's', name: 's', arn: 'arn:aws:iam::111111111111:role/s' },
      ['s /resource_changes/1/change/after', `r ${BEFORE}`],
    ],
  ])('a role is forgotten, and %s', (_name, more, expected) => {
    const state = { ...STATE, id: 'r' };
    const other = { ...state, ...more };
    const resources = [
      { address: A, before: state, actions: ['forget'] },
      { address: 'aws_iam_role.other', before: other, after: { ...other, description: 'new' } },
    ];
    expect(roles(resources).after).toEqual(expected);
  });

  test.each<[string, Fields]>([
    ['of targets', { complete: false }],
    ['with an error', { complete: false, errored: true }],
    ['with deferred changes that it says nothing of', { deferred_changes: [{ reason: 'deferred_prereq' }] }],
  ])('what a plan %s leaves out stays as it is', (_name, more) => {
    const place = 'r /prior_state/values/root_module/resources/1/values';
    expect(roles([role('s')], { priorState: [{ address: A, values: STATE }], more })).toEqual({
      before: [place],
      after: [`s ${AFTER}`, place],
      changed: ['aws_iam_role.s'],
    });
  });

  const LATER = '/deferred_changes/0/resource_change/change';

  test.each<[string, ResourceSpec, ReturnType<typeof roles>]>([
    ['is made', role('r'), { before: [], after: [`r ${LATER}/after`], changed: [A] }],
    [
      'is made as often as is not known yet',
      { ...role('r'), address: 'aws_iam_role.r["*"]' },
      { before: [], after: [`r ${LATER}/after`], changed: ['aws_iam_role.r["*"]'] },
    ],
    [
      'changes',
      { address: A, before: STATE, after: { ...STATE, description: 'new' } },
      { before: [`r ${LATER}/before`], after: [`r ${LATER}/after`], changed: [A] },
    ],
    [
      'is deleted, and is there until then',
      { address: A, before: STATE },
      {
        before: [`r ${LATER}/before`],
        after: ['r /prior_state/values/root_module/resources/1/values'],
        changed: [],
      },
    ],
  ])('what a later plan will do: a role %s', (_name, resource, expected) => {
    const priorState = resource.before === undefined ? [] : [{ address: A, values: STATE }];
    expect(roles([], { priorState, more: deferred('resource_config_unknown', resource) })).toEqual(expected);
  });

  test('what moved away does not stay', () => {
    const moved = { address: 'aws_iam_role.new', previousAddress: A, before: STATE, after: { ...STATE, path: '/' } };
    expect(roles([moved], { priorState: [{ address: A, values: STATE }] }).after).toEqual([`r ${AFTER}`]);
  });

  test('a deposed object is not there after the plan', () => {
    const resource = { address: A, before: STATE, deposed: 'abcd', actions: ['delete'] };
    expect(roles([resource]).after).toEqual([]);
  });

  test('a chain of moves keeps each state with its own address', () => {
    const state = (name: string): Fields => ({ ...STATE, name, arn: `arn:aws:iam::111111111111:role/${name}` });
    const moved = (to: string, from: string, name: string): ResourceSpec => ({
      address: `aws_iam_role.${to}`,
      previousAddress: `aws_iam_role.${from}`,
      before: state(name),
      after: state(name),
    });
    const spec = {
      priorState: [
        { address: 'aws_iam_role.b', values: state('x') },
        { address: 'aws_iam_role.c', values: state('y') },
      ],
    };
    const { before } = read([moved('b', 'a', 'x'), moved('c', 'b', 'y')], spec);
    expect(before.roles.map(({ name, address }) => `${name} ${address ?? ''}`)).toEqual([
      'x aws_iam_role.b',
      'y aws_iam_role.c',
    ]);
  });

  test('a resource in a module has its module prefix', () => {
    const address = 'module.a["x.y"].module.b[0].aws_iam_role.r["k"]';
    expect(read([role('r', { address })]).after.roles[0]).toMatchObject({ address, name: 'r' });
  });
});

describe('lists that the provider computes', () => {
  const attachment = 'aws_iam_role_policy_attachment.a';
  const attached = { id: 'a', role: 'r', policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
  const withLists: Fields = {
    ...STATE,
    managed_policy_arns: [attached.policy_arn, 'arn:aws:iam::aws:policy/Other'],
    inline_policy: [{ name: 'in', policy: READ }],
  };
  const names = (resources: readonly ResourceSpec[]): { before: string[]; after: string[] } => {
    const { before, after } = read(resources);
    return {
      before: policiesOf(before, 'r').map(({ name }) => name),
      after: policiesOf(after, 'r').map(({ name }) => name),
    };
  };

  test('what a resource attaches is counted once', () => {
    const found = names([
      unchanged(A, withLists),
      unchanged(attachment, attached),
      unchanged('aws_iam_role_policy.in', INLINE),
    ]);
    expect(found.after).toEqual(['in', 'AdministratorAccess', 'Other']);
    expect(found.before).toEqual(found.after);
  });

  test('what the plan detaches is gone though the list still shows it', () => {
    const found = names([
      unchanged(A, withLists),
      { address: attachment, before: attached },
      { address: 'aws_iam_role_policy.in', before: INLINE },
    ]);
    expect(found.before).toEqual(['in', 'AdministratorAccess', 'Other']);
    expect(found.after).toEqual(['Other']);
  });

  test('the document of an updated inline policy is the new one', () => {
    const changed = { ...INLINE, policy: READ.replace('s3:GetObject', 'ec2:RunInstances') };
    const { after } = read([
      unchanged(A, withLists),
      { address: 'aws_iam_role_policy.in', before: INLINE, after: changed },
    ]);
    const inline = policiesOf(after, 'r').filter(({ name }) => name === 'in');
    expect(inline.map(({ statements }) => statements[0]?.actions?.values)).toEqual([['ec2:RunInstances']]);
  });

  test('the attachment of a deleted policy is gone', () => {
    const arn = 'arn:aws:iam::111111111111:policy/p';
    const { after } = read([
      unchanged(A, { ...STATE, managed_policy_arns: [arn] }),
      { address: 'aws_iam_policy.p', before: { arn, name: 'p', policy: READ } },
    ]);
    expect(policiesOf(after, 'r')).toEqual([]);
  });
});

describe('a plan that says it is not complete', () => {
  test.each([
    ['errored', { errored: true }, ['incomplete-input plan.json /errored']],
    ['targeted', { complete: false }, ['incomplete-input plan.json /complete']],
    [
      'deferred',
      { ...deferred('instance_count_unknown', { address: A, before: STATE }), complete: true },
      [`incomplete-input ${A} /deferred_changes/0`],
    ],
    [
      'deferred, and nothing of what',
      { deferred_changes: [{}] },
      ['incomplete-input a deferred change /deferred_changes/0'],
    ],
    ['whole', {}, []],
    ['without the flags of newer versions', { errored: undefined, complete: undefined }, []],
  ])('%s', (_name, more, expected) => {
    const { before, after } = readPlan(plan([], { more }));
    expect(gapLines(after.gaps)).toEqual(expected);
    expect(before.gaps).toEqual([]);
  });
});

test('a plan shows a part of an account, and every kind of resource', () => {
  const { after } = read([]);
  expect(after).toMatchObject({ partial: true, accounts: ['111111111111'], organization: null });
  expect(after.shows.size).toBe(59);
});
