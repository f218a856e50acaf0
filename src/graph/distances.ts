import TinyQueue from 'tinyqueue';
import { numberAt } from './indexed.js';
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
  readonly rank: Int32Array;
  readonly assumptions: Int32Array;
  readonly hops: Int32Array;
  /** The neighbour on the way, or -1 at a source. */
  readonly next: Int32Array;
  /** Position of the hop that is taken among those of its group. */
  readonly index: Int32Array;
  /** Reached nodes, the surest and nearest first. */
  readonly order: readonly number[];
}

/** A way to a node; of equal costs, the one that came first is taken. */
interface Offer {
  readonly cost: number;
  readonly node: number;
  readonly turn: number;
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
  const rank = new Int32Array(nodes).fill(UNREACHED);
  const assumptions = new Int32Array(nodes);
  const hops = new Int32Array(nodes);
  const next = new Int32Array(nodes).fill(-1);
  const index = new Int32Array(nodes);
  const tentative = new Map<number, number>();
  const order: number[] = [];
  const queue = new TinyQueue<Offer>([], (a, b) => a.cost - b.cost || a.turn - b.turn);
  let turn = 0;

  const offer = (node: number, cost: number, from: number, hop: number): void => {
    if (rank[node] !== UNREACHED || cost >= (tentative.get(node) ?? Infinity)) return;
    tentative.set(node, cost);
    next[node] = from;
    index[node] = hop;
    queue.push({ cost, node, turn: turn++ });
  };
  const follow = (node: number, lowest: number, highest: number): void => {
    const end = numberAt(arcs.first, node + 1);
    for (let arc = numberAt(arcs.first, node); arc < end; arc += 1) {
      const arcRank = numberAt(arcs.rank, arc);
      if (arcRank < lowest || arcRank > highest) continue;
      const more = Math.min(numberAt(assumptions, node) + numberAt(arcs.assumptions, arc), MOST);
      const length = Math.min(numberAt(hops, node) + numberAt(arcs.hop, arc), MOST);
      offer(numberAt(arcs.to, arc), more * (MOST + 1) + length, node, numberAt(arcs.index, arc));
    }
  };

  for (const level of RANKS) {
    for (const source of sources) {
      if (source.rank === level) offer(source.node, Math.min(source.assumptions, MOST) * (MOST + 1), -1, 0);
    }
    // What was reached by surer ways may go on by hops of this rank.
    if (level > 0) for (const node of order) follow(node, level, level);
    for (let least = queue.pop(); least !== undefined; least = queue.pop()) {
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
