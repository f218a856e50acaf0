import type { Condition } from '../model/policy.js';
import { evaluateCondition } from './condition.js';
import { describeCondition } from './describe-condition.js';
import { parseOperator } from './operators/index.js';
import type { RequestContext, StatementReference } from './request.js';
import { coversResource, dependsOnContext } from './statement.js';
import type { Truth } from './truth.js';
import { hasVariables, variableKeys } from './variables.js';

/** What a statement asks of the context of a request. */
export interface Constraint {
  /** The key that it is about, as the policy spells it. */
  readonly name: string;
  /** Every key whose value decides it, in lower case. */
  readonly keys: readonly string[];
  /** The condition on `name`; null where the resource must fit a pattern that holds policy variables. */
  readonly condition: Condition | null;
  /** Its values that hold policy variables. */
  readonly templates: readonly string[];
  truth(context: RequestContext): Truth;
  /** What it says, in words, when it holds or when it fails. */
  describe(holds: boolean): string;
}

/** The constraints of a statement that could be about a resource: its conditions, and the variables of its resources. */
export function constraintsOf(reference: StatementReference, resource: string): readonly Constraint[] {
  const { policy, statement } = reference;
  const conditions = statement.conditions.map((condition) => onCondition(condition, policy.version));
  return dependsOnContext(statement, policy.version, resource)
    ? [...conditions, onResource(reference, resource)]
    : conditions;
}

function onCondition(condition: Condition, version: '2008-10-17' | '2012-10-17'): Constraint {
  const substituted = version === '2012-10-17' && parseOperator(condition.operator)?.operator.variables === true;
  const templates = substituted ? condition.values.values.filter(hasVariables) : [];
  return {
    name: condition.key,
    keys: [...new Set([condition.key.toLowerCase(), ...templates.flatMap(variableKeys)])],
    condition,
    templates,
    truth: (context) => evaluateCondition(condition, context, version),
    describe: (holds) => describeCondition(condition, holds),
  };
}

function onResource({ policy, statement }: StatementReference, resource: string): Constraint {
  const { resources, notResources } = statement;
  const templates = (resources ?? notResources)?.values.filter(hasVariables) ?? [];
  const keys = [...new Set(templates.flatMap(variableKeys))];
  const named = templates.join(' or ');
  return {
    name: keys[0] ?? '',
    keys,
    condition: null,
    templates,
    truth: (context) => coversResource(statement, policy.version, resource, context),
    describe: (holds) => `the resource ${holds === (resources !== undefined) ? 'matches' : 'does not match'} ${named}`,
  };
}
