import type { Access } from './access.js';
import { requestPrincipal } from './access.js';
import { leastSure, ofRank, rankOf } from './certainty.js';
import type { ComputeUse } from './compute.js';
import { distances, type Distances, type Source, UNREACHED } from './distances.js';
import { numberAt } from './indexed.js';
import { countAssumptions } from './grant.js';
import type { Network } from './network.js';
import { isStandIn, type PrincipalState, type PrincipalStates } from './state.js';
import { firstGroups, reachableNodes } from './reachable.js';
import type { Administrator, Approach, Bound, Certainty, Grant, Path, Reach, Step } from './types.js';

/** Answers about whom groups of edges lead to, of which each may name every principal. */
const MOST_KEPT = 64;

/** The best ways of every state to one compute primitive. */
interface Column {
  readonly ways: Distances;
  /** How the primitive is used, by the node of the grant class that uses it. */
  readonly uses: ReadonlyMap<number, ComputeUse>;
}

/** The best ways to each compute primitive, and to principals that may do everything. */
interface Columns {
  /** Of the network for which they were found. */
  readonly size: number;
  readonly byPrimitive: ReadonlyMap<string, Column>;
  readonly administrators: Distances;
}

/**
 * Answers what is reached from a state. The ways to each compute primitive are found once for all states, backwards from
 * those that can use it; primitives that the same states use alike share them.
 */
export class Search {
  #columns: Columns | null = null;
  readonly #beyondGroups = new Map<string, readonly string[]>();

  constructor(
    readonly network: Network,
    readonly states: PrincipalStates,
    readonly access: Access,
  ) {}

  /** Everything that is reached from `start`, at the end of the `entry` steps. */
  reach(start: PrincipalState, entry: readonly Step[]): Reach {
    const node = this.network.explore(start);
    const entryCertainty = leastSure(entry.map(({ grant }) => grant.certainty));
    const paths = new Map<string, Path>();
    for (const [compute, column] of this.#allColumns().byPrimitive) {
      const rank = numberAt(column.ways.rank, node);
      if (rank === UNREACHED) continue;
      const certainty = worse(entryCertainty, rank);
      paths.set(compute, this.#path({ compute, node, column, entry, certainty }));
    }
    return new Reached(paths, {
      approaches: () => this.#approaches(node, entry, entryCertainty),
      administrator: () => this.#administrator(node, entry, entryCertainty),
    });
  }

  /** ARNs of every principal that is reached from any of these states, themselves first, the surest and nearest first. */
  principals(starts: readonly PrincipalState[]): readonly string[] {
    const nodes = starts.map((start) => this.network.explore(start));
    const found = new Set(starts.map(({ principal }) => principal.arn));
    for (const arn of this.#beyond(firstGroups(this.network.arcs.forward, nodes))) found.add(arn);
    return [...found];
  }

  /** Whom the groups of edges lead to. Many states have the same groups, so the last answers are kept. */
  #beyond(groups: readonly number[]): readonly string[] {
    const { network } = this;
    const key = [network.size, ...groups].join();
    const known = this.#beyondGroups.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const node of reachableNodes(network.arcs.forward, groups)) {
      const arn = network.stateAt(node)?.principal.arn;
      if (arn !== undefined) found.add(arn);
    }
    const [oldest] = this.#beyondGroups.keys();
    if (this.#beyondGroups.size >= MOST_KEPT && oldest !== undefined) this.#beyondGroups.delete(oldest);
    this.#beyondGroups.set(key, [...found]);
    return [...found];
  }

  #allColumns(): Columns {
    const { network } = this;
    if (this.#columns?.size === network.size) return this.#columns;
    const uses = new Map<string, Map<number, ComputeUse>>();
    const administrators: Source[] = [];
    for (let node = 0; node < network.size; node += 1) {
      const state = network.classAt(node);
      if (state === null) continue;
      if (this.access.isUnlimited(state)) administrators.push({ node, rank: 0, assumptions: 0 });
      for (const use of network.surroundings.compute(state)) {
        const { id } = use.primitive;
        const byNode = uses.get(id) ?? new Map<number, ComputeUse>();
        uses.set(id, byNode.set(node, use));
      }
    }
    const shared = new Map<string, Distances>();
    const byPrimitive = new Map<string, Column>();
    for (const [id, byNode] of uses) {
      const sources = [...byNode].map(([node, { grant }]) => sourceOf(node, grant));
      const name = sources
        .map(({ node, rank, assumptions }) => `${String(node)}:${String(rank)}:${String(assumptions)}`)
        .join();
      const ways = shared.get(name) ?? distances(network.arcs.backward, sources);
      shared.set(name, ways);
      byPrimitive.set(id, { ways, uses: byNode });
    }
    const ways = distances(network.arcs.backward, administrators);
    this.#columns = { size: network.size, byPrimitive, administrators: ways };
    return this.#columns;
  }

  #administrator(start: number, entry: readonly Step[], certainty: Certainty): Administrator | null {
    const ways = this.#allColumns().administrators;
    const rank = numberAt(ways.rank, start);
    if (rank === UNREACHED) return null;
    const { steps, end } = this.#follow(start, ways);
    if (end === null) return null;
    const policies = this.access.policiesOfEverything(end);
    return { arn: end.principal.arn, certainty: worse(certainty, rank), steps: [...entry, ...steps], policies };
  }

