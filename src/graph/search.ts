import { leastSure } from './grant.js';
import type { HopEdge } from './hops.js';
import type { ComputeUse } from './compute.js';
import type { PrincipalState } from './state.js';
import type { Approach, Certainty, Path, Reach, Step } from './types.js';

/** What a search asks of the graph. */
export interface Edges {
  from(state: PrincipalState): readonly HopEdge[];
  compute(state: PrincipalState): readonly ComputeUse[];
}

interface Visit {
  readonly state: PrincipalState;
  readonly certainty: Certainty;
  readonly steps: readonly Step[];
}

const CERTAINTIES: readonly Certainty[] = ['certain', 'conditional', 'unresolved'];

/**
 * Everything that is reached from `start` after `entry` steps: each principal and each compute primitive by the
 * surest path, and among equally sure ones the shortest. One breadth-first search for each certainty: a later one only
 * adds what the surer ones did not reach. Time grows with the edges that are reached.
 */
export function search(start: PrincipalState, entry: readonly Step[], edges: Edges): Reach {
  const visits = visitAll(start, entry, edges);
  const paths = new Map<string, Path>();
  for (const { state, certainty, steps } of visits) {
    for (const use of edges.compute(state)) {
      const path = {
        compute: use.primitive.id,
        certainty: leastSure([certainty, use.grant.certainty]),
        steps: [...steps, computeStep(state, use)],
      };
      const other = paths.get(path.compute);
      if (other === undefined || better(path, other)) paths.set(path.compute, path);
    }
  }
  const principals = new Map<string, Approach>();
  for (const { state, certainty, steps } of visits) {
    if (!principals.has(state.principal.arn)) principals.set(state.principal.arn, { certainty, steps });
  }
  return { principals, paths };
}

/** True when `a` is surer than `b`, or as sure and shorter. */
export function better(a: Path, b: Path): boolean {
  const [rankA, rankB] = [CERTAINTIES.indexOf(a.certainty), CERTAINTIES.indexOf(b.certainty)];
  return rankA < rankB || (rankA === rankB && a.steps.length < b.steps.length);
}

function visitAll(start: PrincipalState, entry: readonly Step[], edges: Edges): readonly Visit[] {
  const certainty = leastSure(entry.map(({ grant }) => grant.certainty));
  const visited = new Map<string, Visit>([[start.key, { state: start, certainty, steps: entry }]]);
  for (const threshold of CERTAINTIES) {
    const queue = [...visited.values()].sort((a, b) => a.steps.length - b.steps.length);
    // The queue grows while it is read.
    for (const visit of queue) {
      for (const { to, step } of edges.from(visit.state)) {
        if (visited.has(to.key) || leastSure([step.grant.certainty, threshold]) !== threshold) continue;
        const next = {
          state: to,
          certainty: leastSure([visit.certainty, step.grant.certainty]),
          steps: [...visit.steps, step],
        };
        visited.set(to.key, next);
        queue.push(next);
      }
    }
  }
  return [...visited.values()];
}

function computeStep(state: PrincipalState, { primitive, grant, resource }: ComputeUse): Step {
  return {
    from: state.key,
    to: primitive.id,
    via: primitive.id,
    description: primitive.title,
    grant,
    address: resource?.address ?? null,
    location: resource?.location ?? null,
  };
}
