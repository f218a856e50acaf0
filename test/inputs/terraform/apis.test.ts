import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import {
  ACCOUNT,
  after,
  arn,
  document,
  type Fields,
  references,
  type ResourceSpec,
  role,
  unchanged,
} from './plan-builder.js';

const model = (...specs: readonly ResourceSpec[]): Model => after([role('r'), ...specs]);

describe('what an API calls beside functions', () => {
  const api: ResourceSpec = { address: 'aws_api_gateway_rest_api.a', after: { name: 'a' }, unknown: { id: true } };
  const machine: ResourceSpec = {
    address: 'aws_sfn_state_machine.m',
    after: { name: 'm', role_arn: arn('role', 'r') },
    unknown: { arn: true },
  };
  const queue = (name: string): ResourceSpec => ({
    address: `aws_sqs_queue.${name}`,
    after: { name },
    unknown: { arn: true },
  });
  const alias: ResourceSpec = {
    address: 'aws_lambda_alias.live',
    after: { name: 'live' },
    unknown: { function_name: true, arn: true },
    expressions: { function_name: references('aws_lambda_function.f.arn') },
  };
  const lambda: ResourceSpec = {
    address: 'aws_lambda_function.f',
    after: { function_name: 'f', role: arn('role', 'r') },
    unknown: { arn: true, invoke_arn: true },
  };
  const folders = (['a', 'b'] as const).map((name): ResourceSpec => ({
    address: `aws_api_gateway_resource.${name}`,
    after: { path_part: name },
    unknown: { id: true, parent_id: true },
    expressions: name === 'b' ? { parent_id: references('aws_api_gateway_resource.a.id') } : {},
  }));
  const methods = (integration: Fields, unknown: Fields, expressions: Fields): readonly ResourceSpec[] =>
    (['aws_api_gateway_method', 'aws_api_gateway_integration'] as const).map((type) => ({
      address: `${type}.x`,
      after: { http_method: 'POST', authorization: 'NONE', ...(type.endsWith('integration') ? integration : {}) },
      unknown: { rest_api_id: true, resource_id: true, ...(type.endsWith('integration') ? unknown : {}) },
      expressions: {
        rest_api_id: references('aws_api_gateway_rest_api.a.id'),
        resource_id: references('aws_api_gateway_resource.b.id'),
        ...(type.endsWith('integration') ? expressions : {}),
      },
    }));
  const found = (...specs: readonly ResourceSpec[]): readonly string[] =>
    model(api, ...folders, ...specs).resources.flatMap(({ routes = [] }) =>
      routes.map(({ name, targets }) =>
        [name, ...targets.map((target) => target.split(':').slice(5).join(':'))].join(' '),
      ),
    );
  const action = (name: string): string => `arn:aws:apigateway:eu-west-1:${name}`;

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    [
      'a state machine that a template names',
      [
        machine,
        ...methods(
          { uri: action('states:action/StartExecution') },
          { request_templates: true },
          { request_templates: references('aws_sfn_state_machine.m.arn') },
        ),
      ],
      ['POST /a/b stateMachine:m'],
    ],
    [
      'a queue, and no other whose name goes on',
      [queue('jobs'), queue('job'), ...methods({ uri: action(`sqs:path/${ACCOUNT}/jobs`) }, {}, {})],
      ['POST /a/b jobs'],
    ],
    [
      'a function by its alias',
      [lambda, alias, ...methods({}, { uri: true }, { uri: references('aws_lambda_alias.live.invoke_arn') })],
      ['POST /a/b function:f'],
    ],
    ['what is not in the plan', [...methods({ uri: 'https://example.com/x' }, {}, {})], ['POST /a/b']],
  ])('%s', (_, specs, expected) => {
    expect(found(...specs)).toEqual(expected);
  });

  test('an HTTP API that starts a state machine', () => {
    const http: ResourceSpec = {
      address: 'aws_apigatewayv2_api.h',
      after: { name: 'h', protocol_type: 'HTTP' },
      unknown: { id: true },
    };
    const parts = ['integration', 'route'].map((kind): ResourceSpec => ({
      address: `aws_apigatewayv2_${kind}.x`,
      after: kind === 'route' ? { route_key: 'POST /x' } : { integration_subtype: 'StepFunctions-StartExecution' },
      unknown: { api_id: true, id: true, target: true, request_parameters: true },
      expressions: {
        api_id: references('aws_apigatewayv2_api.h.id'),
        target: references('aws_apigatewayv2_integration.x.id'),
        request_parameters: references('aws_sfn_state_machine.m.arn'),
      },
    }));
    expect(found(machine, http, ...parts)).toEqual(['POST /x stateMachine:m']);
  });
});

