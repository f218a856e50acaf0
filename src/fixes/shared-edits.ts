import type { StatementReference } from '../evaluation/request.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import { type Edit, isOfAws } from './edit.js';
import type { FixKind } from './suggest.js';

/** A statement of a policy that is ours to change, with what paths use it for. */
interface Use {
  readonly reference: StatementReference;
  readonly actions: Set<string>;
  readonly violations: Set<Violation>;
}

/**
 * Changes of what the paths of several entries share, though none of them may close any entry by itself: what they use of a
 * statement is taken out of it, where it is listed there, or the statement goes; a role is not assumed or passed any more.
 */
export function sharedEdits(
  violations: readonly Violation[],
): readonly { readonly kind: FixKind; readonly edits: readonly Edit[] }[] {
  const uses = new Map<Statement, Use>();
  for (const violation of violations) {
    for (const { steps } of violation.reach.paths.values()) {
      for (const { grant } of steps) {
        for (const reference of grant.statements) {
          const { policy, statement } = reference;
          if (statement.effect !== 'Allow' || isOfAws(policy) || isWholeTrust(policy)) continue;
          const use = uses.get(statement) ?? { reference, actions: new Set(), violations: new Set() };
          for (const { action } of grant.witness) use.actions.add(action.toLowerCase());
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
    const narrowed = withoutActions(before, use.actions);
    return [
      ...(narrowed === null
        ? []
        : [{ kind: 'remove-action' as const, edits: [{ ...removal, after: narrowed } satisfies Edit] }]),
      { kind: 'remove-statement' as const, edits: [removal] },
    ];
  });
}

/** True for a trust policy of one statement: AWS takes none without any. */
function isWholeTrust({ type, statements }: Policy): boolean {
  return type === 'trust' && statements.length === 1;
}

/** Null where a pattern allows what is used, or nothing would be left. */
function withoutActions(statement: Statement, used: ReadonlySet<string>): Statement | null {
  const { values = [], unknown = [] } = statement.actions ?? {};
  const left = values.filter((value) => !used.has(value.toLowerCase()));
  if (left.length === 0 || left.length === values.length) return null;
  return { ...statement, actions: { values: left, unknown } };
}
