import { anyPrincipal } from './any-principal.js';
import { anyServiceAccount } from './any-service-account.js';
import { consoleUserWithoutMfa } from './console-user-without-mfa.js';
import { exposedWorkload } from './exposed-workload.js';
import { foreignAccountTrust } from './foreign-account-trust.js';
import { longTermCredential } from './long-term-credential.js';
import { oidcSubjectWildcard } from './oidc-subject-wildcard.js';
import { openApi } from './open-api.js';
import { openEventSource } from './open-event-source.js';
import { publicBuildWebhook } from './public-build-webhook.js';
import { publicCertificateAuthority } from './public-certificate-authority.js';
import { publicFunction } from './public-function.js';
import { publicIdentityPool } from './public-identity-pool.js';
import { publicRoleTrust } from './public-role-trust.js';
import type { Rule } from './rule.js';
import { samlFederation } from './saml-federation.js';
import { unownedImageLookup } from './unowned-image-lookup.js';
import { unpinnedCertificate } from './unpinned-certificate.js';
import { writableCode } from './writable-code.js';

/** Every rule, in the order of `rules.yaml`. */
export const rules: readonly Rule[] = [
  publicRoleTrust,
  foreignAccountTrust,
  oidcSubjectWildcard,
  publicIdentityPool,
  publicCertificateAuthority,
  publicFunction,
  openApi,
  openEventSource,
  writableCode,
  unownedImageLookup,
  publicBuildWebhook,
  exposedWorkload,
  longTermCredential,
  consoleUserWithoutMfa,
  samlFederation,
  unpinnedCertificate,
  anyServiceAccount,
  anyPrincipal,
];
