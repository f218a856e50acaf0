import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const document = (...statements) => ({ Version: '2012-10-17', Statement: statements });
const trust = (principal) => document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
const ACTIONS = [
  's3:GetObject',
  'logs:PutLogEvents',
  'ec2:DescribeInstances',
  'lambda:InvokeFunction',
  'sqs:SendMessage',
];

/**
 * Writes the snapshots of a made-up organization into a folder, as an audit does: `accounts` accounts of `roles` roles each,
 * of which the first may be assumed by a stranger and assumes one of the next account, and one in ten launches compute.
 */
export function writeOrganization(folder, { accounts, roles }) {
  mkdirSync(folder, { recursive: true });
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index));
  for (const [index, account] of ids.entries())
    writeFileSync(
      join(folder, `${account}.json.gz`),
      gzipSync(JSON.stringify(snapshotOf(account, { ...neighbours(ids, index), roles }), null, 1)),
    );
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      kind: 'snapshot-manifest',
      schemaVersion: '1',
      collected: '2026-01-01T00:00:00.000Z',
      accounts: ids.map((account) => ({ account, file: `${account}.json.gz` })),
    }),
  );
}

function neighbours(ids, index) {
  return { previous: ids.at(index - 1), next: ids[(index + 1) % ids.length] };
}

function snapshotOf(account, { previous, next, roles }) {
  const arn = (name, of = account) => `arn:aws:iam::${of}:role/${name}`;
  const RoleDetailList = Array.from({ length: roles }, (_, index) => {
    const RoleName = `role-${index}`;
    const principal =
      index === 0
        ? { AWS: 'arn:aws:iam::999999999999:root' }
        : index === 1
          ? { AWS: `arn:aws:iam::${previous}:root` }
          : { Service: index % 2 === 0 ? 'ec2.amazonaws.com' : 'lambda.amazonaws.com' };
    const allowed =
      index === 0
        ? { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn('role-1', next) }
        : { Effect: 'Allow', Action: index % 10 === 1 ? 'ec2:RunInstances' : ACTIONS[index % 5], Resource: '*' };
    return {
      Path: '/',
      RoleName,
      Arn: arn(RoleName),
      AssumeRolePolicyDocument: trust(principal),
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: document(allowed) }],
    };
  });
  return {
    kind: 'account-snapshot',
    schemaVersion: '1',
    account,
    partition: 'aws',
    collected: '2026-01-01T00:00:00.000Z',
    regions: ['eu-west-1'],
    unreadRegions: [],
    coverage: { calls: 1, failed: 0 },
    gaps: [],
    global: { iam: { UserDetailList: [], GroupDetailList: [], RoleDetailList, Policies: [] } },
    regional: { 'eu-west-1': {} },
  };
}
