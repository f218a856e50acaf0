import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Role } from '../model/principal.js';
import type { Resource } from '../model/resource.js';
import type { ComputePrimitive } from '../schemas/rules.generated.js';
import { isAllShown, oneOf } from './absence.js';
import type { Access } from './access.js';
import { leastSure } from './certainty.js';
import { CodeReplacement } from './code-replacement.js';
import { assuming, combine, surer, surest } from './grant.js';
import { edgeGroup, type EdgeGroup, type HopEdge } from './edges.js';
import { PassableRoles, type Passing } from './passable-roles.js';
import { ResourceTags } from './resource-tags.js';
import type { PrincipalState, PrincipalStates } from './state.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant } from './types.js';

/** A compute primitive that a principal can use. */
export interface ComputeUse {
  readonly primitive: ComputePrimitive;
  readonly grant: Grant;
  /** The existing resource that is scaled or taken over, or null. */
  readonly resource: Resource | null;
}

/** A role that a principal gets by running code as it. */
interface RoleUse {
  readonly primitive: ComputePrimitive;
  readonly role: Role;
  readonly grant: Grant;
  readonly passed: boolean;
}

/** Keeps a way to run code as a role, with the grants that it needs together, unless one is known that is as sure. */
type Keep = (use: Omit<RoleUse, 'grant'>, needed: readonly Grant[]) => void;

interface Uses {
  readonly compute: readonly ComputeUse[];
  readonly roles: readonly EdgeGroup[];
}

/** Edges that a principal has in common with others. */
class CommonEdges {
  readonly groups: EdgeGroup[] = [];
  /** Services to which no role can be passed more surely. */
  readonly settled = new Set<string>();
}

/** Finds the compute primitives of `rules.yaml` that a principal can use, and the roles it gets with them. */
export class Compute {
  readonly #uses = new Map<string, Uses>();
  /** By primitive and what is passed. */
  readonly #commonGroups = new Map<string, EdgeGroup>();
  readonly #passable: PassableRoles;
  readonly primitives: readonly ComputePrimitive[];
  readonly #resources: ReadonlyMap<string, readonly Resource[]>;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #tags: ResourceTags;
  readonly #replacement: CodeReplacement;

  constructor(
    primitives: readonly ComputePrimitive[],
    readonly model: Model,
    readonly access: Access,
    readonly states: PrincipalStates,
    readonly trust: TrustIndex,
  ) {
    // What only lifts a limit ends no path.
    this.primitives = primitives.filter(({ kind }) => kind !== 'enable');
    this.#resources = byKind(model.resources);
    this.#roles = new Map(model.roles.map((role) => [role.arn, role]));
    this.#replacement = new CodeReplacement(model, access, trust);
    this.#passable = new PassableRoles(this.primitives, model, access, states, trust);
    this.#tags = new ResourceTags(access, () => [...model.users, ...model.roles].map((one) => states.configured(one)));
  }

  /** Compute primitives that `from` can use, each by its surest grant. */
  by(from: PrincipalState): readonly ComputeUse[] {
    return this.#of(from).compute;
  }

  /** Edges to roles whose credentials the caller's code gets: passed to new compute, or held by existing compute. */
  rolesBy(from: PrincipalState): readonly EdgeGroup[] {
    return this.#of(from).roles;
  }

