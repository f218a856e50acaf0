import { unite } from '../graph/reach.js';
import type { PrincipalState } from '../graph/state.js';
import type { Entry, Reach } from '../graph/types.js';
import type { ThreatModel } from '../model/trust-zone.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { rules } from './index.js';
import type { RuleContext } from './rule.js';

/** An entry from which compute is reached. */
export interface Violation {
  readonly entry: Entry;
  readonly reach: Reach;
  /** The users and roles as which the outsider arrives; none where it only runs code of a resource without a role. */
  readonly arrivals: readonly PrincipalState[];
  /** Those that are told with it, since they lead to compute through its door only. */
  readonly behind?: readonly Violation[];
}

const THREAT_MODELS: readonly ThreatModel[] = ['outsider', 'leaked-credential', 'insider'];

/** Runs every rule that the threat model includes, and follows each entry through the graph. */
export function checkRules(context: RuleContext, texts: Catalogue['rules']): readonly Violation[] {
  const entries: Entry[] = [];
  for (const rule of rules) {
    const text = texts[rule.id];
    if (text === undefined) throw new Error(`rules.yaml has no rule \`${rule.id}\``);
    if (THREAT_MODELS.indexOf(text.threatModel) > THREAT_MODELS.indexOf(context.threatModel)) continue;
    entries.push(...rule.entries(context));
  }
  // Where all of them lead is worked out together.
  context.graph.explore(entries.flatMap((entry) => context.graph.arrival(entry) ?? []));
  return oneForEachDoor(entries.flatMap((entry) => followEntry(entry, context) ?? []));
}

/** Every entry of one rule, wherever it leads. */
export function entriesOf(context: RuleContext, ruleId: string): readonly Entry[] {
  return [...(rules.find(({ id }) => id === ruleId)?.entries(context) ?? [])];
}

/** The first violation of these rules whose entry is wanted, or null when none leads anywhere or is there any more. */
export function checkEntry(
  context: RuleContext,
  ruleIds: readonly string[],
  isWanted: (entry: Entry) => boolean,
): Violation | null {
  for (const ruleId of ruleIds) {
    for (const entry of rules.find(({ id }) => id === ruleId)?.entries(context) ?? []) {
      const violation = isWanted(entry) ? followEntry(entry, context) : null;
      if (violation !== null) return violation;
    }
  }
  return null;
}

/** Where an entry leads in a graph; null where that is to no compute. The entry may be one of another point in time. */
export function followEntry(entry: Entry, { graph }: Pick<RuleContext, 'graph'>): Violation | null {
  const state = graph.arrival(entry);
  // Code of a resource without a role is compute all the same, and leads no further.
  const reach = state === null ? unite([]) : graph.reachFrom(state, [entry.step]);
  const arrivals = state === null ? [] : [state];
  if (entry.compute === null) return reach.paths.size === 0 ? null : { entry, reach, arrivals };
  // The entry itself runs the outsider's code, so no step is needed after it.
  const { step, compute } = entry;
  const { certainty, bounds, assumptions } = step.grant;
  const steps = [{ ...step, to: compute }];
  const path = { compute, certainty, bounds, assumptions: assumptions.length, length: 1, steps };
  return { entry, reach: reach.withPath(path), arrivals };
}

/** Entries through one door are closed by one change: they are told together, by the one that leads furthest. */
function oneForEachDoor(violations: readonly Violation[]): readonly Violation[] {
  const byDoor = new Map<string, Violation[]>();
  violations.forEach((violation, index) => {
    const { ruleId, kind, id, door } = violation.entry;
    const key = door === undefined ? String(index) : [ruleId, kind, id, door].join('\n');
    const others = byDoor.get(key);
    if (others === undefined) byDoor.set(key, [violation]);
    else others.push(violation);
  });
  return [...byDoor.values()].flatMap((through) => {
    const [first] = [...through].sort((a, b) => furthest(b) - furthest(a));
    if (first === undefined) return [];
    const arrivals = [...new Set(through.flatMap((one) => one.arrivals))];
    return [{ entry: first.entry, reach: unite(through.map(({ reach }) => reach)), arrivals }];
  });
}

/** More sure paths before fewer, then more paths at all. */
function furthest({ reach }: Violation): number {
  const paths = [...reach.paths.values()];
  return paths.filter(({ certainty }) => certainty === 'certain').length * 1_000 + paths.length;
}
