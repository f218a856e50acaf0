import type { Gap } from '../../model/model.js';
import { ifUsersSignUp } from '../public-identity-pool.js';
import type { RuleContext } from '../rule.js';

/**
 * Roles that come to compute and are given to whoever signed in to a Cognito identity pool, when the input does not say who
 * may sign up: strangers come in or they do not, by what stands in the pool and in what it takes users from.
 */
export function unknownSignUps(context: RuleContext): readonly Gap[] {
  const { graph } = context;
  return ifUsersSignUp(context).flatMap((role) =>
    graph.reach(role, []).paths.size === 0
      ? []
      : {
          kind: 'incomplete-input' as const,
          address: role.address ?? role.arn,
          reason: `users of a Cognito identity pool act as role ${role.name}, which starts compute; the input does not show whether strangers can sign up`,
          location: role.trust.location,
        },
  );
}
