import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, user } from '../../scripts/activity/record.mjs';
import { joinActivity, type JoinedActivity } from '../../src/activity/index.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { withActivity } from '../../src/findings/index.js';
import type { Finding } from '../../src/schemas/report.generated.js';
import { finding, step } from '../reports/report-sample.js';
import { logOf } from './log.js';
import type { ShownModel } from '../../src/activity/shown.js';
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

test('what an outsider did through one door is not told of another that leads to the same role', () => {
  const door = { ...federated, fingerprint: 'federated' };
  const stranger = from(github('repo:evil/x:ref:refs/heads/main'), 'AssumeRoleWithWebIdentity');
  const used = (findings: readonly Finding[]): readonly string[] => [
    ...join(findings, [stranger, launch(session)]).byFinding.keys(),
  ];
  expect(used([finding(), door])).toEqual(['federated']);
  // Where no door is known to be the one, each may have been.
  expect(used([finding()])).toEqual([finding().fingerprint]);
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

describe('whether it is known that no outsider reaches the caller', () => {
  const arn = (account: string, name: string): string => `arn:aws:iam::${account}:${name}`;
  const principals = (...arns: readonly string[]): ShownModel => ({
    accounts: ['111111111111'],
    users: [],
    roles: arns.map((one) => ({ arn: one })) as unknown as ShownModel['roles'],
  });
  const ci = principals(arn('111111111111', 'role/team/ci'));
  const root = { type: 'Root', arn: arn('111111111111', 'root'), accountId: '111111111111', principalId: '1' };
  test.each([
    { name: 'a role that the inputs show, with a path', model: ci, identity: session, unknown: null },
    { name: 'root of an account that they show', model: ci, identity: root, unknown: null },
    {
      name: 'a role that is not there, as one made since',
      model: ci,
      identity: role('new'),
      unknown: 'the inputs do not show arn:aws:iam::111111111111:role/new',
    },
    {
      name: 'an account that they do not show',
      model: ci,
      identity: role('ci', { account: '222222222222' }),
      unknown: 'account 222222222222 is not among the inputs',
    },
    {
      name: 'root of such an account',
      model: { ...ci, accounts: [] },
      identity: root,
      unknown: 'account 111111111111 is not among the inputs',
    },
    {
      name: 'a role of a plan that knows no account',
      model: { ...principals(arn('000000000000', 'role/ci')), accounts: [] },
      identity: session,
      unknown: null,
    },
    { name: 'no input', model: undefined, identity: session, unknown: 'account 111111111111 is not among the inputs' },
  ])('$name: $unknown', ({ model, identity, unknown }) => {
    const { report } = joinActivity([], logOf([launch(identity)]), loadCatalogue(), trust, model);
    expect(report.elsewhere.map((episode) => episode.unknown)).toEqual([unknown]);
  });

  test('of what an outsider is seen to do, it is', () => {
    const { report } = join([], [from(foreign), launch(session)]);
    expect(report.elsewhere.map(({ outsider, unknown }) => [outsider, unknown])).toEqual([[true, null]]);
  });

  test('of what fits a finding, it is', () => {
    const one = finding();
    const joined = joinActivity([one], logOf([launch(session)]), loadCatalogue(), trust, ci);
    expect(joined.byFinding.get(one.fingerprint)?.episodes[0]?.unknown).toBeNull();
  });

  test('of several accounts, each is named', () => {
    const records = ['222222222222', '333333333333'].map((account) =>
      launch(role('ci', { account }), { sourceIPAddress: '203.0.113.9', eventID: account }),
    );
    const { report } = joinActivity([], logOf(records), loadCatalogue(), trust, ci);
    expect(report.elsewhere.map((episode) => episode.unknown).sort()).toEqual([
      'account 222222222222 is not among the inputs',
      'account 333333333333 is not among the inputs',
    ]);
  });
});

test('a timeline names the users, roles and policies that calls changed', () => {
  let time = TIME;
  const change = (name: string, requestParameters: Json): Json =>
    record({ time: (time += 1000), source: 'iam', name, identity: session, requestParameters });
  const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const { report } = join(
    [],
    [
      change('CreateUser', { userName: 'backup' }),
      change('CreateAccessKey', { userName: 'backup' }),
      change('AttachUserPolicy', { userName: 'backup', policyArn: admin }),
      change('AttachRolePolicy', { roleName: 'web', policyArn: admin }),
      launch(session),
    ],
  );
  const named = report.elsewhere[0]?.calls.map(({ name, resources }) => [name, ...resources]);
  expect(named).toEqual([
    ['CreateUser', 'backup'],
    ['CreateAccessKey', 'backup'],
    ['AttachUserPolicy', 'backup', admin],
    ['AttachRolePolicy', 'web', admin],
    ['RunInstances', 'i-1'],
  ]);
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
