import type { Condition, Policy, PrincipalElement, Statement, Values } from '../../src/model/policy.js';
import type { Document } from '../oracle/oracle.js';

/** A policy as the document that it was read from; null when a part of it is not known. */
export function documentOf(policy: Policy): Document | null {
  if (policy.unresolved !== null) return null;
  try {
    return { Version: policy.version, Statement: policy.statements.map(statementOf) };
  } catch (error) {
    if (error instanceof NotKnown) return null;
    throw error;
  }
}

class NotKnown extends Error {}

function statementOf(statement: Statement): Document {
  const { effect, principals, notPrincipals, actions, notActions, resources, notResources, conditions } = statement;
  return {
    Effect: effect,
    ...element('Principal', principals, principalOf),
    ...element('NotPrincipal', notPrincipals, principalOf),
    ...element('Action', actions, listOf),
    ...element('NotAction', notActions, listOf),
    ...element('Resource', resources, listOf),
    ...element('NotResource', notResources, listOf),
    ...(conditions.length === 0 ? {} : { Condition: conditionsOf(conditions) }),
  };
}

function element<T>(name: string, value: T | undefined, write: (value: T) => unknown): Document {
  return value === undefined ? {} : { [name]: write(value) };
}

function listOf({ values, unknown }: Values): readonly string[] {
  if (unknown.length > 0) throw new NotKnown();
  return values;
}

function principalOf(principals: PrincipalElement): unknown {
  return Object.fromEntries(Object.entries(principals).map(([type, values]) => [type, listOf(values)]));
}

function conditionsOf(conditions: readonly Condition[]): unknown {
  const written: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) (written[operator] ??= {})[key] = listOf(values);
  return written;
}
