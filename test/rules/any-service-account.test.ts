import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF';

describe('any-service-account', () => {
  const model = (Condition: Readonly<Record<string, unknown>>, issuer = ISSUER) => {
    const federated = { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}` };
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

  test.each([
    'oidc.eks.cn-north-1.amazonaws.com.cn/id/ABCDEF',
    'oidc-eks.eu-west-1.api.aws/id/ABCDEF',
    'container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/main',
    'westeurope.oic.prod-aks.azure.com/TENANT/CLUSTER/',
  ])('of a cluster at %s', (issuer) => {
    expect(violationLines(model({}, issuer), 'leaked-credential')).toEqual([
      `any-service-account anyPod ${issuer} certain`,
    ]);
    expect(violationLines(model({}, issuer), 'outsider')).toEqual([]);
  });
});
