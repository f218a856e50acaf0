import type { Model } from '../model/model.js';
import type { Policy, Statement, Values } from '../model/policy.js';

/** The number that stands for every account of which nobody spoke, unless somebody speaks of it. */
const USUAL = 666_666_666_666;

/**
 * The number of an account that is none of `accounts` and that no policy names, so that what the policies allow it they
 * allow any account.
 */
export function unnamedAccount(policies: readonly Policy[], accounts: readonly string[] = []): string {
  const statements = policies.flatMap((policy) => policy.statements);
  for (let candidate = USUAL; ; candidate += 1) {
    const account = String(candidate);
    if (!accounts.includes(account) && !statements.some((statement) => names(statement, account))) return account;
  }
}

/** The policies of a model that a caller from outside has to pass. */
export function policiesAtDoors({ roles, resources, controls }: Model): readonly Policy[] {
  return [
    ...roles.map(({ trust }) => trust),
    ...resources.flatMap(({ policy }) => policy ?? []),
    ...controls.flatMap(({ resourceControl }) => resourceControl.flatMap((level) => level)),
  ];
}

function names({ principals, notPrincipals, conditions }: Statement, account: string): boolean {
  const holds = (values: Values | undefined): boolean =>
    values?.values.some((value) => value.includes(account)) ?? false;
  return (
    [principals, notPrincipals].some((element) => Object.values(element ?? {}).some(holds)) ||
    conditions.some(({ values }) => holds(values))
  );
}
