import { describe, expect, test } from 'vitest';
import type { ApiRoute } from '../../src/model/entry-point.js';
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
