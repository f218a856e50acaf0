import type { Policy } from '../model/policy.js';
import { type AppliedStatement, NOTHING_SAID, type PolicyVerdict, readPolicy } from './policy.js';
import type { PrincipalMatch } from './principal-match.js';
import type { ApplicablePolicies, AuthorizationRequest, Evaluation, StatementReference } from './request.js';
import { type Layer, type Route, routesOf } from './routes.js';
import { matchStatement } from './statement.js';

/** AWS answers this to whoever has credentials (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). */
const ALWAYS_ALLOWED = 'sts:getcalleridentity';

/**
 * Decides one request as AWS does: an explicit deny anywhere wins; otherwise the request is allowed when every layer of
 * one route allows it. `unresolved` when a value that is not known decides; `lean` then says what the known part says.
 * Never throws.
 */
export function evaluate(request: AuthorizationRequest, policies: ApplicablePolicies): Evaluation {
  if (request.action.toLowerCase() === ALWAYS_ALLOWED && request.principal.kind !== 'anonymous') {
    return { decision: 'allowed', statements: [], unresolved: [], lean: null };
  }
  const { routes, denying } = routesOf(request, policies);
  const verdicts: PolicyVerdict[] = [];
  const mayDeny: string[] = [];
  for (const policy of denying) {
    const verdict = readPolicy(policy, request, matchStatement);
    if (verdict.denies.length > 0)
      return { decision: 'explicitDeny', statements: verdict.denies, unresolved: [], lean: null };
    verdicts.push(verdict);
    mayDeny.push(...verdict.mayDeny);
  }
  // Whatever stands in a route can deny, too, so that its verdict is known.
  const verdictOf = (policy: Policy): PolicyVerdict => verdicts[denying.indexOf(policy)] ?? NOTHING_SAID;
  let open: Evaluation | null = null;
  for (const route of routes) {
    const { statements, unknown, lean } = follow(route, verdictOf);
    if (unknown === null) continue;
    if (unknown.length === 0 && mayDeny.length === 0)
      return { decision: 'allowed', statements, unresolved: [], lean: null };
    if (open?.lean !== 'allow')
      open = { decision: 'unresolved', statements, unresolved: [...new Set([...unknown, ...mayDeny])], lean };
  }
  return open ?? { decision: 'implicitDeny', statements: [], unresolved: [], lean: null };
}

interface Followed {
  readonly statements: readonly StatementReference[];
  /** Null when a layer does not allow, empty when all do, and otherwise what is not known. */
  readonly unknown: readonly string[] | null;
  readonly lean: 'allow' | 'deny';
}

function follow(route: Route, verdictOf: (policy: Policy) => PolicyVerdict): Followed {
  const statements: StatementReference[] = [];
  const unknown: string[] = [];
  let lean: 'allow' | 'deny' = 'allow';
  for (const layer of route) {
    const allow = firstAllow(layer, verdictOf);
    if (allow !== null) {
      statements.push(allow);
      continue;
    }
    const possible = layer.policies.flatMap((policy) => allowing(layer, verdictOf(policy).mayAllow));
    if (possible.length === 0) return { statements: [], unknown: null, lean };
    unknown.push(...possible.map(({ reason }) => reason));
    if (layer.grants) lean = 'deny';
  }
  return { statements, unknown, lean };
}

function firstAllow(layer: Layer, verdictOf: (policy: Policy) => PolicyVerdict): AppliedStatement | null {
  for (const policy of layer.policies) {
    for (const allow of verdictOf(policy).allows) if (counts(layer, allow)) return allow;
  }
  return null;
}

/** The allows that count in a layer. */
export function allowing<A extends { readonly by: PrincipalMatch | null }>(
  layer: Layer,
  allows: readonly A[],
): readonly A[] {
  return allows.filter((allow) => counts(layer, allow));
}

/** An allow that could know the caller by any name counts in each layer. */
function counts({ by }: Layer, allow: { readonly by: PrincipalMatch | null }): boolean {
  return by === null || allow.by === null || by.has(allow.by);
}
