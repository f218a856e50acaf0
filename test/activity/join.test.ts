import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, user } from '../../scripts/activity/record.mjs';
import { joinActivity, type JoinedActivity } from '../../src/activity/index.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { withActivity } from '../../src/findings/index.js';
import type { Finding } from '../../src/schemas/report.generated.js';
import { finding, step } from '../reports/report-sample.js';
import { logOf } from './log.js';
import { typeTexts } from '../../src/activity/words.js';

type Json = Record<string, unknown>;

const TIME = Date.UTC(2026, 10, 24);
const MINUTE = 60_000;
const CI = 'arn:aws:iam::111111111111:role/ci';
const trust = { accounts: ['111111111111'], organization: null, owners: { github: ['acme'] }, oidc: [] };
const join = (findings: readonly Finding[], records: readonly unknown[]): JoinedActivity =>
  joinActivity(findings, logOf(records), loadCatalogue(), trust);
const launch = (identity: Json, changes: Json = {}): Json =>
  record({
    time: TIME + 5 * MINUTE,
    source: 'ec2',
    name: 'RunInstances',
    identity,
    ...runInstances({ type: 'c5.large', id: () => 'i-1' }),
    ...changes,
  });
const session = role('ci', { key: 'ASIACI', session: 's' });
const from = (identity: Json, event = 'AssumeRole'): Json => ({
  ...assumeRole({ time: TIME, identity, to: 'ci', session: 's', key: 'ASIACI' }),
  eventName: event,
});
const foreign = { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAX' };
const github = (subject: string): Json => ({
  type: 'WebIdentityUser',
  principalId: 'p',
  userName: subject,
  identityProvider: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
});
const federated = finding({ entry: { kind: 'federated', id: 'token.actions.githubusercontent.com' } });

describe('whether the path was used from its start', () => {
  test.each([
    {
      name: 'a foreign account that assumed the role',
      finding: finding(),
      records: [from(foreign), launch(session)],
      by: 'outsider',
    },
    {
      name: 'a user of ours that assumed it',
      finding: finding(),
      records: [from(user('ann')), launch(session)],
      by: 'principal',
    },
    { name: 'nobody knows who', finding: finding(), records: [launch(session)], by: 'principal' },
    {
      name: 'a stranger’s repository',
      finding: federated,
      records: [from(github('repo:evil/x:ref:refs/heads/main'), 'AssumeRoleWithWebIdentity'), launch(session)],
      by: 'outsider',
    },
    {
      name: 'a repository of ours',
      finding: federated,
      records: [from(github('repo:acme/x:ref:refs/heads/main'), 'AssumeRoleWithWebIdentity'), launch(session)],
      by: 'principal',
    },
    {
      name: 'an outsider, but through another entry',
      finding: federated,
      records: [from(foreign), launch(session)],
      by: 'principal',
    },
  ])('$name: $by', ({ finding: one, records, by }) => {
    expect(join([one], records).byFinding.get(one.fingerprint)?.by).toBe(by);
  });
});

test('what the caller launched besides is told with the finding, and once', () => {
  const one = finding();
  const other = record({
    time: TIME + 6 * MINUTE,
    source: 'sagemaker',
    name: 'CreateTrainingJob',
    identity: session,
    requestParameters: { resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1 } },
  });
  const names = (records: readonly unknown[]): readonly string[] | undefined =>
    join([one], records)
      .byFinding.get(one.fingerprint)
      ?.episodes.flatMap(({ calls }) => calls.map(({ name }) => name));
  expect(names([launch(session), other])).toEqual(['RunInstances', 'CreateTrainingJob']);
  expect(join([one], [launch(session), other]).report.elsewhere).toEqual([]);
  expect(names([other])).toBeUndefined();
});

