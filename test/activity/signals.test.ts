import { describe, expect, test } from 'vitest';
import { record, role, runInstances, user } from '../../scripts/activity/record.mjs';
import { Bill } from '../../src/activity/bill.js';
import { attribute } from '../../src/activity/attribution/attribute.js';
import { episodesOf } from '../../src/activity/episodes.js';
import { History } from '../../src/activity/history.js';
import { signals } from '../../src/activity/signals/index.js';
import { Traffic } from '../../src/activity/traffic.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { logOf } from './log.js';

type Json = Record<string, unknown>;

const DAY = 86_400_000;
const MINUTE = 60_000;
const TIME = Date.UTC(2026, 10, 24);
const ann = user('ann');
const call = (source: string, name: string, minutes: number, changes: Json = {}): Json =>
  record({ time: TIME + minutes * MINUTE, source, name, identity: ann, ...changes });
const launch = (type: string, minutes = 10, more: Json = {}, changes: Json = {}): Json =>
  call('ec2', 'RunInstances', minutes, { ...runInstances({ type, ...more }), ...changes });
const before = (days: number, type = 't3.micro', changes: Json = {}): Json =>
  launch(type, (-days * DAY) / MINUTE, {}, changes);
const group = (min: number, max: number, changes: Json = {}): Json =>
  call('autoscaling', 'CreateAutoScalingGroup', 5, {
    requestParameters: { autoScalingGroupName: 'g', minSize: min, maxSize: max },
    ...changes,
  });
const task = (image: string, cpu: string, compatibility = 'FARGATE'): Json =>
  call('ecs', 'RegisterTaskDefinition', 1, {
    requestParameters: {
      family: 'f',
      cpu,
      requiresCompatibilities: [compatibility],
      containerDefinitions: [{ image }],
    },
  });
const service = call('ecs', 'CreateService', 2, {
  requestParameters: { serviceName: 's', desiredCount: 1, launchType: 'FARGATE' },
});
const training = (instanceCount: number): Json =>
  call('sagemaker', 'CreateTrainingJob', 5, {
    requestParameters: { resourceConfig: { instanceType: 'ml.c5.xlarge', instanceCount } },
  });
/** The same group, given another ceiling. */
const grown = (minutes: number, maxSize: number): Json =>
  call('autoscaling', 'UpdateAutoScalingGroup', minutes, {
    requestParameters: { autoScalingGroupName: 'shards', minSize: 2, maxSize },
  });
const raise = (minutes: number): Json =>
  call('servicequotas', 'RequestServiceQuotaIncrease', minutes, {
    requestParameters: { serviceCode: 'ec2', quotaCode: 'L-1216C47A', desiredValue: 64 },
  });
const refusedFor = (errorCode: string, minutes: number): Json => launch('c5.4xlarge', minutes, {}, { errorCode });
const STACK_SET = 'AWSCloudFormationStackSetExecutionRole';
const BY_SERVICE = {
  userIdentity: { ...ann, invokedBy: 'autoscaling.amazonaws.com' },
  sourceIPAddress: 'autoscaling.amazonaws.com',
  userAgent: 'autoscaling.amazonaws.com',
};
const quota = (region: string): Json =>
  call('servicequotas', 'GetServiceQuota', 1, {
    awsRegion: region,
    requestParameters: { serviceCode: 'ec2', quotaCode: 'L-1216C47A' },
  });
const protect = (minutes: number, value = true): Json =>
  call('ec2', 'ModifyInstanceAttribute', minutes, {
    requestParameters: { instanceId: 'i-1', disableApiTermination: { value } },
  });
const regions = (names: string[], minutesApart: number): Json[] =>
  names.map((awsRegion, index) => launch('c5.large', index * minutesApart, {}, { awsRegion }));
