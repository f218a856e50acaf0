import { ABSENT, type KeyKnowledge, type Knowledge } from '../evaluation/knowledge.js';
import { isPublicAddress } from '../evaluation/operators/ip-address.js';
import { type CompiledPattern, compilePattern, matchesPattern, matchesWildcard } from '../evaluation/wildcard.js';
import { parseArn } from '../model/arn.js';
import type { Catalogue, ContextKey } from '../schemas/rules.generated.js';
import type { Role, User } from '../model/principal.js';
import { isSessionKey } from './session-keys.js';

const OUTSIDER_ORGANIZATION = 'o-outsider00';

/** Beside those of principals, what AWS says of a caller that signs with credentials. */
const CALLER_KEYS: ReadonlySet<string> = new Set([
  'aws:sourceowner',
  'aws:tokenissuetime',
  'aws:userid',
  'aws:username',
]);

/** What the facts of a run say about context keys, beside the principal: the clock, our organization, and who is a stranger. */
export interface Circumstances {
  /** Requests are made at this time or later; milliseconds since 1970. */
  readonly now: number;
  readonly organization: string | null;
  /** The account from which an outsider of no particular account calls: it stands for every account that is not ours and that no policy names. */
  readonly stranger: string;
}

/** Looks up who sets a context key, by `contextKeys` of `rules.yaml`. */
export class KeyTable {
  readonly #exact = new Map<string, ContextKey>();
  /** The longest first: of two families that a key fits, the longer says more of it. */
  readonly #families: readonly { readonly pattern: CompiledPattern; readonly row: ContextKey }[];

  constructor(keys: Catalogue['contextKeys']) {
    for (const row of keys) if (!row.key.includes('*')) this.#exact.set(row.key.toLowerCase(), row);
    this.#families = keys
      .filter(({ key }) => key.includes('*'))
      .sort((a, b) => b.key.length - a.key.length)
      .map((row) => ({ pattern: compilePattern(row.key.toLowerCase()), row }));
  }

  /** The row of a key in lower case, or of its family; null for a key that is not in the table. */
  find(key: string): ContextKey | null {
    return this.#exact.get(key) ?? this.#families.find(({ pattern }) => matchesPattern(pattern, key))?.row ?? null;
  }

  /** What is known of a key that no fact of the model decides. A key that is not in the table is an assumption. */
  usual(key: string): KeyKnowledge {
    const row = this.find(key);
    if (row?.setBy === 'caller') return { kind: 'free' };
    if (key === 'aws:sourceip') return { kind: 'open', usual: row?.default ?? [], accepts: isPublicAddress };
    return { kind: 'open', usual: row?.default ?? [] };
  }
}

/**
 * Whether sessions of a role may carry tags of their own, which stand in the place of the role's: whoever assumes the role sets
 * them (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html).
 */
function takesTags(principal: User | Role): boolean {
  if (principal.kind === 'user') return false;
  return principal.trust.statements.some(
    ({ effect, actions }) =>
      effect === 'Allow' &&
      actions?.values.some((pattern) => matchesWildcard(pattern.toLowerCase(), 'sts:tagsession')) === true,
  );
}

