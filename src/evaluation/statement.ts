import type { Policy, Statement, Values } from '../model/policy.js';
import { evaluateCondition } from './condition.js';
import { matchPrincipal, type PrincipalMatch } from './principal-match.js';
import type { AuthorizationRequest, RequestContext } from './request.js';
import { all, any, not, truthOf, type Truth } from './truth.js';
import { substituteVariables } from './variables.js';
import { type CompiledPattern, compilePattern, matchesPattern, matchesWildcard } from './wildcard.js';

/** Whether a statement applies to a request, and by which name its principal element knew the caller. */
export interface StatementMatch {
  readonly truth: Truth;
  readonly by: PrincipalMatch | null;
}

/** Actions are compared without regard to case (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html). */
export function coversAction({ actions, notActions }: Statement, action: string): Truth {
  const matches = (pattern: string): boolean => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  if (actions !== undefined) return someValue(actions, matches);
  return notActions === undefined ? 'true' : not(someValue(notActions, matches));
}

/**
 * A trust policy, and many a resource-based one, has no `Resource`: it is about the resource that carries it. A variable
 * without a value makes its pattern match nothing, and in `NotResource` makes the statement apply to nothing.
 */
function coversResource(
  { resources, notResources }: Statement,
  version: Policy['version'],
  resource: string,
  context: RequestContext,
): Truth {
  const compile = (pattern: string): CompiledPattern | null =>
    version === '2012-10-17' ? substituteVariables(pattern, context) : compilePattern(pattern);
  const matches = (pattern: string): boolean => {
    if (pattern === '*') return true;
    const compiled = compile(pattern);
    return compiled !== null && matchesPattern(compiled, resource);
  };
  if (resources !== undefined) return someValue(resources, matches);
  if (notResources === undefined) return 'true';
  if (notResources.values.some((pattern) => compile(pattern) === null)) return 'false';
  return not(someValue(notResources, matches));
}

/** Everything of a statement but its conditions. `null` conditions stand for a statement that is not known at all. */
export function matchesBesideConditions(
  statement: Statement,
  version: Policy['version'],
  { principal, action, resource, context }: AuthorizationRequest,
): StatementMatch {
  const covered = coversAction(statement, action);
  if (covered === 'false') return { truth: 'false', by: null };
  const { truth, by } = matchPrincipal(statement, principal);
  if (truth === 'false') return { truth, by };
  return { truth: all([covered, truth, coversResource(statement, version, resource, context)]), by };
}

/** Whether the statement applies to the request. */
export function matchStatement(
  statement: Statement,
  version: Policy['version'],
  request: AuthorizationRequest,
): StatementMatch {
  const match = matchesBesideConditions(statement, version, request);
  if (match.truth === 'false' || statement.conditions.length === 0) return match;
  const conditions = all(conditionTruths(statement, version, request.context));
  return { truth: all([match.truth, conditions]), by: match.by };
}

function* conditionTruths(statement: Statement, version: Policy['version'], context: RequestContext): Iterable<Truth> {
  for (const condition of statement.conditions) yield evaluateCondition(condition, context, version);
}

function someValue({ values, unknown }: Values, matches: (pattern: string) => boolean): Truth {
  if (unknown.length === 0) return truthOf(values.some(matches));
  return any([truthOf(values.some(matches)), 'unknown']);
}
