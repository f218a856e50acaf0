import type { KeyKnowledge } from '../evaluation/knowledge.js';
import { assuming, surest } from '../graph/grant.js';
import type { Grant } from '../graph/types.js';
import type { Role } from '../model/principal.js';
import type { Issuer } from '../schemas/rules.generated.js';
import { matchesWildcard } from '../evaluation/wildcard.js';
import { mayPass } from './outsiders.js';
import { isOurs, issuerOf, openSubjects, ownerIn, ownerInIssuer, strangersToken, type Tenant } from './oidc-tenant.js';
import { roleEntry } from './role-entry.js';
import type { Rule, RuleContext } from './rule.js';
import { federatedPrincipals, issuerHost } from './token-roles.js';

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
        const provider = issuerHost(federated);
        if (provider.startsWith('arn:')) continue;
        const found = strangersGrant({ role, federated, provider, context });
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

/** The role's door for holders of a token of one provider. */
interface TokenDoor {
  readonly role: Role;
  readonly federated: string;
  /** Host and path of the issuer. */
  readonly provider: string;
  readonly context: RuleContext;
}

function strangersGrant(door: TokenDoor): StrangersGrant | null {
  const issuer = issuerOf(door.provider, door.context.issuers);
  return issuer === undefined
    ? unknownIssuersGrant(door)
    : (foreignTenantsGrant(door, issuer) ?? anyTenantsGrant(door, issuer) ?? openSubjectsGrant(door, issuer));
}

/** A tenant that the policy, or the issuer's URL, names and that is not ours. */
function foreignTenantsGrant(door: TokenDoor, issuer: Issuer): StrangersGrant | null {
  const { role, provider, context } = door;
  const tenant = ownerInIssuer(provider, issuer);
  for (const owner of tenant === null ? ownersNamed(role, provider, issuer) : [tenant]) {
    const grant = isOurs(owner, issuer, context.trust) ? null : ask(door, issuer, { owner });
    if (grant !== null) return { grant, messageId: 'foreignOwner', outsider: `${owner} on ${issuer.title}` };
  }
  return null;
}

/** An issuer of one tenant only gives tokens to that tenant. */
function anyTenantsGrant(door: TokenDoor, issuer: Issuer): StrangersGrant | null {
  if (!issuer.shared) return null;
  const { role, provider, context } = door;
  const known = [...ownersNamed(role, provider, issuer), ...(context.trust.owners[issuer.id] ?? [])];
  const grant = ask(door, issuer, { owner: null, known });
  if (grant === null) return null;
  const messageId = subjectPatterns(role, provider).length === 0 ? 'noSubject' : 'wildcardSubject';
  return { grant, messageId, outsider: `any tenant of ${issuer.title}` };
}

/** A subject that names no tenant, where tenants choose of which claims theirs are made. */
function openSubjectsGrant(door: TokenDoor, issuer: Issuer): StrangersGrant | null {
  let best: Grant | null = null;
  for (const { subject, assumption } of openSubjects(issuer)) {
    const grant = ask(door, issuer, { owner: null, known: [] }, subject);
    if (grant === null) continue;
    best = surest([...(best === null ? [] : [best]), assumption === null ? grant : assuming(grant, assumption)]);
  }
  return best && { grant: best, messageId: 'wildcardSubject', outsider: `any tenant of ${issuer.title}` };
}

/** Who else gets tokens from an issuer that `rules.yaml` does not hold is for the user to say. */
function unknownIssuersGrant(door: TokenDoor): StrangersGrant | null {
  const { role, provider, context } = door;
  const known = context.trust.oidc.find(({ issuer }) => matchesWildcard(issuer, provider));
  const patterns = subjectPatterns(role, provider);
  const ours = (pattern: string): boolean =>
    known?.subjects.some((subject) => matchesWildcard(subject, pattern)) === true;
  const all = known !== undefined && (known.subjects.length === 0 || known.subjects.includes('*'));
  if (all || (patterns.length > 0 && patterns.every(ours))) return null;
  const grant = ask(door, undefined, { owner: null, known: [] });
  if (grant === null) return null;
  return {
    grant: assuming(grant, `${provider} gives tokens to others than you`),
    messageId: 'anyIssuerTenant',
    outsider: `whoever gets a token from ${provider}`,
  };
}

function ask(
  { role, federated, provider, context }: TokenDoor,
  issuer: Issuer | undefined,
  tenant: Tenant,
  subject?: KeyKnowledge,
): Grant | null {
  const door = { action: ACTION, arn: role.arn, account: role.account, policy: role.trust };
  const principal = { kind: 'federated', arn: federated, account: role.account } as const;
  return mayPass(door, principal, strangersToken(provider, issuer, context.graph, tenant, subject), context);
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
