import type { StatementReference } from '../evaluation/request.js';
import type { Path } from '../graph/types.js';
import type { Role, User } from '../model/principal.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import type { Edit } from './edit.js';

/** More actions than this are not taken one by one: the principal is an administrator. */
const MAX_ACTIONS = 25;

/**
 * Takes one action from one statement: the pair that most of the paths rest on. Null when every action on the paths is
 * allowed by a pattern, so that no single one can be taken out.
 */
export function removeAction({ reach }: Violation): readonly Edit[] | null {
  const counts = new Map<Statement, Map<string, { readonly policy: Policy; count: number }>>();
  for (const path of reach.paths.values()) {
    for (const { policy, statement, action } of usesOf(path)) {
      const literal = statement.actions?.values.find((value) => value.toLowerCase() === action.toLowerCase());
      if (literal === undefined) continue;
      const byAction = counts.get(statement) ?? new Map<string, { policy: Policy; count: number }>();
      const known = byAction.get(literal);
      byAction.set(literal, { policy, count: (known?.count ?? 0) + 1 });
      counts.set(statement, byAction);
    }
  }
  let best: { statement: Statement; action: string; policy: Policy; count: number } | null = null;
  for (const [statement, byAction] of counts) {
    for (const [action, { policy, count }] of byAction) {
      if (best === null || count > best.count) best = { statement, action, policy, count };
    }
  }
  if (best === null) return null;
  const { statement, action, policy } = best;
  const values = statement.actions?.values.filter((value) => value !== action) ?? [];
  const gone = values.length === 0 && statement.actions?.unknown.length === 0;
  const after = gone ? null : { ...statement, actions: { values, unknown: statement.actions?.unknown ?? [] } };
  return [{ kind: 'statement', policy, before: statement, after }];
}

/** Denies the principal that the outsider acts as the first action of every path that goes on from it. */
export function denyActions({ reach }: Violation, principal: User | Role): readonly Edit[] | null {
  const actions = new Set<string>();
  for (const { steps } of reach.paths.values()) {
    const onward = steps[1];
    const own = onward?.grant.witness.find(({ principal: caller }) => caller.kind === 'user' || caller.kind === 'role');
    if (own === undefined) return null;
    actions.add(own.action);
  }
  if (actions.size === 0 || actions.size > MAX_ACTIONS) return null;
  const statement: Statement = {
    index: 0,
    sid: 'NoComputeForOutsiders',
    effect: 'Deny',
    actions: { values: [...actions].sort(), unknown: [] },
    resources: { values: ['*'], unknown: [] },
    conditions: [],
  };
  return [{ kind: 'deny', principal, statement }];
}

interface Use extends StatementReference {
  readonly action: string;
}

/** The identity-based allows after the entry, each with the actions that the path needs of it. */
function usesOf({ steps }: Path): readonly Use[] {
  return steps.slice(1).flatMap(({ grant }) => {
    const actions = [...new Set(grant.witness.map(({ action }) => action))];
    return grant.statements
      .filter(({ policy, statement }) => policy.type === 'identity-based' && statement.effect === 'Allow')
      .flatMap(({ policy, statement }) => actions.map((action) => ({ policy, statement, action })));
  });
}
