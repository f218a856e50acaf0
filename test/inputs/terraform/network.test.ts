import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import { after, arn, constant, type Fields, references, type ResourceSpec, role } from './plan-builder.js';

const HTTPS = { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] };
const OFFICE = { ...HTTPS, cidr_blocks: ['203.0.113.0/24'] };
const TARGETS = 'aws_lb_target_group.app.arn';

const group = (ingress: readonly Fields[]): ResourceSpec => ({
  address: 'aws_security_group.web',
  after: { name: 'web', ingress },
  unknown: { id: true },
});
const balancer = (values: Fields = {}, more: Partial<ResourceSpec> = {}): ResourceSpec => ({
  address: 'aws_lb.web',
  after: { name: 'web', internal: false, load_balancer_type: 'application', ...values },
  unknown: { arn: true, security_groups: true },
  expressions: { security_groups: references('aws_security_group.web.id') },
  ...more,
});
const targets: ResourceSpec = { address: 'aws_lb_target_group.app', after: { name: 'app' }, unknown: { arn: true } };
const listener = (values: Fields = {}): ResourceSpec => ({
  address: 'aws_lb_listener.https',
  after: { port: 443, protocol: 'HTTPS', default_action: [{ type: 'forward' }], ...values },
  unknown: { arn: true, load_balancer_arn: true, default_action: [{ target_group_arn: true }] },
  expressions: {
    load_balancer_arn: references('aws_lb.web.arn'),
    default_action: [{ target_group_arn: references(TARGETS) }],
  },
});
const rule = (condition: Fields): ResourceSpec => ({
  address: 'aws_lb_listener_rule.admin',
  after: { action: [{ type: 'forward' }], condition: [condition] },
  unknown: { listener_arn: true, action: [{ target_group_arn: true }] },
  expressions: {
    listener_arn: references('aws_lb_listener.https.arn'),
    action: [{ target_group_arn: references(TARGETS) }],
  },
});
const service: ResourceSpec = {
  address: 'aws_ecs_service.app',
  after: { name: 'app', task_definition: 'app', load_balancer: [{ container_name: 'app', container_port: 8080 }] },
  unknown: { id: true, load_balancer: [{ target_group_arn: true }] },
  expressions: { task_definition: constant('app'), load_balancer: [{ target_group_arn: references(TARGETS) }] },
};
const definition: ResourceSpec = {
  address: 'aws_ecs_task_definition.app',
  after: { family: 'app', task_role_arn: arn('role', 'r'), container_definitions: '[]' },
  unknown: { arn: true },
};
const fixed = { ...listener(), after: { port: 443, protocol: 'HTTPS', default_action: [{ type: 'fixed-response' }] } };
const silent = { ...fixed, expressions: { load_balancer_arn: references('aws_lb.web.arn') } };

const model = (...specs: readonly ResourceSpec[]): Model => after([role('r'), definition, ...specs]);

