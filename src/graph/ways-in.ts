import { parseArn } from '../model/arn.js';
import type { Role } from '../model/principal.js';
import type { Hop } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { edgeGroup, type EdgeGroup, type HopEdge } from './edges.js';
import { assuming, combine } from './grant.js';
import type { PrincipalState, PrincipalStates } from './state.js';
import { givenKeys, type Targets } from './targets.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant } from './types.js';

const PASS_ROLE = 'iam:PassRole';
const PASSED_TO = 'iam:passedtoservice';
const BOUNDARY = 'iam:permissionsboundary';

/**
 * Hops to a role by what the role trusts, a service or an identity provider that the caller comes to speak for, and to
 * principals that the caller makes.
 */
export class WaysIn {
  readonly #trusting: readonly Hop[];
  readonly #making: readonly Hop[];
  readonly #groups = new Map<string, EdgeGroup>();

  constructor(
    hops: readonly Hop[],
    readonly targets: Targets,
    readonly access: Access,
    readonly states: PrincipalStates,
    readonly trust: TrustIndex,
  ) {
    this.#trusting = hops.filter(({ gives, trusts }) => gives === 'act-as' && trusts !== undefined);
    this.#making = hops.filter(({ gives }) => gives === 'new-principal');
  }

  /** Edges of `from`, each hop's in a group that it shares with others like it. */
  from(from: PrincipalState): readonly EdgeGroup[] {
    return [...this.#trusting, ...this.#making].flatMap((hop) => {
      if (!this.access.mightCallAll(from, hop.permissions)) return [];
      const needed =
        hop.passedTo === undefined ? hop.permissions : [...hop.permissions, { anyOf: [PASS_ROLE] as [string] }];
      const speaker = this.access.isPlain(from, needed) ? this.states.unlimited(from) : from;
      const name = `${hop.id} ${speaker.grantClass}`;
      const known = this.#groups.get(name);
      const group =
        known ?? edgeGroup(hop.gives === 'act-as' ? this.#toTrusting(speaker, hop) : this.#toMade(speaker, hop));
      if (known === undefined) this.#groups.set(name, group);
      return [group];
    });
  }

  #toTrusting(from: PrincipalState, hop: Hop): readonly HopEdge[] {
    const { account } = from.principal;
    const { service, provider } = hop.trusts ?? {};
    if (service !== undefined) {
      return this.trust.trusting(service, account).flatMap((role) => {
        const trusted = this.access.serviceMayAssume(service, role);
        return trusted === null ? [] : this.#edge(from, hop, role, [trusted, this.#allowed(from, hop, null)]);
      });
    }
    return [...this.trust.providers].flatMap(([federated, roles]) => {
      if (provider === undefined || !isProvider(federated, provider)) return [];
      return roles.flatMap((role) => {
        if (role.account !== account) return [];
        const trusted = this.access.providerMayAssume(federated, role);
        return trusted === null ? [] : this.#edge(from, hop, role, [trusted, this.#allowed(from, hop, federated)]);
      });
    });
  }

  #edge(from: PrincipalState, hop: Hop, role: Role, grants: readonly (Grant | null)[]): readonly HopEdge[] {
    const passed =
      hop.passedTo === undefined
        ? []
        : [
            this.access.can(
              from,
              PASS_ROLE,
              { arn: role.arn, policy: null, byAccount: true },
              givenKeys({ [PASSED_TO]: { kind: 'fixed', values: [hop.passedTo] } }),
            ),
          ];
    const needed = [...passed, ...grants];
    const held = needed.filter((grant) => grant !== null);
    if (held.length < needed.length) return [];
    const to = this.states.configured(role);
    const { address, location } = role;
    return [{ to, step: { to: to.key, via: hop.id, description: hop.title, grant: combine(held), address, location } }];
  }

  #allowed(from: PrincipalState, hop: Hop, target: string | null): Grant | null {
    const on = target === null ? null : { arn: target, policy: null, byAccount: true };
    const grant = this.access.canAll(from, hop.permissions, on);
    return grant === null ? null : this.#assumed(hop, grant);
  }

  #assumed({ existing, assumes }: Hop, grant: Grant): Grant {
    const thing = existing?.replaceAll('-', ' ');
    const there =
      thing === undefined || this.targets.model.resources.some(({ kind }) => kind === existing)
        ? grant
        : assuming(grant, `${/^[aeiou]/i.test(thing) ? 'an' : 'a'} ${thing} exists`);
    return assumes === undefined ? there : assuming(there, assumes);
  }

  /** A principal that the caller makes, with policies of its choice, without a boundary or with the one it has to set. */
  #toMade(from: PrincipalState, hop: Hop): readonly HopEdge[] {
    const [first] = hop.permissions;
    const making = first?.anyOf[0];
    if (making === undefined) return [];
    const unbound = givenKeys({ [BOUNDARY]: { kind: 'fixed', values: [] } });
    const named = this.access.can(from, making, null, unbound)?.witness.at(0)?.resource;
    const arn = named ?? '';
    const parts = parseArn(arn);
    if (parts === null) return [];
    const grant = this.access.canAll(from, hop.permissions, { arn, policy: null, byAccount: true }, unbound);
    if (grant === null) return [];
    const { location } = from.principal;
    const base = {
      arn,
      name: arn.slice(arn.lastIndexOf('/') + 1),
      account: from.principal.account,
      policies: [],
      tags: {},
    };
    const to = this.states.made(
      hop.target === 'user'
        ? { ...base, kind: 'user', boundary: null, groups: [], credentials: [], address: null, location }
        : { ...base, kind: 'role', boundary: null, trust: NO_TRUST, instanceProfiles: [], address: null, location },
    );
    const step = {
      to: to.key,
      via: hop.id,
      description: hop.title,
      grant: this.#assumed(hop, grant),
      address: null,
      location,
    };
    return [{ to, step }];
  }
}

const NO_TRUST = {
  type: 'trust',
  id: 'made',
  name: 'made',
  version: '2012-10-17',
  statements: [],
  problems: [],
  unresolved: null,
  address: null,
  location: { uri: '' },
} as const;

/** `saml` stands for every SAML provider; any other pattern for OIDC providers whose host and path begin with it. */
function isProvider(federated: string, provider: string): boolean {
  if (provider === 'saml') return federated.includes(':saml-provider/');
  return federated.replace(/^arn:[^:]+:iam::\d*:oidc-provider\//, '').startsWith(provider);
}
