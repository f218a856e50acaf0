import { describe, expect, test } from 'vitest';
import { publicAuthorityOf } from '../../src/inputs/certificates.js';
import { rootCertificates } from 'node:tls';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { PLACE } from '../builders/resources.js';
import { violationLines } from '../builders/lint-model.js';

const ANCHOR = `arn:aws:rolesanywhere:eu-west-1:${ACCOUNT}:trust-anchor/a`;

function modelOf(publicAuthority: string | null, condition?: unknown) {
  const statement = trusts(
    { Service: 'rolesanywhere.amazonaws.com' },
    condition === undefined ? {} : { Condition: condition },
  );
  const model = account({ roles: { worker: { trust: [statement], allow: [allow('ec2:RunInstances')] } } });
  const anchor = { kind: 'trust-anchor', arn: ANCHOR, name: 'a', account: ACCOUNT, enabled: true } as const;
  return { ...model, identityProviders: [{ ...anchor, publicAuthority, ...PLACE }] };
}

describe('public-certificate-authority', () => {
  test.each([
    [
      'a public authority',
      'Some CA',
      undefined,
      [`public-certificate-authority publicAuthority ${ANCHOR} conditional`],
    ],
    ['one’s own authority', null, undefined, []],
    ['a name in the certificate', 'Some CA', { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'build' } }, []],
  ])('%s', (_, authority, condition, expected) => {
    expect(violationLines(modelOf(authority, condition))).toEqual(expected);
  });

  test('an authority that is trusted by all is known', () => {
    expect(publicAuthorityOf(rootCertificates[0] ?? '')).toEqual(expect.any(String));
  });

  test('what is no certificate is none of them', () => {
    expect(publicAuthorityOf('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBeNull();
  });
});