describe('the policy of a REST API', () => {
  const api = (more: Fields = {}, unknown: Fields = {}): ResourceSpec => ({
    address: 'aws_api_gateway_rest_api.a',
    after: { name: 'a', ...more },
    unknown: { id: true, ...unknown },
  });
  const invoke = (Resource: string): string =>
    document({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource });
  const own: ResourceSpec = {
    address: 'aws_api_gateway_rest_api_policy.p',
    after: { policy: invoke('execute-api:/prod/*') },
    unknown: { rest_api_id: true },
    expressions: { rest_api_id: references('aws_api_gateway_rest_api.a.id') },
  };
  const EXECUTE = `arn:aws:execute-api:unknown-region:${ACCOUNT}:(aws_api_gateway_rest_api.a)`;

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[] | null]>([
    ['none', [api()], null],
    ['in its own attribute', [api({ policy: invoke('*') })], ['*']],
    ['of a resource of its own, written short', [api(), own], [`${EXECUTE}/prod/*`]],
    ['of a resource of its own, which comes last', [api({ policy: invoke('*') }), own], [`${EXECUTE}/prod/*`]],
  ])('%s', (_, specs, expected) => {
    const policy = model(...specs).resources.find(({ kind }) => kind === 'rest-api')?.policy ?? null;
    expect(policy === null ? null : policy.statements.flatMap(({ resources }) => resources?.values ?? [])).toEqual(
      expected,
    );
  });
});

