import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  behindNotes,
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
import type { Administrator, Path } from '../graph/types.js';
import type { Model } from '../model/model.js';
import type { Violation } from '../rules/check.js';
import type { RuleContext } from '../rules/rule.js';
import { checkZones, type TrustScope } from '../rules/zones.js';
import { foldBehindDoors } from './behind-doors.js';
import { loosenedEntries } from './loosened.js';
import { type Judgement, ruleContext } from './rule-context.js';

/** What the rules find in the configuration as it will be, and in the one before. */
export interface Detected {
  /** The configuration as it will be. */
  readonly context: RuleContext;
  readonly violations: readonly Violation[];
  /** Those that are told with others. */
  readonly behind: readonly Violation[];
  /** What was there before the change; null where the inputs show one point in time. */
  readonly before: Earlier | null;
  /** Keys of entries that lead to compute only since somebody changed something outside Terraform. */
  readonly drifted: ReadonlySet<string>;
}

interface Earlier {
  readonly context: RuleContext;
  /** All of them, to hold others against. */
  readonly violations: readonly Violation[];
  /** Those that were told by themselves. */
  readonly told: readonly Violation[];
  /** Keys of the entries of today that let in whom they refused. */
  readonly loosened: ReadonlySet<string>;
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
  const { told, behind } = foldBehindDoors(violations, after, judgement);
  const contextBefore = earlier === null ? null : ruleContext(earlier, judgement);
  const before = contextBefore === null ? null : checkZones(contextBefore, scope, rules);
  const drifted = recorded === null || earlier === null ? [] : drift(recorded, earlier, before ?? [], judgement, scope);
  return {
    context,
    violations: told,
    behind,
    before:
      earlier === null || contextBefore === null || before === null
        ? null
        : {
            context: contextBefore,
            violations: before,
            told: foldBehindDoors(before, earlier, judgement).told,
            loosened: loosenedEntries(told, { then: earlier, now: after }, judgement, scope),
          },
    drifted: new Set(drifted),
  };
}

/** Keys of the entries that lead to compute to which they did not lead by what Terraform had recorded. */
function drift(
  recorded: Model,
  now: Model,
  violations: readonly Violation[],
  judgement: Judgement,
  scope: TrustScope,
): readonly string[] {
  const { rules } = judgement.catalogue ?? loadCatalogue();
  const then = new Map(
    checkZones(ruleContext(recorded, judgement), scope, rules).map((violation) => [
      entryKey(violation),
      violation.reach,
    ]),
  );
  const loosened = loosenedEntries(violations, { then: recorded, now }, judgement, scope);
  return violations
    .filter((violation) => {
      const key = entryKey(violation);
      const compared = { before: then.get(key), loosened: then.has(key) && loosened.has(key) };
      return openedPaths([...violation.reach.paths.values()], compared).length > 0;
    })
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
  { context, violations, behind, before, drifted }: Detected,
  { before: earlier, after }: Combined,
  inputs: readonly LoadedInput[],
  { catalogue = loadCatalogue() }: Judgement,
): Ranked {
  const entries = new Entries([...violations, ...behind]);
  const entriesBefore = new Entries(before?.violations ?? []);
  const comparison = {
    changes: new Map(inputs.flatMap((input) => [...input.changes])),
    heldBefore: earlier === null ? () => [] : holdings(earlier, after),
    statementsBefore: earlier === null ? () => null : statementsOf(earlier),
  };
  const primitives = primitivesOf(catalogue);
  const ranker = (model: Model, { graph }: RuleContext) => {
    const beyond = ({ arn, steps }: Administrator): readonly Path[] => {
      const principal = steps.at(-1)?.to === arn ? graph.principal(arn) : undefined;
      return principal === undefined ? [] : [...graph.reach(principal, steps).paths.values()];
    };
    const [onImages, onCredentials] = [imageNotes(model, catalogue.activity.miners), credentialNotes(model)];
    const notesOn: Notes = (violation, paths) => [
      ...behindNotes(violation),
      ...onCredentials(violation),
      ...onImages(violation, paths),
    ];
    const looked = { where: whereabouts(model), notesOn, beyond };
    return (violation: Violation, reach: Violation['reach'] | undefined | null): RankedViolation => {
      const key = entryKey(violation);
      const loosened = reach !== undefined && before?.loosened.has(key) === true;
      const compared = { ...comparison, before: reach, loosened, drift: drifted.has(key) };
      return rankViolation(violation, catalogue, primitives, compared, looked);
    };
  };
  const rankOpen = ranker(after, context);
  const rankClosed = ranker(earlier ?? after, before?.context ?? context);
  return {
    open: violations.map((one) => rankOpen(one, before === null ? null : entriesBefore.reachOf(one))),
    closed: (before?.told ?? []).filter((one) => !entries.has(one)).map((one) => rankClosed(one, null)),
  };
}
