import type { Catalogue } from '../schemas/rules.generated.js';
import { checkRules, type Violation } from './check.js';
import type { RuleContext } from './rule.js';

/** Which accounts of the inputs are one trust zone: all of them, or each one alone. */
export type TrustScope = 'organization' | 'account';

/** No organization has this name, so that ours, too, is somebody else's. */
const NO_ORGANIZATION = '';

/**
 * Runs the rules with the whole trust zone, or for each account with that account (and what the configuration names) as
 * the zone. The graph is the same, since a path may well go through several accounts.
 */
export function checkZones(context: RuleContext, scope: TrustScope, texts: Catalogue['rules']): readonly Violation[] {
  return zonesOf(context, scope).flatMap((zone) => checkRules(zone, texts));
}

/** What the rules are run on: everything at once, or each account alone, to which all others are strangers. */
export function zonesOf(context: RuleContext, scope: TrustScope): readonly RuleContext[] {
  if (scope === 'organization') return [context];
  const { model, trust } = context;
  const configured = trust.accounts.filter((account) => !model.accounts.includes(account));
  const owners = new Set([...model.users, ...model.roles, ...model.resources].map(({ account }) => account));
  return [...owners].map((account) => {
    const own = <T extends { readonly account: string }>(rows: readonly T[]): readonly T[] =>
      rows.filter((row) => row.account === account);
    const alone = { ...model, users: own(model.users), roles: own(model.roles), resources: own(model.resources) };
    const zone = { ...trust, organization: NO_ORGANIZATION, accounts: [account, ...configured] };
    return { ...context, model: alone, trust: zone };
  });
}