  #path({ compute, node, column, entry, certainty }: PathQuestion): Path {
    const { ways, uses } = column;
    let end = node;
    for (let next = numberAt(ways.next, end); next >= 0; next = numberAt(ways.next, end)) end = next;
    const bounds = uses.get(end)?.grant.bounds ?? [];
    const length = entry.length + numberAt(ways.hops, node) + 1;
    const assumptions = countAssumptions(entry) + numberAt(ways.assumptions, node);
    return new FoundPath({ compute, certainty, bounds, assumptions, length }, () => this.#steps(node, column, entry));
  }

  #steps(start: number, { ways, uses }: Column, entry: readonly Step[]): readonly Step[] {
    const { steps, end, node } = this.#follow(start, ways);
    const use = uses.get(node);
    return [...entry, ...steps, ...(end === null || use === undefined ? [] : [this.#computeStep(end, use)])];
  }

  /** Goes the best way from a state to where it ends. */
  #follow(start: number, ways: Distances): { steps: readonly Step[]; end: PrincipalState | null; node: number } {
    const steps: Step[] = [];
    let state = this.network.stateAt(start);
    for (let node = start; ;) {
      const next = numberAt(ways.next, node);
      if (next < 0) return { steps, end: state, node };
      const hop = this.network.hopAt(node, numberAt(ways.index, node));
      if (hop !== undefined && state !== null) {
        steps.push(this.#hopStep(state, hop.step));
        state = hop.to;
      }
      node = next;
    }
  }

  /** The way to each principal, the surest and nearest first. */
  #approaches(start: number, entry: readonly Step[], certainty: Certainty): ReadonlyMap<string, () => Approach> {
    const { network } = this;
    const ways = distances(network.arcs.forward, [{ node: start, rank: 0, assumptions: 0 }]);
    const found = new Map<string, () => Approach>();
    for (const node of ways.order) {
      const arn = network.stateAt(node)?.principal.arn;
      if (arn === undefined || found.has(arn)) continue;
      found.set(arn, () => ({
        certainty: worse(certainty, numberAt(ways.rank, node)),
        steps: [...entry, ...this.#stepsBackFrom(node, ways)],
      }));
    }
    return found;
  }

  #stepsBackFrom(end: number, ways: Distances): readonly Step[] {
    const nodes: number[] = [];
    for (let node = end; node >= 0; node = numberAt(ways.next, node)) nodes.push(node);
    nodes.reverse();
    const steps: Step[] = [];
    let state: PrincipalState | null = null;
    nodes.forEach((node, position) => {
      const after = nodes[position + 1];
      const hop = after === undefined ? undefined : this.network.hopAt(node, numberAt(ways.index, after));
      if (hop !== undefined && state !== null) steps.push(this.#hopStep(state, hop.step));
      state = this.network.stateAt(node) ?? state;
    });
    return steps;
  }

  #hopStep(from: PrincipalState, step: Omit<Step, 'from'>): Step {
    return { from: from.key, ...step, grant: this.#own(step.grant, from) };
  }

  #computeStep(from: PrincipalState, { primitive, grant, resource }: ComputeUse): Step {
    return {
      from: from.key,
      to: primitive.id,
      via: primitive.id,
      description: primitive.title,
      grant: this.#own(grant, from),
      address: resource?.address ?? null,
      location: resource?.location ?? null,
      ...(resource === null ? {} : { resource: resource.arn }),
    };
  }

  /** A grant that a state shares with others, in the state's own name and by its own statements. */
  #own(grant: Grant, from: PrincipalState): Grant {
    const own = requestPrincipal(from);
    const statements = grant.statements.flatMap((reference) => {
      if (!isStandIn(reference.policy)) return [this.states.own(reference, from)];
      const plain = grant.witness.flatMap(({ principal, action }) =>
        principal.kind === own.kind ? (this.access.plainAllow(from, action) ?? []) : [],
      );
      return plain.map((one) => this.states.own(one, from));
    });
    return {
      ...grant,
      witness: grant.witness.map((request) =>
        request.principal.kind === own.kind ? { ...request, principal: own } : request,
      ),
      statements: [...new Map(statements.map((one) => [one.statement, one])).values()],
    };
  }
}