describe('which calls fit a finding', () => {
  const path = finding();
  const pathed = finding({ reaches: ['arn:aws:iam::111111111111:role/team/ci'] });
  const plan = finding({ reaches: ['arn:aws:iam::000000000000:role/ci'] });
  const hopping = finding({
    paths: [
      {
        compute: 'ec2-run-instances',
        steps: [
          step({ from: CI, to: 'arn:aws:iam::111111111111:user/admin', via: 'create-access-key' }),
          step({ from: CI, to: 'ec2-run-instances' }),
        ],
      },
    ],
  });
  const key = (name: string): Json =>
    record({
      time: TIME,
      source: 'iam',
      name: 'CreateAccessKey',
      identity: session,
      requestParameters: { userName: name },
    });
  test.each([
    { name: 'a launch by a principal that is reached', finding: path, records: [launch(session)], fits: true },
    { name: 'whatever its path', finding: pathed, records: [launch(session)], fits: true },
    { name: 'in an account that a plan does not show', finding: plan, records: [launch(session)], fits: true },
    { name: 'a launch by another principal', finding: path, records: [launch(role('other'))], fits: false },
    {
      name: 'a role of that name in another account',
      finding: path,
      records: [launch(role('ci', { account: '222222222222' }))],
      fits: false,
    },
    {
      name: 'compute that the finding does not reach',
      finding: finding({ compute: ['lambda-create'] }),
      records: [launch(session)],
      fits: false,
    },
    { name: 'a hop of the path', finding: hopping, records: [key('admin')], fits: true },
    { name: 'the same hop to somebody else', finding: hopping, records: [key('bob')], fits: false },
  ])('$name: $fits', ({ finding: one, records, fits }) => {
    const { byFinding, report } = join([one], records);
    expect(byFinding.has(one.fingerprint)).toBe(fits);
    expect(report.elsewhere.length > 0).toBe(!fits && records[0]?.['eventName'] === 'RunInstances');
  });
});

test('what was created and ended is one row with a duration', () => {
  const end = record({
    time: TIME + 10 * MINUTE,
    source: 'ec2',
    name: 'TerminateInstances',
    identity: user('bob'),
    requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
  });
  const { byFinding } = join([finding()], [launch(session), end]);
  expect([...byFinding.values()][0]?.episodes[0]?.calls).toMatchObject([
    { name: 'RunInstances', resources: ['i-1'], ended: '2026-11-24T00:10:00Z', duration: 300 },
  ]);
});

test('duplicates of a record count once, and calls alike are one row an hour', () => {
  const one = launch(session);
  const { byFinding } = join(
    [finding()],
    [one, one, launch(session), launch(session, { eventTime: '2026-11-24T01:20:00Z' })],
  );
  expect([...byFinding.values()][0]?.episodes[0]?.calls.map(({ occurrences, count }) => [occurrences, count])).toEqual([
    [2, 2],
    [1, 1],
  ]);
});

test.each([
  { before: 'high', after: 'critical' },
  { before: 'critical', after: 'critical' },
  { before: 'low', after: 'medium' },
  { before: 'note', after: 'note' },
] as const)('a used path that was $before is $after, and its first line says so', ({ before, after }) => {
  const one = finding({ severity: before });
  const used = withActivity(one, join([one], [launch(session)]).byFinding.get(one.fingerprint));
  expect(used.severity).toBe(after);
  expect(used.message).toBe(`Already used. ${one.message}`);
  expect(withActivity(one, undefined)).toBe(one);
});

test('what could not be attributed is counted by reason', () => {
  const { report } = join([], [launch({ type: 'AWSService', invokedBy: 'drs.amazonaws.com' })]);
  expect(report.unattributed).toMatchObject([
    { reason: 'drs.amazonaws.com called, and the record does not say for what', calls: 1 },
  ]);
});

test.each([
  { name: 'memory of a function', source: 'lambda.amazonaws.com', types: ['512'], texts: ['512 MB'] },
  {
    name: 'CPU of a task',
    source: 'ecs.amazonaws.com',
    types: ['16384', 'shop:9'],
    texts: ['16384 CPU units', 'shop:9'],
  },
  { name: 'an instance type', source: 'ec2.amazonaws.com', types: ['c5.large'], texts: ['c5.large'] },
])('a size has its unit: $name', ({ source, types, texts }) => {
  expect(typeTexts({ source, types })).toEqual(texts);
});
