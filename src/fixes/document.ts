import type { Condition, PrincipalElement, Statement, Values } from '../model/policy.js';

/** A statement as it stands in a policy document (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). */
export type StatementDocument = Readonly<Record<string, unknown>>;

/** What is written for a value that the input does not give. */
const UNKNOWN = '(known after apply)';

/** Writes a statement as a policy document would hold it; lists of one are written as AWS's examples write them. */
export function statementDocument(statement: Statement): StatementDocument {
  const { sid, effect, principals, notPrincipals, actions, notActions, resources, notResources, conditions } =
    statement;
  return {
    ...(sid === null ? {} : { Sid: sid }),
    Effect: effect,
    ...element('Principal', principals, principalDocument),
    ...element('NotPrincipal', notPrincipals, principalDocument),
    ...element('Action', actions, valuesDocument),
    ...element('NotAction', notActions, valuesDocument),
    ...element('Resource', resources, valuesDocument),
    ...element('NotResource', notResources, valuesDocument),
    ...(conditions.length === 0 ? {} : { Condition: conditionDocument(conditions) }),
  };
}

function element<T>(name: string, value: T | undefined, write: (value: T) => unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: write(value) };
}

function principalDocument(principals: PrincipalElement): unknown {
  return Object.fromEntries(
    Object.entries(principals).map(([type, values]) => [type, valuesDocument(values)] as const),
  );
}

function conditionDocument(conditions: readonly Condition[]): unknown {
  const byOperator = new Map<string, Map<string, unknown>>();
  for (const { operator, key, values } of conditions) {
    const keys = byOperator.get(operator) ?? new Map<string, unknown>();
    byOperator.set(operator, keys.set(key, valuesDocument(values)));
  }
  return Object.fromEntries([...byOperator].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}

function valuesDocument({ values, unknown }: Values): string | readonly string[] {
  const all = [...values, ...unknown.map(() => UNKNOWN)];
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : all;
}
