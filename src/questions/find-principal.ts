import type { Role, User } from '../model/principal.js';

/** The question names something that the inputs do not hold. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';
}

/** The user or role with this ARN or name. Throws {@link UnknownNameError} where none has it, or several do. */
export function findPrincipal(principals: readonly (User | Role)[], name: string): User | Role {
  const byArn = principals.find(({ arn }) => arn === name);
  if (byArn !== undefined) return byArn;
  const named = principals.filter((principal) => principal.name === name);
  const [first, ...others] = named;
  if (first === undefined) throw new UnknownNameError(`no user or role \`${name}\` in the inputs`);
  if (others.length > 0) {
    throw new UnknownNameError(`several principals are named \`${name}\`: ${named.map(({ arn }) => arn).join(', ')}`);
  }
  return first;
}
