import type { Knowledge, KeyKnowledge } from '../evaluation/knowledge.js';
import { matchesWildcard } from '../evaluation/wildcard.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import type { PolicyGraph } from '../graph/graph.js';
import type { TrustZone } from '../model/trust-zone.js';
import type { Issuer } from '../schemas/rules.generated.js';

/** The name of an owner that is not ours: any text that holds it is one that an attacker could register. */
const STRANGER = 'outsider';

/** The row of `rules.yaml` for an issuer host and path, or undefined for an issuer that is not in it. */
export function issuerOf(provider: string, issuers: readonly Issuer[]): Issuer | undefined {
  return issuers.find(({ issuer }) => matchesWildcard(issuer, provider));
}

/** The owner that a subject or a subject pattern names in full; null when it names none, or only a part. */
export function ownerIn(subject: string, { ownerPrefix, ownerEnd }: Issuer): string | null {
  if (ownerPrefix === undefined || ownerEnd === undefined || !subject.startsWith(ownerPrefix)) return null;
  const rest = subject.slice(ownerPrefix.length);
  const end = ownerEnd === '' ? rest.length : rest.indexOf(ownerEnd);
  const owner = end < 0 ? rest : rest.slice(0, end);
  return end < 0 || /[*?]/.test(owner) ? null : owner;
}

/** The owner that the issuer's own URL names, for platforms that give each tenant an issuer. */
export function ownerInIssuer(provider: string, { issuer, issuerOwner }: Issuer): string | null {
  if (issuerOwner !== true) return null;
  const start = issuer.indexOf('*');
  const after = issuer.charAt(start + 1);
  const rest = provider.slice(start);
  const end = after === '' ? -1 : rest.indexOf(after);
  return end < 0 ? rest : rest.slice(0, end);
}

/** True when the trust zone holds the owner, or does not say who ours are: then whoever a policy pins is taken for ours. */
export function isOurs(owner: string, { id, ownerIdMark }: Issuer, trust: TrustZone): boolean {
  const ours = trust.owners[id];
  if (ours === undefined) return true;
  const mark = ownerIdMark === undefined ? -1 : owner.indexOf(ownerIdMark);
  const names = mark < 0 ? [owner] : [owner, owner.slice(0, mark)];
  return ours.some((name) => names.some((named) => named.toLowerCase() === name.toLowerCase()));
}

/** Whose token a request carries: that of one tenant, or of whoever is not among `known`. */
export type Tenant = { readonly owner: string } | { readonly owner: null; readonly known: readonly string[] };

/**
 * Context keys of a token that the issuer gave to a tenant that is not ours. The subject begins with the tenant's name;
 * claims that pin a tenant hold values that no policy names; the rest is the stranger's to choose.
 */
export function strangersToken(
  provider: string,
  issuer: Issuer | undefined,
  { keys, circumstances }: PolicyGraph,
  tenant: Tenant,
): Knowledge {
  const prefix = `${provider.toLowerCase()}:`;
  const base = anonymousKnowledge(keys, circumstances);
  const subject = strangersSubject(issuer, tenant);
  const pins = new Set((issuer?.pins ?? []).map((claim) => claim.toLowerCase()));
  return (key) => {
    if (!key.startsWith(prefix)) return base(key);
    const claim = key.slice(prefix.length);
    if (claim === 'sub') return subject;
    if (pins.has(claim) && tenant.owner === null) return { kind: 'fixed', values: [`${STRANGER}-${claim}`] };
    return claim === 'aud' ? { kind: 'free', always: true } : { kind: 'free' };
  };
}

function strangersSubject(issuer: Issuer | undefined, tenant: Tenant): KeyKnowledge {
  const { ownerPrefix, ownerEnd } = issuer ?? {};
  if (issuer === undefined || ownerPrefix === undefined || ownerEnd === undefined) {
    return { kind: 'free', always: true, shapes: [`*${STRANGER}*`], accepts: (value) => value.includes(STRANGER) };
  }
  const tail = ownerEnd === '' ? '' : `${ownerEnd}?*`;
  if (tenant.owner !== null) {
    const shapes = [`${ownerPrefix}${tenant.owner}${tail}`];
    return { kind: 'free', always: true, shapes, accepts: (value) => ownerIn(value, issuer) === tenant.owner };
  }
  const known = new Set(tenant.known.map((owner) => owner.toLowerCase()));
  const accepts = (value: string): boolean => {
    const owner = ownerIn(value, issuer);
    return owner !== null && (owner.includes(STRANGER) || !known.has(owner.toLowerCase()));
  };
  // A pattern of a few letters has no room for the name; whoever it fits beside those known is a stranger, too.
  const shapes = [`${ownerPrefix}*${STRANGER}*${tail}`, `${ownerPrefix}?*${tail}`];
  return { kind: 'free', always: true, shapes, accepts };
}
