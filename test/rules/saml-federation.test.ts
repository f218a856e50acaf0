import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, roleArn, trusts } from '../builders/account.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corporate`;
const AUDIENCE = { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } };

describe('saml-federation', () => {
  const model = (Action: string, Condition: unknown) =>
    account({
      roles: {
        worker: { trust: [trusts({ Federated: PROVIDER }, { Action, Condition })], allow: [allow('ec2:RunInstances')] },
      },
    });

  test.each([
    ['its audience', 'sts:AssumeRoleWithSAML', AUDIENCE, true],
    ['a user whom the provider names', 'sts:AssumeRoleWithSAML', { StringEquals: { 'SAML:sub': 'alice' } }, true],
    ['another call', 'sts:TagSession', AUDIENCE, false],
  ])('%s', (_, action, condition, expected) => {
    const lines = violationLines(model(action, condition), 'leaked-credential');
    expect(lines).toEqual(expected ? [`saml-federation anyUser ${PROVIDER} conditional`] : []);
  });

  test('roles of one provider are one finding', () => {
    const trust = (provider: string) => [
      trusts({ Federated: provider }, { Action: 'sts:AssumeRoleWithSAML', Condition: AUDIENCE }),
    ];
    const roles = {
      one: { trust: trust(PROVIDER), allow: [allow('lightsail:*')] },
      two: { trust: trust(PROVIDER), allow: [allow('*')] },
      three: { trust: trust(`${PROVIDER}-2`), allow: [allow('ec2:*')] },
    };
    const violations = violationsOf(account({ roles }), 'leaked-credential');
    expect(
      violations.map(({ entry, arrivals }) => [entry.to, arrivals.map(({ principal }) => principal.name)]),
    ).toEqual([
      [roleArn('two'), ['one', 'two']],
      [roleArn('three'), ['three']],
    ]);
  });

  test('users of one’s own provider are no outsiders', () => {
    expect(violationLines(model('sts:AssumeRoleWithSAML', AUDIENCE))).toEqual([]);
  });
});
