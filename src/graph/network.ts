import { rankOf } from './certainty.js';
import type { ComputeUse } from './compute.js';
import type { EdgeGroup, HopEdge } from './edges.js';
import { numberAt } from './indexed.js';
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
  readonly rank: Int32Array;
  readonly assumptions: Int32Array;
  /** 1 for a hop, 0 for what only joins nodes. */
  readonly hop: Int32Array;
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
  /** Nodes whose arcs are not known yet. */
  readonly #fresh: Node[] = [];
  readonly #byState = new Map<string, number>();
  readonly #byClass = new Map<string, number>();
  readonly #byGroup = new Map<EdgeGroup, number>();
  readonly #out: (readonly number[])[] = [];
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
    // The list grows while it is read.
    for (const node of this.#fresh) this.#out.push(this.#outOf(node));
    this.#fresh.length = 0;
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
    this.#fresh.push(node);
    return this.#nodes.length - 1;
  }

  /** The nodes that a node leads to; new ones are added to the end of the list. */
  #outOf(node: Node): readonly number[] {
    switch (node.kind) {
      case 'state':
        return [this.#classOf(node.state), ...this.#groupsOf(this.surroundings.own(node.state))];
      case 'class':
        return this.#groupsOf(this.surroundings.shared(node.state));
      case 'group':
        return node.group.edges.map(({ to }) => this.#add(to));
    }
  }

  #classOf(state: PrincipalState): number {
    const known = this.#byClass.get(state.grantClass);
    if (known !== undefined) return known;
    const node = this.#push({ kind: 'class', state });
    this.#byClass.set(state.grantClass, node);
    return node;
  }

  #groupsOf(groups: readonly EdgeGroup[]): readonly number[] {
    return groups.filter(({ edges }) => edges.length > 0).map((group) => this.#groupOf(group));
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
    rank: new Int32Array(arcs),
    assumptions: new Int32Array(arcs),
    hop: new Int32Array(arcs),
    index: new Int32Array(arcs),
  };
}

function reversed(forward: Arcs, froms: Int32Array, nodes: number): Arcs {
  const backward = emptyArcs(nodes, froms.length);
  const { first } = backward;
  for (const to of forward.to) first[to + 1] = numberAt(first, to + 1) + 1;
  for (let node = 0; node < nodes; node += 1) first[node + 1] = numberAt(first, node + 1) + numberAt(first, node);
  const next = first.slice();
  froms.forEach((from, arc) => {
    const to = numberAt(forward.to, arc);
    const position = numberAt(next, to);
    next[to] = position + 1;
    backward.to[position] = from;
    backward.rank[position] = numberAt(forward.rank, arc);
    backward.assumptions[position] = numberAt(forward.assumptions, arc);
    backward.hop[position] = numberAt(forward.hop, arc);
    backward.index[position] = numberAt(forward.index, arc);
  });
  return backward;
}
