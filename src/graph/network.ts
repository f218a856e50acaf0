import type { ComputeUse } from './compute.js';
import { type EdgeGroup, type HopEdge, rankOf } from './edges.js';
import type { PrincipalState } from './state.js';

/** What the states of a network lead to. */
export interface Surroundings {
  /** Edges that start at the state alone. */
  own(state: PrincipalState): readonly EdgeGroup[];
  /** Edges that start at every state of its grant class. */
  shared(state: PrincipalState): readonly EdgeGroup[];
  /** Compute that the state can use; the same for all states of its grant class. */
  compute(state: PrincipalState): readonly ComputeUse[];
}

/** Arcs of a network in compressed rows: those of node `n` are `first[n]` to `first[n + 1]`. */
export interface Arcs {
  readonly first: Int32Array;
  readonly to: Int32Array;
  /** 0 to 2: how sure, surest first. */
  readonly rank: Uint8Array;
  readonly assumptions: Uint16Array;
  /** 1 for a hop, 0 for what only joins nodes. */
  readonly hop: Uint8Array;
  /** Position of the hop among those of its group, for following it. */
  readonly index: Int32Array;
}

/** A node is a state, a grant class or a group of edges: what many states have in common is there once. */
type Node =
  | { readonly kind: 'state'; readonly state: PrincipalState }
  | { readonly kind: 'class'; readonly state: PrincipalState }
  | { readonly kind: 'group'; readonly group: EdgeGroup };

/**
 * The part of the graph that was reached from somewhere: states, and between them the groups of edges that they share.
 * It grows by {@link explore}, and holds everything that its states lead to.
 */
export class Network {
  readonly #nodes: Node[] = [];
  readonly #byState = new Map<string, number>();
  readonly #byClass = new Map<string, number>();
  readonly #byGroup = new Map<EdgeGroup, number>();
  readonly #out: number[][] = [];
  #arcs: { readonly forward: Arcs; readonly backward: Arcs } | null = null;

  constructor(readonly surroundings: Surroundings) {}

  get size(): number {
    return this.#nodes.length;
  }

  /** The node of a state; everything that it leads to is in the network afterwards. */
  explore(start: PrincipalState): number {
    const known = this.#byState.get(start.key);
    if (known !== undefined) return known;
    this.#arcs = null;
    const first = this.#add(start);
    // The list of nodes grows while it is read.
    for (let at = first; at < this.#nodes.length; at += 1) this.#expand(at);
    return first;
  }

  /** The state at a node; null for a class or a group. */
  stateAt(node: number): PrincipalState | null {
    const found = this.#nodes[node];
    return found?.kind === 'state' ? found.state : null;
  }

  /** A state of the class at a node; null for any other node. */
  classAt(node: number): PrincipalState | null {
    const found = this.#nodes[node];
    return found?.kind === 'class' ? found.state : null;
  }

  /** The hop of a group's node. */
  hopAt(node: number, index: number): HopEdge | undefined {
    const found = this.#nodes[node];
    return found?.kind === 'group' ? found.group.edges[index] : undefined;
  }

  /** The arcs as they are now, in both directions. */
  get arcs(): { readonly forward: Arcs; readonly backward: Arcs } {
    this.#arcs ??= this.#compress();
    return this.#arcs;
  }

  #add(state: PrincipalState): number {
    const known = this.#byState.get(state.key);
    if (known !== undefined) return known;
    const node = this.#push({ kind: 'state', state });
    this.#byState.set(state.key, node);
    return node;
  }

  #push(node: Node): number {
    this.#nodes.push(node);
    this.#out.push([]);
    return this.#nodes.length - 1;
  }

  #expand(at: number): void {
    const node = this.#nodes[at];
    const out = this.#out[at];
    if (node === undefined || out === undefined) return;
    switch (node.kind) {
      case 'state': {
        const own = this.surroundings.own(node.state).map((group) => this.#groupOf(group));
        out.push(this.#classOf(node.state), ...own);
        break;
      }
      case 'class':
        out.push(...this.surroundings.shared(node.state).map((group) => this.#groupOf(group)));
        break;
      case 'group':
        for (const { to } of node.group.edges) out.push(this.#add(to));
    }
  }

  #classOf(state: PrincipalState): number {
    const known = this.#byClass.get(state.grantClass);
    if (known !== undefined) return known;
    const node = this.#push({ kind: 'class', state });
    this.#byClass.set(state.grantClass, node);
    return node;
  }

  #groupOf(group: EdgeGroup): number {
    const known = this.#byGroup.get(group);
    if (known !== undefined) return known;
    const node = this.#push({ kind: 'group', group });
    this.#byGroup.set(group, node);
    return node;
  }

  #compress(): { readonly forward: Arcs; readonly backward: Arcs } {
    const forward = emptyArcs(
      this.#nodes.length,
      this.#out.reduce((sum, out) => sum + out.length, 0),
    );
    const froms = new Int32Array(forward.to.length);
    let position = 0;
    this.#nodes.forEach((node, from) => {
      forward.first[from] = position;
      this.#out[from]?.forEach((to, index) => {
        const hop = node.kind === 'group' ? node.group.edges[index] : undefined;
        froms[position] = from;
        forward.to[position] = to;
        forward.rank[position] = hop === undefined ? 0 : rankOf(hop.step.grant.certainty);
        forward.assumptions[position] = hop?.step.grant.assumptions.length ?? 0;
        forward.hop[position] = hop === undefined ? 0 : 1;
        forward.index[position] = index;
        position += 1;
      });
    });
    forward.first[this.#nodes.length] = position;
    return { forward, backward: reversed(forward, froms, this.#nodes.length) };
  }
}

function emptyArcs(nodes: number, arcs: number): Arcs {
  return {
    first: new Int32Array(nodes + 1),
    to: new Int32Array(arcs),
    rank: new Uint8Array(arcs),
    assumptions: new Uint16Array(arcs),
    hop: new Uint8Array(arcs),
    index: new Int32Array(arcs),
  };
}

function reversed(forward: Arcs, froms: Int32Array, nodes: number): Arcs {
  const backward = emptyArcs(nodes, froms.length);
  for (const to of forward.to) backward.first[to + 1] = (backward.first[to + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1)
    backward.first[node + 1] = (backward.first[node + 1] ?? 0) + (backward.first[node] ?? 0);
  const next = backward.first.slice();
  froms.forEach((from, arc) => {
    const to = forward.to[arc] ?? 0;
    const position = next[to] ?? 0;
    next[to] = position + 1;
    backward.to[position] = from;
    backward.rank[position] = forward.rank[arc] ?? 0;
    backward.assumptions[position] = forward.assumptions[arc] ?? 0;
    backward.hop[position] = forward.hop[arc] ?? 0;
    backward.index[position] = forward.index[arc] ?? 0;
  });
  return backward;
}
