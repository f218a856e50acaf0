import { anyPrincipal } from './any-principal.js';
import { foreignAccountTrust } from './foreign-account-trust.js';
import { longTermCredential } from './long-term-credential.js';
import { oidcSubjectWildcard } from './oidc-subject-wildcard.js';
import { publicFunction } from './public-function.js';
import { publicRoleTrust } from './public-role-trust.js';
import type { Rule } from './rule.js';

/** Every rule, in the order of `rules.yaml`. */
export const rules: readonly Rule[] = [
  publicRoleTrust,
  foreignAccountTrust,
  oidcSubjectWildcard,
  publicFunction,
  longTermCredential,
  anyPrincipal,
];
