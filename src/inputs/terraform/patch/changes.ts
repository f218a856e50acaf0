import type { Condition, PrincipalElement, PrincipalType, Statement } from '../../../model/policy.js';

/** One change of a statement, small enough to be made in a text. */
export type StatementChange =
  | { readonly kind: 'remove-action'; readonly value: string }
  /** `index` is its place among the resources. */
  | { readonly kind: 'remove-resource'; readonly value: string; readonly index: number }
  | { readonly kind: 'set-resources'; readonly values: readonly string[] }
  /** `by` is null where the principal goes. */
  | {
      readonly kind: 'replace-principal';
      readonly type: PrincipalType;
      readonly value: string;
      readonly by: string | null;
    }
  | { readonly kind: 'remove-condition'; readonly operator: string; readonly key: string }
  | {
      readonly kind: 'set-condition';
      readonly operator: string;
      readonly key: string;
      readonly values: readonly string[];
      /** The operator of the condition on the same key whose place it takes; null when it is added. */
      readonly instead: string | null;
    };

/** What leads from one statement to another; null where something else than the above does. */
export function changesBetween(before: Statement, after: Statement): readonly StatementChange[] | null {
  if (restOf(before) !== restOf(after)) return null;
  const [actions, resources, principals, conditions] = [
    actionChanges(before, after),
    resourceChanges(before, after),
    principalChanges(before.principals ?? {}, after.principals ?? {}),
    conditionChanges(before.conditions, after.conditions),
  ];
  return actions === null || resources === null || principals === null || conditions === null
    ? null
    : [...actions, ...resources, ...principals, ...conditions];
}

/** Everything that no change changes. */
function restOf({ sid, effect, notPrincipals, notActions, resources, notResources }: Statement): string {
  return JSON.stringify([sid, effect, notPrincipals, notActions, resources?.unknown, notResources]);
}

function actionChanges(before: Statement, after: Statement): readonly StatementChange[] | null {
  const [old, young] = [before.actions?.values ?? [], after.actions?.values ?? []];
  if (young.some((value) => !old.includes(value))) return null;
  return old.filter((value) => !young.includes(value)).map((value) => ({ kind: 'remove-action', value }));
}

/** From the last one on, so that the places of the others stay. */
function resourceChanges(before: Statement, after: Statement): readonly StatementChange[] | null {
  const [old, young] = [before.resources?.values ?? [], after.resources?.values ?? []];
  if (JSON.stringify(old) === JSON.stringify(young)) return [];
  if (young.every((value) => old.includes(value))) {
    return [...old.entries()]
      .filter(([, value]) => !young.includes(value))
      .map(([index, value]): StatementChange => ({ kind: 'remove-resource', value, index }))
      .reverse();
  }
  return after.resources?.unknown.length === 0 ? [{ kind: 'set-resources', values: young }] : null;
}

function principalChanges(before: PrincipalElement, after: PrincipalElement): readonly StatementChange[] | null {
  const types = [...new Set([...Object.keys(before), ...Object.keys(after)])] as PrincipalType[];
  const changes: StatementChange[] = [];
  for (const type of types.sort()) {
    const [old, young] = [before[type]?.values ?? [], after[type]?.values ?? []];
    const come = young.filter((value) => !old.includes(value));
    const gone = old.filter((value) => !young.includes(value));
    if (come.length > gone.length) return null;
    for (const [index, value] of gone.entries()) {
      changes.push({ kind: 'replace-principal', type, value, by: come[index] ?? null });
    }
  }
  return changes;
}

function conditionChanges(
  before: readonly Condition[],
  after: readonly Condition[],
): readonly StatementChange[] | null {
  const isIn = (one: Condition, all: readonly Condition[]): boolean =>
    all.some((other) => JSON.stringify(other) === JSON.stringify(one));
  const gone = before.filter((condition) => !isIn(condition, after));
  const come = after.filter((condition) => !isIn(condition, before));
  const replaced = new Set<Condition>();
  const set = come.map(({ operator, key, values }): StatementChange => {
    const same = gone.find((one) => one.key.toLowerCase() === key.toLowerCase() && !replaced.has(one));
    if (same !== undefined) replaced.add(same);
    return { kind: 'set-condition', operator, key, values: values.values, instead: same?.operator ?? null };
  });
  if (come.some(({ values }) => values.unknown.length > 0)) return null;
  const removed = gone
    .filter((condition) => !replaced.has(condition))
    .map(({ operator, key }): StatementChange => ({ kind: 'remove-condition', operator, key }));
  return [...removed, ...set];
}
