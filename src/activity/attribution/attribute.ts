import type { StoredCall } from '../call-store.js';
import { type Call, NAMED_ONLY } from '../records/call.js';
import { Deputies } from './deputies.js';
import { identify, type Identified, issuerOf, roleOf, uniqueIds, type UniqueIds } from './identity.js';
import { Sessions } from './sessions.js';

/** One link of a chain: `caller` made the call `via`, and `to` acted afterwards. */
export interface ChainLink {
  readonly time: number;
  readonly caller: string;
  readonly via: string;
  readonly to: string;
  readonly eventId: string | null;
}

/** Who is at the start of a chain. */
export interface Origin {
  /** ARN, subject of a token, account id, or service principal. */
  readonly id: string;
  readonly kind: 'principal' | 'account' | 'anonymous' | 'federated' | 'unknown-session';
  /** The identity provider of a federated caller, as its issuer. */
  readonly issuer: string | null;
  /** Access key of the first call, and its address: what a response has to cut off. */
  readonly accessKeyId: string | null;
}

/** A call with the principal that it belongs to and the chain that led there. */
export interface AttributedCall {
  readonly call: StoredCall;
  /** ARN of the principal whose permissions were used. */
  readonly principal: string;
  readonly chain: readonly ChainLink[];
  readonly origin: Origin;
}

/** A call that belongs to nobody, and why. */
export interface UnattributedCall {
  readonly call: StoredCall;
  readonly reason: string;
}

/** Every call, attributed or not. */
export interface Attribution {
  readonly attributed: readonly AttributedCall[];
  readonly unattributed: readonly UnattributedCall[];
}

/** Longer chains than AWS itself allows for assumed roles are not followed. */
const LONGEST_CHAIN = 16;

/** Ties each call to its principal and follows the chain back to the first caller. `calls` are in the order of time. */
export function attribute(calls: readonly StoredCall[], issues: readonly Call[]): Attribution {
  const ids = uniqueIds([...calls, ...issues]);
  const context: Context = { ids, sessions: new Sessions(issues, calls), deputies: new Deputies(calls) };
  const attributed: AttributedCall[] = [];
  const unattributed: UnattributedCall[] = [];
  for (const call of calls) {
    const found = trace(call, context, LONGEST_CHAIN);
    if ('reason' in found) unattributed.push({ call, reason: found.reason });
    else attributed.push({ call, ...found });
  }
  return { attributed, unattributed };
}

interface Context {
  readonly ids: UniqueIds;
  readonly sessions: Sessions;
  readonly deputies: Deputies;
}

type Traced = Pick<AttributedCall, 'principal' | 'chain' | 'origin'> | { readonly reason: string };

function trace(call: Call, context: Context, left: number): Traced {
  const who = identify(call, context.ids);
  switch (who.kind) {
    case 'unknown':
      return { reason: who.reason };
    case 'outside':
      return { reason: 'the caller is nobody of these accounts' };
    case 'service':
      return traceService(call, who.service, context, left);
    case 'principal': {
      const principal = roleOfKey(call, context) ?? who.arn;
      const { chain, origin } = traceSession(call, principal, context, left);
      return { principal, chain, origin };
    }
  }
}

/** Where a source shows no more than a name, the call that returned the key says of which role it is. */
function roleOfKey(call: Call, { sessions }: Context): string | null {
  return call.identity.type === NAMED_ONLY ? roleOf(sessions.issueOf(call)?.facts.issuedTo ?? null) : null;
}

