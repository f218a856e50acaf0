import type { Policy } from '../model/policy.js';
import { readPolicies, type PolicyVerdict } from './policy.js';
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
  const verdicts = new Map<Policy, PolicyVerdict>();
  const read = (policy: Policy): PolicyVerdict => {
    let verdict = verdicts.get(policy);
    if (verdict === undefined) verdicts.set(policy, (verdict = readPolicies([policy], request, matchStatement)));
    return verdict;
  };

  const mayDeny: string[] = [];
  for (const policy of denying) {
    const verdict = read(policy);
    if (verdict.denies.length > 0)
      return { decision: 'explicitDeny', statements: verdict.denies, unresolved: [], lean: null };
    mayDeny.push(...verdict.mayDeny);
  }
  let open: Evaluation | null = null;
  for (const route of routes) {
    const { statements, unknown, lean } = follow(route, read);
    if (unknown === null) continue;
    if (unknown.length === 0 && mayDeny.length === 0)
      return { decision: 'allowed', statements, unresolved: [], lean: null };
    if (open?.lean !== 'allow')
      open = { decision: 'unresolved', statements, unresolved: [...new Set([...unknown, ...mayDeny])], lean };
  }
  return open ?? { decision: 'implicitDeny', statements: [], unresolved: [], lean: null };
}

/** `unknown` is null when a layer does not allow, empty when all do, and otherwise says what is not known. */
function follow(
  route: Route,
  read: (policy: Policy) => PolicyVerdict,
): {
  readonly statements: readonly StatementReference[];
  readonly unknown: readonly string[] | null;
  readonly lean: 'allow' | 'deny';
} {
  const statements: StatementReference[] = [];
  const unknown: string[] = [];
  let lean: 'allow' | 'deny' = 'allow';
  for (const layer of route) {
    const verdicts = layer.policies.map(read);
    const allow = verdicts.flatMap(({ allows }) => allowing(layer, allows))[0];
    if (allow !== undefined) {
      statements.push({ policy: allow.policy, statement: allow.statement });
      continue;
    }
    const possible = verdicts.flatMap(({ mayAllow }) => allowing(layer, mayAllow));
    if (possible.length === 0) return { statements: [], unknown: null, lean };
    unknown.push(...possible.map(({ reason }) => reason));
    if (layer.grants) lean = 'deny';
  }
  return { statements, unknown, lean };
}

/** The allows that count in a layer; one that could know the caller by any name counts in each. */
export function allowing<A extends { readonly by: PrincipalMatch | null }>(
  { by }: Layer,
  allows: readonly A[],
): readonly A[] {
  return by === null ? allows : allows.filter((allow) => allow.by === null || by.has(allow.by));
}
