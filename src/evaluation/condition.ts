import type { Condition, Policy, Values } from '../model/policy.js';
import { parseOperator, type ConditionOperator } from './operators/index.js';
import type { RequestContext } from './request.js';
import { not, truthOf, type Truth } from './truth.js';
import { substituteVariables } from './variables.js';
import { type CompiledPattern, compilePattern } from './wildcard.js';

/**
 * Whether a condition holds for a request. Values of one condition are alternatives; a negated operator holds when none
 * of them matches. A condition with an operator that AWS does not know never holds.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateCondition(condition: Condition, context: RequestContext, version: Policy['version']): Truth {
  const parsed = parseOperator(condition.operator);
  if (parsed === null) return 'false';
  const { operator, quantifier, ifExists } = parsed;
  const actual = context.get(condition.key.toLowerCase()) ?? [];
  if (operator.name === 'Null') return isAbsent(actual, condition.values);
  if (actual.length === 0) return truthOf(ifExists || (quantifier === null ? operator.negated : quantifier === 'all'));
  const expected = patterns(operator, condition.values.values, context, version);
  const holds = (value: string): Truth => {
    const found = matchesAny(operator, value, expected, condition.values.unknown.length > 0);
    return operator.negated ? not(found) : found;
  };
  if (quantifier === null) return actual.length === 1 ? holds(actual[0] ?? '') : someHold(actual, holds, operator.negated);
  return quantifier === 'all' ? everyHolds(actual, holds) : someHold(actual, holds, false);
}

function isAbsent(actual: readonly string[], { values, unknown }: Values): Truth {
  if (unknown.length > 0) return 'unknown';
  return truthOf(values.some((value) => (value.toLowerCase() === 'true') === (actual.length === 0)));
}

function patterns(
  operator: ConditionOperator,
  values: readonly string[],
  context: RequestContext,
  version: Policy['version'],
): readonly CompiledPattern[] {
  const substituted = operator.variables && version === '2012-10-17';
  return values.flatMap((value) => {
    const pattern = substituted ? substituteVariables(value, context) : compilePattern(value);
    return pattern === null ? [] : [pattern];
  });
}

function matchesAny(
  operator: ConditionOperator,
  actual: string,
  expected: readonly CompiledPattern[],
  others: boolean,
): Truth {
  if (expected.some((pattern) => operator.matches(actual, pattern))) return 'true';
  return others ? 'unknown' : 'false';
}

function everyHolds(actual: readonly string[], holds: (value: string) => Truth): Truth {
  const truths = actual.map(holds);
  return truths.includes('false') ? 'false' : truths.includes('unknown') ? 'unknown' : 'true';
}

/** Without a quantifier a key of several values matches when one of them does; a negated operator when none does. */
function someHold(actual: readonly string[], holds: (value: string) => Truth, every: boolean): Truth {
  if (every) return everyHolds(actual, holds);
  const truths = actual.map(holds);
  return truths.includes('true') ? 'true' : truths.includes('unknown') ? 'unknown' : 'false';
}
