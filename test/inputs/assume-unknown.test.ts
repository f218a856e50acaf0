import { describe, expect, test } from 'vitest';
import { assumeUnknown } from '../../src/inputs/assume-unknown.js';
import { parsePolicyDocument, UnknownValue, unresolvedPolicy } from '../../src/model/policy-document.js';
import type { PolicyType } from '../../src/model/policy.js';
import type { Model } from '../../src/model/model.js';
import { readTerraformPlan } from '../../src/inputs/terraform/index.js';
import { document, plan, TRUST } from './terraform/plan-builder.js';

const UNKNOWN = new UnknownValue('known only after apply');

const source = (type: PolicyType) =>
  ({ type, id: 'p', name: 'p', address: 'aws_iam_role_policy.p', location: { uri: 'plan.json' } }) as const;

/** A role whose only inline policy is this one. */
function holding(policy: Model['roles'][number]['policies'][number]['policy']): Model {
  const resources = [
    { address: 'aws_iam_role.r', before: null, after: { name: 'r', assume_role_policy: TRUST } },
    { address: 'aws_iam_role_policy.p', before: null, after: { name: 'p', role: 'r', policy: document() } },
  ];
  const { after } = readTerraformPlan(plan(resources), { uri: 'plan.json', managedPolicy: () => null });
  return {
    ...after,
    roles: after.roles.map((role) => ({ ...role, policies: [{ policy, address: null, location: policy.location }] })),
  };
}

function statements(
  statement: Record<string, unknown>,
  assumption: 'allow' | 'deny',
  type: PolicyType = 'identity-based',
) {
  const policy = parsePolicyDocument({ Version: '2012-10-17', Statement: [statement] }, source(type));
  expect(policy.problems).toEqual([]);
  const [role] = assumeUnknown(holding(policy), assumption).roles;
  return role?.policies[0]?.policy.statements.map(({ index: _index, sid: _sid, ...rest }) => rest);
}

const all = { values: ['*'], unknown: [] };
const only = (value: string) => ({ values: [value], unknown: [] });

describe('a part that is not known', () => {
  test.each<[name: string, statement: Record<string, unknown>, allow: unknown, deny: unknown]>([
    [
      'a resource that is allowed',
      { Effect: 'Allow', Action: 'a:b', Resource: [UNKNOWN, 'x'] },
      [{ effect: 'Allow', actions: only('a:b'), resources: all, conditions: [] }],
      [{ effect: 'Allow', actions: only('a:b'), resources: only('x'), conditions: [] }],
    ],
    [
      'the only resource that is allowed',
      { Effect: 'Allow', Action: 'a:b', Resource: UNKNOWN },
      [{ effect: 'Allow', actions: only('a:b'), resources: all, conditions: [] }],
      [],
    ],
    [
      'a resource that is denied',
      { Effect: 'Deny', Action: 'a:b', Resource: [UNKNOWN, 'x'] },
      [{ effect: 'Deny', actions: only('a:b'), resources: only('x'), conditions: [] }],
      [{ effect: 'Deny', actions: only('a:b'), resources: all, conditions: [] }],
    ],
    [
      'what an allow spares',
      { Effect: 'Allow', NotAction: [UNKNOWN, 'a:b'], Resource: '*' },
      [{ effect: 'Allow', notActions: only('a:b'), resources: all, conditions: [] }],
      [],
    ],
    [
      'a condition of an allow',
      { Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: { StringEquals: { k: UNKNOWN } } },
      [{ effect: 'Allow', actions: only('a:b'), resources: all, conditions: [] }],
      [],
    ],
    [
      'a condition of a deny',
      { Effect: 'Deny', Action: 'a:b', Resource: '*', Condition: { StringEquals: { k: UNKNOWN } } },
      [],
      [{ effect: 'Deny', actions: only('a:b'), resources: all, conditions: [] }],
    ],
    [
      'nothing',
      { Effect: 'Allow', Action: 'a:b', Resource: 'x' },
      [{ effect: 'Allow', actions: only('a:b'), resources: only('x'), conditions: [] }],
      [{ effect: 'Allow', actions: only('a:b'), resources: only('x'), conditions: [] }],
    ],
  ])('%s', (_, statement, allow, deny) => {
    expect([statements(statement, 'allow'), statements(statement, 'deny')]).toEqual([allow, deny]);
  });

  test('a principal that is trusted', () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: UNKNOWN } };
    expect(statements(trust, 'allow', 'trust')).toMatchObject([{ principals: { AWS: all } }]);
    expect(statements(trust, 'deny', 'trust')).toEqual([]);
  });
});

test.each<[PolicyType, object]>([
  ['identity-based', { actions: all, resources: all }],
  ['trust', { actions: all, principals: { AWS: all } }],
  ['resource-based', { actions: all, resources: all, principals: { AWS: all } }],
])('a whole policy that is not known: %s', (type, expected) => {
  const model = holding(unresolvedPolicy(source(type), 'known only after apply'));
  const of = (assumption: 'allow' | 'deny') => assumeUnknown(model, assumption).roles[0]?.policies[0]?.policy;
  expect(of('allow')).toMatchObject({
    unresolved: null,
    statements: [{ effect: 'Allow', conditions: [], ...expected }],
  });
  expect(of('deny')).toMatchObject({ unresolved: null, statements: [] });
});
