import { parseArn } from '../model/arn.js';
import type { Policy } from '../model/policy.js';
import type { ManagedPolicy, PolicyAttachment, Role, User } from '../model/principal.js';
import type { Hop } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { assuming } from './grant.js';
import { denies, type PolicyChange, type PrincipalState, type PrincipalStates } from './state.js';
import type { Target, Targets } from './targets.js';
import type { Grant } from './types.js';

/** A change of a principal's policies that another principal, or itself, can make. */
export interface Change {
  readonly hop: Hop;
  readonly on: User | Role;
  readonly change: PolicyChange;
  readonly grant: Grant;
}

type ByPrincipal = ReadonlyMap<User | Role, readonly Change[]>;

const CHANGING: readonly Hop['gives'][] = ['rewrite', 'join', 'strip', 'unbind'];
const POLICY_ARN = 'iam:policyarn';
const BOUNDARY = 'iam:permissionsboundary';
const ADMINISTRATOR = 'iam::aws:policy/AdministratorAccess';
const PERMISSION_SETS = '/aws-reserved/sso.amazonaws.com/';

/** Finds the changes of policies that the hops of `rules.yaml` describe. */
export class PolicyChanges {
  readonly #hops: readonly Hop[];
  readonly #byClass = new Map<string, ByPrincipal>();
  readonly #policies = new Map<string, readonly Policy[]>();
  readonly #joins = new Map<string, readonly { readonly hop: Hop; readonly group: string; readonly grant: Grant }[]>();

  constructor(
    hops: readonly Hop[],
    readonly targets: Targets,
    readonly access: Access,
    readonly states: PrincipalStates,
  ) {
    this.#hops = hops.filter(({ gives }) => CHANGING.includes(gives));
  }

  /** Whoever can give itself every permission, with no boundary or deny in the way, gains nothing by other changes, of its own or of others' policies. */
  selfMade(from: PrincipalState): Change | null {
    if (from.boundary !== null || from.policies.some(denies)) return null;
    const on = from.principal;
    for (const hop of this.#hops) {
      if (hop.gives !== 'rewrite' || hop.target !== on.kind || hop.assumes !== undefined) continue;
      const grant = this.access.isPlain(from, hop.permissions) ? this.#granted(from, hop, on) : null;
      if (grant !== null) return { hop, on, grant, change: { kind: 'rewrite', replaced: null } };
    }
    return null;
  }

  /** Who asks for `from`, so that states that can make the same changes share them; null when it can make none. */
  speaker(from: PrincipalState): PrincipalState | null {
    const possible = this.#hops.filter(({ permissions }) => this.access.mightCallAll(from, permissions));
    if (possible.length === 0) return null;
    return possible.length === this.#hops.length &&
      possible.every(({ permissions }) => this.access.isPlain(from, permissions))
      ? this.states.unlimited(from)
      : from;
  }

  /** The changes that `from` can make to the policies of `on`. */
  on(on: User | Role, from: PrincipalState): readonly Change[] {
    const known = this.#byClass.get(from.grantClass);
    const changes = known ?? this.#by(from);
    if (known === undefined) this.#byClass.set(from.grantClass, changes);
    return [...(changes.get(on) ?? []), ...(on.kind === 'user' ? this.#joinsOf(on, from) : [])];
  }

  /** Each change alone, and one of each kind together, since a boundary or a deny may stand in the way of another. */
  combinations(changes: readonly Change[]): readonly (readonly [Change, ...Change[]])[] {
    const kinds = new Map<string, Change>();
    for (const change of changes) if (!kinds.has(change.change.kind)) kinds.set(change.change.kind, change);
    const [first, ...rest] = [...kinds.values()].sort(
      (a, b) => ORDER.indexOf(a.change.kind) - ORDER.indexOf(b.change.kind),
    );
    const alone = changes.map((change) => [change] as const);
    return first === undefined || rest.length === 0 ? alone : [...alone, [first, ...rest]];
  }

  #by(from: PrincipalState): ByPrincipal {
    const result = new Map<User | Role, Change[]>();
    for (const hop of this.#hops) {
      if (hop.gives === 'join' || !this.access.mightCallAll(from, hop.permissions)) continue;
      for (const change of this.#made(from, hop)) {
        const list = result.get(change.on);
        if (list === undefined) result.set(change.on, [change]);
        else list.push(change);
      }
    }
    return result;
  }

  #made(from: PrincipalState, hop: Hop): readonly Change[] {
    const { account } = from.principal;
    switch (hop.target) {
      case 'user':
      case 'role':
        return this.targets.principals(hop.target, account).flatMap((on) => this.#ofPrincipal(from, hop, on));
      case 'group':
        return this.targets.groups(account).flatMap((group) => {
          const members = this.targets.members(group);
          const change = this.#changeOf(hop, group.policies);
          if (members.length === 0 || change === null) return [];
          const grant = this.#granted(from, hop, group);
          if (grant === null) return this.#attachments(from, hop, group, members);
          return members.map((on) => ({ hop, on, change, grant }));
        });
      case 'managed-policy':
        return this.targets.policies(account).flatMap((policy) => this.#ofPolicy(from, hop, policy));
      case 'permission-set':
        return this.targets.principals('role', account).flatMap((on) => {
          if (!on.arn.includes(`:role${PERMISSION_SETS}`)) return [];
          const grant = this.access.canAll(from, hop.permissions, null);
          const change = this.#changeOf(hop, on.policies);
          if (grant === null || change === null) return [];
          return [{ hop, on, change, grant: hop.assumes === undefined ? grant : assuming(grant, hop.assumes) }];
        });
    }
  }

  #ofPrincipal(from: PrincipalState, hop: Hop, on: User | Role): readonly Change[] {
    if (hop.gives === 'unbind' && on.boundary === null) return [];
    const change = this.#changeOf(hop, on.policies);
    if (change === null) return [];
    const grant = this.#granted(from, hop, on);
    return grant === null ? this.#attachments(from, hop, on, [on]) : [{ hop, on, change, grant }];
  }

  #ofPolicy(from: PrincipalState, hop: Hop, target: ManagedPolicy): readonly Change[] {
    if (hop.needs === 'other-version' && target.otherVersions !== null)
      return this.#versions(from, hop, target, target.otherVersions);
    const principals = hop.gives === 'unbind' ? this.targets.bound(target) : this.targets.holders(target);
    const grant = principals.length === 0 ? null : this.#granted(from, hop, target);
    if (grant === null) return [];
    const sure =
      hop.needs === 'other-version'
        ? assuming(grant, `another version of policy ${target.name} exists and allows more`)
        : grant;
    const change: PolicyChange =
      hop.gives === 'unbind' ? { kind: 'unbind' } : { kind: 'rewrite', replaced: target.policy };
    return principals.map((on) => ({ hop, on, change, grant: sure }));
  }