/** The rule that lets the internet in, ranges, ports and assumptions, one line for each way in. */
function ways(read: Model): readonly string[] {
  return read.resources.flatMap(({ kind, exposures = [] }) =>
    exposures.map(({ via, address, ranges, ports, assumptions }) =>
      [
        `${kind} ${via} ${address ?? ''} ${ranges.join()}`,
        ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`).join(),
        ...assumptions,
      ].join(' '),
    ),
  );
}

const OPEN = 'service load-balancer aws_security_group.web 0.0.0.0/0 tcp 443-443';

describe('a service behind a load balancer', () => {
  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['that faces the internet', [group([HTTPS]), balancer(), listener()], [OPEN]],
    ['inside the network', [group([HTTPS]), balancer({ internal: true }), listener()], []],
    ['whose group lets the office in', [group([OFFICE]), balancer(), listener()], []],
    ['whose group opens another port', [group([{ ...HTTPS, from_port: 80, to_port: 80 }]), balancer(), listener()], []],
    [
      'that asks for certificates of clients',
      [group([HTTPS]), balancer(), listener({ mutual_authentication: [{ mode: 'verify' }] })],
      [],
    ],
    [
      'that asks everybody to sign in',
      [group([HTTPS]), balancer(), listener({ default_action: [{ type: 'forward' }, { type: 'authenticate-oidc' }] })],
      [],
    ],
    [
      'whose group is of another workspace',
      [balancer({ security_groups: ['sg-1'] }, { unknown: {}, expressions: {} }), listener()],
      [
        'service load-balancer aws_lb_listener.https 0.0.0.0/0 tcp 443-443 security group sg-1 lets the internet in to load balancer aws_lb.web',
      ],
    ],
    [
      'of which it is not known where it faces',
      [
        group([HTTPS]),
        balancer(
          {},
          {
            after: { name: 'web' },
            unknown: { internal: true, security_groups: true },
            expressions: { internal: references('local.x'), security_groups: references('aws_security_group.web.id') },
          },
        ),
        listener(),
      ],
      [`${OPEN} load balancer aws_lb.web faces the internet`],
    ],
    [
      'of the network, without a group',
      [balancer({ load_balancer_type: 'network' }, { unknown: {}, expressions: {} }), listener({ protocol: 'TCP' })],
      ['service load-balancer aws_lb_listener.https 0.0.0.0/0 tcp 443-443'],
    ],
    [
      'of applications, with the group of its network',
      [balancer({}, { unknown: { security_groups: true }, expressions: {} }), listener()],
      [],
    ],
    [
      'by a rule for a path',
      [group([HTTPS]), balancer(), silent, rule({ path_pattern: [{ values: ['/admin'] }] })],
      [OPEN],
    ],
    [
      'by a rule for the office',
      [group([HTTPS]), balancer(), silent, rule({ source_ip: [{ values: ['203.0.113.0/24'] }] })],
      [],
    ],
    [
      'by a rule that asks for a header',
      [group([HTTPS]), balancer(), silent, rule({ http_header: [{ http_header_name: 'x', values: ['y'] }] })],
      [`${OPEN} a stranger knows the header or query that a rule of load balancer aws_lb.web asks for`],
    ],
  ])('%s', (_, specs, expected) => {
    expect(ways(model(service, targets, ...specs))).toEqual(expected);
  });

  test('says what else has a part in it', () => {
    const read = model(service, targets, group([HTTPS]), balancer(), listener());
    const [exposure] = read.resources.flatMap(({ exposures = [] }) => exposures);
    expect(exposure?.through?.map(({ address }) => address)).toEqual([
      'aws_lb.web',
      'aws_lb_listener.https',
      'aws_ecs_service.app',
    ]);
  });

  test('of the classic kind', () => {
    const classic = (internal: boolean): ResourceSpec => ({
      address: 'aws_elb.old',
      after: { name: 'old', internal, security_groups: ['sg-1'], listener: [{ lb_port: 443, lb_protocol: 'tcp' }] },
    });
    const open = { ...group([HTTPS]), after: { id: 'sg-1', ingress: [HTTPS] }, unknown: {} };
    const behind = { ...service, after: { ...service.after, load_balancer: [{ elb_name: 'old' }] }, unknown: {} };
    expect(ways(model(behind, open, classic(false)))).toEqual([OPEN]);
    expect(ways(model(behind, open, classic(true)))).toEqual([]);
  });
});

describe('instances', () => {
  const profile: ResourceSpec = { address: 'aws_iam_instance_profile.p', after: { name: 'p', role: 'r' } };
  const template = (values: Fields): ResourceSpec => ({
    address: 'aws_launch_template.t',
    after: { name: 't', iam_instance_profile: [{ name: 'p' }], ...values },
    unknown: { id: true },
  });
  const scaling = (values: Fields, expressions: Fields = {}): ResourceSpec => ({
    address: 'aws_autoscaling_group.g',
    after: { name: 'g', launch_template: [{ name: 't' }], ...values },
    unknown: { arn: true, ...Object.fromEntries(Object.keys(expressions).map((name) => [name, true])) },
    expressions: { launch_template: [{ name: constant('t') }], ...expressions },
  });
  const open = { ...group([HTTPS]), after: { id: 'sg-1', ingress: [HTTPS] }, unknown: {} };
  const nic = (given: string): Fields => ({
    network_interfaces: [{ associate_public_ip_address: given, security_groups: ['sg-1'] }],
  });
  const PUBLIC = 'auto-scaling-group public-address aws_security_group.web 0.0.0.0/0 tcp 443-443';
  const BEHIND = 'auto-scaling-group load-balancer aws_security_group.web 0.0.0.0/0 tcp 443-443';
  const front = [balancer(), targets, listener()];

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['that a template gives public addresses', [template(nic('true')), scaling({})], [PUBLIC]],
    ['that it gives none', [template(nic('false')), scaling({})], []],
    [
      'in subnets that give them out',
      [
        template({ vpc_security_group_ids: ['sg-1'] }),
        { address: 'aws_subnet.s', after: { id: 's', map_public_ip_on_launch: true } },
        scaling({ vpc_zone_identifier: ['s'] }),
      ],
      [PUBLIC],
    ],
    [
      'in subnets that do not',
      [
        template({ vpc_security_group_ids: ['sg-1'] }),
        { address: 'aws_subnet.s', after: { id: 's', map_public_ip_on_launch: false } },
        scaling({ vpc_zone_identifier: ['s'] }),
      ],
      [],
    ],
    [
      'in subnets of another workspace',
      [template({ vpc_security_group_ids: ['sg-1'] }), scaling({ vpc_zone_identifier: ['s'] })],
      [`${PUBLIC} the subnet of aws_autoscaling_group.g gives out public addresses`],
    ],
    [
      'of an older launch configuration',
      [
        {
          address: 'aws_launch_configuration.c',
          after: { name: 'c', iam_instance_profile: 'p', associate_public_ip_address: true, security_groups: ['sg-1'] },
        },
        scaling({ launch_template: [], launch_configuration: 'c' }),
      ],
      [PUBLIC],
    ],
    [
      'of a group that names target groups',
      [template({}), ...front, scaling({}, { target_group_arns: references(TARGETS) })],
      [BEHIND],
    ],
    [
      'of a group that is attached to one',
      [
        template({}),
        ...front,
        scaling({}),
        {
          address: 'aws_autoscaling_attachment.a',
          after: { autoscaling_group_name: 'g' },
          unknown: { lb_target_group_arn: true },
          expressions: { lb_target_group_arn: references(TARGETS) },
        },
      ],
      [BEHIND],
    ],
    [
      'of a group that a traffic source leads to',
      [
        template({}),
        ...front,
        scaling({}),
        {
          address: 'aws_autoscaling_traffic_source_attachment.a',
          after: { autoscaling_group_name: 'g', traffic_source: [{ type: 'elbv2' }] },
          unknown: { traffic_source: [{ identifier: true }] },
          expressions: { traffic_source: [{ identifier: references(TARGETS) }] },
        },
      ],
      [BEHIND],
    ],
    [
      'behind a Classic Load Balancer that names it, or that something attaches it to',
      [
        {
          address: 'aws_elb.old',
          after: { name: 'old', security_groups: ['sg-1'], instances: ['i-1'], listener: [{ lb_port: 443 }] },
        },
        { address: 'aws_elb_attachment.a', after: { elb: 'old', instance: 'i-2' } },
        ...['i-1', 'i-2', 'i-3'].map((id) => ({
          address: `aws_instance.${id}`,
          after: { id, iam_instance_profile: 'p', associate_public_ip_address: false },
        })),
      ],
      [1, 2].map(() => 'instance load-balancer aws_security_group.web 0.0.0.0/0 tcp 443-443'),
    ],
    [
      'with an interface that has an elastic address',
      [
        { address: 'aws_network_interface.n', after: { security_groups: ['sg-1'] }, unknown: { id: true } },
        {
          address: 'aws_eip.e',
          after: {},
          unknown: { network_interface: true },
          expressions: { network_interface: references('aws_network_interface.n.id') },
        },
        {
          address: 'aws_instance.i',
          after: { iam_instance_profile: 'p', network_interface: [{ device_index: 0 }] },
          unknown: { id: true, network_interface: [{ network_interface_id: true }] },
          expressions: {
            iam_instance_profile: constant('p'),
            network_interface: [{ network_interface_id: references('aws_network_interface.n.id') }],
          },
        },
      ],
      ['instance public-address aws_security_group.web 0.0.0.0/0 tcp 443-443'],
    ],
  ])('%s', (_, specs, expected) => {
    expect(ways(model(profile, open, ...specs))).toEqual(expected);
  });

  test('whose group is of another workspace are a gap, where they hold a role', () => {
    const server = (iam_instance_profile: string | null): ResourceSpec => ({
      address: 'aws_instance.i',
      after: { iam_instance_profile, associate_public_ip_address: true, vpc_security_group_ids: ['sg-2'] },
      expressions: { iam_instance_profile: constant(iam_instance_profile) },
    });
    expect(model(profile, server('p')).gaps).toMatchObject([
      {
        address: 'aws_instance.i',
        reason: 'it has a public address, and whom security group sg-2 lets in is not in the plan',
      },
    ]);
    expect(model(profile, server(null)).gaps).toEqual([]);
  });
});

describe('tasks that something starts', () => {
  const network = { assign_public_ip: true, security_groups: ['sg-1'] };
  const open = { ...group([HTTPS]), after: { id: 'sg-1', ingress: [HTTPS] }, unknown: {} };
  const started = { task_definition_arn: 'app', network_configuration: [network] };
  const PUBLIC = 'task-definition public-address aws_security_group.web 0.0.0.0/0 tcp 443-443';

  test.each<[name: string, spec: ResourceSpec, expected: readonly string[]]>([
    ['a rule', { address: 'aws_cloudwatch_event_target.t', after: { ecs_target: [started] } }, [PUBLIC]],
    [
      'a schedule',
      { address: 'aws_scheduler_schedule.s', after: { target: [{ ecs_parameters: [started] }] } },
      [PUBLIC],
    ],
    [
      'a schedule, without an address',
      {
        address: 'aws_scheduler_schedule.s',
        after: { target: [{ ecs_parameters: [{ ...started, network_configuration: [{ assign_public_ip: false }] }] }] },
      },
      [],
    ],
    [
      'a task set',
      { address: 'aws_ecs_task_set.s', after: { task_definition: 'app', network_configuration: [network] } },
      [PUBLIC],
    ],
  ])('%s', (_, spec, expected) => {
    expect(ways(model(open, spec))).toEqual(expected);
  });
});

describe('the endpoint of a service', () => {
  const cluster = (vpc: Fields, unknown: Fields = {}, expressions: Fields = {}): ResourceSpec => ({
    address: 'aws_eks_cluster.c',
    after: { name: 'c', vpc_config: [vpc] },
    unknown: { vpc_config: [unknown] },
    expressions: { vpc_config: [expressions] },
  });
  const EVERYBODY = 'eks-cluster public-endpoint aws_eks_cluster.c 0.0.0.0/0 tcp 443-443';
  const runner = (...ingress: readonly Fields[]): ResourceSpec => ({
    address: 'aws_apprunner_service.s',
    after: { service_name: 's', network_configuration: [{ ingress_configuration: ingress }] },
  });
  const PUBLIC = 'apprunner-service public-endpoint aws_apprunner_service.s 0.0.0.0/0 tcp 443-443';

  test.each<[name: string, spec: ResourceSpec, expected: readonly string[]]>([
    [
      'EKS, with nothing said',
      cluster({ endpoint_public_access: true }, { public_access_cidrs: true }, { subnet_ids: {} }),
      [EVERYBODY],
    ],
    ['EKS, for everybody', cluster({ endpoint_public_access: true, public_access_cidrs: ['0.0.0.0/0'] }), [EVERYBODY]],
    ['EKS, for the office', cluster({ endpoint_public_access: true, public_access_cidrs: ['203.0.113.0/24'] }), []],
    ['EKS, private', cluster({ endpoint_public_access: false, public_access_cidrs: ['0.0.0.0/0'] }), []],
    [
      'EKS, for addresses that are not known',
      cluster(
        { endpoint_public_access: true },
        { public_access_cidrs: true },
        { public_access_cidrs: references('local.office') },
      ),
      [`${EVERYBODY} public_access_cidrs of aws_eks_cluster.c let everybody in`],
    ],
    ['App Runner, with nothing said', runner(), [PUBLIC]],
    ['App Runner, public', runner({ is_publicly_accessible: true }), [PUBLIC]],
    ['App Runner, private', runner({ is_publicly_accessible: false }), []],
  ])('%s', (_, spec, expected) => {
    expect(ways(model(spec))).toEqual(expected);
  });
});

describe('a platform that makes its own network', () => {
  const setting = (namespace: string, name: string, value: string): Fields => ({ namespace, name, value });
  const environment = (
    settings: readonly Fields[],
    values: Fields = {},
    more: Partial<ResourceSpec> = {},
  ): ResourceSpec => ({
    address: 'aws_elastic_beanstalk_environment.web',
    after: { name: 'web', application: 'app', setting: settings, ...values },
    ...more,
  });
  const template: ResourceSpec = {
    address: 'aws_elastic_beanstalk_configuration_template.t',
    after: { name: 't', application: 'app', setting: [setting('aws:ec2:vpc', 'ELBScheme', 'internal')] },
  };
  const WEB =
    'beanstalk-environment public-endpoint aws_elastic_beanstalk_environment.web 0.0.0.0/0 tcp 80-80,tcp 443-443';
  const INSIDE = [setting('aws:ec2:vpc', 'ELBScheme', 'internal')];
  const express = (network: readonly Fields[]): ResourceSpec => ({
    address: 'aws_ecs_express_gateway_service.web',
    after: { service_name: 'web', cluster: 'default', network_configuration: network },
  });
  const EXPRESS = 'service public-endpoint aws_ecs_express_gateway_service.web 0.0.0.0/0 tcp 80-80,tcp 443-443';
  const subnet = (map: boolean): ResourceSpec => ({
    address: 'aws_subnet.nodes',
    after: { map_public_ip_on_launch: map },
    unknown: { id: true },
  });
  const nodes = (access: readonly Fields[], more: Partial<ResourceSpec> = {}): ResourceSpec => ({
    address: 'aws_eks_node_group.n',
    after: { node_group_name: 'n', cluster_name: 'c', node_role_arn: arn('role', 'r'), remote_access: access },
    unknown: { subnet_ids: true },
    expressions: { subnet_ids: references('aws_subnet.nodes.id') },
    ...more,
  });
  const NODES = 'nodegroup public-address aws_eks_node_group.n 0.0.0.0/0 tcp 22-22';

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['Elastic Beanstalk, with nothing said', [environment([])], [WEB]],
    ['Elastic Beanstalk, inside the network', [environment(INSIDE)], []],
    [
      'Elastic Beanstalk, on one instance',
      [environment([...INSIDE, setting('aws:elasticbeanstalk:environment', 'EnvironmentType', 'SingleInstance')])],
      [WEB],
    ],
    ['Elastic Beanstalk, for a queue', [environment([], { tier: 'Worker' })], []],
    ['Elastic Beanstalk, inside by its template', [template, environment([], { template_name: 't' })], []],
    [
      'Elastic Beanstalk, by its own setting before that of its template',
      [template, environment([setting('aws:ec2:vpc', 'ELBScheme', 'public')], { template_name: 't' })],
      [WEB],
    ],
    [
      'Elastic Beanstalk, with groups of its own',
      [environment([setting('aws:elbv2:loadbalancer', 'SecurityGroups', 'sg-1')])],
      [`${WEB} the security groups of the load balancer of aws_elastic_beanstalk_environment.web let the internet in`],
    ],
    [
      'Elastic Beanstalk, with a setting that is not known',
      [environment([{ namespace: 'aws:ec2:vpc', name: 'ELBScheme' }], {}, { unknown: { setting: [{ value: true }] } })],
      [`${WEB} the load balancer of aws_elastic_beanstalk_environment.web faces the internet`],
    ],
    [
      'Elastic Beanstalk, with settings that are not known',
      [environment([], { setting: undefined }, { unknown: { setting: true } })],
      [
        `${WEB} the load balancer of aws_elastic_beanstalk_environment.web faces the internet the security groups of the load balancer of aws_elastic_beanstalk_environment.web let the internet in`,
      ],
    ],
    ['ECS Express Mode, with nothing said', [express([])], [EXPRESS]],
    [
      'ECS Express Mode, in subnets of its own',
      [express([{ subnets: ['subnet-1'] }])],
      [`${EXPRESS} the subnets of aws_ecs_express_gateway_service.web are public`],
    ],
    ['nodes of EKS with a key for SSH', [subnet(true), nodes([{ ec2_ssh_key: 'k' }])], [NODES]],
    ['nodes of EKS without a key', [subnet(true), nodes([])], []],
    ['nodes of EKS in private subnets', [subnet(false), nodes([{ ec2_ssh_key: 'k' }])], []],
    [
      'nodes of EKS for whom a group may use SSH',
      [subnet(true), nodes([{ ec2_ssh_key: 'k', source_security_group_ids: ['sg-1'] }])],
      [],
    ],
    [
      'nodes of EKS in subnets of another workspace',
      [nodes([{ ec2_ssh_key: 'k' }], { unknown: {}, expressions: {} })],
      [`${NODES} the subnet of aws_eks_node_group.n gives out public addresses`],
    ],
  ])('%s', (_, specs, expected) => {
    expect(ways(model(...specs))).toEqual(expected);
  });
});
