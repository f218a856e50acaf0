import { expect, test } from 'vitest';
import { readSnapshot } from '../../../src/inputs/snapshot/index.js';
import type {
  Listener,
  ListenerRule,
  LoadBalancer,
  Target,
  TargetGroup,
} from '../../../src/schemas/snapshot.generated.js';
import { ACCOUNT, REGION, snapshotOf } from './sample.js';

const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/1';
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`;
const forward: ListenerRule = { RuleArn: 'r', Actions: [{ Type: 'forward', TargetGroupArn: GROUP }] };
const HEADER = 'a stranger knows the header or query that a rule of load balancer web asks for';

interface Case {
  readonly balancer?: Partial<LoadBalancer>;
  readonly listener?: Partial<Listener>;
  readonly rules?: readonly ListenerRule[];
  readonly targets?: Partial<TargetGroup>;
  readonly range?: string;
  /** A Network Load Balancer without security groups, with a target group of which this one is a target. */
  readonly front?: { readonly target?: Partial<Target>; readonly scheme?: string };
}

const FRONT_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/front/1';

/** The exposures of a service and of instances behind one load balancer, and its routes to a function. */
function exposures({ balancer, listener, rules = [forward], targets, range = '0.0.0.0/0', front }: Case) {
  const before = front === undefined ? null : networkBalancer(front);
  const { resources } = readSnapshot(
    snapshotOf({
      elasticloadbalancing: {
        LoadBalancers: [
          {
            ...{
              LoadBalancerArn: 'arn:lb/web',
              LoadBalancerName: 'web',
              Type: 'application',
              SecurityGroups: ['sg-1'],
            },
            Listeners: [{ ListenerArn: 'l', Port: 443, Protocol: 'HTTPS', Rules: [...rules], ...listener }],
            ...balancer,
          },
          ...(before === null ? [] : [before.balancer]),
        ],
        TargetGroups: [
          { TargetGroupArn: GROUP, TargetType: 'instance', Targets: [{ Id: 'i-1' }], ...targets },
          ...(before === null ? [] : [before.group]),
        ],
      },
      ec2: {
        Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }],
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: range }] }],
          },
        ],
      },
      ecs: { Services: [{ serviceArn: 'service/c/tasks', loadBalancers: [{ targetGroupArn: GROUP }] }] },
      lambda: { Functions: [{ FunctionArn: FUNCTION, FunctionName: 'f' }] },
    }),
    { uri: 's.json', managedPolicy: () => null },
  );
  const of = (name: string) =>
    resources
      .find((one) => one.name === name)
      ?.exposures?.map(({ via, ports, assumptions }) => [via, ports[0]?.from, ...assumptions]);
  const service = resources.find(({ kind }) => kind === 'service')?.name ?? '';
  const routes = resources
    .find(({ kind }) => kind === 'load-balancer')
    ?.routes?.map(({ name, authorization, targets }) => [name, authorization, ...targets]);
  return { service: of(service), instance: of('i-1'), other: of('i-2'), routes: routes ?? [] };
}

function networkBalancer({ target, scheme = 'internet-facing' }: NonNullable<Case['front']>) {
  const Actions = [{ Type: 'forward', TargetGroupArn: FRONT_GROUP }];
  const listener: Listener = { ListenerArn: 'n', Port: 8080, Protocol: 'TCP', Rules: [{ RuleArn: 'r', Actions }] };
  const balancer = { LoadBalancerArn: 'arn:lb/front', Type: 'network', Scheme: scheme, Listeners: [listener] };
  const Targets = [{ Id: 'arn:lb/web', Port: 443, ...target }];
  return { balancer, group: { TargetGroupArn: FRONT_GROUP, TargetType: 'alb', Targets } };
}

const OPEN = [['load-balancer', 443]];
const BOTH = { service: OPEN, instance: OPEN, other: [], routes: [] };
const NONE = { service: [], instance: [], other: [], routes: [] };

test.each<[string, Case, ReturnType<typeof exposures>]>([
  ['an open port with a rule that forwards', {}, BOTH],
  ['a security group for an office alone', { range: '198.51.100.7/32' }, NONE],
  ['a listener on a port that no group opens', { listener: { Port: 8443 } }, NONE],
  ['a network load balancer without groups', { balancer: { Type: 'network', SecurityGroups: [] } }, BOTH],
  ['a protocol that no group opens', { listener: { Protocol: 'UDP' } }, NONE],
  [
    'weighted target groups',
    {
      rules: [
        { RuleArn: 'r', Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: GROUP }] } }] },
      ],
    },
    BOTH,
  ],
  [
    'a rule that asks who it is first',
    { rules: [{ ...forward, Actions: [{ Type: 'authenticate-oidc' }, ...(forward.Actions ?? [])] }] },
    NONE,
  ],
  ['a listener that asks for a certificate', { listener: { MutualAuthentication: { Mode: 'verify' } } }, NONE],
  ['one that passes certificates on', { listener: { MutualAuthentication: { Mode: 'passthrough' } } }, BOTH],
  [
    'a rule for an office alone',
    { rules: [{ ...forward, Conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['198.51.100.0/24'] } }] }] },
    NONE,
  ],
  [
    'a rule for every address',
    { rules: [{ ...forward, Conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['0.0.0.0/0'] } }] }] },
    BOTH,
  ],
  [
    'a rule that asks for a header',
    { rules: [{ ...forward, Conditions: [{ Field: 'http-header' }] }] },
    { ...NONE, service: [[...(OPEN[0] ?? []), HEADER]], instance: [[...(OPEN[0] ?? []), HEADER]] },
  ],
  ['beside a rule that does not', { rules: [{ ...forward, Conditions: [{ Field: 'http-header' }] }, forward] }, BOTH],
  ['a rule that redirects', { rules: [{ RuleArn: 'r', Actions: [{ Type: 'redirect' }] }] }, NONE],
  [
    'a function behind it, by an alias',
    { targets: { TargetType: 'lambda', Targets: [{ Id: `${FUNCTION}:live` }] } },
    { ...NONE, service: OPEN, routes: [['HTTPS 443', 'none', FUNCTION]] },
  ],
  [
    'a function behind a rule that asks who it is',
    {
      rules: [{ ...forward, Actions: [{ Type: 'authenticate-cognito' }, ...(forward.Actions ?? [])] }],
      targets: { TargetType: 'lambda', Targets: [{ Id: FUNCTION }] },
    },
    { ...NONE, routes: [['HTTPS 443', 'authorizer', FUNCTION]] },
  ],
  [
    'a function behind a rule that asks for a header',
    {
      rules: [{ ...forward, Conditions: [{ Field: 'http-header' }] }],
      targets: { TargetType: 'lambda', Targets: [{ Id: FUNCTION }] },
    },
    { ...NONE, service: [[...(OPEN[0] ?? []), HEADER]], routes: [['HTTPS 443', 'api-key', FUNCTION]] },
  ],
  ['an internal one', { balancer: { Scheme: 'internal' } }, NONE],
  [
    'an internal one behind one for packets',
    { balancer: { Scheme: 'internal' }, front: {} },
    { ...NONE, service: [['load-balancer', 8080]], instance: [['load-balancer', 8080]] },
  ],
  [
    'a rule that asks for a header, behind one for packets',
    { balancer: { Scheme: 'internal' }, front: {}, rules: [{ ...forward, Conditions: [{ Field: 'http-header' }] }] },
    { ...NONE, service: [['load-balancer', 8080, HEADER]], instance: [['load-balancer', 8080, HEADER]] },
  ],
  [
    'a function behind two',
    {
      balancer: { Scheme: 'internal' },
      front: {},
      targets: { TargetType: 'lambda', Targets: [{ Id: FUNCTION }] },
    },
    { ...NONE, service: [['load-balancer', 8080]], routes: [['HTTPS 443', 'none', FUNCTION]] },
  ],
  [
    'behind one for packets on another port',
    { balancer: { Scheme: 'internal' }, front: { target: { Port: 80 } } },
    NONE,
  ],
  ['behind an internal one for packets', { balancer: { Scheme: 'internal' }, front: { scheme: 'internal' } }, NONE],
  ['beside one for packets that leads elsewhere', { front: { target: { Id: 'arn:lb/other' } } }, BOTH],
  [
    'targets that are addresses',
    { targets: { TargetType: 'ip', Targets: [{ Id: '10.0.0.1' }] } },
    { ...NONE, service: OPEN },
  ],
])('%s', (_what, given, expected) => {
  expect(exposures(given)).toEqual(expected);
});
