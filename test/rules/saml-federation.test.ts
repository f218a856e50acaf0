import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

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

  test('users of one’s own provider are no outsiders', () => {
    expect(violationLines(model('sts:AssumeRoleWithSAML', AUDIENCE))).toEqual([]);
  });
});
