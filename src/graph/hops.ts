import type { Model } from '../model/model.js';
import type { Role, User } from '../model/principal.js';
import type { Hop } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { edgeGroup, type EdgeGroup, type HopEdge } from './edges.js';
import { combine } from './grant.js';
import { type Change, PolicyChanges } from './policy-changes.js';
import type { PrincipalState, PrincipalStates } from './state.js';
import { MAKING_ROOM, Targets } from './targets.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant } from './types.js';
import { WaysIn } from './ways-in.js';

/** A way to act as one principal. */
interface ActAs {
  readonly hop: Hop;
  readonly on: User | Role;
  readonly grant: Grant;
}

const ASSUME_ROLE = 'assume-role';
const STS_ASSUME_ROLE = 'sts:AssumeRole';
const NO_CHANGES: readonly Change[] = [];
const UNCHANGED = 'unchanged';
/** Categories of hops that the compute primitives make. */
const THROUGH_COMPUTE: readonly Hop['category'][] = ['new-passrole', 'existing-passrole'];

/** Finds the hops of `rules.yaml` that need no compute: assuming a role, another principal's credentials, changed policies. */
export class Hops {
  readonly #assumeRole: Hop | undefined;
  readonly #credentials: readonly Hop[];
  readonly #factors: readonly Hop[];
  readonly #changes: PolicyChanges;
  readonly #targets: Targets;
  readonly #waysIn: WaysIn;
  readonly #ways = new Map<string, readonly ActAs[]>();
  readonly #groups = new Map<string, EdgeGroup>();