  #of(from: PrincipalState): Uses {
    const known = this.#uses.get(from.grantClass);
    if (known !== undefined) return known;
    const uses =
      from.changes[0] !== 'unlimited' && this.access.isUnlimited(from)
        ? this.#of(this.states.unlimited(from))
        : this.#find(from);
    this.#uses.set(from.grantClass, uses);
    return uses;
  }

  #find(from: PrincipalState): Uses {
    const compute: ComputeUse[] = [];
    const roles = new Map<Role, RoleUse>();
    const common = new CommonEdges();
    const keep: Keep = (use, needed) => {
      const other = roles.get(use.role);
      const certainty = leastSure(needed.map((grant) => grant.certainty));
      if (other !== undefined && !surer({ certainty }, other.grant)) return;
      roles.set(use.role, { ...use, grant: combine(needed) });
    };
    for (const primitive of this.primitives) {
      if (!this.#possible(from, primitive)) continue;
      const best = this.#onResources(from, primitive, keep);
      if (best === null) continue;
      const passable = this.#passed(from, primitive, best.grant, keep, common);
      const grant = primitive.passRole?.required === true ? passable : best.grant;
      if (grant !== null) compute.push({ primitive, grant, resource: best.resource });
    }
    return { compute, roles: [...common.groups, edgeGroup([...roles.values()].map((use) => this.#edgeOf(use)))] };
  }

  #edgeOf({ primitive, role, grant, passed }: RoleUse): HopEdge {
    const to = this.states.configured(role);
    const held = primitive.code === undefined ? 'that holds the role' : 'as the role';
    const description = passed
      ? `${primitive.title.replace(/ with a role$/, '')} with the role`
      : `${primitive.title} ${held}`;
    const via = passed ? 'pass-role' : 'run-in-existing';
    return { to, step: { to: to.key, via, description, grant, address: role.address, location: role.location } };
  }

  /** Resources of a kind that `from` might be allowed to use: of its own account, or with a policy of their own. */
  #shown(kind: string | undefined, { principal }: PrincipalState): readonly Resource[] {
    const all = kind === undefined ? [] : (this.#resources.get(kind) ?? []);
    const near = new Set([principal.account, UNKNOWN_ACCOUNT]);
    return all.filter(
      ({ account, policy }) => policy !== null || near.has(account) || principal.account === UNKNOWN_ACCOUNT,
    );
  }

  #possible(from: PrincipalState, { code, permissions, existing }: ComputePrimitive): boolean {
    if (code !== undefined) return true;
    const shown = this.#shown(existing, from);
    if (shown.some(({ policy }) => policy !== null)) return true;
    return permissions.every(({ anyOf }) => anyOf.some((action) => this.access.mightCall(from, action)));
  }

  /** The primitive's own permissions: on any resource, or on each existing resource of its kind that the input shows. */
  #onResources(
    from: PrincipalState,
    primitive: ComputePrimitive,
    keep: Keep,
  ): { readonly grant: Grant; readonly resource: Resource | null } | null {
    const { code, existing, host, permissions } = primitive;
    if (code !== undefined) return this.#byReplacing(from, primitive, keep);
    if (existing === undefined) {
      const grant = this.access.canAll(from, permissions, null);
      return grant === null ? null : { grant, resource: null };
    }
    const shown = this.#shown(existing, from);
    if (shown.length === 0 && isAllShown(this.model, existing, from.principal.account)) return null;
    if (shown.length === 0) return this.#onUnseen(from, primitive, existing, keep);
    let best: { grant: Grant; resource: Resource } | null = null;
    for (const resource of shown) {
      const target = { arn: resource.arn, policy: resource.policy, byAccount: resource.policy === null };
      const granted = this.access.canAll(from, permissions, target, this.#tags.of(from, resource));
      if (granted === null) continue;
      const grant = primitive.kind === 'exec' ? assuming(granted, `${existing} ${resource.name} accepts it`) : granted;
      if (best === null || surer(grant, best.grant)) best = { grant, resource };
      for (const arn of host === undefined ? [] : resource.roles) {
        const role = this.#roles.get(arn);
        if (role !== undefined) keep({ primitive, role, passed: false }, [grant]);
      }
    }
    return best;
  }

  /** The primitive's permissions are held against the places that compute takes its code from, not against the compute. */
  #byReplacing(
    from: PrincipalState,
    primitive: ComputePrimitive,
    keep: Keep,
  ): { readonly grant: Grant; readonly resource: Resource | null } | null {
    const found = this.#replacement.by(from, primitive);
    for (const { grant, roles } of found) {
      for (const role of roles) keep({ primitive, role, passed: false }, [grant]);
    }
    const best = surest(found.map(({ grant }) => grant));
    return found.find(({ grant }) => grant === best) ?? null;
  }

  /** The input shows no such resource: there may be one, since a plan shows a part only and authorization details show none. */
  #onUnseen(
    from: PrincipalState,
    primitive: ComputePrimitive,
    existing: string,
    keep: Keep,
  ): { readonly grant: Grant; readonly resource: null } | null {
    const granted = this.access.canAll(from, primitive.permissions, { unseen: existing });
    if (granted === null) return null;
    for (const role of primitive.host === undefined
      ? []
      : this.trust.trusting(primitive.host, from.principal.account)) {
      const assumption = `${oneOf(existing)} that runs as role ${role.name} exists`;
      keep({ primitive, role, passed: false }, [assuming(granted, assumption)]);
    }
    return { grant: assuming(granted, `${oneOf(existing)} exists`), resource: null };
  }

  /**
   * Roles that can be passed with the primitive: in `common` where many callers pass the same, otherwise to `keep`. Returns
   * the surest grant that includes what must be passed, or null.
   */
  #passed(
    from: PrincipalState,
    primitive: ComputePrimitive,
    base: Grant,
    keep: Keep,
    common: CommonEdges,
  ): Grant | null {
    const { passRole } = primitive;
    if (passRole === undefined || !this.#passable.mayPass(from)) return null;
    const byService = passRole.services.map((service) => this.#passable.to(service, from));
    const surestByService = byService.map(({ roles }) => surest(roles.map(({ grant }) => grant)));
    passRole.services.forEach((service, index) => {
      const passing = byService[index];
      if (passing === undefined || !passRole.actsAs.includes(service) || common.settled.has(service)) return;
      const group = this.#common(from, primitive, passing);
      if (group !== null) {
        common.groups.push(group);
        // Nothing passes the roles of a service more surely.
        if (base.certainty === 'certain') common.settled.add(service);
        return;
      }
      const others = passRole.each === true ? surestByService.filter((_, other) => other !== index) : [];
      const held = others.filter((other) => other !== null);
      if (held.length < others.length) return;
      for (const { role, grant } of passing.roles) {
        if (role !== null) keep({ primitive, role, passed: true }, [base, grant, ...held]);
      }
    });
    const found = surestByService.filter((grant) => grant !== null);
    if (found.length === 0 || (passRole.each === true && found.length < surestByService.length)) return null;
    const needed = passRole.each === true ? found : [surest(found)].filter((grant) => grant !== null);
    return combine([base, ...needed]);
  }

  /**
   * Edges of all whom statements without conditions allow the primitive and what it passes: they have them in common, and
   * so many callers of as many roles make no more edges than roles. Null where it depends on the caller.
   */
  #common(from: PrincipalState, primitive: ComputePrimitive, { name, isCommon, roles }: Passing): EdgeGroup | null {
    const { id, permissions, existing, code, passRole } = primitive;
    if (!isCommon || code !== undefined || passRole?.each === true) return null;
    if (!this.access.isPlain(from, permissions)) return null;
    if (this.#shown(existing, from).some(({ policy }) => policy !== null)) return null;
    const key = `${id} ${name}`;
    const known = this.#commonGroups.get(key);
    if (known !== undefined) return known;
    const base = this.#onResources(this.states.unlimited(from), primitive, () => undefined)?.grant;
    if (base === undefined) return null;
    const uses = roles.flatMap(({ role, grant }) =>
      role === null ? [] : [{ primitive, role, grant: combine([base, grant]), passed: true }],
    );
    const group = edgeGroup(uses.map((use) => this.#edgeOf(use)));
    this.#commonGroups.set(key, group);
    return group;
  }
}

function byKind(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const result = new Map<string, Resource[]>();
  for (const resource of resources) {
    const list = result.get(resource.kind);
    if (list === undefined) result.set(resource.kind, [resource]);
    else list.push(resource);
  }
  return result;
}
