import type { Condition, Policy } from '../model/policy.js';
import { type ConditionOperator, parseOperator, type ParsedOperator, type ValueTest } from './operators/index.js';
import type { RequestContext } from './request.js';
import { truthOf, type Truth } from './truth.js';
import { hasVariables, substituteVariables } from './variables.js';
import { compilePattern } from './wildcard.js';

/** An expected value, prepared once. */
interface ExpectedValue {
  readonly text: string;
  /** As the text stands; null when it is not of the operator's type. */
  readonly test: ValueTest | null;
  readonly substituted: boolean;
}

interface CompiledCondition {
  readonly key: string;
  readonly parsed: ParsedOperator | null;
  readonly expected: readonly ExpectedValue[];
  readonly unknown: boolean;
}

const compiledConditions = new WeakMap<Condition, CompiledCondition>();

function compile(condition: Condition): CompiledCondition {
  const known = compiledConditions.get(condition);
  if (known !== undefined) return known;
  const parsed = parseOperator(condition.operator);
  const expected = condition.values.values.map((text) => ({
    text,
    test: parsed === null ? null : parsed.operator.compile(compilePattern(text)),
    substituted: parsed?.operator.variables === true && hasVariables(text),
  }));
  const compiled = {
    key: condition.key.toLowerCase(),
    parsed,
    expected,
    unknown: condition.values.unknown.length > 0,
  };
  compiledConditions.set(condition, compiled);
  return compiled;
}

/**
 * Whether a condition holds for a request. Values of one condition are alternatives; a negated operator holds when none
 * of them matches. A value of the wrong type fails the condition, negated or not. A condition with an operator that AWS
 * does not know never holds, nor does one without a set operator on a key of several values. Without the key
 * `ForAllValues` holds and `ForAnyValue` does not, with or without `IfExists`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateCondition(condition: Condition, context: RequestContext, version: Policy['version']): Truth {
  const compiled = compile(condition);
  const { key, parsed } = compiled;
  if (parsed === null) return 'false';
  const { operator, quantifier, ifExists } = parsed;
  const actual = context.get(key);
  const absent = actual === undefined || actual.length === 0;
  if (operator.name === 'Null') return isNull(compiled, absent);
  if (absent) return truthOf(quantifier === null ? ifExists || operator.negated : quantifier === 'all');
  if (quantifier === null) {
    const [value = '', ...others] = actual;
    return others.length > 0 ? 'false' : holds(value, operator, compiled, context, version);
  }
  const decisive: Truth = quantifier === 'all' ? 'false' : 'true';
  let result: Truth = quantifier === 'all' ? 'true' : 'false';
  for (const value of actual) {
    const truth = holds(value, operator, compiled, context, version);
    if (truth === decisive) return truth;
    if (truth === 'unknown') result = truth;
  }
  return result;
}

/** `true` asks for a key that is absent, `false` for one that is there; any other value asks for nothing. */
function isNull({ expected, unknown }: CompiledCondition, absent: boolean): Truth {
  const wanted = absent ? 'true' : 'false';
  if (expected.some(({ text }) => text.toLowerCase() === wanted)) return 'true';
  return unknown ? 'unknown' : 'false';
}

/** Whether the condition holds for one value of the request. */
function holds(
  value: string,
  operator: ConditionOperator,
  { expected, unknown }: CompiledCondition,
  context: RequestContext,
  version: Policy['version'],
): Truth {
  const { negated } = operator;
  for (const one of expected) {
    const matches = matchesExpected(value, operator, one, context, version);
    if (negated ? matches !== false : matches === true) return truthOf(!negated);
  }
  return unknown ? 'unknown' : truthOf(negated);
}

/** A variable without a value is null: nothing equals it or is like it. */
function matchesExpected(
  value: string,
  operator: ConditionOperator,
  { text, test, substituted }: ExpectedValue,
  context: RequestContext,
  version: Policy['version'],
): boolean | null {
  if (!substituted || version !== '2012-10-17') return test === null ? null : test(value);
  const { pattern, complete } = substituteVariables(text, context);
  if (!complete) return false;
  return operator.compile(pattern)?.(value) ?? null;
}
