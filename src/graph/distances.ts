import type { Arcs } from './network.js';

/** Where a search starts: a node, and what the way from there on costs already. */
export interface Source {
  readonly node: number;
  readonly rank: number;
  readonly assumptions: number;
}

/** The best way of each node that was reached, as the arc that it takes. */
export interface Distances {
  /** 0 to 2: how sure; {@link UNREACHED} where there is no way. */
  readonly rank: Uint8Array;
  readonly assumptions: Uint16Array;
  readonly hops: Uint16Array;
  /** The neighbour on the way, or -1 at a source. */
  readonly next: Int32Array;
  /** Position of the hop that is taken among those of its group. */
  readonly index: Int32Array;
  /** Reached nodes, the surest and nearest first. */
  readonly order: readonly number[];
}

export const UNREACHED = 255;
const RANKS = [0, 1, 2];
const MOST = 65_535;

/**
 * The best ways along `arcs` from some sources to every node: the surest, of equally sure ones that with the fewest
 * assumptions, of those the shortest. One pass for each rank: a later one only adds what the surer ones did not reach,
 * since a way is as sure as its least sure hop. Time grows with the arcs.
 */
export function distances(arcs: Arcs, sources: readonly Source[]): Distances {
  const nodes = arcs.first.length - 1;
  const rank = new Uint8Array(nodes).fill(UNREACHED);
  const assumptions = new Uint16Array(nodes);
  const hops = new Uint16Array(nodes);
  const next = new Int32Array(nodes).fill(-1);
  const index = new Int32Array(nodes);
  const tentative = new Float64Array(nodes).fill(Infinity);
  const order: number[] = [];
  const queue = new Queue();

  const offer = (node: number, cost: number, from: number, hop: number): void => {
    if (rank[node] !== UNREACHED || cost >= (tentative[node] ?? 0)) return;
    tentative[node] = cost;
    next[node] = from;
    index[node] = hop;
    queue.push(cost, node);
  };
  const follow = (node: number, lowest: number, highest: number): void => {
    for (let arc = arcs.first[node] ?? 0; arc < (arcs.first[node + 1] ?? 0); arc += 1) {
      const arcRank = arcs.rank[arc] ?? 0;
      if (arcRank < lowest || arcRank > highest) continue;
      const more = Math.min((assumptions[node] ?? 0) + (arcs.assumptions[arc] ?? 0), MOST);
      const length = Math.min((hops[node] ?? 0) + (arcs.hop[arc] ?? 0), MOST);
      offer(arcs.to[arc] ?? 0, more * (MOST + 1) + length, node, arcs.index[arc] ?? 0);
    }
  };

  for (const level of RANKS) {
    for (const source of sources) {
      if (source.rank === level) offer(source.node, Math.min(source.assumptions, MOST) * (MOST + 1), -1, 0);
    }
    // What was reached by surer ways may go on by hops of this rank.
    if (level > 0) for (const node of order) follow(node, level, level);
    for (let least = queue.pop(); least !== null; least = queue.pop()) {
      const { node, cost } = least;
      if (rank[node] !== UNREACHED) continue;
      rank[node] = level;
      assumptions[node] = Math.floor(cost / (MOST + 1));
      hops[node] = cost % (MOST + 1);
      order.push(node);
      follow(node, 0, level);
    }
  }
  return { rank, assumptions, hops, next, index, order };
}

/** Nodes by cost, the least first; of equal costs, the one that came first. */
class Queue {
  readonly #costs: number[] = [];
  readonly #nodes: number[] = [];
  readonly #turns: number[] = [];
  #turn = 0;

  push(cost: number, node: number): void {
    let at = this.#nodes.length;
    this.#set(at, cost, node, this.#turn++);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): { readonly cost: number; readonly node: number } | null {
    const [cost] = this.#costs;
    const [node] = this.#nodes;
    if (cost === undefined || node === undefined) return null;
    const last = this.#nodes.length - 1;
    this.#swap(0, last);
    this.#costs.pop();
    this.#nodes.pop();
    this.#turns.pop();
    this.#sink();
    return { cost, node };
  }

  #sink(): void {
    const { length } = this.#nodes;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < length && this.#before(left, least)) least = left;
      if (right < length && this.#before(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [costA = 0, costB = 0] = [this.#costs[a], this.#costs[b]];
    return costA < costB || (costA === costB && (this.#turns[a] ?? 0) < (this.#turns[b] ?? 0));
  }

  #set(at: number, cost: number, node: number, turn: number): void {
    this.#costs[at] = cost;
    this.#nodes[at] = node;
    this.#turns[at] = turn;
  }

  #swap(a: number, b: number): void {
    const [cost = 0, node = 0, turn = 0] = [this.#costs[a], this.#nodes[a], this.#turns[a]];
    this.#set(a, this.#costs[b] ?? 0, this.#nodes[b] ?? 0, this.#turns[b] ?? 0);
    this.#set(b, cost, node, turn);
  }
}
