import type { Grant } from '../graph/types.js';
import { accountMayPass, anyAccountMayPass, foreignAccounts } from './outsiders.js';
import { ifForeign, roleEntry } from './role-entry.js';
import type { Rule } from './rule.js';

/**
 * A trust policy that lets a named account outside the trust zone assume the role. A role that any account may assume
 * is left to `public-role-trust`.
 */
export const foreignAccountTrust: Rule = {
  id: 'foreign-account-trust',

  *entries(context) {
    for (const role of context.model.roles) {
      const accounts = foreignAccounts(role.trust, context.trust);
      if (accounts.length === 0) continue;
      const door = { action: 'sts:AssumeRole', arn: role.arn, account: role.account, policy: role.trust };
      if (anyAccountMayPass(door, context)?.certainty === 'certain') continue;
      for (const account of accounts) {
        const grant = accountMayPass(door, account, context);
        if (grant === null) continue;
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: asksExternalId(grant) ? 'withExternalId' : 'noExternalId',
          kind: 'foreign-account',
          id: account,
          outsider: `AWS account ${account}`,
          grant: ifForeign(grant, account, context.trust.accounts),
        });
      }
    }
  },
};

/** The third party knows its own external id, so it is no hurdle to that account; it keeps out those who misuse it. */
function asksExternalId(grant: Grant): boolean {
  return grant.statements.some(({ statement }) =>
    statement.conditions.some(({ key }) => key.toLowerCase() === 'sts:externalid'),
  );
}
