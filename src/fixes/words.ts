import type { Condition, Policy, PrincipalElement, Statement, Values } from '../model/policy.js';
import type { Edit } from './edit.js';

/** What the edits do, as one sentence in the imperative. */
export function editsInWords(edits: readonly Edit[]): string {
  const parts = [...new Set(edits.map(editInWords))].join(', and ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
}

/** What one edit does, as the middle of a sentence. */
export function editInWords(edit: Edit): string {
  switch (edit.kind) {
    case 'statement':
      // AWS takes no trust policy without a statement.
      if (edit.after === null && edit.policy.type === 'trust' && edit.policy.statements.length === 1)
        return `delete role ${edit.policy.name}, whose trust policy has no other statement`;
      return edit.after === null
        ? `remove ${nameOf(edit.before)} from ${policyName(edit.policy)}`
        : change(edit.before, edit.after, edit.policy);
    case 'deny':
      return `deny ${list(edit.statement.actions?.values ?? [])} to ${edit.principal.kind} ${edit.principal.name} with an inline policy`;
    case 'boundary':
      return `set ${edit.boundary.id} as the permissions boundary of ${edit.principal.kind} ${edit.principal.name}`;
    case 'detach':
      return `detach policy ${edit.attachment.policy.name} from ${edit.holder.kind} ${edit.holder.name}`;
    case 'function-url':
      return 'set the authorization type of the function URL to AWS_IAM';
    case 'credential':
      return `delete the access keys and the password of user ${edit.user.name}`;
  }
}

function change(before: Statement, after: Statement, policy: Policy): string {
  const place = `${nameOf(before)} of ${policyName(policy)}`;
  const conditions = after.conditions.filter((condition) => !before.conditions.includes(condition));
  if (conditions.length > 0) return `require in ${place} that ${conditions.map(requirement).join(' and ')}`;
  const gone = valuesOf(before.principals).filter((value) => !valuesOf(after.principals).includes(value));
  const come = valuesOf(after.principals).filter((value) => !valuesOf(before.principals).includes(value));
  if (come.length > 0) return `name ${list(come)} instead of ${list(gone)} in ${place}`;
  if (gone.length > 0) return `take ${list(gone)} out of the principals of ${place}`;
  const passed = resourceChange(before, after, place);
  if (passed !== null) return passed;
  const actions = (before.actions?.values ?? []).filter((value) => after.actions?.values.includes(value) !== true);
  return `take ${list(actions)} out of ${place}`;
}

function resourceChange(before: Statement, after: Statement, place: string): string | null {
  const [old, young] = [before.resources?.values ?? [], after.resources?.values ?? []];
  const gone = old.filter((value) => !young.includes(value));
  const come = young.filter((value) => !old.includes(value));
  if (gone.length === 0) return null;
  return come.length === 0
    ? `take ${list(gone)} out of the resources of ${place}`
    : `name ${list(come)} instead of ${list(gone)} in the resources of ${place}`;
}

function requirement({ operator, key, values }: Condition): string {
  return `${key} ${operator === 'StringLike' ? 'matches' : 'is'} ${list(values.values, ' or ')}`;
}

function nameOf({ sid, index }: Statement): string {
  return sid === null || sid === '' ? `statement ${String(index)}` : `statement ${sid}`;
}

function policyName({ type, name }: Policy): string {
  return type === 'trust' ? `the trust policy of ${name}` : `${type} policy ${name}`;
}

function valuesOf(principals: PrincipalElement | undefined): readonly string[] {
  return Object.values(principals ?? {}).flatMap(({ values }: Values) => values);
}

function list(values: readonly string[], last = ' and '): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')}${last}${values.at(-1) ?? ''}`;
}
