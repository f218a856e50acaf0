import { matchesWildcard } from '../evaluation/wildcard.js';
import { parseOperator } from '../evaluation/operators/index.js';
import type { Condition } from '../model/policy.js';

/**
 * Whether conditions let through whatever the earlier ones did, and more: one more instance type, a pattern that others match,
 * a higher number. False where they ask for something else, and where it cannot be told.
 */
export function areWider(conditions: readonly Condition[], earlier: readonly Condition[]): boolean {
  const [now, then] = [byName(conditions), byName(earlier)];
  if (now.size !== then.size) return false;
  const pairs = [...now].map(([name, condition]) => [condition, then.get(name)] as const);
  const known = pairs.flatMap(([is, was]) => (was === undefined ? [] : [[is, was] as const]));
  return (
    known.length === pairs.length &&
    known.every(([is, was]) => covers(is, was)) &&
    known.some(([is, was]) => !covers(was, is))
  );
}

function byName(conditions: readonly Condition[]): ReadonlyMap<string, Condition> {
  return new Map(conditions.map((one) => [`${one.operator}\n${one.key}`.toLowerCase(), one]));
}

/** Whether a condition holds wherever another of its operator and key does. */
function covers(wide: Condition, narrow: Condition): boolean {
  const parsed = parseOperator(wide.operator);
  if (parsed === null || [wide, narrow].some(({ values }) => values.unknown.length > 0)) return false;
  const { name, negated, wildcards } = parsed.operator;
  const [more, less] = negated ? [narrow, wide] : [wide, narrow];
  const [values, asked] = [more.values.values, less.values.values];
  if (/^Numeric(?:Less|Greater)Than/.test(name)) {
    const reach = (list: readonly string[]): number =>
      name.includes('Less') ? Math.max(...list.map(Number)) : -Math.min(...list.map(Number));
    return reach(values) >= reach(asked);
  }
  return asked.every((value) => values.some((one) => one === value || (wildcards && matchesWildcard(one, value))));
}
