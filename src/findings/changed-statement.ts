import { pointerStep } from '../model/json-pointer.js';
import type { Condition, PrincipalElement, Statement, Values } from '../model/policy.js';

/** What of a statement is new. */
export interface StatementChange {
  /** JSON pointer from the statement to the first new value; empty for the statement itself. */
  readonly pointer: string;
  /** In words, with a verb: "adds statement Launch". */
  readonly what: string;
}

/** Compares a statement with those that its policy had before the change; null for one that it had. */
export function changeOfStatement(statement: Statement, earlier: readonly Statement[]): StatementChange | null {
  const text = contentOf(statement);
  if (earlier.some((other) => contentOf(other) === text)) return null;
  const before = earlier.find(({ sid, index }) => sid === statement.sid && (sid !== null || index === statement.index));
  const name = nameOf(statement);
  if (before === undefined) return { pointer: '', what: `adds ${name}` };
  return firstDifference(before, statement, name) ?? { pointer: '', what: `changes ${name}` };
}

/** What a deny refuses no more: the first that it lost beside what it is now; null where it says the same, or is gone. */
export function changeOfDeny(
  deny: Statement,
  later: readonly Statement[],
): (StatementChange & { readonly statement: Statement }) | null {
  const now = later.find(
    ({ sid, index, effect }) => effect === 'Deny' && (deny.sid === null ? index === deny.index : sid === deny.sid),
  );
  if (now === undefined || contentOf(now) === contentOf(deny)) return null;
  const name = nameOf(deny);
  const change =
    valueRemoved('Action', deny.actions, now.actions, name) ??
    valueRemoved('Resource', deny.resources, now.resources, name) ??
    firstDifference(deny, now, name);
  return { ...(change ?? { pointer: '', what: `changes ${name}` }), statement: now };
}

/** Whether two lists of statements say the same, in whatever order. */
export function sameStatements(some: readonly Statement[], others: readonly Statement[]): boolean {
  const [a, b] = [some, others].map((statements) => statements.map(contentOf).sort().join('\n'));
  return a === b;
}

/** The name of a statement as reports show it. */
function nameOf({ sid, index }: Statement): string {
  return sid === null || sid === '' ? `Statement[${String(index)}]` : `statement ${sid}`;
}

function contentOf(statement: Statement): string {
  return JSON.stringify({ ...statement, index: 0, origin: null });
}

function firstDifference(before: Statement, after: Statement, name: string): StatementChange | null {
  if (before.effect !== after.effect) return { pointer: '/Effect', what: `makes ${name} ${after.effect}` };
  return (
    principalAdded('Principal', before.principals, after.principals, name) ??
    valueAdded('Action', before.actions, after.actions, name) ??
    valueAdded('Resource', before.resources, after.resources, name) ??
    valueRemoved('NotAction', before.notActions, after.notActions, name) ??
    valueRemoved('NotResource', before.notResources, after.notResources, name) ??
    conditionChanged(before.conditions, after.conditions, name)
  );
}

function valueAdded(
  element: string,
  before: Values | undefined,
  after: Values | undefined,
  name: string,
): StatementChange | null {
  const index = (after?.values ?? []).findIndex((value) => before?.values.includes(value) !== true);
  const added = after?.values[index];
  if (added === undefined) return null;
  return { pointer: `/${element}/${String(index)}`, what: `adds ${added} to ${element} of ${name}` };
}

function valueRemoved(
  element: string,
  before: Values | undefined,
  after: Values | undefined,
  name: string,
): StatementChange | null {
  const removed = (before?.values ?? []).find((value) => after?.values.includes(value) !== true);
  return removed === undefined
    ? null
    : { pointer: `/${element}`, what: `removes ${removed} from ${element} of ${name}` };
}

function principalAdded(
  element: string,
  before: PrincipalElement | undefined,
  after: PrincipalElement | undefined,
  name: string,
): StatementChange | null {
  for (const [type, values] of Object.entries(after ?? {})) {
    const earlier = Object.entries(before ?? {}).find(([key]) => key === type)?.[1];
    const added = valueAdded(`${element}/${type}`, earlier, values, name);
    if (added !== null) return { ...added, what: added.what.replace(`${element}/${type}`, element) };
  }
  return null;
}

/** A condition is named by its key alone: its values may be secrets. */
function conditionChanged(
  before: readonly Condition[],
  after: readonly Condition[],
  name: string,
): StatementChange | null {
  const same = (a: Condition, b: Condition): boolean => a.operator === b.operator && a.key === b.key;
  const removed = before.find((condition) => !after.some((other) => same(condition, other)));
  if (removed !== undefined) return { pointer: '', what: `removes the condition on ${removed.key} of ${name}` };
  for (const condition of after) {
    const earlier = before.find((other) => same(condition, other));
    if (earlier !== undefined && JSON.stringify(earlier.values) === JSON.stringify(condition.values)) continue;
    const path = [condition.operator, condition.key].map(pointerStep);
    const added = condition.values.values.findIndex((value) => earlier?.values.values.includes(value) !== true);
    const index = added === -1 ? '' : `/${String(added)}`;
    return {
      pointer: `/Condition/${path.join('/')}${index}`,
      what: `changes the condition on ${condition.key} of ${name}`,
    };
  }
  return null;
}
