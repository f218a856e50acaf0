import { describe, expect, test } from 'vitest';
import type { ApiRoute } from '../../src/model/entry-point.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Policy } from '../../src/model/policy.js';
import type { Resource } from '../../src/model/resource.js';
import { account, allow, roleArn, service } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const location = { uri: 'main.tf', startLine: 1 };
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

const resource = (kind: Resource['kind'], arn: string, more: Partial<Resource>): Resource => ({
  ...{ kind, arn, name: arn.slice(arn.lastIndexOf(':') + 1), account: '111111111111', roles: [], policy: null },
  ...{ functionUrls: [], address: null, location, ...more },
});

function lines(routes: readonly Partial<ApiRoute>[], actions = 'ec2:RunInstances'): readonly string[] {
  const api = resource('http-api', 'arn:aws:apigateway:eu-west-1::/apis/a', {
    routes: routes.map((route) => ({
      ...{ name: 'GET /', authorization: 'none', targets: [FUNCTION], address: null, location },
      ...route,
    })),
  });
  const model = account({ roles: { f: { trust: [service('lambda')], allow: [allow(actions)] } } });
  return violationLines({ ...model, resources: [resource('function', FUNCTION, { roles: [roleArn('f')] }), api] });
}

const FIRES = ['open-api noAuthorizer * conditional'];

describe('open-api', () => {
  test.each<
    [name: string, routes: readonly Partial<ApiRoute>[], actions: string | undefined, expected: readonly string[]]
  >([
    ['a route that asks for nothing', [{}], undefined, FIRES],
    ['two of them to one function are one entry', [{}, { name: 'POST /' }], undefined, FIRES],
    ['one of several', [{ authorization: 'iam' }, {}], undefined, FIRES],
    ['an authorizer', [{ authorization: 'authorizer' }], undefined, []],
    ['credentials of AWS', [{ authorization: 'iam' }], undefined, []],
    ['a key', [{ authorization: 'api-key' }], undefined, []],
    ['what it asks for is not known', [{ authorization: null }], undefined, []],
    ['it calls something else', [{ targets: ['arn:aws:sqs:eu-west-1:111111111111:q'] }], undefined, []],
    ['a function whose role starts nothing', [{}], 's3:GetObject', []],
  ])('%s', (_, routes, actions, expected) => {
    expect(lines(routes, actions)).toEqual(expected);
  });
});

describe('an API with a policy', () => {
  const REST = 'arn:aws:execute-api:eu-west-1:111111111111:abc';
  const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:jobs';
  const trigger = { source: QUEUE, address: null, location };
  const policyOf = (...Statement: readonly object[]): Policy =>
    parsePolicyDocument(
      { Version: '2012-10-17', Statement },
      { type: 'resource-based', id: REST, name: 'abc', address: null, location },
    );
  const lines = (
    authorization: ApiRoute['authorization'],
    policy: Policy | null,
    target = FUNCTION,
  ): readonly string[] => {
    const route = { name: 'POST /orders', authorization, targets: [target], address: null, location };
    const model = account({ roles: { f: { trust: [service('lambda')], allow: [allow('ec2:RunInstances')] } } });
    const resources = [
      resource('function', FUNCTION, { roles: [roleArn('f')], triggers: [trigger] }),
      resource('queue', QUEUE, {}),
      resource('rest-api', REST, { policy, routes: [route] }),
    ];
    return violationLines({ ...model, resources });
  };
  const invoke = (Principal: unknown, more: object = {}): object => ({
    ...{ Effect: 'Allow', Principal, Action: 'execute-api:Invoke', Resource: `${REST}/*` },
    ...more,
  });
  const other = { AWS: 'arn:aws:iam::222222222222:root' };
  const inside = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };

  test.each<
    [name: string, authorization: ApiRoute['authorization'], policy: Policy | null, expected: readonly string[]]
  >([
    ['that lets in everybody', 'none', policyOf(invoke('*')), FIRES],
    ['that lets in nobody from outside', 'none', policyOf(invoke('*', inside)), []],
    ['that lets in another path', 'none', policyOf(invoke('*', { Resource: `${REST}/*/GET/health` })), []],
    ['that lets in one stage', 'none', policyOf(invoke('*', { Resource: `${REST}/prod/POST/*` })), FIRES],
    ['that refuses everybody', 'none', policyOf(invoke('*'), { ...invoke('*'), Effect: 'Deny' }), []],
    ['that names an account, where nobody signs', 'none', policyOf(invoke(other)), []],
    ['that names an account', 'iam', policyOf(invoke(other)), ['open-api foreignAccount 222222222222 conditional']],
    ['that names all accounts', 'iam', policyOf(invoke('*')), ['open-api anyAccount * conditional']],
    ['that names our own account', 'iam', policyOf(invoke({ AWS: 'arn:aws:iam::111111111111:root' })), []],
    ['that names an account, with an authorizer', 'authorizer', policyOf(invoke(other)), []],
    ['none, and a signature', 'iam', null, []],
  ])('%s', (_, authorization, policy, expected) => {
    expect(lines(authorization, policy)).toEqual(expected);
  });

  test('leads through a queue to the function that reads it', () => {
    expect(lines('none', null, QUEUE)).toEqual(FIRES);
  });
});
