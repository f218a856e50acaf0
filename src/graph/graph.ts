import type { ActionTable } from '../evaluation/candidate-resources.js';
import type { Model } from '../model/model.js';
import type { Role, User } from '../model/principal.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { Access } from './access.js';
import { Compute } from './compute.js';
import { Controls } from './controls.js';
import { Hops } from './hops.js';
import { type Circumstances, KeyTable } from './knowledge.js';
import { Network } from './network.js';
import { Search } from './search.js';
import { type PrincipalState, PrincipalStates } from './state.js';
import { TrustIndex } from './trust-index.js';
import type { Entry, Reach, Step } from './types.js';

/** What the graph is built from, beside the model. */
export interface GraphOptions {
  readonly catalogue: Catalogue;
  readonly actions: ActionTable;
  /** Prefixes of the services whose resources RCPs protect. */
  readonly resourceControlServices: readonly string[];
  readonly circumstances: Circumstances;
}

/**
 * The policy graph of a model: principals, the hops between them and the compute that they can run. Edges are worked
 * out when a search first reaches their start, and kept; nothing else changes after construction.
 */
export class PolicyGraph {
  readonly access: Access;
  readonly controls: Controls;
  readonly keys: KeyTable;
  readonly circumstances: Circumstances;
  readonly #states: PrincipalStates;
  readonly #search: Search;
  readonly #principals: ReadonlyMap<string, User | Role>;

  constructor(
    readonly model: Model,
    { catalogue, actions, resourceControlServices, circumstances }: GraphOptions,
  ) {
    this.keys = new KeyTable(catalogue.contextKeys);
    this.circumstances = circumstances;
    this.controls = new Controls(model.controls, resourceControlServices);
    this.access = new Access(actions, this.keys, circumstances, this.controls);
    this.#states = new PrincipalStates(model, this.controls);
    const trust = new TrustIndex(model.roles);
    const hops = new Hops(catalogue.hops, model, this.access, this.#states, trust);
    const compute = new Compute(catalogue.computePrimitives, model, this.access, this.#states, trust);
    const network = new Network({
      own: (state) => hops.own(state),
      shared: (state) => [...hops.shared(state), ...compute.rolesBy(state)],
      compute: (state) => compute.by(state),
    });
    this.#search = new Search(network, this.#states, this.access);
    this.#principals = new Map([...model.users, ...model.roles].map((principal) => [principal.arn, principal]));
  }

  /** The user or role of that ARN. */
  principal(arn: string): User | Role | undefined {
    return this.#principals.get(arn);
  }

  /** The principal as configured: with the policies of its groups, and its boundary. */
  configured(principal: User | Role): PrincipalState {
    return this.#states.configured(principal);
  }

  /** The user or role as which an outsider arrives; null where it arrives at none of the input. */
  arrival({ to, holding }: Pick<Entry, 'to' | 'holding'>): PrincipalState | null {
    const principal = this.#principals.get(to);
    return principal === undefined ? null : this.#states.held(principal, holding);
  }

  /**
   * Works out what these principals lead to, so that it is done once for all of them. It does so in the order of their
   * ARNs: of ways that are equally good the same is found, whatever the order of the input.
   */
  explore(states: Iterable<PrincipalState>): void {
    const sorted = [...states].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const state of sorted) this.#search.network.explore(state);
  }

  /** Everything that is reached by acting as `principal`, at the end of the `entry` steps. */
  reach(principal: User | Role, entry: readonly Step[]): Reach {
    return this.reachFrom(this.configured(principal), entry);
  }

  /** The same from a state of a principal. */
  reachFrom(state: PrincipalState, entry: readonly Step[]): Reach {
    return this.#search.reach(state, entry);
  }

  /**
   * ARNs of every principal of the input that is reached by acting as one of these, themselves first, the surest and
   * nearest first. What an outsider would make on the way has no ARN yet.
   */
  principalsFrom(states: readonly PrincipalState[]): readonly string[] {
    return this.#search.principals(states).filter((arn) => this.#principals.has(arn));
  }
}
