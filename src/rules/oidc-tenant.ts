import { ABSENT, type KeyKnowledge, type Knowledge } from '../evaluation/knowledge.js';
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

/**
 * The owner that a subject or a subject pattern names in full; null when it names none, or only a part. A name is whole
 * before the id that the platform adds to it: where a pattern leaves the id open, the owner is the name alone.
 */
export function ownerIn(subject: string, issuer: Issuer): string | null {
  const { ownerPrefix, ownerEnd } = issuer;
  if (ownerPrefix === undefined || ownerEnd === undefined || !subject.startsWith(ownerPrefix)) return null;
  const rest = subject.slice(ownerPrefix.length);
  const end = ownerEnd === '' ? rest.length : rest.indexOf(ownerEnd);
  const owner = end < 0 ? rest : rest.slice(0, end);
  const name = nameOf(owner, issuer);
  if (!isWhole(name)) return null;
  if (end >= 0 && isWhole(owner)) return owner;
  return name === owner ? null : name;
}

function isWhole(name: string): boolean {
  return name !== '' && !/[*?]/.test(name);
}

/** The name of an owner, without the id that the platform may add to it. */
function nameOf(owner: string, { ownerIdMark }: Issuer): string {
  const mark = ownerIdMark === undefined ? -1 : owner.indexOf(ownerIdMark);
  return mark < 0 ? owner : owner.slice(0, mark);
}

/** True when an owner, with or without its id, is among owners, of which those without an id stand for every id. */
function isAmong(owner: string, owners: readonly string[], issuer: Issuer): boolean {
  const names = [owner, nameOf(owner, issuer)].map((name) => name.toLowerCase());
  return owners.some((name) => names.includes(name.toLowerCase()));
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
export function isOurs(owner: string, issuer: Issuer, trust: TrustZone): boolean {
  const ours = trust.owners[issuer.id];
  return ours === undefined || isAmong(owner, ours, issuer);
}

/** Whose token a request carries: that of one tenant, or of whoever is not among `known`. */
export type Tenant = { readonly owner: string } | { readonly owner: null; readonly known: readonly string[] };

/**
 * Context keys of a token that the issuer gave to a tenant that is not ours. The subject begins with the tenant's name;
 * claims that pin a tenant hold values that no policy names; the rest is the stranger's to choose, but for what
 * `rules.yaml` says depends on more. A token has no claims of other issuers.
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
    if (!key.startsWith(prefix)) return isOfAnotherIssuer(key, provider) ? ABSENT : base(key);
    const claim = key.slice(prefix.length);
    if (claim === 'sub') return subject;
    if (pins.has(claim) && tenant.owner === null) return { kind: 'fixed', values: [`${STRANGER}-${claim}`] };
    // AWS puts into the request those claims of an issuer that it lists, and no others.
    if (issuer !== undefined && claim !== 'aud' && keys.find(key) === null) return ABSENT;
    if (keys.find(key)?.setBy === 'environment') return base(key);
    return claim === 'aud' ? { kind: 'free', always: true } : { kind: 'free' };
  };
}

/**
 * True for a claim of an issuer that is not the provider. A host has a dot before the colon, as no service's prefix has; where a
 * part of either is not known, they may be the same.
 */
function isOfAnotherIssuer(key: string, provider: string): boolean {
  const issuer = key.slice(0, key.lastIndexOf(':'));
  return issuer.includes('.') && !`${issuer}${provider}`.includes('(');
}

function strangersSubject(issuer: Issuer | undefined, tenant: Tenant): KeyKnowledge {
  const { ownerPrefix, ownerEnd } = issuer ?? {};
  if (issuer === undefined || ownerPrefix === undefined || ownerEnd === undefined) {
    return { kind: 'free', always: true, shapes: [`*${STRANGER}*`], accepts: (value) => value.includes(STRANGER) };
  }
  const tail = ownerEnd === '' ? '' : `${ownerEnd}?*`;
  const { owner } = tenant;
  if (owner !== null) {
    const { ownerIdMark } = issuer;
    const id = ownerIdMark === undefined || owner.includes(ownerIdMark) ? [] : [`${ownerIdMark}?*`];
    const shapes = ['', ...id].map((added) => `${ownerPrefix}${owner}${added}${tail}`);
    return {
      kind: 'free',
      always: true,
      shapes,
      accepts: (value) => isAmong(ownerIn(value, issuer) ?? '', [owner], issuer),
    };
  }
  const accepts = (value: string): boolean => {
    const named = ownerIn(value, issuer);
    return named !== null && (nameOf(named, issuer).includes(STRANGER) || !isAmong(named, tenant.known, issuer));
  };
  // A pattern of a few letters has no room for the name; whoever it fits beside those known is a stranger, too.
  const shapes = [`${ownerPrefix}*${STRANGER}*${tail}`, `${ownerPrefix}?*${tail}`];
  return { kind: 'free', always: true, shapes, accepts };
}
