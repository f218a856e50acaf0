import type { Model } from './model.js';
import type { Policy } from './policy.js';

/** Every policy that decides something in a model; one that is held by several comes several times. */
export function policiesInForce({ users, groups, roles, resources, controls }: Model): readonly Policy[] {
  return [
    ...[...users, ...roles, ...groups].flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    ...[...users, ...roles].flatMap(({ boundary }) => boundary ?? []),
    ...roles.map(({ trust }) => trust),
    ...resources.flatMap(({ policy }) => policy ?? []),
    ...controls.flatMap(({ serviceControl, resourceControl }) => [...serviceControl, ...resourceControl].flat()),
  ];
}
