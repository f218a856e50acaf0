import type { Condition } from '../model/policy.js';
import { parseOperator, type ParsedOperator } from './operators/index.js';

/** By operator that is not negated; what a negated one says when it holds, the other says when it fails. */
const VERBS: ReadonlyMap<string, readonly [holds: string, fails: string]> = new Map([
  ['StringEquals', ['is', 'is not']],
  ['StringEqualsIgnoreCase', ['is, in any case,', 'is not, in any case,']],
  ['StringLike', ['matches', 'does not match']],
  ['NumericEquals', ['is', 'is not']],
  ['NumericLessThan', ['is less than', 'is at least']],
  ['NumericLessThanEquals', ['is at most', 'is more than']],
  ['NumericGreaterThan', ['is more than', 'is at most']],
  ['NumericGreaterThanEquals', ['is at least', 'is less than']],
  ['DateEquals', ['is', 'is not']],
  ['DateLessThan', ['is before', 'is not before']],
  ['DateLessThanEquals', ['is at or before', 'is after']],
  ['DateGreaterThan', ['is after', 'is not after']],
  ['DateGreaterThanEquals', ['is at or after', 'is before']],
  ['Bool', ['is', 'is not']],
  ['BinaryEquals', ['is', 'is not']],
  ['IpAddress', ['is in', 'is not in']],
  ['ArnEquals', ['matches', 'does not match']],
  ['ArnLike', ['matches', 'does not match']],
]);

/** A condition in words: what it says of its key when it holds, or when it fails. */
export function describeCondition(condition: Condition, holds: boolean): string {
  const { key, values } = condition;
  const parsed = parseOperator(condition.operator);
  if (parsed?.operator.name === 'Null') {
    const absent = values.values.some((value) => value.toLowerCase() === 'true') === holds;
    return `${key} is ${absent ? 'absent' : 'present'}`;
  }
  const expected = values.values.join(' or ');
  const verbs = parsed === null ? undefined : VERBS.get(parsed.operator.name.replace('Not', ''));
  if (parsed === null || verbs === undefined) return `${key} ${holds ? '' : 'not '}${condition.operator} ${expected}`;
  return `${quantified(key, parsed, holds)} ${verbs[holds === parsed.operator.negated ? 1 : 0]} ${expected}`;
}

function quantified(key: string, { quantifier }: ParsedOperator, holds: boolean): string {
  if (quantifier === null) return key;
  return `${(quantifier === 'all') === holds ? 'every' : 'some'} value of ${key}`;
}
