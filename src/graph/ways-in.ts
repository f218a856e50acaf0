import { ABSENT } from '../evaluation/knowledge.js';
import { parseArn } from '../model/arn.js';
import type { Role } from '../model/principal.js';
import type { Hop } from '../schemas/rules.generated.js';
import { isAllShown, oneOf } from './absence.js';
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
const POLICY_ARN = 'iam:policyarn';
const ADMINISTRATOR = 'iam::aws:policy/AdministratorAccess';
const PERMISSION_SETS = '/aws-reserved/sso.amazonaws.com/';

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
    // An administrator gains nothing by making another.
    const making = this.access.isUnlimited(from) ? [] : this.#making;
    return [...this.#trusting, ...making].flatMap((hop) => {
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
    return grant === null ? null : this.#assumed(hop, grant, from);
  }

  #assumed({ existing, assumes }: Hop, grant: Grant, { principal }: PrincipalState): Grant | null {
    const { model } = this.targets;
    const isShown = [...model.resources, ...model.identityProviders].some(({ kind }) => kind === existing);
    if (existing !== undefined && !isShown && isAllShown(model, existing, principal.account)) return null;
    const there = existing === undefined || isShown ? grant : assuming(grant, `${oneOf(existing)} exists`);
    return assumes === undefined ? there : assuming(there, assumes);
  }

  /** A principal that the caller makes, without a boundary and with policies of its choice. */
  #toMade(from: PrincipalState, hop: Hop): readonly HopEdge[] {
    const arn = this.#nameOfMade(from, hop);
    if (arn === null) return [];
    const administrator = `arn:${parseArn(arn)?.partition ?? 'aws'}:${ADMINISTRATOR}`;
    const given = givenKeys({
      [BOUNDARY]: ABSENT,
      ...(hop.names === 'policy' ? { [POLICY_ARN]: { kind: 'fixed', values: [administrator] } } : {}),
    });
    const allowed = this.access.canAll(from, hop.permissions, { arn, policy: null, byAccount: true }, given);
    const grant = allowed === null ? null : this.#assumed(hop, allowed, from);
    if (grant === null) return [];
    const { location, account } = from.principal;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const base = { arn, name, account, policies: [], tags: {}, boundary: null, address: null, location };
    const to = this.states.made(
      hop.target === 'user'
        ? { ...base, kind: 'user', groups: [], credentials: [] }
        : { ...base, kind: 'role', trust: NO_TRUST, instanceProfiles: [] },
    );
    const { id: via, title: description } = hop;
    return [{ to, step: { to: to.key, via, description, grant, address: null, location } }];
  }

  /** A name that the caller may give, or that of a role that IAM Identity Center makes for it. */
  #nameOfMade(from: PrincipalState, hop: Hop): string | null {
    const making = hop.permissions[0];
    const [action] = making?.anyOf ?? [];
    if (making?.on !== 'target' || action === undefined) {
      const partition = parseArn(from.principal.arn)?.partition ?? 'aws';
      return `arn:${partition}:iam::${from.principal.account}:role${PERMISSION_SETS}AWSReservedSSO_new-permission-set`;
    }
    return this.access.can(from, action, null, givenKeys({ [BOUNDARY]: ABSENT }))?.witness.at(0)?.resource ?? null;
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
