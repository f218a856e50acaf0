import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import {
  ACCOUNT,
  after,
  constant,
  document,
  type Fields,
  gapLines,
  type PlanSpec,
  read,
  references,
  type ResourceSpec,
  role,
  unchanged,
} from './plan-builder.js';

const MANAGEMENT = '999999999999';
const DENY = document({ Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' });
const ORGANIZATION = unchanged('aws_organizations_organization.o', {
  id: 'o-abcdefghij',
  master_account_id: MANAGEMENT,
  roots: [{ id: 'r-root' }],
  accounts: [{ id: MANAGEMENT }, { id: ACCOUNT }, { id: '222222222222' }],
});
const UNIT = unchanged('aws_organizations_organizational_unit.u', { id: 'ou-root-unit', parent_id: 'r-root' });
const INNER = unchanged('aws_organizations_organizational_unit.i', { id: 'ou-root-inner', parent_id: 'ou-root-unit' });
const managedBy = (spec: ResourceSpec): ResourceSpec => ({ ...spec, provider: 'aws.management' });

/** An account in the place, which is a root or organizational unit. */
const member = (parent: string): ResourceSpec =>
  unchanged('aws_organizations_account.a', { id: ACCOUNT, name: 'a', parent_id: parent });

function control(name: string, more: Fields = {}): ResourceSpec {
  return unchanged(`aws_organizations_policy.${name}`, { id: `p-${name}`, name, content: DENY, ...more });
}

function attach(name: string, target: string): ResourceSpec {
  return unchanged(`aws_organizations_policy_attachment.${name}`, { policy_id: `p-${name}`, target_id: target });
}

function will(address: string, values: Fields, expressions: Fields = {}): ResourceSpec {
  const unknown = Object.fromEntries(Object.keys(expressions).map((name) => [name, true]));
  return { address, after: values, unknown, expressions };
}

const PROVIDERS: PlanSpec = {
  providers: { 'aws.management': { expressions: { allowed_account_ids: constant([MANAGEMENT]) } } },
};

const model = (...specs: readonly ResourceSpec[]): Model => after([role('r'), ...specs.map(managedBy)], PROVIDERS);

/** The names of the policies at each level over the account, and the gaps. */
function over({ controls, gaps }: Model, type: 'serviceControl' | 'resourceControl' = 'serviceControl') {
  const found = controls.find(({ account }) => account === ACCOUNT)?.[type] ?? [];
  return { levels: found.map((level) => level.map(({ name }) => name).join(' ')), gaps: gapLines(gaps) };
}

const FULL = 'p-FullAWSAccess';

describe('a service control policy binds an account', () => {
  test.each<[string, readonly ResourceSpec[], readonly string[]]>([
    ['from the root', [member('r-root'), attach('deny', 'r-root')], [`${FULL} deny`, FULL]],
    ['directly', [member('r-root'), attach('deny', ACCOUNT)], [FULL, `${FULL} deny`]],
    ['from its unit', [UNIT, member('ou-root-unit'), attach('deny', 'ou-root-unit')], [FULL, `${FULL} deny`, FULL]],
    [
      'from a unit above its own',
      [UNIT, INNER, member('ou-root-inner'), attach('deny', 'ou-root-unit')],
      [FULL, `${FULL} deny`, FULL, FULL],
    ],
    ['not from a unit beside it', [UNIT, member('r-root'), attach('deny', 'ou-root-unit')], []],
    ['not from another account', [member('r-root'), attach('deny', '222222222222')], []],
    ['not while it is attached nowhere', [member('r-root')], []],
  ])('%s', (_name, specs, levels) => {
    expect(over(model(ORGANIZATION, control('deny'), ...specs))).toEqual({ levels, gaps: [] });
  });

  test('that the organization is only known to have, from the root', () => {
    expect(over(model(ORGANIZATION, control('deny'), attach('deny', 'r-root')))).toEqual({
      levels: [`${FULL} deny`, FULL],
      gaps: [],
    });
  });

  test('that nothing but an attachment names', () => {
    expect(over(model(control('deny'), attach('deny', ACCOUNT)))).toEqual({ levels: [FULL, `${FULL} deny`], gaps: [] });
  });

  test('that the plan creates with its unit, by what refers to them', () => {
    const found = model(
      will('aws_organizations_organization.o', { feature_set: 'ALL' }),
      will(
        'aws_organizations_organizational_unit.u',
        {},
        { parent_id: references('aws_organizations_organization.o.roots[0].id') },
      ),
      {
        ...member(''),
        before: { id: ACCOUNT, parent_id: 'r-root' },
        after: { id: ACCOUNT },
        unknown: { parent_id: true },
        expressions: { parent_id: references('aws_organizations_organizational_unit.u.id') },
      },
      will('aws_organizations_policy.deny', { name: 'deny', content: DENY }),
      will(
        'aws_organizations_policy_attachment.deny',
        {},
        {
          policy_id: references('aws_organizations_policy.deny.id'),
          target_id: references('aws_organizations_organizational_unit.u.id'),
        },
      ),
    );
    expect(over(found)).toEqual({ levels: [FULL, `${FULL} deny`, FULL], gaps: [] });
    expect(found.controls[0]?.serviceControl[1]?.[1]).toMatchObject({
      type: 'scp',
      address: 'aws_organizations_policy.deny',
      statements: [{ effect: 'Deny' }],
    });
  });

  test('as the data sources of policy, unit and organization show it', () => {
    const found = after([role('r'), managedBy(attach('deny', 'ou-root-unit')), managedBy(member('ou-root-unit'))], {
      ...PROVIDERS,
      priorState: [
        { address: 'data.aws_organizations_policy.p', values: { policy_id: 'p-deny', name: 'deny', content: DENY } },
        {
          address: 'data.aws_organizations_organizational_unit.u',
          values: { id: 'ou-root-unit', parent_id: 'r-root' },
        },
        {
          address: 'data.aws_organizations_organization.o',
          values: { id: 'o-abcdefghij', master_account_id: MANAGEMENT, accounts: [{ id: '333333333333' }] },
        },
      ],
    });
    expect(over(found)).toEqual({ levels: [FULL, `${FULL} deny`, FULL], gaps: [] });
    expect(found.accounts).toContain('333333333333');
  });
});

describe('other types of organization policy', () => {
  test('a resource control policy', () => {
    const content = document({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });
    const policy = control('deny', { type: 'RESOURCE_CONTROL_POLICY', content });
    const found = model(ORGANIZATION, policy, member('r-root'), attach('deny', 'r-root'));
    expect(over(found, 'resourceControl').levels).toEqual(['p-RCPFullAWSAccess deny', 'p-RCPFullAWSAccess']);
    expect(over(found).levels).toEqual([]);
    expect(
      found.controls[0]?.resourceControl[0]?.every(({ type, problems }) => type === 'rcp' && problems.length === 0),
    ).toBe(true);
  });

  test('a tag policy limits nothing', () => {
    const policy = control('deny', { type: 'TAG_POLICY', content: '{"tags":{}}' });
    expect(over(model(ORGANIZATION, policy, member('r-root'), attach('deny', 'r-root')))).toEqual({
      levels: [],
      gaps: [],
    });
  });
});

describe('full access', () => {
  const own = { policy_id: FULL, target_id: 'r-root' };
  const allowList = control('list', { content: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) });

  test('that the plan detaches is gone from its level', () => {
    const detached = { address: 'aws_organizations_policy_attachment.f', before: own };
    const specs = [ORGANIZATION, allowList, member('r-root'), attach('list', 'r-root'), detached];
    const models = read([role('r'), ...specs.map(managedBy)], PROVIDERS);
    expect(over(models.before).levels).toEqual([`${FULL} list`, FULL]);
    expect(over(models.after).levels).toEqual(['list', FULL]);
  });

  test('that the plan manages stays', () => {
    const kept = unchanged('aws_organizations_policy_attachment.f', own);
    const found = model(ORGANIZATION, allowList, member('r-root'), attach('list', 'r-root'), kept);
    expect(over(found)).toEqual({ levels: [`${FULL} list`, FULL], gaps: [] });
  });
});

describe('no organization policy binds the management account', () => {
  test.each<[string, readonly ResourceSpec[]]>([
    ['by its number', [unchanged('aws_organizations_organization.o', { master_account_id: ACCOUNT })]],
    ['which manages the organization', [{ ...will('aws_organizations_organization.o', {}), provider: 'aws' }]],
  ])('%s', (_name, specs) => {
    const found = after([role('r'), ...specs, control('deny'), attach('deny', 'r-root'), attach('deny', ACCOUNT)]);
    expect(over(found)).toEqual({ levels: [], gaps: [] });
  });
});

describe('what is not known', () => {
  const gap = 'unresolved-reference aws_organizations_policy_attachment.deny';

  test.each<[string, readonly ResourceSpec[], readonly string[], number]>([
    ['whether the account is under the root', [attach('deny', 'r-root')], [], 1],
    ['whether the account is in the unit', [attach('deny', 'ou-root-unit')], [], 1],
    ['where the unit of the account lies', [member('ou-root-inner'), attach('deny', 'ou-root-unit')], [], 1],
    [
      'where the unit of the account lies, which it does not matter',
      [member('ou-root-inner'), attach('deny', 'ou-root-inner')],
      [FULL, `${FULL} deny`, FULL],
      0,
    ],
    [
      'which policy is attached',
      [
        member('r-root'),
        { ...attach('deny', 'r-root'), before: null, after: { policy_id: 'p-other', target_id: 'r-root' } },
      ],
      [],
      1,
    ],
    [
      'what it is attached to',
      [
        member('r-root'),
        will('aws_organizations_policy_attachment.deny', { policy_id: 'p-deny' }, { target_id: references('local.t') }),
      ],
      [],
      1,
    ],
  ])('%s', (_name, specs, levels, gaps) => {
    const found = over(model(control('deny'), ...specs));
    expect(found.levels).toEqual(levels);
    expect(found.gaps.map((line) => line.startsWith(gap))).toEqual(Array.from({ length: gaps }, () => true));
  });

  test('the content: then nothing under it is certain', () => {
    const policy = will('aws_organizations_policy.deny', { name: 'deny' }, { content: references('local.c') });
    const attachment = will(
      'aws_organizations_policy_attachment.deny',
      { target_id: ACCOUNT },
      { policy_id: references('aws_organizations_policy.deny.id') },
    );
    const found = model(ORGANIZATION, policy, attachment, member('r-root'));
    expect(found.controls[0]?.serviceControl.at(-1)?.at(-1)).toMatchObject({
      type: 'scp',
      unresolved: expect.stringContaining('known only after') as unknown,
    });
    expect(found.gaps).toMatchObject([{ kind: 'unresolved-policy', address: 'aws_organizations_policy.deny' }]);
  });

  test('the account itself', () => {
    const spec = [
      role('r', { provider: 'aws.else' }),
      ...[control('deny'), attach('deny', '222222222222')].map(managedBy),
    ];
    expect(gapLines(after(spec, PROVIDERS).gaps).map((line) => line.startsWith(gap))).toEqual([true]);
  });

  test('nothing is said where the plan shows no principal that could be bound', () => {
    expect(after([control('deny'), attach('deny', 'ou-root-unit')].map(managedBy), PROVIDERS).gaps).toEqual([]);
  });

  test('units that lie in one another end', () => {
    const circle = [
      unchanged('aws_organizations_organizational_unit.u', { id: 'ou-a', parent_id: 'ou-b' }),
      unchanged('aws_organizations_organizational_unit.v', { id: 'ou-b', parent_id: 'ou-a' }),
    ];
    const found = model(...circle, member('ou-a'), control('deny'), attach('deny', 'ou-b'));
    expect(over(found).levels).toEqual([FULL, `${FULL} deny`, FULL, FULL]);
  });
});
