import { numberAt } from './indexed.js';
import type { Arcs } from './network.js';

const RANKS = [0, 1, 2];

/**
 * Every node to which a way leads from one of `starts`, those first: the surest first, and of equally sure ones the
 * fewest hops first. One pass over the arcs for each rank, as in `distances`, but without the best ways.
 */
export function reachableNodes(arcs: Arcs, starts: readonly number[]): readonly number[] {
  const seen = new Uint8Array(arcs.first.length - 1);
  const order: number[] = [];
  let near: number[] = [];
  let far: number[] = [];
  const follow = (node: number, lowest: number, highest: number): void => {
    for (let arc = numberAt(arcs.first, node); arc < numberAt(arcs.first, node + 1); arc += 1) {
      const rank = numberAt(arcs.rank, arc);
      const to = numberAt(arcs.to, arc);
      if (rank < lowest || rank > highest || seen[to] === 1) continue;
      (arcs.hop[arc] === 1 ? far : near).push(to);
    }
  };
  near.push(...starts);
  for (const level of RANKS) {
    if (level > 0) for (const node of order) follow(node, level, level);
    while (near.length + far.length > 0) {
      // The queue grows while it is read: what is joined without a hop is as near.
      for (const node of near) {
        if (seen[node] === 1) continue;
        seen[node] = 1;
        order.push(node);
        follow(node, 0, level);
      }
      [near, far] = [far, []];
    }
  }
  return order;
}

/** The nodes after `starts` at which hops begin: the groups of edges that they and their grant classes have. */
export function firstGroups(arcs: Arcs, starts: readonly number[]): readonly number[] {
  const seen = new Set(starts);
  const groups = new Set<number>();
  // The set grows while it is read.
  for (const node of seen) {
    for (let arc = numberAt(arcs.first, node); arc < numberAt(arcs.first, node + 1); arc += 1) {
      if (arcs.hop[arc] === 1) groups.add(node);
      else seen.add(numberAt(arcs.to, arc));
    }
  }
  return [...groups].sort((a, b) => a - b);
}
