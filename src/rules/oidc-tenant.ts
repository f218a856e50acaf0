import { ABSENT, type KeyKnowledge, type Knowledge } from '../evaluation/knowledge.js';
import { matchesWildcard } from '../evaluation/wildcard.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import type { PolicyGraph } from '../graph/graph.js';
import type { TrustZone } from '../model/trust-zone.js';
import type { Issuer, SubjectForm } from '../schemas/rules.generated.js';

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
  const form = issuer.subjects?.find(({ prefix }) => subject.startsWith(prefix));
  if (form === undefined) return null;
  const rest = subject.slice(form.prefix.length);
  const end = form.end === '' ? rest.length : rest.indexOf(form.end);
  const owner = end < 0 ? rest : rest.slice(0, end);
  const name = nameOf(owner, issuer);
  if (!isWhole(name)) return null;
  const isEnded = end >= 0 || form.endOptional === true;
  if (isEnded && isWhole(owner)) return owner;
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
 * Context keys of a token that the issuer gave to a tenant that is not ours. The subject names the
 * tenant, unless another is given; claims that pin a tenant hold values that no policy names; the rest is the stranger's to choose, but for what
 * `rules.yaml` says depends on more. A token has no claims of other issuers.
 */
export function strangersToken(
  provider: string,
  issuer: Issuer | undefined,
  { keys, circumstances }: PolicyGraph,
  tenant: Tenant,
  subject: KeyKnowledge = strangersSubject(issuer, tenant),
): Knowledge {
  const prefix = `${provider.toLowerCase()}:`;
  const base = anonymousKnowledge(keys, circumstances);
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

/** Subjects that every tenant of the issuer may have, by what begins them, each with what that takes. */
export function openSubjects(issuer: Issuer): readonly { subject: KeyKnowledge; assumption: string | null }[] {
  const { openSubjects: forms = [], ownerMarks = [] } = issuer;
  return forms.map(({ prefix, assumption = null }) => ({
    assumption,
    subject: {
      kind: 'free',
      always: true,
      shapes: [`${prefix}?*`],
      accepts: (value) => value.startsWith(prefix) && !ownerMarks.some((mark) => value.includes(mark)),
    },
  }));
}

function strangersSubject(issuer: Issuer | undefined, tenant: Tenant): KeyKnowledge {
  if (issuer?.subjects === undefined)
    return { kind: 'free', always: true, shapes: [`*${STRANGER}*`], accepts: (value) => value.includes(STRANGER) };
  const { subjects, ownerIdMark } = issuer;
  const { owner } = tenant;
  if (owner !== null) {
    const id = ownerIdMark === undefined || owner.includes(ownerIdMark) ? [] : [`${ownerIdMark}?*`];
    const shapes = subjects.flatMap((form) => ['', ...id].flatMap((added) => subjectsOf(form, `${owner}${added}`)));
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
  const owners = [`*${STRANGER}*`, '?*'];
  return {
    kind: 'free',
    always: true,
    shapes: owners.flatMap((one) => subjects.flatMap((form) => subjectsOf(form, one))),
    accepts,
  };
}

/** Patterns of the subjects of one form that name an owner. */
function subjectsOf({ prefix, end, endOptional }: SubjectForm, owner: string): readonly string[] {
  const ended = `${prefix}${owner}`;
  if (end === '') return [ended];
  return endOptional === true ? [`${ended}${end}?*`, ended] : [`${ended}${end}?*`];
}
