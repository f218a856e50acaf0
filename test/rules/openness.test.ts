import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const { rules } = loadCatalogue();

/** The table of docs/architecture.md: how open an entry through a workload is. */
test.each([
  ['runs its own code, anyone', 'public-function', 'update', 'public'],
  ['runs its own code, anyone', 'writable-code', 'anyone', 'public'],
  ['runs its own code, a named account', 'writable-code', 'foreignAccount', 'restricted'],
  ['runs its own code after a plan of ours', 'unowned-image-lookup', 'anyOwner', 'restricted'],
  ['runs its own code if the repository is public', 'public-build-webhook', 'noActorFilter', 'restricted'],
  ['runs its own code if the repository is public', 'public-build-webhook', 'looseActorFilter', 'restricted'],
  ['sends requests to our code, anyone', 'public-function', 'url', 'restricted'],
  ['sends requests to our code, anyone', 'public-function', 'invoke', 'restricted'],
  ['sends requests to our code, anyone', 'open-api', 'noAuthorizer', 'restricted'],
  ['sends requests to our code, anyone', 'open-event-source', 'anyone', 'restricted'],
  ['sends requests to our code, a named account', 'open-event-source', 'foreignAccount', 'internal'],
  ['sends requests to our code, through a service', 'open-event-source', 'confusedDeputy', 'internal'],
  ['sends requests to our code, through a service', 'public-function', 'confusedDeputy', 'internal'],
  ['has a token of an issuer that may be ours alone', 'oidc-subject-wildcard', 'anyIssuerTenant', 'restricted'],
  ['has a token of a platform', 'oidc-subject-wildcard', 'noSubject', 'public'],
  ['has to break in', 'exposed-workload', 'exposed', 'internal'],
  ['has to break in', 'exposed-workload', 'plainMetadata', 'internal'],
])('%s: %s.%s', (_, id, message, openness) => {
  const rule = rules[id];
  expect(Object.keys(rule?.messages ?? {})).toContain(message);
  expect(rule?.opennessOf?.[message] ?? rule?.openness).toBe(openness);
});
