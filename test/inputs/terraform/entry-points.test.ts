import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import { after, arn, constant, type Fields, references, type ResourceSpec, role } from './plan-builder.js';

const PROFILE: ResourceSpec = { address: 'aws_iam_instance_profile.p', after: { name: 'p', role: 'r' } };
const WORLD = { from_port: 80, to_port: 80, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'], ipv6_cidr_blocks: [] };

const group = (ingress: readonly Fields[], name = 'open'): ResourceSpec => ({
  address: `aws_security_group.${name}`,
  after: { name, ingress },
  unknown: { id: true, arn: true },
});
const server = (values: Fields, groups: readonly string[] = ['aws_security_group.open.id']): ResourceSpec => ({
  address: 'aws_instance.web',
  after: { iam_instance_profile: 'p', ...values },
  unknown: { id: true, arn: true, vpc_security_group_ids: true },
  expressions: { iam_instance_profile: constant('p'), vpc_security_group_ids: references(...groups) },
});

const model = (...specs: readonly ResourceSpec[]): Model => after([role('r'), PROFILE, ...specs]);

/** Ranges, ports and assumptions, one line for each way in. */
function exposures(read: Model): readonly string[] {
  return read.resources.flatMap(({ exposures: found = [] }) =>
    found.map(({ ranges, ports, assumptions }) =>
      [ranges.join(), ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`).join(), ...assumptions].join(
        ' ',
      ),
    ),
  );
}

describe('who reaches an instance', () => {
  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    [
      'an address of its own and a rule of its group',
      [group([WORLD]), server({ associate_public_ip_address: true })],
      ['0.0.0.0/0 tcp 80-80'],
    ],
    ['no address', [group([WORLD]), server({ associate_public_ip_address: false })], []],
    [
      'a rule for our own addresses',
      [
        group([{ ...WORLD, cidr_blocks: ['203.0.113.0/24', '10.0.0.0/8'] }]),
        server({ associate_public_ip_address: true }),
      ],
      [],
    ],
    [
      'a rule of its own resource',
      [
        group([]),
        {
          address: 'aws_vpc_security_group_ingress_rule.http',
          after: { cidr_ipv4: '0.0.0.0/0', from_port: 8080, to_port: 8081, ip_protocol: 'tcp' },
          unknown: { security_group_id: true },
          expressions: { security_group_id: references('aws_security_group.open.id') },
        },
        server({ associate_public_ip_address: true }),
      ],
      ['0.0.0.0/0 tcp 8080-8081'],
    ],
    [
      'an older rule resource, by its type',
      [
        group([]),
        ...['ingress', 'egress'].map((type) => ({
          address: `aws_security_group_rule.${type}`,
          after: { type, protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['::/0'] },
          unknown: { security_group_id: true },
          expressions: { security_group_id: references('aws_security_group.open.id') },
        })),
        server({ associate_public_ip_address: true }),
      ],
      ['::/0 -1 0-65535'],
    ],
    [
      'the group and the subnet that a network comes with',
      [
        { address: 'aws_default_security_group.open', after: { id: 'sg-1', ingress: [WORLD] } },
        { address: 'aws_default_subnet.a', after: { id: 'subnet-1', map_public_ip_on_launch: true } },
        server({ subnet_id: 'subnet-1' }, ['aws_default_security_group.open.id']),
      ],
      ['0.0.0.0/0 tcp 80-80'],
    ],
    [
      'echo requests only',
      [group([{ ...WORLD, protocol: 'icmp' }]), server({ associate_public_ip_address: true })],
      [],
    ],
    [
      'a subnet that gives out addresses',
      [
        group([WORLD]),
        { address: 'aws_subnet.s', after: { map_public_ip_on_launch: true }, unknown: { id: true } },
        {
          ...server({}),
          unknown: { subnet_id: true, vpc_security_group_ids: true },
          expressions: {
            iam_instance_profile: constant('p'),
            subnet_id: references('aws_subnet.s.id'),
            vpc_security_group_ids: references('aws_security_group.open.id'),
          },
        },
      ],
      ['0.0.0.0/0 tcp 80-80'],
    ],
    [
      'a subnet that is not in the plan',
      [group([WORLD]), server({ subnet_id: 'subnet-1' })],
      ['0.0.0.0/0 tcp 80-80 subnet subnet-1 gives out public addresses'],
    ],
    [
      'an elastic address that is associated by a resource of its own',
      [
        group([WORLD]),
        server({ associate_public_ip_address: false }),
        {
          address: 'aws_eip_association.e',
          after: {},
          unknown: { instance_id: true },
          expressions: { instance_id: references('aws_instance.web.id') },
        },
      ],
      ['0.0.0.0/0 tcp 80-80'],
    ],
    [
      'an elastic address',
      [
        group([WORLD]),
        server({ associate_public_ip_address: false }),
        {
          address: 'aws_eip.e',
          after: {},
          unknown: { instance: true },
          expressions: { instance: references('aws_instance.web.id') },
        },
      ],
      ['0.0.0.0/0 tcp 80-80'],
    ],
  ])('%s', (_, specs, expected) => {
    expect(exposures(model(...specs))).toEqual(expected);
  });

  test('a service on Fargate with an address of its own', () => {
    const service = (assign: boolean): ResourceSpec => ({
      address: `aws_ecs_service.${String(assign)}`,
      after: { name: String(assign), network_configuration: [{ assign_public_ip: assign, security_groups: ['sg-1'] }] },
    });
    const open = {
      address: 'aws_security_group.open',
      before: null,
      after: { id: 'sg-1', name: 'o', ingress: [WORLD] },
    };
    expect(exposures(model(open, service(true), service(false)))).toEqual(['0.0.0.0/0 tcp 80-80']);
  });
});

test('the webhook of a build project, with its filters', () => {
  const read = model(
    { address: 'aws_codebuild_project.b', after: { name: 'b', service_role: arn('role', 'r') } },
    {
      address: 'aws_codebuild_webhook.b',
      after: {
        project_name: 'b',
        filter_group: [
          { filter: [{ type: 'EVENT', pattern: 'PUSH', exclude_matched_pattern: false }] },
          { filter: [{ type: 'ACTOR_ACCOUNT_ID', pattern: '^1$', exclude_matched_pattern: true }] },
        ],
      },
    },
  );
  expect(read.resources.find(({ kind }) => kind === 'build-project')?.webhook).toMatchObject({
    filterGroups: [
      [{ type: 'EVENT', pattern: 'PUSH', exclude: false }],
      [{ type: 'ACTOR_ACCOUNT_ID', pattern: '^1$', exclude: true }],
    ],
    approval: null,
    address: 'aws_codebuild_webhook.b',
  });
});

describe('identity pools', () => {
  const pool = (values: Fields, more: Partial<ResourceSpec> = {}): ResourceSpec => ({
    address: 'aws_cognito_identity_pool.p',
    after: { identity_pool_name: 'p', ...values },
    unknown: { id: true, arn: true },
    ...more,
  });
  const users = (only: boolean): ResourceSpec => ({
    address: 'aws_cognito_user_pool.u',
    after: { name: 'u', admin_create_user_config: [{ allow_admin_create_user_only: only }] },
    unknown: { endpoint: true, id: true },
  });
  const signIn = {
    expressions: { cognito_identity_providers: [{ provider_name: references('aws_cognito_user_pool.u.endpoint') }] },
  };
  const withUsers = pool({ cognito_identity_providers: [{}] }, signIn);

  test.each<[name: string, specs: readonly ResourceSpec[], guests: boolean, selfRegistration: boolean | null]>([
    ['guests', [pool({ allow_unauthenticated_identities: true })], true, null],
    ['no guests', [pool({ allow_unauthenticated_identities: false })], false, null],
    ['users who sign themselves up', [withUsers, users(false)], false, true],
    ['users whom administrators create', [withUsers, users(true)], false, false],
    ['users of a pool that is not in the plan', [withUsers], false, null],
  ])('%s', (_, specs, guests, selfRegistration) => {
    expect(model(...specs).identityProviders).toMatchObject([{ kind: 'identity-pool', guests, selfRegistration }]);
  });
});

describe('whether plain requests get the credentials of an instance', () => {
  const defaults = (http_tokens: string): ResourceSpec => ({
    address: 'aws_ec2_instance_metadata_defaults.d',
    after: { http_tokens },
  });
  const options = (http_tokens: string): Fields => ({ metadata_options: [{ http_tokens }] });
  const template = (values: Fields): ResourceSpec => ({
    address: 'aws_launch_template.t',
    after: { name: 't', ...values },
  });
  const other = (values: Fields): ResourceSpec => ({
    address: 'aws_launch_template.o',
    after: { name: 'o', ...values },
  });
  const fromTemplate: Fields = { launch_template: [{ name: 't' }] };
  const fleet: ResourceSpec = {
    address: 'aws_autoscaling_group.g',
    after: {
      name: 'g',
      launch_template: [{ name: 't' }],
      mixed_instances_policy: [
        { launch_template: [{ launch_template_specification: [{ launch_template_name: 'o' }] }] },
      ],
    },
  };

  test.each<[name: string, specs: readonly ResourceSpec[], expected: boolean]>([
    ['nothing is said', [server({})], true],
    ['the instance requires tokens', [server(options('required'))], false],
    ['the account requires them', [server({}), defaults('required')], false],
    ['the account requires them, the instance does not', [server(options('optional')), defaults('required')], true],
    ['the account does not', [server({}), defaults('optional')], true],
    ['the template requires tokens', [server(fromTemplate), template(options('required'))], false],
    ['the template does not', [server(fromTemplate), template(options('optional')), defaults('required')], true],
    [
      'the instance goes before',
      [server({ ...options('optional'), ...fromTemplate }), template(options('required'))],
      true,
    ],
  ])('%s', (_, specs, expected) => {
    const found = model(...specs).resources.find(({ kind }) => kind === 'instance');
    expect(found?.tokensOptional).toBe(expected);
  });

  test.each<[name: string, specs: readonly ResourceSpec[], expected: boolean]>([
    ['the template requires tokens', [template(options('required'))], false],
    ['the template does not', [template(options('optional'))], true],
    ['the template says nothing', [template({})], true],
    ['the template is not in the plan', [], false],
    ['of two templates one does not', [template(options('required')), other(options('optional'))], true],
  ])('of a group, where %s', (_, specs, expected) => {
    const found = model(fleet, ...specs).resources.find(({ kind }) => kind === 'auto-scaling-group');
    expect(found?.tokensOptional).toBe(expected);
  });

  test('of a group with a launch configuration', () => {
    const configuration: ResourceSpec = {
      address: 'aws_launch_configuration.c',
      after: { name: 'c', ...options('required') },
    };
    const started: ResourceSpec = {
      address: 'aws_autoscaling_group.g',
      after: { name: 'g', launch_configuration: 'c' },
    };
    const found = model(started, configuration).resources.find(({ kind }) => kind === 'auto-scaling-group');
    expect(found?.tokensOptional).toBe(false);
  });
});

describe('what an API calls, and what it asks for', () => {
  const lambda: ResourceSpec = {
    address: 'aws_lambda_function.f',
    after: { function_name: 'f', role: arn('role', 'r') },
    unknown: { arn: true, invoke_arn: true },
  };
  const routes = (...specs: readonly ResourceSpec[]): readonly string[] =>
    model(lambda, ...specs).resources.flatMap(({ routes: found = [] }) =>
      found.map(({ name, authorization, targets }) => `${name} ${authorization ?? '?'} ${String(targets.length)}`),
    );
  const http: ResourceSpec = {
    address: 'aws_apigatewayv2_api.a',
    after: { name: 'a', protocol_type: 'HTTP' },
    unknown: { id: true },
  };
  const integration: ResourceSpec = {
    address: 'aws_apigatewayv2_integration.i',
    after: { integration_type: 'AWS_PROXY' },
    unknown: { api_id: true, integration_uri: true, id: true },
    expressions: {
      api_id: references('aws_apigatewayv2_api.a.id'),
      integration_uri: references('aws_lambda_function.f.invoke_arn'),
    },
  };
  const route = (authorization_type?: string): ResourceSpec => ({
    address: 'aws_apigatewayv2_route.r',
    after: { route_key: 'POST /x', ...(authorization_type === undefined ? {} : { authorization_type }) },
    unknown: { api_id: true, target: true },
    expressions: {
      api_id: references('aws_apigatewayv2_api.a.id'),
      target: references('aws_apigatewayv2_integration.i.id'),
    },
  });
  const rest = (authorization: string, more: Fields = {}): readonly ResourceSpec[] => [
    { address: 'aws_api_gateway_rest_api.a', after: { name: 'a', ...more }, unknown: { id: true } },
    { address: 'aws_api_gateway_resource.x', after: { path_part: 'x' }, unknown: { id: true } },
    ...(['aws_api_gateway_method', 'aws_api_gateway_integration'] as const).map((type) => ({
      address: `${type}.x`,
      after: { http_method: 'POST', authorization },
      unknown: { rest_api_id: true, resource_id: true, uri: true },
      expressions: {
        rest_api_id: references('aws_api_gateway_rest_api.a.id'),
        resource_id: references('aws_api_gateway_resource.x.id'),
        uri: references('aws_lambda_function.f.invoke_arn'),
      },
    })),
  ];

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['an HTTP API that asks for nothing', [http, integration, route('NONE')], ['POST /x none 1']],
    ['as it does when nothing is said', [http, integration, route()], ['POST /x none 1']],
    ['an authorizer', [http, integration, route('JWT')], ['POST /x authorizer 1']],
    ['credentials of AWS', [http, integration, route('AWS_IAM')], ['POST /x iam 1']],
    ['a REST API that asks for nothing', rest('NONE'), ['POST /x none 1']],
    ['a REST API with an authorizer', rest('CUSTOM'), ['POST /x authorizer 1']],
    ['a private REST API', rest('NONE', { endpoint_configuration: [{ types: ['PRIVATE'] }] }), []],
  ])('%s', (_, specs, expected) => {
    expect(routes(...specs)).toEqual(expected);
  });
});
