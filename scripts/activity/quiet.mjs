// What a trail is mostly made of: calls that read, and sessions.
import { assumeRole, pick, record, role, user } from './record.mjs';

const HOUR = 3_600_000;
const READS = [
  ...[
    ['ec2', 'DescribeInstances'],
    ['ec2', 'DescribeInstanceStatus'],
    ['s3', 'GetBucketLocation'],
    ['kms', 'Decrypt'],
    ['sts', 'GetCallerIdentity'],
  ],
  ...[
    ['ssm', 'GetParameter'],
    ['secretsmanager', 'GetSecretValue'],
    ['ecs', 'DescribeServices'],
    ['logs', 'DescribeLogGroups'],
    ['iam', 'GetRole'],
  ],
  ...[
    ['cloudformation', 'DescribeStacks'],
    ['lambda', 'ListFunctions20150331'],
    ['autoscaling', 'DescribeAutoScalingGroups'],
    ['ecr', 'GetAuthorizationToken'],
  ],
];

/** Sessions that read, of compute and of people. */
const READERS = 400;

/** A record of a call that changes nothing. */
export function read(time, next) {
  const [source, name] = pick(READS, next);
  const reader = Math.floor(next() ** 2 * READERS);
  const id = ((reader * 2654435761) % 4294967296).toString(16).padStart(8, '0');
  const region = pick(['eu-west-1', 'eu-central-1', 'us-east-1'], next);
  return record({
    time,
    source,
    name,
    region,
    identity: role(['app', 'monitoring', 'terraform', 'karpenter'][reader % 4], {
      session: `i-0${id}${id}`,
      key: `ASIA${id.toUpperCase()}${String(Math.floor(time / (6 * HOUR))).padStart(8, '0')}`,
      start: Math.floor(time / (6 * HOUR)) * 6 * HOUR,
    }),
    sourceIPAddress: `10.${reader % 7}.${reader % 200}.${reader % 251}`,
    readOnly: true,
    requestParameters: pick(READ_PARAMETERS, next)(id, Math.floor(next() * 5_000)),
  });
}

const READ_PARAMETERS = [
  () => ({
    maxResults: 1000,
    filterSet: { items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }] } }] },
  }),
  (id, number) => ({ instancesSet: { items: [{ instanceId: `i-0${id}${number}` }] }, filterSet: {} }),
  (id, number) => ({
    encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-${id}/part-${number}.parquet` },
    encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }),
  (id, number) => ({ name: `/app/${id}/setting-${number}`, withDecryption: true }),
  (id, number) => ({
    cluster: `arn:aws:ecs:eu-west-1:111111111111:cluster/main`,
    services: [`svc-${id}-${number % 40}`],
  }),
  () => null,
];

/** Most sessions are those that services make for compute; pipelines and people make the rest. */
export function session(time, next, index) {
  const key = `ASIA${index.toString(36).toUpperCase().padStart(16, '0')}`;
  if (next() < 0.85) {
    return assumeRole({
      time,
      identity: {
        type: 'AWSService',
        invokedBy: pick(['lambda.amazonaws.com', 'ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'], next),
      },
      to: 'app',
      key,
      sourceIPAddress: 'lambda.amazonaws.com',
      userAgent: 'lambda.amazonaws.com',
    });
  }
  return assumeRole({ time, identity: user('pipeline'), to: 'deploy', key });
}
