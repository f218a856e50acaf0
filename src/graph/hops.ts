import type { Model } from '../model/model.js';
import type { Group, ManagedPolicy, Role, User } from '../model/principal.js';
import type { Hop } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { assuming, combine } from './grant.js';
import type { PrincipalState, PrincipalStates } from './state.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant, Step } from './types.js';

/** An edge between principals; its start is whoever it was found for. */
export interface HopEdge {
  readonly to: PrincipalState;
  readonly step: Omit<Step, 'from'>;
}

/** Edges of a state: those that all states of its grant class have, and its own. */
export interface StateEdges {
  readonly shared: readonly HopEdge[];
  readonly own: readonly HopEdge[];
}

/** What a hop does to one principal. */
interface Effect {
  readonly hop: Hop;
  readonly on: User | Role;
  readonly grant: Grant;
  /** Makes the state in which the principal is afterwards. */
  readonly after: () => PrincipalState;
}

/** What can be done to a principal's policies, by principal. */
type Changes = ReadonlyMap<User | Role, readonly Effect[]>;

const NO_CHANGES: Changes = new Map();
const ASSUME_ROLE = 'assume-role';
/** Categories of hops that the compute primitives make. */
const THROUGH_COMPUTE: readonly Hop['category'][] = ['new-passrole', 'existing-passrole'];

/** Finds the hops of `rules.yaml` that need no compute: assuming a role, another principal's credentials, changed policies. */
export class Hops {
  readonly #assumeRole: Hop | undefined;
  readonly #byGift: { readonly actAs: readonly Hop[]; readonly change: readonly Hop[] };
  readonly #members = new Map<string, User[]>();
  readonly #holders = new Map<string, (User | Role)[]>();
  readonly #shared = new Map<string, readonly HopEdge[]>();
  readonly #changes = new Map<string, Changes>();

  constructor(
    hops: readonly Hop[],
    readonly model: Model,
    readonly access: Access,
    readonly states: PrincipalStates,
    readonly trust: TrustIndex,
  ) {
    this.#assumeRole = hops.find(({ id }) => id === ASSUME_ROLE);
    const others = hops.filter(({ id, category }) => id !== ASSUME_ROLE && !THROUGH_COMPUTE.includes(category));
    this.#byGift = {
      actAs: others.filter(({ gives }) => gives === 'act-as'),
      change: others.filter(({ gives }) => gives !== 'act-as'),
    };
    const groups = new Map(model.groups.map((group) => [group.arn, group]));
    for (const user of model.users) {
      for (const arn of user.groups) {
        append(this.#members, arn, user);
        for (const { policy } of groups.get(arn)?.policies ?? []) append(this.#holders, policy.id, user);
      }
    }
    for (const principal of [...model.users, ...model.roles]) {
      for (const { policy } of principal.policies) append(this.#holders, policy.id, principal);
    }
  }

  /** Edges to principals that `from` can act as, and to changed states of itself and of those. */
  from(from: PrincipalState): StateEdges {
    const self = this.#selfChange(from);
    const changes = self === null ? this.#changesBy(from) : NO_CHANGES;
    const shared = memo(this.#shared, from.grantClass, () =>
      withChanges([...this.#assumable(from, this.trust.accountWide, true), ...this.#actAs(from)], changes),
    );
    const named = this.#assumable(from, this.trust.naming(from.principal.arn), false);
    const own = [...(self === null ? (changes.get(from.principal) ?? []) : [self]), ...this.#joins(from)];
    return { shared, own: [...own.map(edgeOf), ...withChanges(named, changes)] };
  }

  /** Whoever can give itself every permission, without a boundary, gains nothing by giving them to others too. */
  #selfChange(from: PrincipalState): Effect | null {
    if (from.boundary !== null) return null;
    const on = from.principal;
    const hop = this.#byGift.change.find(
      ({ gives, target, permissions }) =>
        gives === 'rewrite' &&
        target === on.kind &&
        permissions.every(({ anyOf }) => anyOf.some((action) => this.access.isPlainlyAllowed(from, action))),
    );
    const grant = hop === undefined ? null : this.#granted(from, hop, on.arn);
    return hop === undefined || grant === null ? null : { hop, on, grant, after: () => this.states.rewritten(on) };
  }

  #assumable(from: PrincipalState, roles: readonly Role[], byAccount: boolean): readonly Effect[] {
    const hop = this.#assumeRole;
    if (hop === undefined) return [];
    return roles.flatMap((role) => {
      if (role === from.principal) return [];
      const grant = this.access.can(from, 'sts:AssumeRole', { arn: role.arn, policy: role.trust, byAccount });
      return grant === null ? [] : [{ hop, on: role, grant, after: () => this.states.configured(role) }];
    });
  }

  #actAs(from: PrincipalState): readonly Effect[] {
    return this.#byGift.actAs.flatMap((hop) => {
      if (!this.#possible(from, hop)) return [];
      return (hop.target === 'user' ? this.model.users : this.model.roles).flatMap((on): Effect[] => {
        const grant = this.#granted(from, hop, on.arn);
        const fitting = grant === null ? null : withNeeds(hop, grant, on);
        return fitting === null ? [] : [{ hop, on, grant: fitting, after: () => this.states.configured(on) }];
      });
    });
  }

