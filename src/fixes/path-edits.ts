import type { StatementReference } from '../evaluation/request.js';
import type { Path } from '../graph/types.js';
import type { Group, PolicyAttachment, Role, User } from '../model/principal.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import type { Model } from '../model/model.js';
import { type Edit, isManaged, isOfAws } from './edit.js';

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
      .filter(isPermission)
      .filter(({ policy }) => !isOfAws(policy))
      .flatMap(({ policy, statement }) => actions.map((action) => ({ policy, statement, action })));
  });
}

function isPermission({ policy, statement }: StatementReference): boolean {
  return policy.type === 'identity-based' && statement.effect === 'Allow';
}

/** Takes out the statement that most of the paths rest on after the entry, of a policy that is ours to change. */
export function removePermission({ reach }: Violation): readonly Edit[] | null {
  const used = mostUsed(reach.paths.values(), ({ policy, statement }) => (isOfAws(policy) ? null : statement));
  return used === null
    ? null
    : [{ kind: 'statement', policy: used.reference.policy, before: used.reference.statement, after: null }];
}

/** Detaches the managed policy that most of the paths rest on after the entry from who uses it. */
export function detachPolicy({ reach }: Violation, model: Model): readonly Edit[] | null {
  const used = mostUsed(reach.paths.values(), ({ policy }) => (isManaged(policy) ? policy : null));
  if (used === null) return null;
  const { reference, from } = used;
  const held = holding(reference, from, model);
  return held === null ? null : [{ kind: 'detach', ...held }];
}

/** Who gives a principal a policy: itself, or one of its groups. */
export function holding(
  { policy }: StatementReference,
  from: string,
  { users, roles, groups }: Model,
): { readonly holder: User | Role | Group; readonly attachment: PolicyAttachment } | null {
  const principal = [...users, ...roles].find(({ arn }) => from === arn);
  if (principal === undefined) return null;
  const inherited = principal.kind === 'user' ? groups.filter(({ arn }) => principal.groups.includes(arn)) : [];
  for (const holder of [principal, ...inherited]) {
    const attachment = holder.policies.find((one) => one.policy === policy);
    if (attachment !== undefined) return { holder, attachment };
  }
  return null;
}

/** The permission that the most paths rest on, of those with a key. */
function mostUsed(
  paths: Iterable<Path>,
  keyOf: (reference: StatementReference) => object | null,
): { readonly reference: StatementReference; readonly from: string } | null {
  const counts = new Map<string, Map<object, { reference: StatementReference; from: string; count: number }>>();
  for (const { steps } of paths) {
    for (const { from, grant } of steps.slice(1)) {
      for (const reference of grant.statements.filter(isPermission)) {
        const key = keyOf(reference);
        if (key === null) continue;
        const byKey =
          counts.get(from) ?? new Map<object, { reference: StatementReference; from: string; count: number }>();
        byKey.set(key, { reference, from, count: (byKey.get(key)?.count ?? 0) + 1 });
        counts.set(from, byKey);
      }
    }
  }
  const all = [...counts.values()].flatMap((byKey) => [...byKey.values()]);
  return all.reduce<(typeof all)[number] | null>(
    (best, one) => (best === null || one.count > best.count ? one : best),
    null,
  );
}
