import { describe, expect, test } from 'vitest';
import type { TrustAnchor } from '../../src/model/identity-provider.js';
import type { Model } from '../../src/model/model.js';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { PLACE } from '../builders/resources.js';
import { violationLines } from '../builders/lint-model.js';

const ANCHOR = `arn:aws:rolesanywhere:eu-west-1:${ACCOUNT}:trust-anchor/a`;

/** A role of IAM Roles Anywhere under a condition, and an anchor, or none that is shown. */
function certificateModel(condition: unknown, anchor: Partial<TrustAnchor> | null): Model {
  const statement = trusts(
    { Service: 'rolesanywhere.amazonaws.com' },
    condition === undefined ? {} : { Condition: condition },
  );
  const model = account({ roles: { worker: { trust: [statement], allow: [allow('ec2:RunInstances')] } } });
  if (anchor === null) return model;
  const shown: TrustAnchor = {
    kind: 'trust-anchor',
    arn: ANCHOR,
    name: 'machines',
    account: ACCOUNT,
    enabled: true,
    publicAuthority: null,
    ...PLACE,
    ...anchor,
  };
  return { ...model, identityProviders: [shown] };
}

const SUBJECT = { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'build' } };

describe('unpinned-certificate', () => {
  test.each([
    ['no condition', undefined, {}, true],
    ['the name in the certificate', SUBJECT, {}, false],
    ['this anchor alone', { ArnEquals: { 'aws:SourceArn': ANCHOR } }, {}, true],
    ['another anchor', { ArnEquals: { 'aws:SourceArn': `${ANCHOR}b` } }, {}, false],
    ['an anchor that is switched off', undefined, { enabled: false }, true],
    ['an anchor that is not shown', undefined, null, true],
  ])('%s', (_, condition, anchor, expected) => {
    const lines = violationLines(certificateModel(condition, anchor), 'leaked-credential');
    expect(lines).toHaveLength(expected ? 1 : 0);
    if (expected) expect(lines[0]).toMatch(/^unpinned-certificate anyCertificate .* conditional$/);
  });

  test('it is no entry for outsiders', () => {
    expect(violationLines(certificateModel(undefined, {}))).toEqual([]);
  });
});