const TERRAFORM = { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' };
const ELEVEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'].map((letter) => `eu-${letter}-1`);

/** Signals of the last episode of these records. */
function found(records: readonly Json[]): ReadonlyMap<string, string> {
  const { calls, issues } = logOf(records);
  const attribution = attribute(calls, issues);
  const history = new History(attribution);
  const episode = episodesOf(attribution.attributed).at(-1);
  if (episode === undefined) return new Map();
  return new Map(
    Object.entries(signals).flatMap(([id, signal]) => {
      const evidence = signal({ episode, history, traffic: new Traffic(), bill: new Bill() });
      return evidence === null ? [] : [[id, evidence.text] as const];
    }),
  );
}

interface Case {
  readonly signal: string;
  readonly fires: readonly Json[];
  readonly says: string;
  /** Near misses, each with what makes it one. */
  readonly silent: Readonly<Record<string, readonly Json[]>>;
}

const cases: readonly Case[] = [
  {
    signal: 'accelerated-type',
    fires: [launch('p4d.24xlarge')],
    says: 'p4d.24xlarge was launched.',
    silent: {
      'another family with a p': [launch('m5dn.large')],
      'a dry run': [launch('p4d.24xlarge', 1, { error: 'Client.DryRunOperation' })],
      'no type shown': [launch('')],
    },
  },
  {
    signal: 'large-type',
    fires: [launch('c5.metal')],
    says: 'c5.metal was asked for.',
    silent: { 'half of it': [launch('c5.9xlarge')], accelerated: [launch('p3.16xlarge')] },
  },
  {
    signal: 'largest-fargate',
    fires: [task('someone/thing:1', '16384'), service],
    says: 'A task of 16384 CPU units runs someone/thing:1.',
    silent: {
      'a registry of ours': [task('111111111111.dkr.ecr.eu-west-1.amazonaws.com/x', '16384'), service],
      'a smaller task': [task('someone/thing', '4096'), service],
      'on machines of ours': [task('someone/thing', '16384', 'EC2'), service],
    },
  },
  {
    signal: 'many-at-once',
    fires: [launch('c5.large', 0, { count: 5 }), launch('c5.xlarge', 50, { count: 5 })],
    says: '10 were launched within an hour.',
    silent: {
      nine: [launch('c5.large', 0, { count: 9 })],
      'over two hours': [launch('c5.large', 0, { count: 5 }), launch('c5.xlarge', 90, { count: 5 })],
      'a training job of sixteen machines': [training(16)],
      'a tool, as before': [before(2, 't3.micro', TERRAFORM), launch('c5.large', 0, { count: 12 }, TERRAFORM)],
    },
  },
  {
    signal: 'hundreds-at-once',
    fires: [launch('c5.large', 0, { count: 100 })],
    says: '100 were launched within an hour.',
    silent: { fewer: [launch('c5.large', 0, { count: 99 })] },
  },
  {
    signal: 'scaling-ceiling',
    fires: [group(20, 999)],
    says: '1 group(s) may grow from 20 to 999.',
    silent: {
      'a modest one': [group(2, 20)],
      refused: [group(20, 999, { errorCode: 'AccessDenied' })],
      'no ceiling shown': [call('autoscaling', 'CreateAutoScalingGroup', 5)],
      'a group that grew nearly as far days before': [grown(-2 * 24 * 60, 200), grown(0, 400)],
    },
  },
  {
    signal: 'region-spread',
    fires: regions(['eu-west-1', 'us-east-1', 'sa-east-1'], 2),
    says: 'Compute in 3 Regions within ten minutes: eu-west-1, sa-east-1, us-east-1.',
    silent: {
      'over an hour': regions(['eu-west-1', 'us-east-1', 'sa-east-1'], 11),
      'two of them': regions(['eu-west-1', 'us-east-1'], 1),
    },
  },
  {
    signal: 'every-region',
    fires: regions(ELEVEN, 0.5),
    says: 'Compute in 11 Regions within ten minutes: eu-a-1, eu-b-1, eu-c-1, eu-d-1, eu-e-1 and 6 more.',
    silent: { nine: regions(ELEVEN.slice(0, 9), 0.5) },
  },
  {
    signal: 'new-region',
    fires: [before(8), launch('c5.large', 0, {}, { awsRegion: 'sa-east-1' })],
    says: 'Nothing was launched in sa-east-1 before.',
    silent: {
      'used before': [before(8), launch('c5.large')],
      'a log that is too short to say': [before(6), launch('c5.large', 0, {}, { awsRegion: 'sa-east-1' })],
    },
  },
  {
    signal: 'termination-protection',
    fires: [launch('c5.large'), protect(20)],
    says: 'ModifyInstanceAttribute protects instances from termination within an hour of a launch.',
    silent: { 'taken off': [launch('c5.large'), protect(20, false)], 'hours later': [launch('c5.large'), protect(80)] },
  },
  {
    signal: 'dry-run-probe',
    fires: [launch('c5.large', 0, { error: 'Client.DryRunOperation' }), launch('c5.large', 10)],
    says: 'RunInstances was tried as a dry run, then in earnest.',
    silent: {
      'nothing after it': [launch('c5.large', 0, { error: 'Client.DryRunOperation' })],
      Karpenter: [
        launch('c5.large', 0, { error: 'Client.DryRunOperation' }, { userAgent: 'karpenter.sh-1.0' }),
        launch('c5.large', 10),
      ],
    },
  },
  {
    signal: 'refused-then-smaller',
    fires: [
      launch('p5.48xlarge', 0, { count: 5, error: 'Server.InsufficientInstanceCapacity' }),
      launch('p4d.24xlarge', 5),
    ],
    says: 'p5.48xlarge was refused (Server.InsufficientInstanceCapacity), then p4d.24xlarge was tried.',
    silent: {
      'the same once more': [
        launch('p5.48xlarge', 0, { count: 5, error: 'Server.InsufficientInstanceCapacity' }),
        launch('p5.48xlarge', 5, { count: 5 }),
      ],
      'not allowed at all': [
        launch('p5.48xlarge', 0, { error: 'Client.UnauthorizedOperation' }),
        launch('t3.micro', 5),
      ],
    },
  },
  {
    signal: 'quota-probing',
    fires: [quota('eu-west-1'), quota('us-east-1'), quota('sa-east-1'), launch('c5.large')],
    says: 'Quotas of compute were looked up in 3 Regions.',
    silent: { 'one Region': [quota('eu-west-1'), launch('c5.large')] },
  },
  {
    signal: 'new-origin',
    fires: [before(9), before(8), before(7), launch('c5.large', 0, {}, { sourceIPAddress: '203.0.113.9' })],
    says: 'The caller was not seen at 203.0.113.9 in 3 days before.',
    silent: {
      'the same place': [before(9), before(8), before(7), launch('c5.large')],
      'a service for the caller': [before(9), before(8), before(7), launch('c5.large', 0, {}, BY_SERVICE)],
      'a caller hardly known': [before(9), before(8), launch('c5.large', 0, {}, { sourceIPAddress: '203.0.113.9' })],
      'a caller without a usual place': [1, 2, 3, 4, 5, 6]
        .map((n) => before(n + 1, 't3.micro', { sourceIPAddress: `198.51.100.${n}` }))
        .concat(launch('c5.large', 0, {}, { sourceIPAddress: '203.0.113.9' })),
    },
  },
  {
    signal: 'long-term-key',
    fires: [launch('c5.large')],
    says: 'Access key AKIAANN7777777777777 was used from 198.51.100.10.',
    silent: {
      'a session': [launch('c5.large', 0, {}, { userIdentity: role('ci') })],
      'from inside a VPC': [launch('c5.large', 0, {}, { sourceIPAddress: '10.0.0.7' })],
      'through a service': [launch('c5.large', 0, {}, { sourceIPAddress: 'cloudformation.amazonaws.com' })],
    },
  },
  {
    signal: 'launch-kit',
    fires: [call('ec2', 'CreateKeyPair', 0), call('ec2', 'CreateSecurityGroup', 1), launch('c5.large')],
    says: 'a key pair, a security group were made within half an hour before the launch.',
    silent: {
      'one part only': [call('ec2', 'CreateKeyPair', 0), launch('c5.large')],
      'long before': [call('ec2', 'CreateKeyPair', 0), call('ec2', 'CreateSecurityGroup', 1), launch('c5.large', 40)],
    },
  },
  {
    signal: 'known-miner',
    fires: [task('yenik65958/secret:user', '256'), service],
    says: 'yenik65958/ stands in RegisterTaskDefinition (yenik65958/secret:user).',
    silent: { 'another image': [task('nginx', '256'), service] },
  },
  {
    signal: 'same-random-name',
    fires: [
      call('ecs', 'CreateCluster', 0, { requestParameters: { clusterName: 'q7x1k2v9b' } }),
      call('ecs', 'CreateService', 1, { requestParameters: { serviceName: 'q7x1k2v9b' } }),
    ],
    says: 'q7x1k2v9b names several things at once.',
    silent: {
      'a word': [
        call('ecs', 'CreateCluster', 0, { requestParameters: { clusterName: 'billing' } }),
        call('ecs', 'CreateService', 1, { requestParameters: { serviceName: 'billing' } }),
      ],
      'two names': [call('ecs', 'CreateCluster', 0, { requestParameters: { clusterName: 'q7x1k2v9b' } }), service],
    },
  },
  {
    signal: 'spot',
    fires: [launch('c5.large', 0, { instanceMarketOptions: { marketType: 'spot' } })],
    says: 'RunInstances asks for Spot capacity.',
    silent: { 'on demand': [launch('c5.large')] },
  },
  {
    signal: 'persistence-kit',
    fires: [call('iam', 'CreateUser', 0), call('iam', 'CreateAccessKey', 1), launch('c5.large')],
    says: 'a new user, an access key were made within two hours of a launch.',
    silent: {
      'a key alone': [call('iam', 'CreateAccessKey', 1), launch('c5.large')],
      'a weak policy': [
        call('iam', 'CreateUser', 0),
        call('iam', 'AttachUserPolicy', 1, {
          requestParameters: { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        }),
        launch('c5.large'),
      ],
    },
  },
  {
    signal: 'quarantined-key',
    fires: [
      call('iam', 'AttachUserPolicy', 0, {
        userIdentity: user('aws-abuse'),
        requestParameters: { userName: 'ann', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
      }),
      launch('c5.large'),
    ],
    says: 'AWS put arn:aws:iam::111111111111:user/ann under quarantine.',
    silent: {
      'somebody else': [
        call('iam', 'AttachUserPolicy', 0, {
          userIdentity: user('aws-abuse'),
          requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
        }),
        launch('c5.large'),
      ],
    },
  },
  {
    signal: 'infrastructure-tool',
    fires: [before(2, 't3.micro', TERRAFORM), launch('c5.large', 0, {}, TERRAFORM)],
    says: 'Every launch is by apn, as before.',
    silent: {
      'a tool that the caller did not use before': [
        before(2),
        launch('c5.large', 0, {}, { userAgent: 'karpenter.sh-1.0' }),
      ],
      'one launch by hand': [
        before(2, 't3.micro', TERRAFORM),
        launch('c5.large', 0, {}, TERRAFORM),
        launch('c5.large', 10),
      ],
    },
  },
  {
    signal: 'usual-launch',
    fires: [before(8, 'c5.large'), launch('c5.large')],
    says: 'Every type was launched in its Region a week before, too.',
    silent: {
      'since two days': [before(2, 'c5.large'), launch('c5.large')],
      'another type': [before(8, 'c5.large'), launch('c5.xlarge')],
      'another Region': [before(8, 'c5.large'), launch('c5.large', 0, {}, { awsRegion: 'us-east-1' })],
    },
  },
];

/** Further ways in which a signal fires. */
const further: typeof cases = [
  {
    signal: 'scaling-ceiling',
    fires: [grown(-2 * 24 * 60, 12), grown(0, 400)],
    says: '1 group(s) may grow from 2 to 400.',
    silent: {},
  },
  {
    signal: 'region-spread',
    fires: regions(['eu-west-1', 'us-east-1', 'sa-east-1'], 2).map((one) => ({
      ...one,
      userIdentity: role(STACK_SET),
    })),
    says: 'Compute in 3 Regions within ten minutes: eu-west-1, sa-east-1, us-east-1.',
    silent: {
      'a stack set': regions(['eu-west-1', 'us-east-1', 'sa-east-1'], 2).map((one) => ({
        ...one,
        userIdentity: { ...role(STACK_SET), invokedBy: 'cloudformation.amazonaws.com' },
      })),
    },
  },
  {
    signal: 'quota-probing',
    fires: [raise(1), refusedFor('Client.VcpuLimitExceeded', 2), launch('c5.large')],
    says: 'A raise of ec2/L-1216C47A was asked for.',
    silent: {
      'after a refusal for want of it': [refusedFor('Client.VcpuLimitExceeded', 1), raise(2), launch('c5.large')],
    },
  },
];

/** Signals of flow logs and bills have their cases in traffic.test.ts and bill.test.ts. */
const OF_OTHER_SOURCES = new Set(['mining-port', 'cost-rise', 'cost-steady']);

test('every signal of the catalogue has a function and a case', () => {
  const ids = Object.keys(loadCatalogue().activity.signals);
  expect(Object.keys(signals)).toEqual(ids);
  expect(cases.map(({ signal }) => signal)).toEqual(ids.filter((id) => !OF_OTHER_SOURCES.has(id)));
});

describe.each([...cases, ...further])('$signal', ({ signal, fires, says, silent }) => {
  test('fires', () => {
    expect(found(fires).get(signal)).toBe(says);
  });

  test.each(Object.entries(silent))('stays silent: %s', (_name, records) => {
    expect(found(records).get(signal)).toBeUndefined();
  });
});
