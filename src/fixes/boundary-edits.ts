import { mayAllow } from '../evaluation/policy.js';
import { coversAction } from '../evaluation/statement.js';
import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import { isChangedByAwsOnly, type Role, type User } from '../model/principal.js';
import type { Violation } from '../rules/check.js';
import type { Edit } from './edit.js';

/**
 * Puts the principal that the outsider acts as within a permissions boundary that others of its account have: the one that
 * shuts the first action of most paths, and of these the one that most have. Null where it has one, or nobody has.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function addBoundary({ reach }: Violation, principal: User | Role, model: Model): readonly Edit[] | null {
  if (principal.boundary !== null || isChangedByAwsOnly(principal)) return null;
  const onward = [...reach.paths.values()].flatMap(({ steps }) => steps[1]?.grant.witness[0]?.action ?? []);
  const known = new Map<string, { readonly like: User | Role; readonly boundary: Policy; count: number }>();
  for (const like of [...model.users, ...model.roles]) {
    const { boundary, account } = like;
    if (boundary?.unresolved !== null || account !== principal.account) continue;
    const one = known.get(boundary.id) ?? { like, boundary, count: 0 };
    one.count += 1;
    known.set(boundary.id, one);
  }
  const [best] = [...known.values()]
    .map((one) => ({ ...one, shut: onward.filter((action) => shuts(one.boundary, action)).length }))
    .sort((a, b) => b.shut - a.shut || b.count - a.count);
  return best === undefined ? null : [{ kind: 'boundary', principal, like: best.like, boundary: best.boundary }];
}

/** True where a policy allows an action on nothing, whatever the request. */
export function shuts(policy: Policy, action: string): boolean {
  return (
    !mayAllow(policy, action) ||
    policy.statements.some(
      (statement) =>
        statement.effect === 'Deny' &&
        statement.conditions.length === 0 &&
        statement.resources?.values.includes('*') === true &&
        coversAction(statement, action) === 'true',
    )
  );
}
