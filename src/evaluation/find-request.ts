import { allowing, evaluate } from './evaluate.js';
import type { Knowledge } from './knowledge.js';
import { readPolicies, type AppliedStatement } from './policy.js';
import type { ApplicablePolicies, AuthorizationRequest, RequestPrincipal, StatementReference } from './request.js';
import { type Route, routesOf } from './routes.js';
import { type RequestBound, solve, type Solution } from './solve.js';
import { matchesBesideConditions } from './statement.js';

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
 * allow it, but a policy that is not known could still refuse it. What only an unknown policy could allow is `denied`
 * here; the unknown itself is a gap of the input.
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
const MAX_CHOICES = 2_000;
const UNDECIDED = 'its conditions, which are too many to decide, can be met together';

/**
 * Looks for a request that the policies allow: by each route, one allow statement for each layer and a context in which
 * their conditions hold and no deny does. Prefers a request that needs no assumption.
 */
export function findRequest(query: RequestQuery): Verdict {
  const { principal, action, resource, resourceAccount, policies, knowledge } = query;
  const open: AuthorizationRequest = {
    principal,
    action,
    resource,
    resourceAccount,
    context: fixedContext(policies, knowledge),
  };
  const { routes, denying } = routesOf(open, policies);
  const { denies, mayDeny } = readPolicies(denying, open, matchesBesideConditions);
  if (denies.some(({ statement }) => statement.conditions.length === 0)) return DENIED;

  let best: Verdict = DENIED;
  for (const route of routes) {
    const { choices, unknown, cut } = choicesOf(route, open);
    const [first] = choices;
    if (cut && first !== undefined && best.result === 'denied') best = undecided(open, first);
    for (const required of choices) {
      const solution = solve(required, denies, knowledge);
      if (solution === null) continue;
      const reasons = [...unknown, ...mayDeny];
      const verdict =
        solution === 'gave-up' ? undecided(open, required) : verdictOf(open, required, solution, reasons, policies);
      if (verdict?.result === 'allowed') return verdict;
      if (
        verdict !== null &&
        (best.result === 'denied' || (best.result === 'unresolved' && verdict.result === 'conditional'))
      ) {
        best = verdict;
      }
    }
  }
  return best;
}

/** The search grew too large to say; that is said, and not taken for a denial. */
function undecided(request: AuthorizationRequest, required: readonly AppliedStatement[]): Verdict {
  const statements = required.map(({ policy, statement }) => ({ policy, statement }));
  return { result: 'unresolved', request, statements, assumptions: [UNDECIDED], bounds: [] };
}

function verdictOf(
  open: AuthorizationRequest,
  required: readonly AppliedStatement[],
  { context, assumptions, bounds }: Solution,
  reasons: readonly string[],
  policies: ApplicablePolicies,
): Verdict | null {
  const request = { ...open, context };
  // The evaluator has the last word on what the search found.
  const { decision, lean } = evaluate({ ...request, context: new Map([...open.context, ...context]) }, policies);
  if (decision !== 'allowed' && !(decision === 'unresolved' && lean === 'allow')) return null;
  const statements = required.map(({ policy, statement }) => ({ policy, statement }));
  if (reasons.length > 0) {
    return {
      result: 'unresolved',
      request,
      statements,
      assumptions: [...assumptions, ...reasons.map((reason) => `${reason}, and it does not refuse this`)],
      bounds,
    };
  }
  return { result: assumptions.length > 0 ? 'conditional' : 'allowed', request, statements, assumptions, bounds };
}

interface Choices {
  readonly choices: readonly (readonly AppliedStatement[])[];
  readonly unknown: readonly string[];
  /** True when there were more than are tried. */
  readonly cut: boolean;
}

/** Every choice of one allow statement for each layer, those with the fewest conditions first. */
function choicesOf(route: Route, request: AuthorizationRequest): Choices {
  let choices: (readonly AppliedStatement[])[] = [[]];
  const unknown: string[] = [];
  let cut = false;
  for (const layer of route) {
    const { allows, mayAllow } = readPolicies(layer.policies, request, matchesBesideConditions);
    const options = [...allowing(layer, allows)].sort(
      (a, b) => a.statement.conditions.length - b.statement.conditions.length,
    );
    if (options.length === 0 && (layer.grants || mayAllow.length === 0)) return { choices: [], unknown, cut: false };
    if (options.length === 0) unknown.push(...mayAllow.map(({ reason }) => reason));
    else {
      // A statement without conditions is at least as good as any other of its layer.
      const useful = options[0]?.statement.conditions.length === 0 ? options.slice(0, 1) : options;
      cut ||= choices.length * useful.length > MAX_CHOICES;
      choices = choices.flatMap((choice) => useful.map((option) => [...choice, option])).slice(0, MAX_CHOICES);
    }
  }
  return { choices, unknown, cut };
}

/** Resource elements may hold variables; they are decided by what is fixed. */
function fixedContext(policies: ApplicablePolicies, knowledge: Knowledge): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>();
  const all = [
    ...policies.identity,
    ...(policies.boundary === null ? [] : [policies.boundary]),
    ...(policies.session ?? []),
    ...policies.serviceControl.flat(),
    ...policies.resourceControl.flat(),
    ...(policies.resource === null ? [] : [policies.resource]),
  ];
  for (const { statements } of all) {
    for (const { resources, notResources } of statements) {
      for (const value of [...(resources?.values ?? []), ...(notResources?.values ?? [])]) {
        if (!value.includes('${')) continue;
        for (const [, variable = ''] of value.matchAll(/\$\{([^},]+)/g)) {
          const key = variable.trim().toLowerCase();
          const known = knowledge(key);
          if (known.kind === 'fixed' && known.values.length > 0) context.set(key, known.values);
        }
      }
    }
  }
  return context;
}
