import { anyPrincipal } from './any-principal.js';
import { exposedWorkload } from './exposed-workload.js';
import { foreignAccountTrust } from './foreign-account-trust.js';
import { longTermCredential } from './long-term-credential.js';
import { oidcSubjectWildcard } from './oidc-subject-wildcard.js';
import { openApi } from './open-api.js';
import { publicBuildWebhook } from './public-build-webhook.js';
import { publicFunction } from './public-function.js';
import { publicIdentityPool } from './public-identity-pool.js';
import { publicRoleTrust } from './public-role-trust.js';
import type { Rule } from './rule.js';

/** Every rule, in the order of `rules.yaml`. */
export const rules: readonly Rule[] = [
  publicRoleTrust,
  foreignAccountTrust,
  oidcSubjectWildcard,
  publicIdentityPool,
  publicFunction,
  openApi,
  publicBuildWebhook,
  exposedWorkload,
  longTermCredential,
  anyPrincipal,
];
