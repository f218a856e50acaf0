import type { Policy, Statement } from '../model/policy.js';
import type { PrincipalMatch } from './principal-match.js';
import type { AuthorizationRequest, StatementReference } from './request.js';
import { couldBeAbout, coversAction, type StatementMatch } from './statement.js';

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
  statement: Statement,
  version: Policy['version'],
  request: AuthorizationRequest,
) => StatementMatch;

/** The verdict of a policy that has nothing to say. */
export const NOTHING_SAID: PolicyVerdict = { allows: [], denies: [], mayAllow: [], mayDeny: [] };

/** Reads what policies say of a request. */
export function readPolicies(
  policies: readonly Policy[],
  request: AuthorizationRequest,
  matches: Matcher,
): PolicyVerdict {
  const verdicts = policies.map((policy) => readPolicy(policy, request, matches));
  return {
    allows: verdicts.flatMap(({ allows }) => allows),
    denies: verdicts.flatMap(({ denies }) => denies),
    mayAllow: verdicts.flatMap(({ mayAllow }) => mayAllow),
    mayDeny: verdicts.flatMap(({ mayDeny }) => mayDeny),
  };
}

/** Reads what one policy says of a request, statement by statement. */
export function readPolicy(policy: Policy, request: AuthorizationRequest, matches: Matcher): PolicyVerdict {
  const statements = statementsOn(policy, request.action);
  if (statements.length === 0 && policy.unresolved === null) return NOTHING_SAID;
  const allows: AppliedStatement[] = [];
  const denies: StatementReference[] = [];
  const mayAllow: PossibleAllow[] = [];
  const mayDeny: string[] = [];
  if (policy.unresolved !== null) {
    const reason = `policy ${policy.name} is not known: ${policy.unresolved}`;
    mayAllow.push({ by: null, reason });
    mayDeny.push(reason);
  }
  for (const { statement, covered } of statements) {
    const { truth, by, unsure } = matches(statement, policy.version, request);
    if (truth === 'false') continue;
    const applies = covered && truth === 'true';
    if (applies && statement.effect === 'Allow') allows.push({ policy, statement, by });
    if (applies && statement.effect === 'Deny') denies.push({ policy, statement });
    if (applies && !(unsure && statement.effect === 'Allow')) continue;
    const reason = `statement ${statement.sid ?? String(statement.index)} of policy ${policy.name} is not fully known`;
    if (statement.effect === 'Allow') mayAllow.push({ by: unsure ? null : by, reason });
    else mayDeny.push(reason);
  }
  return { allows, denies, mayAllow, mayDeny };
}

/** A statement that covers an action, or could if a value that is not known were right. */
interface CoveringStatement {
  readonly statement: Statement;
  readonly covered: boolean;
}

const coveringStatements = new WeakMap<Policy, Map<string, readonly CoveringStatement[]>>();
/** More actions than any run asks about; beyond it the answers are found anew. */
const MAX_KEPT = 10_000;

/** The statements of a policy that cover an action, kept for each policy: the same actions are asked about over and over. */
function statementsOn(policy: Policy, action: string): readonly CoveringStatement[] {
  let byAction = coveringStatements.get(policy);
  if (byAction === undefined)
    coveringStatements.set(policy, (byAction = new Map<string, readonly CoveringStatement[]>()));
  let found = byAction.get(action);
  if (found === undefined) {
    found = policy.statements.flatMap((statement) => {
      const truth = coversAction(statement, action);
      return truth === 'false' ? [] : [{ statement, covered: truth === 'true' }];
    });
    if (byAction.size < MAX_KEPT) byAction.set(action, found);
  }
  return found;
}

/** False when no allow statement of the policy covers the action: a quick answer. */
export function mayAllow(policy: Policy, action: string): boolean {
  return statementsOn(policy, action).some(({ statement, covered }) => covered && statement.effect === 'Allow');
}

/** False when the policy is known and no allow statement of it could be about the action on the resource: a quick answer. */
export function mayAllowOn(policy: Policy, action: string, resource: string): boolean {
  return (
    policy.unresolved !== null ||
    statementsOn(policy, action).some(
      ({ statement }) => statement.effect === 'Allow' && couldBeAbout(statement, policy.version, resource) !== 'false',
    )
  );
}