describe('an API that an OpenAPI document defines', () => {
  const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`;
  const lambda: ResourceSpec = unchanged('aws_lambda_function.f', {
    function_name: 'f',
    arn: FUNCTION,
    role: arn('role', 'r'),
  });
  const integration = {
    type: 'aws_proxy',
    uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
  };
  const routes = (operation: Fields, more: Fields = {}): readonly string[] => {
    const paths = { '/x': { post: { 'x-amazon-apigateway-integration': integration, ...operation } } };
    const body = JSON.stringify({ openapi: '3.0.1', paths, ...more });
    const api: ResourceSpec = {
      address: 'aws_api_gateway_rest_api.a',
      after: { name: 'a', body },
      unknown: { id: true },
    };
    return model(lambda, api).resources.flatMap(({ routes: found = [] }) =>
      found.map(({ name, authorization, targets }) => `${name} ${authorization ?? '?'} ${targets.join()}`),
    );
  };
  const schemes = {
    components: {
      securitySchemes: {
        key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        aws: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
        users: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authorizer': {} },
        tokens: { type: 'oauth2' },
        odd: { type: 'http' },
      },
    },
  };
  const security = (...names: readonly string[]): Fields => ({
    security: [Object.fromEntries(names.map((name) => [name, []]))],
  });

  test.each<[name: string, operation: Fields, more: Fields, expected: string]>([
    ['nothing is asked for', {}, {}, 'none'],
    ['an empty list', { security: [] }, schemes, 'none'],
    ['a key', security('key'), schemes, 'api-key'],
    ['a signature', security('aws'), schemes, 'iam'],
    ['a key and a signature', security('key', 'aws'), schemes, 'iam'],
    ['an authorizer', security('users'), schemes, 'authorizer'],
    ['a token', security('tokens'), schemes, 'authorizer'],
    ['a scheme that API Gateway does not know', security('odd'), schemes, '?'],
    ['a scheme that is not there', security('missing'), {}, '?'],
    ['what the whole document asks for', {}, { ...schemes, ...security('users') }, 'authorizer'],
    ['schemes of OpenAPI 2', security('key'), { securityDefinitions: schemes.components.securitySchemes }, 'api-key'],
    ['the method of a signature', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }, {}, 'iam'],
    ['the method that asks for nothing', { 'x-amazon-apigateway-auth': { type: 'NONE' } }, {}, 'none'],
  ])('%s', (_, operation, more, expected) => {
    expect(routes(operation, more)).toEqual([`POST /x ${expected} ${FUNCTION}`]);
  });

  test('any method', () => {
    const paths = {
      '/y': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': integration } },
      '/z': 1,
    };
    expect(routes({}, { paths })).toEqual([`ANY /y none ${FUNCTION}`]);
  });

  test.each<[name: string, spec: Partial<ResourceSpec>]>([
    ['no JSON', { after: { name: 'a', body: 'openapi: 3.0.1' } }],
    ['no object', { after: { name: 'a', body: '[]' } }],
    [
      'not known',
      { after: { name: 'a' }, unknown: { id: true, body: true }, expressions: { body: references('local.body') } },
    ],
  ])('a document that is %s is a gap', (_, spec) => {
    const { gaps, resources } = model({ address: 'aws_api_gateway_rest_api.a', unknown: { id: true }, ...spec });
    expect(gaps.map(({ address, reason }) => `${address} ${String(reason.startsWith('`body` is'))}`)).toEqual([
      'aws_api_gateway_rest_api.a true',
    ]);
    expect(resources.flatMap(({ routes: found = [] }) => found)).toEqual([]);
  });
});

describe('a load balancer in front of functions', () => {
  const lambda = unchanged('aws_lambda_function.f', {
    function_name: 'f',
    arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`,
    role: arn('role', 'r'),
  });
  const balancer = (internal: boolean): ResourceSpec => ({
    address: 'aws_lb.web',
    after: { name: 'web', internal, security_groups: ['sg-1'] },
    unknown: { arn: true },
  });
  const open = unchanged('aws_security_group.web', {
    id: 'sg-1',
    ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['0.0.0.0/0'] }],
  });
  const group: ResourceSpec = { address: 'aws_lb_target_group.f', after: { name: 'f' }, unknown: { arn: true } };
  const attachment: ResourceSpec = {
    address: 'aws_lb_target_group_attachment.f',
    after: {},
    unknown: { target_group_arn: true, target_id: true },
    expressions: {
      target_group_arn: references('aws_lb_target_group.f.arn'),
      target_id: references('aws_lambda_function.f.arn'),
    },
  };
  const forward = { type: 'forward', target_group_arn: references('aws_lb_target_group.f.arn') };
  const listener = (...types: readonly string[]): ResourceSpec => ({
    address: 'aws_lb_listener.l',
    after: { port: 443, protocol: 'HTTPS', default_action: types.map((type) => ({ type })) },
    unknown: { arn: true, load_balancer_arn: true, default_action: types.map(() => ({ target_group_arn: true })) },
    expressions: { load_balancer_arn: references('aws_lb.web.arn'), default_action: types.map(() => forward) },
  });
  const rule: ResourceSpec = {
    address: 'aws_lb_listener_rule.orders',
    after: { action: [{ type: 'forward', forward: [{ target_group: [{}] }] }] },
    unknown: { listener_arn: true, action: [{ forward: [{ target_group: [{ arn: true }] }] }] },
    expressions: {
      listener_arn: references('aws_lb_listener.l.arn'),
      action: [{ forward: [{ target_group: [{ arn: references('aws_lb_target_group.f.arn') }] }] }],
    },
  };
  const found = (...specs: readonly ResourceSpec[]): readonly string[] =>
    model(lambda, open, group, attachment, ...specs).resources.flatMap(({ kind, routes = [] }) =>
      kind === 'load-balancer'
        ? routes.map(({ name, authorization, targets }) => `${name}: ${authorization ?? ''} ${String(targets.length)}`)
        : [],
    );

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['open to the internet', [balancer(false), listener('forward')], ['HTTPS 443: none 1']],
    ['inside the network', [balancer(true), listener('forward')], []],
    ['behind a sign-in', [balancer(false), listener('authenticate-oidc', 'forward')], ['HTTPS 443: authorizer 2']],
    ['by a rule', [balancer(false), listener(), rule], ['HTTPS 443 orders: none 1']],
    ['that is not in the plan', [listener('forward')], []],
  ])('%s', (_, specs, expected) => {
    expect(found(...specs)).toEqual(expected);
  });
});
