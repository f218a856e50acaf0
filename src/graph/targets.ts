import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Model } from '../model/model.js';
import { type Group, isChangedByAwsOnly, type ManagedPolicy, type Role, type User } from '../model/principal.js';
import type { KeyKnowledge } from '../evaluation/knowledge.js';
import { ABSENT } from '../evaluation/knowledge.js';
import type { Hop, Permission } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { assuming, combine } from './grant.js';
import type { GivenKeys } from './question.js';
import type { PrincipalState } from './state.js';
import type { Grant } from './types.js';

const TAGGING = { user: 'iam:TagUser', role: 'iam:TagRole' } as const;
const BOUNDARY = 'iam:permissionsboundary';
const NO_KEYS: Keys = {};
/** How many access keys a user may have (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const ACCESS_KEYS = 2;
/** What makes room for one more. */
export const MAKING_ROOM: Permission = { anyOf: ['iam:DeleteAccessKey'], on: 'target' };

type Keys = Readonly<Record<string, KeyKnowledge>>;

/** Something that a hop is done to. */
export type Target = User | Role | Group | ManagedPolicy | { readonly arn: string };

/** What hops are done to: the principals, groups and policies of an account, and what is known of them. */
export class Targets {
  readonly #users: ReadonlyMap<string, readonly User[]>;
  readonly #roles: ReadonlyMap<string, readonly Role[]>;
  readonly #groups: ReadonlyMap<string, readonly Group[]>;
  readonly #policies: ReadonlyMap<string, readonly ManagedPolicy[]>;
  readonly #members = new Map<string, Set<User>>();
  readonly #holders = new Map<string, Set<User | Role>>();
  readonly #bound = new Map<string, Set<User | Role>>();
  readonly #tagKeys = new Map<string, readonly string[]>();

