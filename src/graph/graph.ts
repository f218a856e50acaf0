import type { ActionTable } from '../evaluation/candidate-resources.js';
import type { Model } from '../model/model.js';
import type { Role, User } from '../model/principal.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { Access } from './access.js';
import { Compute } from './compute.js';
import { Controls } from './controls.js';
import { Hops, type HopEdge } from './hops.js';
import { type Circumstances, KeyTable } from './knowledge.js';
import { type EdgesByCertainty, search } from './search.js';
import { type PrincipalState, PrincipalStates } from './state.js';
import { TrustIndex } from './trust-index.js';
import type { Certainty, Reach, Step } from './types.js';

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
  readonly #hops: Hops;
  readonly #compute: Compute;
  readonly #own = new Map<string, EdgesByCertainty>();
  readonly #shared = new Map<string, EdgesByCertainty>();
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
    this.#hops = new Hops(catalogue.hops, model, this.access, this.#states, trust);
    this.#compute = new Compute(catalogue.computePrimitives, model, this.access, this.#states, trust);
    this.#principals = new Map([...model.users, ...model.roles].map((principal) => [principal.arn, principal]));
  }

  /** The user or role of that ARN. */
  principal(arn: string): User | Role | undefined {
    return this.#principals.get(arn);
  }

  /** Everything that is reached by acting as `principal`, at the end of the `entry` steps. */
  reach(principal: User | Role, entry: readonly Step[]): Reach {
    return search(this.#states.configured(principal), entry, {
      from: (state) => this.#from(state),
      compute: (state) => this.#compute.by(state),
    });
  }

  #from(state: PrincipalState): { readonly own: EdgesByCertainty; readonly shared: EdgesByCertainty } {
    const [own, shared] = [this.#own.get(state.key), this.#shared.get(state.grantClass)];
    if (own !== undefined && shared !== undefined) return { own, shared };
    const hops = this.#hops.from(state);
    const found = {
      own: byCertainty(hops.own),
      shared: shared ?? byCertainty([...hops.shared, ...this.#compute.rolesBy(state)]),
    };
    this.#own.set(state.key, found.own);
    this.#shared.set(state.grantClass, found.shared);
    return found;
  }
}

/** Of several edges to one state the surest is kept, and of those the one that needs the fewest permissions. */
function byCertainty(edges: readonly HopEdge[]): EdgesByCertainty {
  const best = new Map<string, HopEdge>();
  for (const edge of edges) {
    const other = best.get(edge.to.key);
    if (other === undefined || cost(edge) < cost(other)) best.set(edge.to.key, edge);
  }
  const result: Record<Certainty, HopEdge[]> = { certain: [], conditional: [], unresolved: [] };
  for (const edge of best.values()) result[edge.step.grant.certainty].push(edge);
  return result;
}

function cost({ step }: HopEdge): number {
  const { certainty, assumptions, witness } = step.grant;
  const rank = { certain: 0, conditional: 1, unresolved: 2 };
  return rank[certainty] * 1_000_000 + assumptions.length * 1_000 + witness.length;
}
