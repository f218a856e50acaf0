import { namedPrincipals } from '../model/policy.js';
import type { Role } from '../model/principal.js';

/** The federated principals that the trust policy of a role names. */
export function federatedPrincipals(role: Role): readonly string[] {
  return namedPrincipals(role.trust, 'Federated');
}

/** Host and path of the issuer of an OIDC provider, or the name of a provider built into AWS. */
export function issuerHost(federated: string): string {
  return federated.replace(/^arn:[^:]+:iam::\d*:oidc-provider\//, '');
}
