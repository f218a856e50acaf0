import { parseArn } from '../../model/arn.js';
import { type Call, type CallerIdentity, NAMED_ONLY } from '../records/call.js';

/** To whom a call belongs by its own record. */
export type Identified =
  /** A user, role or root: something with an ARN in IAM. */
  | { readonly kind: 'principal'; readonly arn: string }
  /** Somebody outside IAM: an account, the subject of a token, anybody. */
  | { readonly kind: 'outside'; readonly id: string }
  /** An AWS service, which acted for somebody else's earlier call. */
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** ARNs by the unique ids that IAM gives (`AROA…`, `AIDA…`), as records show them together. */
export type UniqueIds = ReadonlyMap<string, string>;

const NOBODY = 'the event is the service’s own: nobody called';

/**
 * Maps `userIdentity` to the principal whose policies were asked, or to who stands behind it.
 *
 * A role session belongs to the role, whose ARN with its path is the issuer's; a session of GetFederationToken to the user that
 * asked for it. Only where the record has no issuer the role's ARN is put together from the session's, which has no path.
 */
export function identify({ identity }: Pick<Call, 'identity'>, ids: UniqueIds): Identified {
  const { type, arn, issuer, invokedBy } = identity;
  const linked = serviceOf(identity);
  if (linked !== null) return { kind: 'service', service: linked };
  switch (type) {
    case 'IAMUser':
    case 'Root':
      return principal(
        issuer?.arn ?? arn ?? byId(identity, ids),
        `the record of the ${type === 'Root' ? 'root user' : 'user'} has no ARN`,
      );
    case 'AssumedRole':
    case 'Role':
      return principal(issuer?.arn ?? byId(identity, ids) ?? roleOf(arn), 'the record of the session names no role');
    case 'FederatedUser':
      return principal(issuer?.arn, 'the record of the federated session does not say who asked for it');
    case 'AWSAccount':
      return outside(identity, ids);
    case 'WebIdentityUser':
    case 'SAMLUser':
      return subject(identity);
    case 'AWSService':
      return { kind: 'service', service: invokedBy ?? 'an AWS service' };
    case NAMED_ONLY:
      return principal(`${identity.userName ?? ''} (user or session) of account ${identity.account ?? ''}`, '');
    case 'IdentityCenterUser':
      return { kind: 'unknown', reason: 'the caller is a user of IAM Identity Center without a role session' };
    case 'Directory':
      return { kind: 'unknown', reason: 'the caller is a directory, not a principal of IAM' };
    case null:
      return invokedBy === null ? { kind: 'unknown', reason: NOBODY } : { kind: 'service', service: invokedBy };
    default:
      return { kind: 'unknown', reason: `the record's identity is of type ${type}` };
  }
}

/** The service whose service-linked role made the call; null for any other caller. */
function serviceOf({ issuer, arn, invokedBy }: CallerIdentity): string | null {
  const match = /:role\/aws-service-role\/([a-z0-9.-]+)\//.exec(issuer?.arn ?? '');
  if (match !== null) return invokedBy ?? match[1] ?? null;
  return /:assumed-role\/AWSServiceRoleFor[A-Za-z]/.test(arn ?? '') ? (invokedBy ?? 'an AWS service') : null;
}

function outside(identity: CallerIdentity, ids: UniqueIds): Identified {
  const { account, principalId } = identity;
  if (account === 'ANONYMOUS_PRINCIPAL' || principalId === 'ANONYMOUS_PRINCIPAL' || account === 'anonymous') {
    return { kind: 'outside', id: 'anonymous' };
  }
  const known = identity.arn ?? byId(identity, ids);
  if (known !== null) return principal(roleOf(known) ?? known, '');
  return account === null
    ? { kind: 'unknown', reason: 'the record names neither principal nor account' }
    : { kind: 'outside', id: account };
}

/** The subject of a token: the user name of a web identity is the `sub` of its token. */
function subject({ userName, principalId, provider }: CallerIdentity): Identified {
  const name = userName ?? principalId;
  if (name === null) return { kind: 'unknown', reason: 'the record does not name the federated user' };
  return { kind: 'outside', id: provider === null ? name : `${issuerOf(provider)} ${name}` };
}

/** `arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com` → the issuer. */
export function issuerOf(provider: string): string {
  const resource = parseArn(provider)?.resource;
  return resource === undefined ? provider : resource.slice(resource.indexOf('/') + 1);
}

function principal(arn: string | null | undefined, reason: string): Identified {
  return arn === null || arn === undefined ? { kind: 'unknown', reason } : { kind: 'principal', arn };
}

function byId({ principalId }: CallerIdentity, ids: UniqueIds): string | null {
  return principalId === null ? null : (ids.get(principalId.split(':')[0] ?? '') ?? null);
}

/** `arn:aws:sts::111111111111:assumed-role/name/session` → the role, without its path; null for another ARN. */
export function roleOf(arn: string | null): string | null {
  const parsed = arn === null ? null : parseArn(arn);
  if (parsed?.service !== 'sts') return null;
  const [kind, name] = parsed.resource.split('/');
  return kind === 'assumed-role' && name !== undefined
    ? `arn:${parsed.partition}:iam::${parsed.account}:role/${name}`
    : null;
}

/** Unique ids with their ARNs, from every identity among the calls. */
export function uniqueIds(calls: Iterable<Pick<Call, 'identity'>>): UniqueIds {
  const ids = new Map<string, string>();
  for (const { identity } of calls) {
    const { issuer, principalId, arn, type } = identity;
    const { arn: issuerArn = null, principalId: issuerId = null } = issuer ?? {};
    if (issuerArn !== null && issuerId !== null) ids.set(issuerId, issuerArn);
    if (type === 'IAMUser' && principalId !== null && arn !== null) ids.set(principalId, arn);
  }
  return ids;
}
