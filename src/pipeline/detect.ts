import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  Entries,
  entryKey,
  holdings,
  credentialNotes,
  imageNotes,
  type Notes,
  openedPaths,
  primitivesOf,
  type RankedViolation,
  rankViolation,
  statementsOf,
  whereabouts,
} from '../findings/index.js';
import type { Combined, LoadedInput } from '../inputs/index.js';
import type { Model } from '../model/model.js';
import { checkRules, type Violation } from '../rules/check.js';
import type { RuleContext } from '../rules/rule.js';
import { checkZones, type TrustScope } from '../rules/zones.js';
import { type Judgement, ruleContext } from './rule-context.js';

/** What the rules find in the configuration as it will be, and in the one before. */
export interface Detected {
  /** The configuration as it will be. */
  readonly context: RuleContext;
  readonly violations: readonly Violation[];
  /** Null where the inputs show one point in time. */
  readonly before: readonly Violation[] | null;
  /** Keys of entries that lead to compute only since somebody changed something outside Terraform. */
  readonly drifted: ReadonlySet<string>;
}

/** Runs the rules on each point in time that the inputs show. */
export function detect(
  { before: earlier, recorded, after }: Combined,
  judgement: Judgement,
  scope: TrustScope,
): Detected {
  const { rules } = judgement.catalogue ?? loadCatalogue();
  const context = ruleContext(after, judgement);
  const violations = checkZones(context, scope, rules);
  const before = earlier === null ? null : checkZones(ruleContext(earlier, judgement), scope, rules);
  const drifted =
    recorded === null ? [] : openedSince(checkRules(ruleContext(recorded, judgement), rules), before ?? []);
  return { context, violations, before, drifted: new Set(drifted) };
}

/** Keys of the entries of `now` that lead to compute to which they did not lead `then`. */
function openedSince(then: readonly Violation[], now: readonly Violation[]): readonly string[] {
  const reached = new Map(then.map((violation) => [entryKey(violation), violation.reach]));
  return now
    .filter(
      (violation) => openedPaths([...violation.reach.paths.values()], reached.get(entryKey(violation))).length > 0,
    )
    .map(entryKey);
}

/** Violations with severity and status. */
export interface Ranked {
  readonly open: readonly RankedViolation[];
  /** Those of before that are there no more. */
  readonly closed: readonly RankedViolation[];
}

/** Holds what is there against what was there before. */
export function rank(
  { violations, before, drifted }: Detected,
  { before: earlier, after }: Combined,
  inputs: readonly LoadedInput[],
  { catalogue = loadCatalogue() }: Judgement,
): Ranked {
  const entries = new Entries(violations);
  const entriesBefore = new Entries(before ?? []);
  const comparison = {
    changes: new Map(inputs.flatMap((input) => [...input.changes])),
    heldBefore: earlier === null ? () => [] : holdings(earlier),
    statementsBefore: earlier === null ? () => null : statementsOf(earlier),
  };
  const primitives = primitivesOf(catalogue);
  const ranker = (model: Model) => {
    const [onImages, onCredentials] = [imageNotes(model, catalogue.activity.miners), credentialNotes(model)];
    const notesOn: Notes = (violation, paths) => [...onCredentials(violation), ...onImages(violation, paths)];
    const looked = { where: whereabouts(model), notesOn };
    return (violation: Violation, reach: Violation['reach'] | undefined | null): RankedViolation => {
      const compared = { ...comparison, before: reach, drift: drifted.has(entryKey(violation)) };
      return rankViolation(violation, catalogue, primitives, compared, looked);
    };
  };
  const rankOpen = ranker(after);
  const rankClosed = ranker(earlier ?? after);
  return {
    open: violations.map((one) => rankOpen(one, before === null ? null : entriesBefore.reachOf(one))),
    closed: (before ?? []).filter((one) => !entries.has(one)).map((one) => rankClosed(one, null)),
  };
}
