import { roleDoor, roleEntry } from './role-entry.js';
import { anyAccountMayPass } from './outsiders.js';
import type { Rule } from './rule.js';

/**
 * A trust policy that lets principals of any AWS account assume the role: `"*"`, a `NotPrincipal`, or a pattern that a
 * stranger's principal fits. Conditions are decided, not skipped: one that only our organization meets closes the door.
 */
export const publicRoleTrust: Rule = {
  id: 'public-role-trust',

  *entries(context) {
    for (const role of context.model.roles) {
      const grant = anyAccountMayPass(roleDoor(role), context);
      if (grant === null) continue;
      yield roleEntry(role, {
        ruleId: this.id,
        messageId: 'anyAccount',
        kind: 'any-aws-account',
        id: '*',
        outsider: 'any AWS account',
        grant,
      });
    }
  },
};
