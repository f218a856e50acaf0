import type { Certainty } from './types.js';

const RANKS: Readonly<Record<Certainty, number>> = { certain: 0, conditional: 1, unresolved: 2 };

/** 0, 1, 2: how sure, surest first. */
export function rankOf(certainty: Certainty): number {
  return RANKS[certainty];
}

/** The certainty of a rank. */
export function ofRank(rank: number): Certainty {
  if (rank <= RANKS.certain) return 'certain';
  return rank === RANKS.conditional ? 'conditional' : 'unresolved';
}

/** Of things that are all needed, as sure as the least sure of them. */
export function leastSure(certainties: readonly Certainty[]): Certainty {
  return ofRank(Math.max(RANKS.certain, ...certainties.map(rankOf)));
}
