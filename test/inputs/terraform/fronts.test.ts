import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import { after, arn, constant, type Fields, references, type ResourceSpec, role } from './plan-builder.js';

const TARGETS = 'aws_lb_target_group.app.arn';

const group = (cidr: string): ResourceSpec => ({
  address: 'aws_security_group.web',
  after: { name: 'web', ingress: [{ from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: [cidr] }] },
  unknown: { id: true },
});
const OFFICE = group('203.0.113.0/24');
const WORLD = group('0.0.0.0/0');
const balancer = (values: Fields = {}, name = 'web'): ResourceSpec => ({
  address: `aws_lb.${name}`,
  after: { name, internal: true, load_balancer_type: 'application', ...values },
  unknown: { arn: true, dns_name: true, security_groups: true },
  expressions: { security_groups: references('aws_security_group.web.id') },
});
const targets = (name = 'app', values: Fields = {}): ResourceSpec => ({
  address: `aws_lb_target_group.${name}`,
  after: { name, ...values },
  unknown: { arn: true },
});
const listener = (name = 'https', of = 'web', to = 'app', type = 'forward'): ResourceSpec => ({
  address: `aws_lb_listener.${name}`,
  after: { port: 443, protocol: 'HTTPS', default_action: [{ type }] },
  unknown: { arn: true, load_balancer_arn: true, default_action: [{ target_group_arn: true }] },
  expressions: {
    load_balancer_arn: references(`aws_lb.${of}.arn`),
    default_action: [type === 'forward' ? { target_group_arn: references(`aws_lb_target_group.${to}.arn`) } : {}],
  },
});
const header: ResourceSpec = {
  address: 'aws_lb_listener_rule.origin',
  after: { action: [{ type: 'forward' }], condition: [{ http_header: [{ values: ['secret'] }] }] },
  unknown: { listener_arn: true, action: [{ target_group_arn: true }] },
  expressions: {
    listener_arn: references('aws_lb_listener.https.arn'),
    action: [{ target_group_arn: references(TARGETS) }],
  },
};
const service: readonly ResourceSpec[] = [
  {
    address: 'aws_ecs_service.app',
    after: { name: 'app', task_definition: 'app', load_balancer: [{ container_name: 'app', container_port: 8080 }] },
    unknown: { id: true, load_balancer: [{ target_group_arn: true }] },
    expressions: { task_definition: constant('app'), load_balancer: [{ target_group_arn: references(TARGETS) }] },
  },
  {
    address: 'aws_ecs_task_definition.app',
    after: { family: 'app', task_role_arn: arn('role', 'r'), container_definitions: '[]' },
    unknown: { arn: true },
  },
];
const distribution = (values: Fields = {}, origin: Fields = {}): ResourceSpec => ({
  address: 'aws_cloudfront_distribution.site',
  after: {
    enabled: true,
    origin: [{ origin_id: 'app', ...origin }],
    default_cache_behavior: [{ target_origin_id: 'app' }],
    ...values,
  },
  unknown: { id: true, origin: [{ domain_name: true }] },
  expressions: { origin: [{ domain_name: references('aws_lb.web.dns_name') }] },
});
const vpcOrigin = (to: string): readonly ResourceSpec[] => [
  {
    ...distribution({}, { domain_name: 'app.example.com', vpc_origin_config: [{}] }),
    unknown: { id: true, origin: [{ vpc_origin_config: [{ vpc_origin_id: true }] }] },
    expressions: {
      origin: [{ vpc_origin_config: [{ vpc_origin_id: references('aws_cloudfront_vpc_origin.app.id') }] }],
    },
  },
  {
    address: 'aws_cloudfront_vpc_origin.app',
    after: { vpc_origin_endpoint_config: [{ name: 'app' }] },
    unknown: { id: true, vpc_origin_endpoint_config: [{ arn: true }] },
    expressions: { vpc_origin_endpoint_config: [{ arn: references(to) }] },
  },
];
const httpApi = (authorization: string, connection = 'VPC_LINK'): readonly ResourceSpec[] => [
  { address: 'aws_apigatewayv2_api.api', after: { name: 'api', protocol_type: 'HTTP' }, unknown: { id: true } },
  {
    address: 'aws_apigatewayv2_integration.app',
    after: { connection_type: connection, integration_type: 'HTTP_PROXY' },
    unknown: { id: true, api_id: true, integration_uri: true },
    expressions: {
      api_id: references('aws_apigatewayv2_api.api.id'),
      integration_uri: references('aws_lb_listener.https.arn'),
    },
  },
  {
    address: 'aws_apigatewayv2_route.all',
    after: { route_key: '$default', authorization_type: authorization },
    unknown: { api_id: true, target: true },
    expressions: {
      api_id: references('aws_apigatewayv2_api.api.id'),
      target: references('aws_apigatewayv2_integration.app.id'),
    },
  },
];
const restApi = (method: Fields, link: Fields = { connection_id: references('aws_api_gateway_vpc_link.app.id') }) => {
  const api = { rest_api_id: references('aws_api_gateway_rest_api.api.id') };
  return [
    { address: 'aws_api_gateway_rest_api.api', after: { name: 'api' }, unknown: { id: true } },
    {
      address: 'aws_api_gateway_method.any',
      after: { http_method: 'ANY', ...method },
      unknown: { rest_api_id: true },
      expressions: api,
    },
    {
      address: 'aws_api_gateway_integration.app',
      after: { http_method: 'ANY', connection_type: 'VPC_LINK' },
      unknown: { rest_api_id: true, connection_id: true, integration_target: true },
      expressions: { ...api, ...link },
    },
    {
      address: 'aws_api_gateway_vpc_link.app',
      after: { name: 'app' },
      unknown: { id: true, target_arns: true },
      expressions: { target_arns: references('aws_lb.web.arn') },
    },
  ] satisfies readonly ResourceSpec[];
};
const accelerator: ResourceSpec = {
  address: 'aws_globalaccelerator_endpoint_group.g',
  after: { endpoint_configuration: [{ weight: 100 }] },
  unknown: { endpoint_configuration: [{ endpoint_id: true }] },
  expressions: { endpoint_configuration: [{ endpoint_id: references('aws_lb.web.arn') }] },
};
const outer: readonly ResourceSpec[] = [
  { ...balancer({ internal: false, load_balancer_type: 'network' }, 'outer'), expressions: {}, unknown: { arn: true } },
  targets('inner', { target_type: 'alb' }),
  listener('tcp', 'outer', 'inner'),
  {
    address: 'aws_lb_target_group_attachment.inner',
    after: { port: 443 },
    unknown: { target_group_arn: true, target_id: true },
    expressions: {
      target_group_arn: references('aws_lb_target_group.inner.arn'),
      target_id: references('aws_lb.web.arn'),
    },
  },
];

