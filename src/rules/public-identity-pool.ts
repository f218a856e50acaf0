import type { KeyKnowledge, Knowledge } from '../evaluation/knowledge.js';
import { assuming } from '../graph/grant.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import type { Entry, Grant } from '../graph/types.js';
import type { Place } from '../model/entry-point.js';
import type { IdentityPool } from '../model/identity-provider.js';
import { namedPrincipals } from '../model/policy.js';
import type { Role } from '../model/principal.js';
import { mayPass } from './outsiders.js';
import { roleEntry } from './role-entry.js';
import type { Rule, RuleContext } from './rule.js';

const PROVIDER = 'cognito-identity.amazonaws.com';
const ACTION = 'sts:AssumeRoleWithWebIdentity';
/** An audience that no pool of ours has. */
const ANOTHER_POOL = 'us-east-1:00000000-0000-4000-8000-666666666666';

/**
 * A role that a Cognito identity pool gives to whoever asks: to guests, or to users who sign themselves up
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html). A role that takes tokens of
 * any pool at all is left to `oidc-subject-wildcard`.
 */
export const publicIdentityPool: Rule = {
  id: 'public-identity-pool',

  *entries(context) {
    for (const { role, guests, users, pools } of rolesOfPools(context)) {
      const found = guests ?? (users === null ? null : userEntry(role, users, pools));
      if (found !== null) yield found;
    }
  },
};

/** Roles into which users of a pool come, but no guests, where the input does not show whether strangers become users. */
export function ifUsersSignUp(context: RuleContext): readonly Role[] {
  const { partial, shows } = context.model;
  return [...rolesOfPools(context)].flatMap(({ role, guests, users, pools }) => {
    const answers = pools.map(({ selfRegistration }) => selfRegistration);
    const none = pools.length === 0 && (partial || !shows.has('identity-pool'));
    const unknown = none || (answers.includes(null) && !answers.includes(true));
    return guests === null && users !== null && unknown ? [role] : [];
  });
}

/** A role that pools give out, with who comes in. */
interface RoleOfPools {
  readonly role: Role;
  readonly guests: Entry | null;
  readonly users: Grant | null;
  readonly pools: readonly IdentityPool[];
}

function* rolesOfPools(context: RuleContext): Generator<RoleOfPools> {
  const pools = context.model.identityProviders.filter((provider) => provider.kind === 'identity-pool');
  const shown = context.model.shows.has('identity-pool') && pools.length > 0;
  for (const role of context.model.roles) {
    if (!trustsPools(role) || grantTo(role, 'unauthenticated', ANOTHER_POOL, context) !== null) continue;
    const guests = grantTo(role, 'unauthenticated', null, context);
    yield {
      role,
      guests: guests === null ? null : guestEntry(role, guests, pools, shown),
      users:
        grantTo(role, 'authenticated', ANOTHER_POOL, context) === null
          ? grantTo(role, 'authenticated', null, context)
          : null,
      pools,
    };
  }
}

function trustsPools({ trust }: Role): boolean {
  return namedPrincipals(trust, 'Federated').includes(PROVIDER);
}

/** Whether a token of that kind opens the role; `audience` null for one of the pool that the role names. */
function grantTo(role: Role, kind: string, audience: string | null, context: RuleContext): Grant | null {
  const { keys, circumstances } = context.graph;
  const base = anonymousKnowledge(keys, circumstances);
  const fixed = (value: string): KeyKnowledge => ({ kind: 'fixed', values: [value] });
  const knowledge: Knowledge = (key) => {
    switch (key) {
      case `${PROVIDER}:amr`:
        return fixed(kind);
      case `${PROVIDER}:aud`:
        return audience === null ? { kind: 'free', always: true } : fixed(audience);
      case `${PROVIDER}:sub`:
        return { kind: 'free', always: true };
      default:
        return base(key);
    }
  };
  const door = { action: ACTION, arn: role.arn, account: role.account, policy: role.trust };
  const principal = { kind: 'federated', arn: PROVIDER, account: role.account } as const;
  const grant = mayPass(door, principal, knowledge, context);
  // The pool is the role's own, whichever it is, so that naming it is no bound.
  return grant === null ? null : { ...grant, bounds: grant.bounds.filter(({ key }) => !key.startsWith(PROVIDER)) };
}

function guestEntry(role: Role, grant: Grant, pools: readonly IdentityPool[], shown: boolean): Entry | null {
  const open = pools.filter(({ guests }) => guests);
  if (shown && open.length === 0) return null;
  return entryOf(role, {
    through: placesOf(open),
    messageId: 'guests',
    outsider: 'anyone on the internet',
    grant: shown ? scopedDown(grant, open) : assuming(grant, 'the identity pool that the role names lets guests in'),
  });
}

/**
 * Without the basic flow, guests have their credentials from Cognito itself, which adds a session policy of a few services
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#access-policies-scope-down-services).
 */
function scopedDown(grant: Grant, open: readonly IdentityPool[]): Grant {
  if (open.some(({ classicFlow }) => classicFlow)) return grant;
  return assuming(
    grant,
    'what it calls is of a service that Amazon Cognito leaves to guests, as the pool has no basic flow',
  );
}

function userEntry(role: Role, grant: Grant, pools: readonly IdentityPool[]): Entry | null {
  const open = pools.filter(({ selfRegistration }) => selfRegistration === true);
  if (open.length === 0) return null;
  const through = placesOf(open);
  return entryOf(role, { through, messageId: 'selfRegistered', outsider: 'whoever signs themselves up', grant });
}

function placesOf(pools: readonly IdentityPool[]): readonly Place[] {
  return pools.flatMap(({ address, location }) => (address === null ? [] : [{ address, location }]));
}

function entryOf(
  role: Role,
  facts: Pick<Parameters<typeof roleEntry>[1], 'messageId' | 'outsider' | 'grant' | 'through'>,
): Entry {
  return roleEntry(role, { ...facts, ruleId: publicIdentityPool.id, kind: 'federated', id: PROVIDER });
}