  constructor(
    hops: readonly Hop[],
    readonly model: Model,
    readonly access: Access,
    readonly states: PrincipalStates,
    readonly trust: TrustIndex,
  ) {
    this.#assumeRole = hops.find(({ id }) => id === ASSUME_ROLE);
    this.#credentials = hops.filter(
      ({ id, gives, trusts, category }) =>
        gives === 'act-as' && id !== ASSUME_ROLE && trusts === undefined && !THROUGH_COMPUTE.includes(category),
    );
    this.#factors = hops.filter(({ gives }) => gives === 'second-factor');
    this.#targets = new Targets(model, access);
    this.#changes = new PolicyChanges(hops, this.#targets, access, states);
    this.#waysIn = new WaysIn(hops, this.#targets, access, states, trust);
  }

  /** Edges of `from` alone: to itself with changed policies, and to roles that name it. */
  own(from: PrincipalState): readonly EdgeGroup[] {
    const self = this.#changes.selfMade(from);
    const own = self === null ? this.#changes.on(from.principal, from) : [self];
    const named = this.#assumable(from, this.trust.naming(from.principal.arn, from.principal.account), false);
    return [
      edgeGroup(own.map((change) => edgeOf({ ...change, to: this.states.changed(from, change.change) }))),
      edgeGroup(this.#edges(named, this.#changer(from))),
      edgeGroup(this.#registered(from)),
    ].filter(isUsed);
  }

  /** A second factor of its own, for whoever holds a credential without one. */
  #registered(from: PrincipalState): readonly HopEdge[] {
    if (from.holding === null || from.holding === 'second-factor') return [];
    // Nobody has to be allowed to open a session with a second factor, but a policy can refuse it.
    const free = this.states.changed(this.states.changed(from, { kind: 'unbind' }), {
      kind: 'rewrite',
      replaced: null,
    });
    const refused = from.holding === 'access-key' && this.access.can(free, 'sts:GetSessionToken', null) === null;
    return this.#factors.flatMap((hop) => {
      const on = from.principal;
      const grant = refused ? null : this.#targets.granted(from, hop, on);
      return grant === null ? [] : [edgeOf({ hop, on, grant, to: this.states.withFactor(from) })];
    });
  }

  /** Edges that all states of the grant class of `from` have, to principals and to changed states of them. */
  shared(from: PrincipalState): readonly EdgeGroup[] {
    const by = this.#changer(from);
    return [
      ...this.#sources(from).map(([name, ways]) => this.#group(name, ways, by)),
      ...this.#waysIn.from(from),
    ].filter(isUsed);
  }

  /** Who changes the policies of others for `from`; null when nobody does, or there is nothing to gain by it. */
  #changer(from: PrincipalState): PrincipalState | null {
    return this.#changes.selfMade(from) === null ? this.#changes.speaker(from) : null;
  }

  /** Ways to act as others, each with a name that is equal for states that share it. */
  #sources(from: PrincipalState): readonly (readonly [string, readonly ActAs[]])[] {
    const { account } = from.principal;
    const assuming = this.#speaker(from, this.#assumeRole);
    const wide = assuming === null ? null : `${ASSUME_ROLE} ${assuming.grantClass}`;
    const credentials = this.#credentials.flatMap((hop) => {
      const speaker = this.#speaker(from, hop);
      if (speaker === null) return [];
      const name = `${hop.id} ${speaker.grantClass}`;
      return [[name, memo(this.#ways, name, () => this.#credentialsBy(speaker, hop))] as const];
    });
    if (wide === null || assuming === null) return credentials;
    const roles = (): readonly ActAs[] => this.#assumable(assuming, this.#trustingAccount(assuming, account), true);
    return [[wide, memo(this.#ways, wide, roles)], ...credentials];
  }

  /** Who asks for `from`: a principal that nothing limits where a statement without conditions allows all of the hop. */
  #speaker(from: PrincipalState, hop: Hop | undefined): PrincipalState | null {
    if (hop === undefined) return null;
    // A role may be assumed by its trust policy alone.
    if (hop.id !== ASSUME_ROLE && !this.access.mightCallAll(from, hop.permissions)) return null;
    const asked = hop.needs === 'free-access-key' ? [...hop.permissions, MAKING_ROOM] : hop.permissions;
    return this.access.isPlain(from, asked) ? this.states.unlimited(from) : from;
  }

  #group(name: string, ways: readonly ActAs[], by: PrincipalState | null): EdgeGroup {
    return memo(this.#groups, `${name} ${by?.grantClass ?? UNCHANGED}`, () => edgeGroup(this.#edges(ways, by)));
  }

  /** Acting as others, and doing so after changing their policies as `by` can. */
  #edges(ways: readonly ActAs[], by: PrincipalState | null): readonly HopEdge[] {
    return ways.flatMap((way) => {
      const changes = by === null ? NO_CHANGES : this.#changes.on(way.on, by);
      const plain = { to: this.states.held(way.on, way.hop.credential), grant: way.grant, hop: way.hop, on: way.on };
      return [
        edgeOf(plain),
        ...this.#changes.combinations(changes).map((chosen) => {
          const to = chosen.reduce((state, { change }) => this.states.changed(state, change), plain.to);
          const [{ hop }] = chosen;
          return edgeOf({ to, on: way.on, hop, grant: combine([...chosen.map(({ grant }) => grant), way.grant]) });
        }),
      ];
    });
  }

  /** Roles that trust the account as a whole, but for those that the policies of `from` do not name: they are asked for by many. */
  #trustingAccount(from: PrincipalState, account: string): readonly Role[] {
    return this.trust
      .accountWide(account)
      .filter((role) => this.trust.trustsEverybody(role) || this.access.mightCallOn(from, STS_ASSUME_ROLE, role.arn));
  }

  #assumable(from: PrincipalState, roles: readonly Role[], byAccount: boolean): readonly ActAs[] {
    const hop = this.#assumeRole;
    if (hop === undefined) return [];
    return roles.flatMap((role) => {
      if (role === from.principal && from.changes[0] !== UNLIMITED) return [];
      const grant = this.access.can(from, STS_ASSUME_ROLE, { arn: role.arn, policy: role.trust, byAccount });
      return grant === null ? [] : [{ hop, on: role, grant }];
    });
  }

  #credentialsBy(from: PrincipalState, hop: Hop): readonly ActAs[] {
    return this.#targets.principals(hop.target, from.principal.account).flatMap((on) => {
      const grant = this.#targets.granted(from, hop, on);
      const fitting = grant === null ? null : this.#targets.withNeeds(from, hop, grant, on);
      return fitting === null ? [] : [{ hop, on, grant: fitting }];
    });
  }
}

const UNLIMITED = 'unlimited';

function isUsed({ edges }: EdgeGroup): boolean {
  return edges.length > 0;
}

function edgeOf({ hop, on, grant, to }: ActAs & { readonly to: PrincipalState }): HopEdge {
  const { address, location } = on;
  return { to, step: { to: to.key, via: hop.id, description: hop.title, grant, address, location } };
}

function memo<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