  #changesBy(from: PrincipalState): Changes {
    return memo(this.#changes, from.grantClass, () =>
      byTarget(
        this.#byGift.change.flatMap((hop) =>
          hop.gives === 'rewrite' && this.#possible(from, hop) ? this.#rewrites(from, hop) : [],
        ),
      ),
    );
  }

  /** Groups that a user can join; for a user whose policies were changed already that is no gain. */
  #joins(from: PrincipalState): readonly Effect[] {
    const user = from.principal;
    if (user.kind !== 'user' || from.key !== user.arn) return [];
    return this.#byGift.change.flatMap((hop) => {
      if (hop.gives !== 'join' || !this.#possible(from, hop)) return [];
      return this.model.groups.flatMap((group): Effect[] => {
        const grant = user.groups.includes(group.arn) ? null : this.#granted(from, hop, group.arn);
        return grant === null ? [] : [{ hop, on: user, grant, after: () => this.states.joined(user, group.arn) }];
      });
    });
  }

  #rewrites(from: PrincipalState, hop: Hop): readonly Effect[] {
    const effects = (target: { readonly arn: string }, principals: readonly (User | Role)[]): readonly Effect[] => {
      if (principals.length === 0) return [];
      const grant = this.#granted(from, hop, target.arn);
      if (grant === null) return [];
      return principals.map((on) => ({ hop, on, grant, after: () => this.states.rewritten(on) }));
    };
    switch (hop.target) {
      case 'user':
        return this.model.users.flatMap((user) => effects(user, [user]));
      case 'role':
        return this.model.roles.flatMap((role) => effects(role, [role]));
      case 'group':
        return this.model.groups.flatMap((group: Group) => effects(group, this.#members.get(group.arn) ?? []));
      case 'managed-policy':
        return this.model.managedPolicies
          .filter(({ awsManaged }) => !awsManaged)
          .flatMap((target) => this.#policyRewrites(hop, target, effects(target, this.#holders.get(target.arn) ?? [])));
    }
  }

  #policyRewrites(hop: Hop, target: ManagedPolicy, effects: readonly Effect[]): readonly Effect[] {
    return effects.map((effect) => ({
      ...effect,
      grant:
        hop.needs === 'other-version'
          ? assuming(effect.grant, `another version of policy ${target.name} exists and allows more`)
          : effect.grant,
      after: () => this.states.rewritten(effect.on, target.policy),
    }));
  }

  #granted(from: PrincipalState, hop: Hop, arn: string): Grant | null {
    return this.access.canAll(from, hop.permissions, { arn, policy: null, byAccount: true });
  }

  #possible(from: PrincipalState, hop: Hop): boolean {
    return hop.permissions.every(({ anyOf }) => anyOf.some((action) => this.access.mightCall(from, action)));
  }
}

/** Holds the facts about a user that a hop needs against what the input shows. */
function withNeeds(hop: Hop, grant: Grant, target: User | Role): Grant | null {
  if (hop.needs === undefined || target.kind === 'role') return grant;
  const shown = target.credentials;
  const hasPassword = shown?.some(({ kind }) => kind === 'login-profile') === true;
  if (hop.needs === 'no-login-profile') {
    if (hasPassword) return null;
    return shown === null ? assuming(grant, `user ${target.name} has no console password`) : grant;
  }
  return hasPassword ? grant : assuming(grant, `user ${target.name} has a console password`);
}

/** Acting as another principal, and doing so after changing its policies. */
function withChanges(effects: readonly Effect[], changes: Changes): readonly HopEdge[] {
  return effects.flatMap((access) => [
    edgeOf(access),
    ...(changes.get(access.on) ?? []).map((change) =>
      edgeOf({ ...change, grant: combine([change.grant, access.grant]) }),
    ),
  ]);
}

function edgeOf({ hop, on, grant, after }: Effect): HopEdge {
  const to = after();
  const { address, location } = on;
  return { to, step: { to: to.key, via: hop.id, description: hop.title, grant, address, location } };
}

function byTarget(effects: readonly Effect[]): Changes {
  const result = new Map<User | Role, Effect[]>();
  for (const effect of effects) {
    const list = result.get(effect.on);
    if (list === undefined) result.set(effect.on, [effect]);
    else list.push(effect);
  }
  return result;
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function memo<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
