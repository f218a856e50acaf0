import { conditionProblems } from '../../evaluation/condition-problems.js';
import type { Gap, Model } from '../../model/model.js';
import type { Policy } from '../../model/policy.js';

/** Conditions whose operator AWS does not know: they never hold here, and AWS would refuse the policy. */
export function unknownOperators(model: Model): readonly Gap[] {
  return [...new Set(policiesOf(model))].flatMap((policy) =>
    conditionProblems(policy).map(({ pointer, message }) => ({
      kind: 'invalid-policy' as const,
      address: policy.address ?? policy.id,
      reason: `${pointer}: ${message}`,
      location: policy.location,
    })),
  );
}

function policiesOf({ users, roles, groups, resources, controls }: Model): readonly Policy[] {
  return [
    ...[...users, ...roles, ...groups].flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    ...[...users, ...roles].flatMap(({ boundary }) => boundary ?? []),
    ...roles.map(({ trust }) => trust),
    ...resources.flatMap(({ policy }) => policy ?? []),
    ...controls.flatMap(({ serviceControl, resourceControl }) => [...serviceControl, ...resourceControl].flat()),
  ];
}
