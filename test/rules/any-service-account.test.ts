import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF';

describe('any-service-account', () => {
  const model = (Condition: Readonly<Record<string, unknown>>) => {
    const federated = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` };
    const trust = [trusts(federated, { Action: 'sts:AssumeRoleWithWebIdentity', Condition })];
    return account({ roles: { worker: { trust, allow: [allow('ec2:RunInstances')] } } });
  };

  test.each([
    ['no subject', { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' } }, true],
    ['any service account', { StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:*' } }, true],
    ['any of one namespace', { StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:batch:*' } }, false],
    ['one service account', { StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:batch:a' } }, false],
  ])('%s', (_, condition, expected) => {
    const lines = violationLines(model(condition), 'leaked-credential');
    expect(lines).toEqual(expected ? [`any-service-account anyPod ${ISSUER} certain`] : []);
  });
});
