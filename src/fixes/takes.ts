import { mayAllow } from '../evaluation/policy.js';
import { coversAction } from '../evaluation/statement.js';
import type { Model } from '../model/model.js';
import type { Policy, Statement } from '../model/policy.js';
import type { PolicyAttachment, Role, User } from '../model/principal.js';
import { shuts } from './boundary-edits.js';
import type { Edit } from './edit.js';

/**
 * How much an edit takes from those who hold it today: pairs of a principal and an action that it could call before.
 * `actions` are those that are counted. A trust policy that asks for one condition more, or names us instead of everybody,
 * takes nothing from ours; one that no longer names an outsider takes all that the role can do from it. An action that is left
 * for fewer resources counts as taken.
 */
export function takes(edit: Edit, model: Model, actions: readonly string[]): number {
  switch (edit.kind) {
    case 'deny':
      // One more policy to look after is a cost, too.
      return 1 + countHeld([edit.principal], model, edit.statement.actions?.values ?? []);
    case 'boundary':
      return countHeld(
        [edit.principal],
        model,
        actions.filter((action) => shuts(edit.boundary, action)),
      );
    case 'detach':
      return countLost(edit, model, actions);
    case 'credential':
      return countHeld([edit.user], model, actions);
    case 'function-url':
      return 1;
    case 'statement': {
      const { policy, before, after } = edit;
      if (policy.type === 'identity-based') {
        const fewer = JSON.stringify(after?.resources) !== JSON.stringify(before.resources);
        const lost = actions.filter(
          (action) => covers(before, action) && (fewer || after === null || !covers(after, action)),
        );
        return holders(policy, model).length * lost.length;
      }
      const sameCallers = JSON.stringify(after?.principals) === JSON.stringify(before.principals);
      if (after !== null && (sameCallers || isEverybody(before))) return 0;
      const roles = model.roles.filter(({ trust }) => trust.statements.includes(before));
      return Math.max(1, countHeld(roles, model, actions));
    }
  }
}

/** Pairs of a principal and an action that nothing else than the attachment allows. */
function countLost(
  { holder, attachment }: Extract<Edit, { kind: 'detach' }>,
  model: Model,
  actions: readonly string[],
): number {
  const allowed = actions.filter((action) => mayAllow(attachment.policy, action));
  const losers = holder.kind === 'group' ? model.users.filter(({ groups }) => groups.includes(holder.arn)) : [holder];
  return losers.reduce((sum, loser) => {
    const others = heldBy(loser, model).filter((held) => held !== attachment);
    return sum + allowed.filter((action) => !others.some(({ policy }) => mayAllow(policy, action))).length;
  }, 0);
}

function covers(statement: Statement, action: string): boolean {
  return coversAction(statement, action) === 'true';
}

function isEverybody({ principals }: Statement): boolean {
  return principals?.AWS?.values.includes('*') === true;
}

function holders(policy: Policy, { users, roles, groups }: Model): readonly (User | Role)[] {
  const ofGroups = new Set(
    groups.filter(({ policies }) => policies.some((held) => held.policy === policy)).map(({ arn }) => arn),
  );
  return [...users, ...roles].filter(
    (principal) =>
      principal.policies.some((held) => held.policy === policy) ||
      (principal.kind === 'user' && principal.groups.some((group) => ofGroups.has(group))),
  );
}

function countHeld(principals: readonly (User | Role)[], model: Model, actions: readonly string[]): number {
  return principals.reduce((sum, principal) => {
    const held = heldBy(principal, model);
    return sum + actions.filter((action) => held.some(({ policy }) => mayAllow(policy, action))).length;
  }, 0);
}

/** The policies of a principal, those of its groups among them. */
function heldBy(principal: User | Role, { groups }: Model): readonly PolicyAttachment[] {
  const inherited =
    principal.kind === 'user'
      ? groups.filter(({ arn }) => principal.groups.includes(arn)).flatMap(({ policies }) => policies)
      : [];
  return [...principal.policies, ...inherited];
}
