import { FREELY } from '../graph/grant.js';
import type { Rule } from './rule.js';

/** Every user and role that comes to compute: what an insider, or an attacker who already is inside, can do. */
export const anyPrincipal: Rule = {
  id: 'any-principal',

  *entries({ model }) {
    for (const principal of [...model.users, ...model.roles]) {
      yield {
        kind: 'principal',
        id: principal.arn,
        ruleId: this.id,
        messageId: 'principal',
        to: principal.arn,
        opens: `${principal.kind} ${principal.name}`,
        outsider: 'an insider',
        step: {
          from: 'insider',
          to: principal.arn,
          via: 'principal',
          description: `acts as the ${principal.kind}`,
          grant: FREELY,
          address: principal.address,
          location: principal.location,
        },
        compute: null,
        resource: null,
      };
    }
  },
};
