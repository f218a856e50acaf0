import { rankOf } from '../graph/certainty.js';
import type { EntryKind, Step } from '../graph/types.js';
import { parseArn } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Statement } from '../model/policy.js';
import { swapPolicies } from '../model/swap-policies.js';
import { followEntry, type Violation } from '../rules/check.js';
import { type Judgement, ruleContext } from './rule-context.js';

/** What is told by itself, and what is told with it. */
export interface Folded {
  readonly told: readonly Violation[];
  /** Those that are closed with one of the told, which names them. */
  readonly behind: readonly Violation[];
}

/** The statements that let in everybody, each with the violation that tells of it. */
type OpenStatements = ReadonlyMap<Statement, Violation>;

const EVERYBODY: ReadonlySet<EntryKind> = new Set<EntryKind>(['anonymous', 'any-aws-account']);

/**
 * A role that anybody may assume may be assumed by whoever is in its account already: by the vendor of another role, that only
 * reads. Nothing is to be fixed at the vendor's role, so it is told with the open one. Where a door leads by itself is found
 * by narrowing each open statement to the account that it stands in.
 */
export function foldBehindDoors(violations: readonly Violation[], model: Model, judgement: Judgement): Folded {
  const open = openStatements(violations);
  const doors = new Map(violations.map((one) => [one, doorsOnWay(one, open)]));
  if ([...doors.values()].every((one) => one.length === 0)) return { told: violations, behind: [] };
  const narrowed = swapPolicies(model, (policy) =>
    policy.statements.some((one) => open.has(one))
      ? { ...policy, statements: policy.statements.map((one) => narrow(one, open.get(one))) }
      : policy,
  );
  const context = ruleContext(narrowed, judgement);
  const alone = new Map<Violation, Violation>();
  const behind = new Map<Violation, Violation[]>();
  for (const [one, onWay] of doors) {
    const led = onWay.length === 0 ? one : followEntry(one.entry, context);
    // Behind the last of them, no other is needed.
    const last = onWay.at(-1);
    if (led === null && last !== undefined && (isDecided(last) || !isDecided(one))) {
      behind.set(last, [...(behind.get(last) ?? []), one]);
      // Where it arrives is a state of the graph as it is.
    } else alone.set(one, { ...(led ?? one), arrivals: one.arrivals });
  }
  return {
    told: [...alone].map(([one, led]) => (behind.has(one) ? { ...led, behind: behind.get(one) ?? [] } : led)),
    behind: [...behind.values()].flat(),
  };
}

function openStatements(violations: readonly Violation[]): OpenStatements {
  return new Map(
    violations
      .filter(({ entry }) => EVERYBODY.has(entry.kind))
      .flatMap((one) => one.entry.step.grant.statements.map(({ statement }) => [statement, one] as const)),
  );
}

/**
 * The open doors that a way of the violation goes through after its own, in order: its surest way that goes through any. What
 * several entries are told of together has no way of its own.
 */
function doorsOnWay(one: Violation, open: OpenStatements): readonly Violation[] {
  if (one.entry.door !== undefined) return [];
  const paths = [...one.reach.paths.values()].sort((a, b) => rankOf(a.certainty) - rankOf(b.certainty));
  for (const { steps } of paths) {
    const doors = steps.slice(1).flatMap((step) => doorsOf(step, open).filter((door) => door !== one));
    if (doors.length > 0) return doors;
  }
  return [];
}

function doorsOf({ grant }: Step, open: OpenStatements): readonly Violation[] {
  return grant.statements.flatMap(({ statement }) => open.get(statement) ?? []);
}

/** The statement with the account that it stands in, in the place of everybody: who is in there still needs a permission. */
function narrow(statement: Statement, door: Violation | undefined): Statement {
  if (door === undefined) return statement;
  const { entry } = door;
  const { partition = 'aws', account = '' } = parseArn(entry.resource?.arn ?? entry.to) ?? {};
  const { notPrincipals: _, ...rest } = statement;
  const named = (statement.principals?.AWS?.values ?? []).filter((value) => value !== '*');
  const values = [...named, `arn:${partition}:iam::${account}:root`];
  return { ...rest, principals: { ...statement.principals, AWS: { values, unknown: [] } } };
}

/** What is not decided takes nothing with it that is. */
function isDecided({ reach }: Violation): boolean {
  return [...reach.paths.values()].some(({ certainty }) => certainty !== 'unresolved');
}