  constructor(
    readonly model: Model,
    readonly access: Access,
  ) {
    this.#users = byAccount(model.users);
    this.#roles = byAccount(model.roles);
    this.#groups = byAccount(model.groups);
    this.#policies = byAccount(model.managedPolicies.filter(({ awsManaged }) => !awsManaged));
    const groups = new Map(model.groups.map((group) => [group.arn, group]));
    for (const user of model.users) {
      for (const arn of user.groups) {
        add(this.#members, arn, user);
        for (const { policy } of groups.get(arn)?.policies ?? []) add(this.#holders, policy.id, user);
      }
    }
    for (const principal of [...model.users, ...model.roles]) {
      for (const { policy } of principal.policies) add(this.#holders, policy.id, principal);
      if (principal.boundary !== null) add(this.#bound, principal.boundary.id, principal);
    }
  }

  /** Users or roles that a principal of the account can do something to. */
  principals(target: Hop['target'], account: string): readonly (User | Role)[] {
    return target === 'user' ? within(this.#users, account) : within(this.#roles, account);
  }

  groups(account: string): readonly Group[] {
    return within(this.#groups, account);
  }

  /** Customer managed policies. */
  policies(account: string): readonly ManagedPolicy[] {
    return within(this.#policies, account);
  }

  members({ arn }: Group): readonly User[] {
    return [...(this.#members.get(arn) ?? [])];
  }

  /** Who holds the policy, by itself or through a group. */
  holders({ arn }: ManagedPolicy): readonly (User | Role)[] {
    return [...(this.#holders.get(arn) ?? [])];
  }

  /** Whose permissions boundary the policy is. */
  bound({ arn }: ManagedPolicy): readonly (User | Role)[] {
    return [...(this.#bound.get(arn) ?? [])];
  }

  /** The hop's permissions on one target. */
  granted(from: PrincipalState, hop: Hop, on: Target, further: Keys = NO_KEYS): Grant | null {
    if (isPrincipal(on) && on.kind === 'role' && isChangedByAwsOnly(on) && changesTarget(hop)) return null;
    const given = isPrincipal(on) ? this.#keysOf(from, on) : NO_KEYS;
    const grant = this.access.canAll(
      from,
      hop.permissions,
      { arn: on.arn, policy: null, byAccount: true },
      givenKeys({ ...given, ...further }),
    );
    return grant === null || hop.assumes === undefined ? grant : assuming(grant, hop.assumes);
  }

  /** Holds the facts about a user that a hop needs against what the input shows. */
  withNeeds(from: PrincipalState, hop: Hop, grant: Grant, target: User | Role): Grant | null {
    if (hop.needs === undefined || target.kind === 'role') return grant;
    const shown = target.credentials;
    if (hop.needs === 'free-access-key') {
      const keys = shown?.filter(({ kind }) => kind === 'access-key').length ?? 0;
      if (keys < ACCESS_KEYS) return grant;
      const room = this.access.canAll(from, [MAKING_ROOM], { arn: target.arn, policy: null, byAccount: true });
      return room === null ? null : combine([grant, room]);
    }
    const hasPassword = shown?.some(({ kind }) => kind === 'login-profile') === true;
    if (hop.needs === 'no-login-profile') {
      if (hasPassword) return null;
      return shown === null ? assuming(grant, `user ${target.name} has no console password`) : grant;
    }
    return hasPassword ? grant : assuming(grant, `user ${target.name} has a console password`);
  }

  /** Keys about the target of an IAM call. Whoever may tag it decides its tags. */
  #keysOf(from: PrincipalState, on: User | Role): Keys {
    const keys: Record<string, KeyKnowledge> = {
      [BOUNDARY]: on.boundary === null ? ABSENT : { kind: 'fixed', values: [on.boundary.id] },
    };
    const tagKeys = this.#tagKeysOf(from);
    if (tagKeys.length === 0) return keys;
    const tags = new Map(Object.entries(on.tags).map(([name, value]) => [name.toLowerCase(), value]));
    const target = { arn: on.arn, policy: null, byAccount: true };
    const free = this.access.can(from, TAGGING[on.kind], target)?.certainty === 'certain';
    for (const key of tagKeys) {
      const value = tags.get(key.slice(key.indexOf('/') + 1));
      if (free) keys[key] = { kind: 'free' };
      else if (value !== undefined) keys[key] = { kind: 'fixed', values: [value] };
      else if (!this.model.partial) keys[key] = ABSENT;
    }
    return keys;
  }

  /** Keys about the tags of IAM resources that the policies of `from` ask for. */
  #tagKeysOf({ grantClass, policies }: PrincipalState): readonly string[] {
    const known = this.#tagKeys.get(grantClass);
    if (known !== undefined) return known;
    const asked = policies.flatMap(({ statements }) =>
      statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase())),
    );
    const found = asked.filter((key) => /^(aws|iam):resourcetag\//.test(key));
    this.#tagKeys.set(grantClass, found);
    return found;
  }
}

/** Context keys that a question decides, named by what they hold. */
export function givenKeys(keys: Keys): GivenKeys {
  const entries = Object.entries(keys);
  return {
    name: entries
      .map(([key, known]) => `${key}=${known.kind === 'fixed' ? known.values.join(',') : known.kind}`)
      .join('&'),
    keys: new Map(entries),
  };
}

function byAccount<T extends { readonly account: string }>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const result = new Map<string, T[]>();
  for (const item of items) {
    const list = result.get(item.account);
    if (list === undefined) result.set(item.account, [item]);
    else list.push(item);
  }
  return result;
}

/** An account that the input does not show may be any. */
function within<T>(map: ReadonlyMap<string, readonly T[]>, account: string): readonly T[] {
  if (account === UNKNOWN_ACCOUNT) return [...map.values()].flat();
  const own = map.get(account) ?? [];
  const unknown = map.get(UNKNOWN_ACCOUNT);
  return unknown === undefined ? own : [...own, ...unknown];
}

function add<V>(map: Map<string, Set<V>>, key: string, value: V): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

/** True for a hop that calls IAM to change what it is done to. */
function changesTarget({ permissions }: Hop): boolean {
  return permissions.some(({ on, anyOf }) => on === 'target' && anyOf.some((action) => action.startsWith('iam:')));
}

function isPrincipal(on: Target): on is User | Role {
  return 'kind' in on && on.kind !== 'group';
}
