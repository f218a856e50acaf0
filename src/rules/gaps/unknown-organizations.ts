import type { Gap } from '../../model/model.js';
import { organizationsThatMayPass } from '../outsiders.js';
import { roleDoor } from '../role-entry.js';
import type { RuleContext } from '../rule.js';

/**
 * Roles that a whole organization may assume, when neither the input nor the configuration says which organization is
 * ours: whether that is a door to strangers cannot be decided.
 */
export function unknownOrganizations(context: RuleContext): readonly Gap[] {
  if (context.trust.organization !== null) return [];
  return context.model.roles.flatMap((role) =>
    organizationsThatMayPass(roleDoor(role), context).map(({ organization }) => ({
      kind: 'unknown-organization' as const,
      address: role.address ?? role.arn,
      reason: `organization ${organization} may assume role ${role.name}; \`trust.organization\` does not say whether it is yours`,
      location: role.trust.location,
    })),
  );
}
