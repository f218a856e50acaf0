import { assuming } from '../graph/grant.js';
import type { Grant } from '../graph/types.js';
import type { Role } from '../model/principal.js';
import type { Issuer } from '../schemas/rules.generated.js';
import { matchesWildcard } from '../evaluation/wildcard.js';
import { type Door, mayPass } from './outsiders.js';
import { isOurs, issuerOf, ownerIn, ownerInIssuer, strangersToken } from './oidc-tenant.js';
import { roleEntry } from './role-entry.js';
import type { Rule, RuleContext } from './rule.js';

const ACTION = 'sts:AssumeRoleWithWebIdentity';

/**
 * A trust policy that accepts tokens of an OpenID Connect issuer without pinning the tenant: other tenants of the same
 * platform get tokens from the same issuer and assume the role
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html).
 */
export const oidcSubjectWildcard: Rule = {
  id: 'oidc-subject-wildcard',

  *entries(context) {
    for (const role of context.model.roles) {
      for (const federated of federatedPrincipals(role)) {
        const provider = federated.replace(/^arn:[^:]+:iam::\d*:oidc-provider\//, '');
        if (provider.startsWith('arn:')) continue;
        const found = strangersGrant(role, federated, provider, context);
        if (found === null) continue;
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: found.messageId,
          kind: 'federated',
          id: provider,
          outsider: found.outsider,
          grant: found.grant,
        });
      }
    }
  },
};

interface StrangersGrant {
  readonly grant: Grant;
  readonly messageId: string;
  readonly outsider: string;
}

function strangersGrant(role: Role, federated: string, provider: string, context: RuleContext): StrangersGrant | null {
  const issuer = issuerOf(provider, context.issuers);
  const title = issuer?.title ?? provider;
  const door: Door = { action: ACTION, arn: role.arn, account: role.account, policy: role.trust };
  const principal = { kind: 'federated', arn: federated, account: role.account } as const;
  const ask = (foreignOwner: string | null): Grant | null =>
    mayPass(door, principal, strangersToken(provider, issuer, context.graph, foreignOwner));

  if (issuer !== undefined) {
    const tenant = ownerInIssuer(provider, issuer);
    if (tenant !== null && !isOurs(tenant, issuer, context.trust)) {
      const grant = ask(tenant);
      return grant === null ? null : { grant, messageId: 'foreignOwner', outsider: `${tenant} on ${title}` };
    }
    for (const owner of ownersNamed(role, provider, issuer)) {
      const grant = isOurs(owner, issuer, context.trust) ? null : ask(owner);
      if (grant !== null) return { grant, messageId: 'foreignOwner', outsider: `${owner} on ${title}` };
    }
    // An issuer of one tenant only gives tokens to that tenant.
    if (!issuer.shared) return null;
  }
  const known = context.trust.oidc.find((trusted) => matchesWildcard(trusted.issuer, provider));
  if (issuer === undefined && known !== undefined && known.subjects.length === 0) return null;
  const grant = ask(null);
  if (grant === null) return null;
  const pinned = subjectPatterns(role, provider);
  if (known !== undefined && pinned.length > 0 && pinned.every((pattern) => known.subjects.some((ours) => matchesWildcard(ours, pattern)))) return null;
  const messageId = issuer === undefined ? 'anyIssuerTenant' : pinned.length === 0 ? 'noSubject' : 'wildcardSubject';
  const sure = issuer === undefined ? assuming(grant, `${provider} gives tokens to others than you`) : grant;
  return { grant: sure, messageId, outsider: issuer === undefined ? `whoever gets a token from ${provider}` : `any tenant of ${title}` };
}

function federatedPrincipals(role: Role): readonly string[] {
  return [
    ...new Set(
      role.trust.statements.flatMap(({ effect, principals }) =>
        effect === 'Allow' ? (principals?.Federated?.values ?? []) : [],
      ),
    ),
  ];
}

function subjectPatterns(role: Role, provider: string): readonly string[] {
  const key = `${provider}:sub`.toLowerCase();
  return role.trust.statements.flatMap(({ effect, conditions }) =>
    effect === 'Allow'
      ? conditions.flatMap((condition) => (condition.key.toLowerCase() === key ? condition.values.values : []))
      : [],
  );
}

function ownersNamed(role: Role, provider: string, issuer: Issuer): readonly string[] {
  const owners = subjectPatterns(role, provider).flatMap((pattern) => ownerIn(pattern, issuer) ?? []);
  return [...new Set(owners)];
}
