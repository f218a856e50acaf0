import type { Verdict } from '../evaluation/find-request.js';
import { leastSure, rankOf } from './certainty.js';
import type { Bound, Grant } from './types.js';

/** What a verdict grants; null when the request is denied, or only an unknown policy might allow it. */
export function grantOf(verdict: Verdict): Grant | null {
  if (verdict.result === 'denied') return null;
  return {
    certainty: verdict.result === 'allowed' ? 'certain' : verdict.result,
    witness: [verdict.request],
    statements: verdict.statements,
    assumptions: verdict.assumptions,
    bounds: verdict.bounds,
  };
}

/** Grants that are all needed: as sure as the least sure of them. */
export function combine(grants: readonly Grant[]): Grant {
  return {
    certainty: leastSure(grants.map(({ certainty }) => certainty)),
    witness: grants.flatMap(({ witness }) => witness),
    statements: unique(
      grants.flatMap(({ statements }) => statements),
      ({ policy, statement }) => `${policy.type} ${policy.id} ${String(statement.index)}`,
    ),
    assumptions: [...new Set(grants.flatMap(({ assumptions }) => assumptions))],
    bounds: uniqueBounds(grants.flatMap(({ bounds }) => bounds)),
  };
}

/** A grant that holds only if `assumption` does. */
export function assuming(grant: Grant, assumption: string): Grant {
  return {
    ...grant,
    certainty: leastSure([grant.certainty, 'conditional']),
    assumptions: [...grant.assumptions, assumption],
  };
}

/** True when `a` needs less to be true beside the policies than `b`. */
export function surer(a: Pick<Grant, 'certainty'>, b: Pick<Grant, 'certainty'>): boolean {
  return rankOf(a.certainty) < rankOf(b.certainty);
}

/** The surest of several; null when there is none. */
export function surest(grants: readonly Grant[]): Grant | null {
  return grants.reduce<Grant | null>((best, grant) => (best === null || surer(grant, best) ? grant : best), null);
}

/** How much steps assume; what several assume counts for each. */
export function countAssumptions(steps: readonly { readonly grant: Grant }[]): number {
  return steps.reduce((sum, { grant }) => sum + grant.assumptions.length, 0);
}

/** A step that needs no permission. */
export const FREELY: Grant = { certainty: 'certain', witness: [], statements: [], assumptions: [], bounds: [] };

function uniqueBounds(bounds: readonly Bound[]): readonly Bound[] {
  return unique(bounds, ({ text }) => text);
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((item) => [key(item), item])).values()];
}
