import { loadCatalogue } from '../catalogue/catalogue.js';
import { combineInputs, type LoadedInput } from '../inputs/index.js';
import type { TrustZone } from '../model/trust-zone.js';
import { pinnedOwners } from '../rules/pinned-owners.js';

/**
 * What the inputs already treat as theirs: their accounts, their organization, and the owners that their trust policies
 * pin by name. It is a suggestion: whether each owner is still ours is for the user to say.
 */
export function suggestTrust(inputs: readonly LoadedInput[]): Omit<TrustZone, 'oidc'> {
  const { after } = combineInputs(inputs);
  const { accounts, organization } = after;
  return { accounts, organization, owners: pinnedOwners(after, loadCatalogue().issuers) };
}
