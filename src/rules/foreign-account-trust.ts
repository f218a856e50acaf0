import type { Grant } from '../graph/types.js';
import { parseArn } from '../model/arn.js';
import type { Role } from '../model/principal.js';
import { accountMayPass, anyAccountMayPass, foreignAccounts, organizationsThatMayPass } from './outsiders.js';
import { ifForeign, ownAccountsAreKnown, roleDoor, roleEntry } from './role-entry.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * A trust policy that lets a named account or organization outside the trust zone assume the role. A role that any
 * account may assume is left to `public-role-trust`. While nobody said which organization is ours, one that a policy
 * names is a gap, not a finding.
 */
export const foreignAccountTrust: Rule = {
  id: 'foreign-account-trust',

  *entries(context) {
    const ownAreKnown = ownAccountsAreKnown(context);
    for (const role of context.model.roles) {
      const door = roleDoor(role);
      const organizations = context.trust.organization === null ? [] : organizationsThatMayPass(door, context);
      const accounts = foreignAccounts(role.trust, context.trust);
      if (organizations.length === 0 && accounts.length === 0) continue;
      if (anyAccountMayPass(door, context)?.certainty === 'certain') continue;
      for (const { organization, grant } of organizations) {
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: asksExternalId(grant) ? 'withExternalId' : 'noExternalId',
          kind: 'foreign-account',
          id: organization,
          outsider: `organization ${organization}`,
          grant,
        });
      }
      for (const account of accounts) {
        const grant = accountMayPass(door, account, context, organizationOf(account, context));
        if (grant === null) continue;
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: messageOf(role, accounts, grant, context),
          kind: 'foreign-account',
          id: account,
          outsider: `AWS account ${account}`,
          grant: ifForeign(grant, account, ownAreKnown),
        });
      }
    }
  },
};

function messageOf(
  role: Role,
  accounts: readonly string[],
  grant: Grant,
  { organizationRoles }: Pick<RuleContext, 'organizationRoles'>,
): string {
  if (asksExternalId(grant)) return 'withExternalId';
  const made = organizationRoles.find((row) => row.role === role.name);
  if (made === undefined || accounts.length > 1) return 'noExternalId';
  return trustedBy(role).every((value) => meansOf(value) === made.trusts) ? 'managesOrganization' : 'noExternalId';
}

/** What of its account a principal means, as the resource part of an ARN. */
function meansOf(principal: string): string {
  return parseArn(principal)?.resource ?? (/^\d{12}$/.test(principal) ? 'root' : principal);
}

function trustedBy({ trust }: Role): readonly string[] {
  return trust.statements.flatMap(({ effect, principals }) =>
    effect === 'Allow' ? (principals?.AWS?.values ?? ['*']) : [],
  );
}

/** The third party knows its own external id, so it is no hurdle to that account; it keeps out those who misuse it. */
function asksExternalId(grant: Grant): boolean {
  return grant.statements.some(({ statement }) =>
    statement.conditions.some(({ key }) => key.toLowerCase() === 'sts:externalid'),
  );
}

/** An account of the inputs that is outside the trust zone is in the organization of the inputs all the same. */
function organizationOf(account: string, { model }: RuleContext): string | undefined {
  return model.accounts.includes(account) ? (model.organization ?? undefined) : undefined;
}
