import { rankOf } from './certainty.js';
import type { PrincipalState } from './state.js';
import type { Step } from './types.js';

/** An edge between principals; its start is whoever it was found for. */
export interface HopEdge {
  readonly to: PrincipalState;
  readonly step: Omit<Step, 'from'>;
}

/**
 * Edges that several states have in common, so that they are worked out, kept and followed once. Of several edges to one
 * state only the best is in it.
 */
export interface EdgeGroup {
  readonly edges: readonly HopEdge[];
}

/**
 * Of several edges to one state the surest is kept, and of those the one that needs the fewest permissions. Sorted by the
 * state, so that the order of the input decides nothing.
 */
export function edgeGroup(edges: readonly HopEdge[]): EdgeGroup {
  const best = new Map<string, HopEdge>();
  for (const edge of edges) {
    const other = best.get(edge.to.key);
    if (other === undefined || cost(edge) < cost(other)) best.set(edge.to.key, edge);
  }
  return { edges: [...best.values()].sort((a, b) => (a.to.key < b.to.key ? -1 : a.to.key > b.to.key ? 1 : 0)) };
}

function cost({ step }: HopEdge): number {
  const { certainty, assumptions, witness } = step.grant;
  return rankOf(certainty) * 1_000_000 + assumptions.length * 1_000 + witness.length;
}
