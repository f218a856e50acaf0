import type { Policy } from '../model/policy.js';
import type { PrincipalMatch } from './principal-match.js';
import type { AuthorizationRequest, StatementReference } from './request.js';
import { coversAction, type StatementMatch } from './statement.js';

/** A statement that applies, with how it named the caller. */
export interface AppliedStatement extends StatementReference {
  readonly by: PrincipalMatch | null;
}

/** An allow that depends on something unknown; `by` is the name that it would know the caller by, null for any. */
export interface PossibleAllow {
  readonly by: PrincipalMatch | null;
  /** Why it is not known, in one line. */
  readonly reason: string;
}

/** What one policy, or the policies of one layer, say of a request. */
export interface PolicyVerdict {
  readonly allows: readonly AppliedStatement[];
  readonly denies: readonly StatementReference[];
  /** What more might be allowed than is known. */
  readonly mayAllow: readonly PossibleAllow[];
  /** Why more might be denied than is known; one line each. */
  readonly mayDeny: readonly string[];
}

/** Decides whether a statement applies; with or without its conditions. */
export type Matcher = (
  statement: StatementReference['statement'],
  version: Policy['version'],
  request: AuthorizationRequest,
) => StatementMatch;

/** Reads what policies say of a request, statement by statement. */
export function readPolicies(
  policies: readonly Policy[],
  request: AuthorizationRequest,
  matches: Matcher,
): PolicyVerdict {
  const allows: AppliedStatement[] = [];
  const denies: StatementReference[] = [];
  const mayAllow: PossibleAllow[] = [];
  const mayDeny: string[] = [];
  for (const policy of policies) {
    if (policy.unresolved !== null) {
      const reason = `policy ${policy.name} is not known: ${policy.unresolved}`;
      mayAllow.push({ by: null, reason });
      mayDeny.push(reason);
    }
    for (const statement of policy.statements) {
      const { truth, by, unsure } = matches(statement, policy.version, request);
      if (truth === 'false') continue;
      if (truth === 'true') {
        if (statement.effect === 'Allow') allows.push({ policy, statement, by });
        else denies.push({ policy, statement });
      }
      if (truth === 'true' && !(unsure && statement.effect === 'Allow')) continue;
      const reason = `statement ${statement.sid ?? String(statement.index)} of policy ${policy.name} is not fully known`;
      if (statement.effect === 'Allow') mayAllow.push({ by: unsure ? null : by, reason });
      else mayDeny.push(reason);
    }
  }
  return { allows, denies, mayAllow, mayDeny };
}

const coveredActions = new WeakMap<Policy, Map<string, boolean>>();

/** False when no allow statement of the policy covers the action: a quick answer, kept for each policy. */
export function mayAllow(policy: Policy, action: string): boolean {
  let answers = coveredActions.get(policy);
  if (answers === undefined) coveredActions.set(policy, (answers = new Map<string, boolean>()));
  let answer = answers.get(action);
  if (answer === undefined) {
    answer = policy.statements.some(
      (statement) => statement.effect === 'Allow' && coversAction(statement, action) === 'true',
    );
    answers.set(action, answer);
  }
  return answer;
}