/** A service acted: the call belongs to whoever made or changed what it acted for. */
function traceService(call: Call, service: string, context: Context, left: number): Traced {
  const things = call.facts.actsFor ?? [];
  if (things.length === 0) return { reason: `${service} called, and the record does not say for what` };
  const owner = left > 0 ? context.deputies.ownerOf(call, things) : null;
  if (owner === null) {
    return {
      reason: `${service} called for ${things.map(spoken).join(', ')}, which no call in the log made or changed`,
    };
  }
  const above = trace(owner, context, left - 1);
  if ('reason' in above) return above;
  const link: ChainLink = {
    time: owner.time,
    caller: above.principal,
    via: owner.name,
    to: service,
    eventId: owner.eventId,
  };
  return { principal: above.principal, chain: [...above.chain, link], origin: above.origin };
}

/** `auto-scaling-group:web` → `auto scaling group web` */
function spoken(thing: string): string {
  const [kind = '', ...name] = thing.split(':');
  return `${kind.replaceAll('-', ' ')} ${name.join(':')}`;
}

/** How the caller came to be this principal. */
function traceSession(
  call: Call,
  principal: string,
  context: Context,
  left: number,
): { readonly chain: readonly ChainLink[]; readonly origin: Origin } {
  const { identity } = call;
  const self: Origin = { id: principal, kind: 'principal', issuer: null, accessKeyId: identity.accessKeyId };
  const issue = left > 0 ? context.sessions.issueOf(call) : null;
  if (issue === null) return untracedSession(call, principal, self);
  const link = (caller: string): ChainLink => ({
    time: issue.time,
    caller,
    via: issue.name,
    to: principal,
    eventId: issue.eventId,
  });
  const who = callerOf(issue, context);
  switch (who.kind) {
    case 'outside':
      return {
        chain: [link(who.id)],
        origin: {
          id: who.id,
          kind: who.id === 'anonymous' ? 'anonymous' : /^\d{12}$/.test(who.id) ? 'account' : 'federated',
          issuer: issue.identity.provider === null ? null : issuerOf(issue.identity.provider),
          accessKeyId: issue.identity.accessKeyId,
        },
      };
    case 'principal': {
      // A user that asks for a session of its own (GetSessionToken) stays who it is.
      const above = traceSession(issueInCallersAccount(issue, context), who.arn, context, left - 1);
      return { chain: [...above.chain, link(who.arn)], origin: above.origin };
    }
    case 'service':
    case 'unknown':
      return { chain: [], origin: self };
  }
}

/** A call across accounts is recorded in both: the caller's own account says more of the caller. */
function issueInCallersAccount(issue: Call, { sessions }: Context): Call {
  return sessions.twinOf(issue) ?? issue;
}

function callerOf(issue: Call, context: Context): Identified {
  return identify(issueInCallersAccount(issue, context), context.ids);
}

/** The call that began the session is not in the log: the session itself may still tell who is behind it. */
function untracedSession(
  { identity, time }: Call,
  principal: string,
  self: Origin,
): { readonly chain: readonly ChainLink[]; readonly origin: Origin } {
  const link = (caller: string, via: string): ChainLink => ({
    time: identity.sessionStart ?? time,
    caller,
    via,
    to: principal,
    eventId: null,
  });
  if (identity.type !== 'AssumedRole') return { chain: [], origin: self };
  if (identity.provider !== null) {
    const issuer = issuerOf(identity.provider);
    const origin: Origin = { ...self, id: principal, kind: 'unknown-session', issuer };
    return { chain: [link(issuer, 'AssumeRoleWithWebIdentity')], origin };
  }
  if (identity.sourceIdentity !== null) {
    return {
      chain: [link(identity.sourceIdentity, 'AssumeRole')],
      origin: { ...self, id: `${principal} as ${identity.sourceIdentity}` },
    };
  }
  const person = identityCenterUser(identity.arn, principal);
  return { chain: [], origin: person === null ? self : { ...self, id: `${principal} as ${person}` } };
}

/** IAM Identity Center names the session after its user. */
function identityCenterUser(session: string | null, role: string): string | null {
  if (session === null || !role.includes(':role/aws-reserved/sso.amazonaws.com/')) return null;
  return session.slice(session.lastIndexOf('/') + 1);
}
