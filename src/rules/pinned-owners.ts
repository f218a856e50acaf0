import type { Model } from '../model/model.js';
import type { Issuer } from '../schemas/rules.generated.js';
import { issuerOf, ownerIn } from './oidc-tenant.js';

/** Owners that the trust policies of the model pin in full, by OIDC platform: whom the account already lets in by name. */
export function pinnedOwners(model: Model, issuers: readonly Issuer[]): Readonly<Record<string, readonly string[]>> {
  const owners = new Map<string, Set<string>>();
  for (const { trust } of model.roles) {
    for (const { effect, conditions } of trust.statements) {
      if (effect !== 'Allow') continue;
      for (const { key, values } of conditions) {
        const [, provider = ''] = /^(.*):sub$/i.exec(key) ?? [];
        const issuer = issuerOf(provider, issuers);
        if (issuer === undefined) continue;
        for (const owner of values.values.flatMap((subject) => ownerIn(subject, issuer) ?? [])) {
          owners.set(issuer.id, (owners.get(issuer.id) ?? new Set()).add(owner));
        }
      }
    }
  }
  return Object.fromEntries([...owners].sort().map(([platform, names]) => [platform, [...names].sort()]));
}
