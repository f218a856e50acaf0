import { Budget } from './budget.js';
import { constraintsOf } from './constraints.js';
import { allowing, evaluate } from './evaluate.js';
import type { Knowledge } from './knowledge.js';
import { readPolicies, type AppliedStatement } from './policy.js';
import { product } from './product.js';
import type { ApplicablePolicies, AuthorizationRequest, RequestPrincipal, StatementReference } from './request.js';
import { type Route, routesOf } from './routes.js';
import { type RequestBound, solve, type Solution } from './solve.js';
import { couldMatch } from './statement.js';

/** A request whose context is left open. */
export interface RequestQuery {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly policies: ApplicablePolicies;
  /** What the context may be, by key in lower case. */
  readonly knowledge: Knowledge;
}

/**
 * Whether there is a request that is allowed. `conditional`: if the assumptions hold. `unresolved`: the known statements
 * allow it, but a policy that is not known could still refuse it, or the search grew too large to say. What only an
 * unknown policy could allow is `denied` here; the unknown itself is a gap of the input.
 */
export type Verdict =
  | {
      readonly result: 'allowed' | 'conditional' | 'unresolved';
      /** The witness: its context holds the keys that some condition looks at. */
      readonly request: AuthorizationRequest;
      readonly statements: readonly StatementReference[];
      readonly assumptions: readonly string[];
      readonly bounds: readonly RequestBound[];
    }
  | { readonly result: 'denied' };

const DENIED: Verdict = { result: 'denied' };
const RANK = ['allowed', 'conditional', 'unresolved', 'denied'] as const;
/** What it takes to look at one choice of statements. */
const STEPS_OF_CHOICE = 100;
const UNDECIDED = 'its conditions, which are too many to decide, can be met together';

/**
 * Looks for a request that the policies allow: by each route, one allow statement for each layer and a context in which
 * their conditions hold and no deny does. Prefers a request that needs no assumption. Questions that belong together share
 * one `budget`.
 */
export function findRequest(query: RequestQuery, budget: Budget = new Budget()): Verdict {
  const { principal, action, resource, resourceAccount, policies, knowledge } = query;
  const open: AuthorizationRequest = { principal, action, resource, resourceAccount, context: new Map() };
  const { routes, denying } = routesOf(open, policies);
  const { denies, mayDeny } = readPolicies(denying, open, couldMatch);
  const avoided = denies.map((deny) => constraintsOf(deny, resource));
  if (avoided.some(({ length }) => length === 0)) return DENIED;

  let best: Verdict = DENIED;
  for (const route of routes) {
    const { options, unknown } = optionsOf(route, open);
    for (const required of product(options)) {
      const constraints = required.flatMap((allow) => constraintsOf(allow, resource));
      const solution = budget.spend(STEPS_OF_CHOICE)
        ? solve({ required: constraints, avoided, resource, knowledge }, budget)
        : 'gave-up';
      const verdict =
        solution === null
          ? DENIED
          : solution === 'gave-up'
            ? undecided(open, required)
            : verdictOf(open, required, solution, [...unknown, ...mayDeny], policies);
      if (RANK.indexOf(verdict.result) < RANK.indexOf(best.result)) best = verdict;
      if (best.result === 'allowed' || budget.exhausted) return best;
    }
  }
  return best;
}

/** The search grew too large to say; that is said, and not taken for a denial. */
function undecided(request: AuthorizationRequest, required: readonly AppliedStatement[]): Verdict {
  return { result: 'unresolved', request, statements: referencesTo(required), assumptions: [UNDECIDED], bounds: [] };
}

function verdictOf(
  open: AuthorizationRequest,
  required: readonly AppliedStatement[],
  { context, assumptions, bounds }: Solution,
  reasons: readonly string[],
  policies: ApplicablePolicies,
): Verdict {
  const request = { ...open, context };
  // The evaluator has the last word on what the search found.
  const { decision, lean } = evaluate(request, policies);
  if (decision !== 'allowed' && lean !== 'allow') return DENIED;
  const statements = referencesTo(required);
  if (reasons.length === 0) {
    return { result: assumptions.length > 0 ? 'conditional' : 'allowed', request, statements, assumptions, bounds };
  }
  const refusals = reasons.map((reason) => `${reason}, and it does not refuse this`);
  return { result: 'unresolved', request, statements, assumptions: [...assumptions, ...refusals], bounds };
}

function referencesTo(required: readonly AppliedStatement[]): readonly StatementReference[] {
  return required.map(({ policy, statement }) => ({ policy, statement }));
}

interface Options {
  /** The statements of each layer that could allow the request; an empty list where none could. */
  readonly options: readonly (readonly AppliedStatement[])[];
  /** What is not known of layers that known statements do not allow, and unknown ones might. */
  readonly unknown: readonly string[];
}

/** Statements that could allow, by layer, those with the fewest conditions first. */
function optionsOf(route: Route, request: AuthorizationRequest): Options {
  const options: (readonly AppliedStatement[])[] = [];
  const unknown: string[] = [];
  for (const layer of route) {
    const { allows, mayAllow } = readPolicies(layer.policies, request, couldMatch);
    const ofLayer = [...allowing(layer, allows)].sort((a, b) => weightOf(a, request) - weightOf(b, request));
    if (ofLayer.length === 0 && mayAllow.length > 0 && !layer.grants) {
      unknown.push(...mayAllow.map(({ reason }) => reason));
    } else {
      const [first] = ofLayer;
      // A statement without conditions is at least as good as any other of its layer.
      const isPlain = first !== undefined && weightOf(first, request) === 0;
      options.push(isPlain ? [first] : ofLayer);
    }
  }
  return { options, unknown };
}

function weightOf(option: AppliedStatement, { resource }: AuthorizationRequest): number {
  return constraintsOf(option, resource).length;
}