/** Context keys of every request that `principal` makes itself, as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html describes them. */
export function principalKnowledge(
  principal: User | Role,
  table: KeyTable,
  circumstances: Circumstances,
  given: ReadonlyMap<string, KeyKnowledge>,
): Knowledge {
  const tags = new Map(Object.entries(principal.tags).map(([name, value]) => [name.toLowerCase(), value]));
  return (key) => {
    const known = given.get(key);
    if (known !== undefined) return known;
    switch (key) {
      case 'aws:principalarn':
        return { kind: 'fixed', values: [principal.arn] };
      case 'aws:principalaccount':
      case 'aws:sourceowner':
      case 'kms:calleraccount':
        return { kind: 'fixed', values: [principal.account] };
      case 'aws:principaltype':
        return { kind: 'fixed', values: [principal.kind === 'user' ? 'User' : 'AssumedRole'] };
      case 'aws:username':
        return { kind: 'fixed', values: principal.kind === 'user' ? [principal.name] : [] };
      case 'aws:principalorgid':
      case 'aws:resourceorgid':
        return organizationKnowledge(circumstances);
      case 'aws:principalorgpaths':
      case 'aws:resourceorgpaths':
        return pathsKnowledge(circumstances);
    }
    if (principal.kind === 'user' && isSessionKey(key)) return ABSENT;
    if (key.startsWith('aws:principaltag/')) {
      const value = tags.get(key.slice('aws:principaltag/'.length));
      const usual = value === undefined ? [] : [value];
      return takesTags(principal) ? { kind: 'open', usual } : { kind: 'fixed', values: usual };
    }
    if (key === 'aws:tokenissuetime') return sessionStart(principal, circumstances);
    return directCall(key) ?? clock(key, circumstances) ?? table.usual(key);
  };
}

/**
 * Context keys of a request by a caller of a foreign account, who decides everything about its own principal but the account.
 * The caller of an account without an organization has no keys of one.
 */
export function foreignKnowledge(
  account: string,
  arn: string,
  table: KeyTable,
  circumstances: Circumstances,
  organization: string | null = OUTSIDER_ORGANIZATION,
): Knowledge {
  return (key) => {
    switch (key) {
      case 'aws:principalarn':
        return { kind: 'fixed', values: [arn] };
      // The policy that SNS gives each new topic keeps other accounts out by `aws:SourceOwner`.
      case 'aws:principalaccount':
      case 'aws:sourceowner':
      case 'kms:calleraccount':
        return { kind: 'fixed', values: [account] };
      case 'aws:principalorgid':
        return organization === null ? ABSENT : { kind: 'fixed', values: [organization] };
      case 'aws:principalorgpaths':
        return organization === null ? ABSENT : pathsOf(organization);
      case 'aws:principaltype':
        return { kind: 'fixed', values: [arn.includes(':user/') ? 'User' : 'AssumedRole'] };
      case 'aws:multifactorauthpresent':
      case 'aws:multifactorauthage':
      case 'aws:username':
      case 'aws:userid':
        return { kind: 'free' };
      case 'aws:tokenissuetime':
        return { kind: 'free', examples: [date(circumstances)], accepts: notPast(circumstances) };
      case 'sts:externalid':
        // Whoever is named was given its external id; a stranger would have to learn it.
        return account === circumstances.stranger ? { kind: 'open', usual: [] } : { kind: 'free' };
      case 'aws:assumedroot':
        return { kind: 'fixed', values: ['false'] };
      // In a VPC of its own, with an endpoint, the caller has whatever address it likes.
      case 'aws:vpcsourceip':
        return { kind: 'free' };
    }
    if (key.startsWith('aws:principaltag/')) return { kind: 'free' };
    return directCall(key) ?? clock(key, circumstances) ?? table.usual(key);
  };
}

/** Context keys of a request without AWS credentials. */
export function anonymousKnowledge(table: KeyTable, circumstances: Circumstances): Knowledge {
  return (key) => {
    if (key.startsWith('aws:principal') || CALLER_KEYS.has(key)) return ABSENT;
    return directCall(key) ?? clock(key, circumstances) ?? table.usual(key);
  };
}

