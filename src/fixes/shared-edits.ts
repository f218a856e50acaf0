import type { StatementReference } from '../evaluation/request.js';
import type { Model } from '../model/model.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import { type Edit, isManaged, isOfAws } from './edit.js';
import { holding } from './path-edits.js';
import type { FixKind } from './suggest.js';

/** A statement of a policy that is ours to change, with what paths use it for. */
interface Use {
  readonly reference: StatementReference;
  readonly actions: Set<string>;
  readonly services: Set<string>;
  readonly violations: Set<Violation>;
}

interface SharedEdit {
  readonly kind: FixKind;
  readonly edits: readonly Edit[];
}

/**
 * Changes of what the paths of several entries share, though none of them may close any entry by itself: what they use of a
 * statement is taken out of it, where it is listed there, or the statement goes; a role is not assumed or passed any more; a
 * principal that they come by loses a managed policy.
 */
export function sharedEdits(violations: readonly Violation[], model: Model): readonly SharedEdit[] {
  return [...statementEdits(violations), ...detachments(violations, model)];
}

function statementEdits(violations: readonly Violation[]): readonly SharedEdit[] {
  const uses = new Map<Statement, Use>();
  for (const violation of violations) {
    for (const { steps } of violation.reach.paths.values()) {
      for (const { grant } of steps) {
        for (const reference of grant.statements) {
          const { policy, statement } = reference;
          if (statement.effect !== 'Allow' || isOfAws(policy) || isInNoInput(policy)) continue;
          const use = uses.get(statement) ?? {
            reference,
            actions: new Set(),
            services: new Set(),
            violations: new Set(),
          };
          for (const { action, principal } of grant.witness) {
            use.actions.add(action.toLowerCase());
            if (principal.kind === 'service') use.services.add(principal.arn);
          }
          use.violations.add(violation);
          uses.set(statement, use);
        }
      }
    }
  }
  // Of changes that take the same, one that leaves a trust policy as it is comes first: that must not become empty.
  const isTrust = ({ reference }: Use): number => (reference.policy.type === 'trust' ? 1 : 0);
  const shared = [...uses.values()].filter((use) => use.violations.size > 1).sort((a, b) => isTrust(a) - isTrust(b));
  return shared.flatMap((use) => {
    const { policy, statement: before } = use.reference;
    const removal: Edit = { kind: 'statement', policy, before, after: null };
    if (policy.type === 'trust') {
      const after = withoutServices(before, use.services);
      const narrowed: SharedEdit[] =
        after === null ? [] : [{ kind: 'remove-principal', edits: [{ ...removal, after } satisfies Edit] }];
      return [...narrowed, { kind: 'remove-statement', edits: [removal] }];
    }
    const narrowed = withoutActions(before, use.actions);
    return [
      ...(narrowed === null
        ? []
        : [{ kind: 'remove-action' as const, edits: [{ ...removal, after: narrowed } satisfies Edit] }]),
      { kind: 'remove-statement' as const, edits: [removal] },
    ];
  });
}

/** Managed policies, those of AWS among them, that several entries come to use by one principal. */
function detachments(violations: readonly Violation[], model: Model): readonly SharedEdit[] {
  const uses = new Map<
    string,
    Map<Policy, { readonly reference: StatementReference; readonly violations: Set<Violation> }>
  >();
  for (const violation of violations) {
    for (const { steps } of violation.reach.paths.values()) {
      for (const { from, grant } of steps.slice(1)) {
        for (const reference of grant.statements) {
          const { policy, statement } = reference;
          if (policy.type !== 'identity-based' || statement.effect !== 'Allow' || !isManaged(policy)) continue;
          const byPolicy =
            uses.get(from) ?? new Map<Policy, { reference: StatementReference; violations: Set<Violation> }>();
          const use = byPolicy.get(policy) ?? { reference, violations: new Set() };
          use.violations.add(violation);
          uses.set(from, byPolicy.set(policy, use));
        }
      }
    }
  }
  return [...uses].flatMap(([from, byPolicy]) =>
    [...byPolicy.values()].flatMap((use): readonly SharedEdit[] => {
      const held = use.violations.size > 1 ? holding(use.reference, from, model) : null;
      return held === null ? [] : [{ kind: 'detach-policy', edits: [{ kind: 'detach', ...held }] }];
    }),
  );
}

/** True for what an attacker wrote. */
function isInNoInput({ location }: Policy): boolean {
  return location.uri === '';
}

/** Null where the statement names no service that is used, or nobody else. */
function withoutServices(statement: Statement, used: ReadonlySet<string>): Statement | null {
  const { principals = {} } = statement;
  const { values = [], unknown = [] } = principals.Service ?? {};
  const left = values.filter((value) => !used.has(value));
  if (left.length === values.length || (left.length === 0 && unknown.length === 0)) return null;
  return { ...statement, principals: { ...principals, Service: { values: left, unknown } } };
}

/** Null where a pattern allows what is used, or nothing would be left. */
function withoutActions(statement: Statement, used: ReadonlySet<string>): Statement | null {
  const { values = [], unknown = [] } = statement.actions ?? {};
  const left = values.filter((value) => !used.has(value.toLowerCase()));
  if (left.length === 0 || left.length === values.length) return null;
  return { ...statement, actions: { values: left, unknown } };
}
