import type { ComputeUse } from './compute.js';
import { leastSure } from './grant.js';
import type { HopEdge } from './hops.js';
import type { PrincipalState } from './state.js';
import type { Certainty, Path, Reach, Step } from './types.js';

/** What a search asks of the graph. */
export interface Edges {
  /** The state's own edges, and those that all states of its grant class have. */
  from(state: PrincipalState): { readonly own: EdgesByCertainty; readonly shared: EdgesByCertainty };
  compute(state: PrincipalState): readonly ComputeUse[];
}

/** Edges of one state, apart by how sure they are. */
export type EdgesByCertainty = Readonly<Record<Certainty, readonly HopEdge[]>>;

/** A state as a search reached it. */
interface Visit {
  readonly state: PrincipalState;
  readonly certainty: Certainty;
  readonly assumptions: number;
  readonly length: number;
  readonly before: Visit | null;
  readonly step: HopEdge['step'] | null;
}

const CERTAINTIES: readonly Certainty[] = ['certain', 'conditional', 'unresolved'];

/**
 * Everything that is reached from `start` after `entry` steps: each principal and each compute primitive by the surest
 * path, of equally sure ones that with the fewest assumptions, of those the shortest. One breadth-first pass for each
 * certainty: a later one only adds what the surer ones did not reach. Time grows with the edges that are reached.
 */
export function search(start: PrincipalState, entry: readonly Step[], edges: Edges): Reach {
  const visits = visitAll(start, entry, edges);
  const byArn = new Map<string, Visit>();
  const byClass = new Map<string, Visit>();
  for (const visit of visits) {
    const { principal, grantClass } = visit.state;
    if (!byArn.has(principal.arn)) byArn.set(principal.arn, visit);
    const other = byClass.get(grantClass);
    // States of one grant class use the same compute.
    if (other === undefined || cost(visit) < cost(other)) byClass.set(grantClass, visit);
  }
  return {
    principals: [...byArn.keys()],
    approach: (arn) => {
      const visit = byArn.get(arn);
      return visit === undefined ? null : { certainty: visit.certainty, steps: stepsTo(visit, entry) };
    },
    paths: bestPaths(byClass.values(), entry, edges),
  };
}

function bestPaths(visits: Iterable<Visit>, entry: readonly Step[], edges: Edges): ReadonlyMap<string, Path> {
  const best = new Map<string, { readonly visit: Visit; readonly use: ComputeUse; readonly cost: number }>();
  for (const visit of visits) {
    for (const use of edges.compute(visit.state)) {
      const { certainty, assumptions } = use.grant;
      const whole = cost({
        certainty: leastSure([visit.certainty, certainty]),
        assumptions: visit.assumptions + assumptions.length,
        length: visit.length,
      });
      const other = best.get(use.primitive.id);
      if (other === undefined || whole < other.cost) best.set(use.primitive.id, { visit, use, cost: whole });
    }
  }
  const paths = new Map<string, Path>();
  for (const [compute, { visit, use }] of best) {
    const certainty = leastSure([visit.certainty, use.grant.certainty]);
    paths.set(compute, { compute, certainty, steps: [...stepsTo(visit, entry), computeStep(visit.state, use)] });
  }
  return paths;
}

/** Orders by certainty, then assumptions, then length. */
function cost({ certainty, assumptions, length }: Pick<Visit, 'certainty' | 'assumptions' | 'length'>): number {
  return (CERTAINTIES.indexOf(certainty) * 1_000 + Math.min(assumptions, 999)) * 100_000 + length;
}

function visitAll(start: PrincipalState, entry: readonly Step[], edges: Edges): readonly Visit[] {
  const first: Visit = {
    state: start,
    certainty: leastSure(entry.map(({ grant }) => grant.certainty)),
    assumptions: entry.reduce((sum, { grant }) => sum + grant.assumptions.length, 0),
    length: entry.length,
    before: null,
    step: null,
  };
  const visited = new Map<string, Visit>([[start.key, first]]);
  const followed = new Set<string>();
  CERTAINTIES.forEach((_, index) => {
    const levels = CERTAINTIES.slice(0, index + 1);
    const queue = [...visited.values()].sort((a, b) => a.length - b.length);
    // The queue grows while it is read.
    for (const visit of queue) {
      const { own, shared } = edges.from(visit.state);
      for (const level of levels) {
        for (const edge of [
          ...once(followed, `${level} ${visit.state.key}`, own[level]),
          ...once(followed, `${level} class ${visit.state.grantClass}`, shared[level]),
        ]) {
          if (visited.has(edge.to.key)) continue;
          const next = after(visit, edge);
          visited.set(edge.to.key, next);
          queue.push(next);
        }
      }
    }
  });
  return [...visited.values()];
}

/** Edges that the search has not followed yet: a second state of a grant class leads nowhere new. */
function once(followed: Set<string>, key: string, edges: readonly HopEdge[]): readonly HopEdge[] {
  if (edges.length === 0 || followed.has(key)) return [];
  followed.add(key);
  return edges;
}

function after(visit: Visit, { to, step }: HopEdge): Visit {
  return {
    state: to,
    certainty: leastSure([visit.certainty, step.grant.certainty]),
    assumptions: visit.assumptions + step.grant.assumptions.length,
    length: visit.length + 1,
    before: visit,
    step,
  };
}

function stepsTo(visit: Visit, entry: readonly Step[]): readonly Step[] {
  const steps: Step[] = [];
  for (let at: Visit | null = visit; at !== null; at = at.before) {
    if (at.step !== null && at.before !== null) steps.push({ from: at.before.state.key, ...at.step });
  }
  return [...entry, ...steps.reverse()];
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