/** Context keys of a request that a service makes for a resource of `account`. */
export function serviceKnowledge(
  service: string,
  account: string,
  table: KeyTable,
  circumstances: Circumstances,
): Knowledge {
  const ours = account !== circumstances.stranger;
  return (key) => {
    switch (key) {
      case 'aws:principalisawsservice':
        return { kind: 'fixed', values: ['true'] };
      case 'aws:principalservicename':
        return { kind: 'fixed', values: [service] };
      case 'aws:sourceaccount':
      case 'aws:sourceowner':
        return { kind: 'fixed', values: [account] };
      case 'aws:sourcearn':
        return {
          kind: 'free',
          shapes: [`arn:*:*:*:${account}:*`, ...(ours ? ['arn:*:s3:::*'] : ['arn:*:s3:::outsider*'])],
          // The account has its place in the ARN: a wildcard behind another account's must not be filled with this one.
          accepts: (value) => [account, ''].includes(parseArn(value)?.account ?? account),
        };
      case 'aws:sourceorgid':
        return ours ? organizationKnowledge(circumstances) : { kind: 'fixed', values: [OUTSIDER_ORGANIZATION] };
      case 'aws:sourceorgpaths':
        return ours ? pathsKnowledge(circumstances) : pathsOf(OUTSIDER_ORGANIZATION);
    }
    if (key.startsWith('aws:principal') || CALLER_KEYS.has(key)) return ABSENT;
    return clock(key, circumstances) ?? table.usual(key);
  };
}

/** Context keys of a request by whoever decides what an identity provider says: every claim is the caller's. */
export function providerKnowledge(provider: string, table: KeyTable, circumstances: Circumstances): Knowledge {
  const host = provider.replace(/^arn:[^:]+:iam::\d*:oidc-provider\//, '').toLowerCase();
  const prefix = provider.includes(':saml-provider/') ? 'saml:' : `${host}:`;
  const base = anonymousKnowledge(table, circumstances);
  return (key) => (key.startsWith(prefix) ? { kind: 'free', always: true } : base(key));
}

function organizationKnowledge({ organization }: Circumstances): KeyKnowledge {
  return organization === null ? { kind: 'open', usual: [] } : { kind: 'fixed', values: [organization] };
}

/** Where in our organization an account stands, nothing says; it is in no other one. */
function pathsKnowledge({ organization }: Circumstances): KeyKnowledge {
  if (organization === null) return { kind: 'open', usual: [] };
  return { kind: 'open', usual: [], accepts: (value) => value.startsWith(`${organization}/`) };
}

/** Whoever is meant by a unit of an organization is in it. */
function pathsOf(organization: string): KeyKnowledge {
  return { kind: 'free', always: true, shapes: [`${organization}/r-*/`] };
}

/** Keys that AWS sets only when a service makes the call. */
function directCall(key: string): KeyKnowledge | null {
  switch (key) {
    case 'aws:principalisawsservice':
      return { kind: 'fixed', values: ['false'] };
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
    case 'aws:sourcearn':
    case 'aws:sourceaccount':
    case 'aws:sourceorgid':
    case 'aws:sourceorgpaths':
      return ABSENT;
    default:
      return null;
  }
}

/**
 * When the session began. A role always acts in one, and a fresh one can be had; a user who signs with an access key has
 * none, and one of `sts:GetSessionToken` may not call IAM without multi-factor authentication.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function sessionStart({ kind }: User | Role, circumstances: Circumstances): KeyKnowledge {
  const now = [date(circumstances)];
  const accepts = notPast(circumstances);
  return kind === 'role'
    ? { kind: 'open', usual: now, always: true, accepts }
    : { kind: 'open', usual: [], examples: now, accepts };
}

/** No request is older than the run: what expired stays expired. */
function clock(key: string, circumstances: Circumstances): KeyKnowledge | null {
  const accepts = notPast(circumstances);
  switch (key) {
    case 'aws:currenttime':
      return { kind: 'open', usual: [date(circumstances)], always: true, accepts };
    case 'aws:epochtime':
      return { kind: 'open', usual: [String(Math.floor(circumstances.now / 1000))], always: true, accepts };
    default:
      return null;
  }
}

function date({ now }: Circumstances): string {
  return new Date(now).toISOString();
}

function notPast({ now }: Circumstances): (value: string) => boolean {
  return (value) => milliseconds(value) >= now;
}

function milliseconds(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}