/** What lets the internet in to the service, and under which assumptions. */
function ways(read: Model): readonly string[] {
  return read.resources.flatMap(({ kind, exposures = [] }) =>
    exposures.map(({ via, address, assumptions }) => [kind, via, address, ...assumptions].join(' ')),
  );
}

const behind = (...specs: readonly ResourceSpec[]): readonly string[] =>
  ways(after([role('r'), ...service, targets(), ...specs]));

const SITE = ['service load-balancer aws_cloudfront_distribution.site'];
const ROUTE = ['service load-balancer aws_apigatewayv2_route.all'];
const METHOD = ['service load-balancer aws_api_gateway_method.any'];
const KNOWS = 'a stranger knows the header or query that a rule of load balancer aws_lb.web asks for';
const RULE = 'service load-balancer aws_security_group.web';
const signed = { target_origin_id: 'app', trusted_key_groups: ['k'] };

describe('a load balancer that strangers do not reach by themselves', () => {
  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['with nothing in front', [], []],
    ['behind CloudFront, by its name', [distribution()], SITE],
    ['behind CloudFront that is switched off', [distribution({ enabled: false })], []],
    ['behind CloudFront that asks for signatures', [distribution({ default_cache_behavior: [signed] })], []],
    [
      'behind CloudFront that asks for signatures on some paths',
      [distribution({ ordered_cache_behavior: [signed] })],
      SITE,
    ],
    [
      'behind CloudFront that sends requests elsewhere',
      [distribution({ default_cache_behavior: [{ target_origin_id: 'static' }] })],
      [],
    ],
    ['behind CloudFront, as a VPC origin', vpcOrigin('aws_lb.web.arn'), SITE],
    ['behind an HTTP API', httpApi('NONE'), ROUTE],
    ['behind an HTTP API that asks for tokens', httpApi('JWT'), []],
    ['behind an HTTP API that calls it over the internet', httpApi('NONE', 'INTERNET'), []],
    ['behind a REST API', restApi({ authorization: 'NONE' }), METHOD],
    [
      'behind a REST API that names it itself',
      restApi({ authorization: 'NONE' }, { integration_target: references('aws_lb.web.arn') }),
      METHOD,
    ],
    ['behind a REST API that asks for a key', restApi({ authorization: 'NONE', api_key_required: true }), []],
    ['behind a REST API that asks for a signature', restApi({ authorization: 'AWS_IAM' }), []],
    ['behind an accelerator, and shut for everybody', [accelerator], []],
    ['behind another load balancer', outer, ['service load-balancer aws_lb_listener.tcp']],
  ])('%s', (_, specs, expected) => {
    expect(behind(OFFICE, balancer(), listener(), ...specs)).toEqual(expected);
  });

  test('behind an accelerator, and open to everybody', () => {
    expect(behind(WORLD, balancer(), listener(), accelerator)).toEqual([RULE]);
  });

  test('that asks for a header which CloudFront adds', () => {
    const headers = { custom_header: [{ name: 'x', value: 'secret' }] };
    const open = [WORLD, balancer({ internal: false }), listener('https', 'web', 'app', 'fixed-response'), header];
    expect(behind(...open)).toEqual([`${RULE} ${KNOWS}`]);
    expect(behind(...open, distribution())).toEqual([`${RULE} ${KNOWS}`]);
    expect(behind(...open, distribution({}, headers))).toEqual([`${RULE} ${KNOWS}`, ...SITE]);
  });

  test('of the classic kind', () => {
    const classic: ResourceSpec = {
      address: 'aws_elb.web',
      after: { name: 'web', internal: true, listener: [{ lb_port: 443, lb_protocol: 'https' }] },
      unknown: { dns_name: true, instances: true },
      expressions: { instances: references('aws_instance.app.id') },
    };
    const site = {
      ...distribution(),
      expressions: { origin: [{ domain_name: references('aws_elb.web.dns_name') }] },
    };
    const instance: ResourceSpec = { address: 'aws_instance.app', after: {}, unknown: { id: true } };
    expect(behind(classic, site, instance)).toEqual(['instance load-balancer aws_cloudfront_distribution.site']);
  });

  test('says what has a part in the way', () => {
    const read = after([role('r'), ...service, targets(), OFFICE, balancer(), listener(), ...outer]);
    const [exposure] = read.resources.flatMap(({ exposures = [] }) => exposures);
    expect(exposure?.through?.map(({ address }) => address)).toEqual([
      'aws_lb.outer',
      'aws_lb_listener.tcp',
      'aws_lb_target_group_attachment.inner',
      'aws_lb.web',
      'aws_lb_listener.https',
      'aws_ecs_service.app',
    ]);
  });
});

describe('an instance', () => {
  const instance: ResourceSpec = {
    address: 'aws_instance.app',
    after: { associate_public_ip_address: false },
    unknown: { id: true, arn: true, vpc_security_group_ids: true },
    expressions: { vpc_security_group_ids: references('aws_security_group.web.id') },
  };
  const accelerated = {
    ...accelerator,
    expressions: { endpoint_configuration: [{ endpoint_id: references('aws_instance.app.id') }] },
  };

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['with nothing in front', [WORLD], []],
    [
      'that is a VPC origin',
      [OFFICE, ...vpcOrigin('aws_instance.app.arn')],
      ['instance public-endpoint aws_cloudfront_distribution.site'],
    ],
    [
      'behind an accelerator, and open to everybody',
      [WORLD, accelerated],
      ['instance public-address aws_security_group.web'],
    ],
    ['behind an accelerator, and shut for everybody', [OFFICE, accelerated], []],
  ])('%s', (_, specs, expected) => {
    expect(ways(after([instance, ...specs]))).toEqual(expected);
  });
});
