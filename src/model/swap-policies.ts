import type { Model } from './model.js';
import type { Policy } from './policy.js';
import type { PolicyAttachment } from './principal.js';

/**
 * The model with other policies in the place of its own, wherever they stand. `other` is asked once for each: one policy may
 * be held by many, and stays one object for all of them. It answers with the policy itself for one that stays.
 */
export function swapPolicies(model: Model, other: (policy: Policy) => Policy): Model {
  const swapped = new Map<Policy, Policy>();
  const swap = (policy: Policy): Policy => {
    const known = swapped.get(policy) ?? other(policy);
    swapped.set(policy, known);
    return known;
  };
  const swapOrNull = (policy: Policy | null): Policy | null => (policy === null ? null : swap(policy));
  const held = (attachments: readonly PolicyAttachment[]): readonly PolicyAttachment[] =>
    attachments.map((one) => (swap(one.policy) === one.policy ? one : { ...one, policy: swap(one.policy) }));
  return {
    ...model,
    users: model.users.map((user) => ({ ...user, policies: held(user.policies), boundary: swapOrNull(user.boundary) })),
    groups: model.groups.map((group) => ({ ...group, policies: held(group.policies) })),
    roles: model.roles.map((role) => ({
      ...role,
      policies: held(role.policies),
      boundary: swapOrNull(role.boundary),
      trust: swap(role.trust),
    })),
    managedPolicies: model.managedPolicies.map((one) => ({ ...one, policy: swap(one.policy) })),
    resources: model.resources.map((resource) => ({ ...resource, policy: swapOrNull(resource.policy) })),
  };
}