  /** Each version that can be brought back, to all who hold the policy or are bound by it. */
  #versions(from: PrincipalState, hop: Hop, target: ManagedPolicy, versions: readonly Policy[]): readonly Change[] {
    const principals = new Set([...this.targets.holders(target), ...this.targets.bound(target)]);
    const grant = versions.length === 0 || principals.size === 0 ? null : this.#granted(from, hop, target);
    if (grant === null) return [];
    return versions.flatMap((by) =>
      [...principals].map((on) => ({ hop, on, grant, change: { kind: 'swap' as const, replaced: target.policy, by } })),
    );
  }

  /** What attaches a policy, or sets a boundary, must be allowed to name one that holds nothing back. */
  #granted(from: PrincipalState, hop: Hop, on: Target): Grant | null {
    return hop.names === undefined
      ? this.targets.granted(from, hop, on)
      : this.#naming(from, hop, on, `arn:${parseArn(on.arn)?.partition ?? 'aws'}:${ADMINISTRATOR}`);
  }

  #naming(from: PrincipalState, hop: Hop, on: Target, policy: string): Grant | null {
    const key = hop.names === 'boundary' ? BOUNDARY : POLICY_ARN;
    return this.targets.granted(from, hop, on, { [key]: { kind: 'fixed', values: [policy] } });
  }

  /** Where not every policy may be attached: those of the input that may be. */
  #attachments(from: PrincipalState, hop: Hop, on: Target, holders: readonly (User | Role)[]): readonly Change[] {
    if (hop.names !== 'policy' || holders.length === 0 || this.targets.granted(from, hop, on) === null) return [];
    return this.#attachable(from, hop, on).flatMap((policy) => {
      const grant = this.#naming(from, hop, on, policy.id);
      const change = { kind: 'attach', policy } as const;
      return grant === null ? [] : holders.map((holder) => ({ hop, on: holder, change, grant }));
    });
  }

  #attachable(from: PrincipalState, hop: Hop, first: Target): readonly Policy[] {
    const name = `${hop.id} ${from.grantClass}`;
    const known = this.#policies.get(name);
    if (known !== undefined) return known;
    const found = this.targets.model.managedPolicies.flatMap(({ policy }) =>
      this.#naming(from, hop, first, policy.id) === null ? [] : [policy],
    );
    this.#policies.set(name, found);
    return found;
  }

  #changeOf(hop: Hop, attached: readonly PolicyAttachment[]): PolicyChange | null {
    const held = attached.map(({ policy }) => policy).filter((policy) => isAttachedAs(hop, policy));
    switch (hop.gives) {
      case 'rewrite':
        return { kind: 'rewrite', replaced: null };
      case 'unbind':
        return { kind: 'unbind' };
      case 'strip':
        return held.some(denies) ? { kind: 'strip', policies: held } : null;
      default:
        return null;
    }
  }

  #joinsOf(user: User, from: PrincipalState): readonly Change[] {
    const known = this.#joins.get(from.grantClass);
    const joins =
      known ??
      this.#hops.flatMap((hop) => {
        if (hop.gives !== 'join' || !this.access.mightCallAll(from, hop.permissions)) return [];
        return this.targets.groups(from.principal.account).flatMap((group) => {
          const grant = this.targets.granted(from, hop, group);
          return grant === null ? [] : [{ hop, group: group.arn, grant }];
        });
      });
    if (known === undefined) this.#joins.set(from.grantClass, joins);
    return joins.flatMap(({ hop, group, grant }) =>
      user.groups.includes(group) ? [] : [{ hop, on: user, change: { kind: 'join' as const, group }, grant }],
    );
  }
}

/** A deny or a boundary goes before what it would hold back. */
const ORDER: readonly PolicyChange['kind'][] = ['strip', 'unbind', 'swap', 'join', 'rewrite'];

/** Inline policies are deleted, managed ones detached. */
function isAttachedAs({ attachment }: Hop, { id }: Policy): boolean {
  return attachment === undefined || (attachment === 'managed') === id.startsWith('arn:');
}