interface PathQuestion {
  readonly compute: string;
  readonly node: number;
  readonly column: Column;
  readonly entry: readonly Step[];
  readonly certainty: Certainty;
}

/** A path whose steps are put together when somebody looks at them: most are only counted. */
class FoundPath implements Path {
  readonly compute: string;
  readonly certainty: Certainty;
  readonly bounds: readonly Bound[];
  readonly assumptions: number;
  readonly length: number;
  readonly #make: () => readonly Step[];
  #steps: readonly Step[] | null = null;

  constructor({ compute, certainty, bounds, assumptions, length }: Omit<Path, 'steps'>, make: () => readonly Step[]) {
    this.compute = compute;
    this.certainty = certainty;
    this.bounds = bounds;
    this.assumptions = assumptions;
    this.length = length;
    this.#make = make;
  }

  get steps(): readonly Step[] {
    this.#steps ??= this.#make();
    return this.#steps;
  }
}

/** What is worked out of a reach only when somebody asks. */
interface Answers {
  readonly approaches: () => ReadonlyMap<string, () => Approach>;
  readonly administrator: () => Administrator | null;
}

class Reached implements Reach {
  readonly #answers: Answers;
  #approaches: ReadonlyMap<string, () => Approach> | null = null;
  #administrator: Administrator | null | undefined;

  constructor(
    readonly paths: ReadonlyMap<string, Path>,
    answers: Answers,
  ) {
    this.#answers = answers;
  }

  get principals(): readonly string[] {
    return [...this.#found().keys()];
  }

  approach(arn: string): Approach | null {
    return this.#found().get(arn)?.() ?? null;
  }

  get administrator(): Administrator | null {
    if (this.#administrator === undefined) this.#administrator = this.#answers.administrator();
    return this.#administrator;
  }

  withPath(path: Path): Reach {
    return new Reached(new Map([...this.paths, [path.compute, path]]), {
      approaches: () => this.#found(),
      administrator: () => this.administrator,
    });
  }

  #found(): ReadonlyMap<string, () => Approach> {
    this.#approaches ??= this.#answers.approaches();
    return this.#approaches;
  }
}

function sourceOf(node: number, { certainty, assumptions }: Grant): Source {
  return { node, rank: rankOf(certainty), assumptions: assumptions.length };
}

function worse(certainty: Certainty, rank: number): Certainty {
  return leastSure([certainty, ofRank(rank)]);
}
