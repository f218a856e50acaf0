import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, serviceLinked, user } from '../../scripts/activity/record.mjs';
import { attribute, type Attribution } from '../../src/activity/attribution/attribute.js';
import { logOf } from './log.js';

const TIME = Date.UTC(2026, 10, 24);
const MINUTE = 60_000;
const OURS = '111111111111';
const launchBy = (identity: Record<string, unknown>, changes: Record<string, unknown> = {}): Record<string, unknown> =>
  record({
    time: TIME + 10 * MINUTE,
    source: 'ec2',
    name: 'RunInstances',
    identity,
    ...runInstances({ type: 'c5.large' }),
    ...changes,
  });
const attributed = (records: readonly unknown[]): Attribution => {
  const { calls, issues } = logOf(records);
  return attribute(calls, issues);
};

describe('a call belongs to', () => {
  const withoutIssuer = {
    type: 'AssumedRole',
    principalId: 'AROAX:s',
    arn: `arn:aws:sts::${OURS}:assumed-role/ci/s`,
    accountId: OURS,
  };
  test.each([
    {
      name: 'a user, with its path',
      identity: { ...user('ann'), arn: `arn:aws:iam::${OURS}:user/team/ann` },
      principal: `arn:aws:iam::${OURS}:user/team/ann`,
    },
    {
      name: 'a role, with its path, and not its session',
      identity: role('ci', { path: 'pipelines/' }),
      principal: `arn:aws:iam::${OURS}:role/pipelines/ci`,
    },
    { name: 'a role whose session has no issuer', identity: withoutIssuer, principal: `arn:aws:iam::${OURS}:role/ci` },
    {
      name: 'the root user',
      identity: { type: 'Root', principalId: OURS, arn: `arn:aws:iam::${OURS}:root`, accountId: OURS },
      principal: `arn:aws:iam::${OURS}:root`,
    },
    {
      name: 'the user who asked for a federated session',
      identity: {
        type: 'FederatedUser',
        arn: `arn:aws:sts::${OURS}:federated-user/x`,
        accountId: OURS,
        sessionContext: {
          sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${OURS}:user/bob`, principalId: 'AIDAB' },
        },
      },
      principal: `arn:aws:iam::${OURS}:user/bob`,
    },
    {
      name: 'the role of Identity Center',
      identity: role('AWSReservedSSO_Admin_0', {
        path: 'aws-reserved/sso.amazonaws.com/',
        session: 'ann@acme.example',
      }),
      principal: `arn:aws:iam::${OURS}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0`,
    },
    {
      name: 'the caller for whom a service calls',
      identity: { ...role('ci'), invokedBy: 'cloudformation.amazonaws.com' },
      principal: `arn:aws:iam::${OURS}:role/ci`,
    },
    {
      name: 'the principal of another account that is named',
      identity: {
        type: 'AWSAccount',
        accountId: '999999999999',
        principalId: 'AIDAF',
        arn: 'arn:aws:iam::999999999999:user/eve',
      },
      principal: 'arn:aws:iam::999999999999:user/eve',
    },
  ])('$name', ({ identity, principal }) => {
    expect(attributed([launchBy(identity)])).toMatchObject({
      attributed: [{ principal, chain: [] }],
      unattributed: [],
    });
  });

  test('the role that another record shows with the same unique id', () => {
    const bare = { type: 'AssumedRole', principalId: 'AROACI33333333333333:x', accountId: OURS };
    const { attributed: found } = attributed([launchBy(role('ci', { path: 'p/' })), launchBy(bare)]);
    expect(found.map(({ principal }) => principal)).toEqual([
      `arn:aws:iam::${OURS}:role/p/ci`,
      `arn:aws:iam::${OURS}:role/p/ci`,
    ]);
  });

  test.each([
    {
      name: 'a service that says not for what',
      identity: { type: 'AWSService', invokedBy: 'drs.amazonaws.com' },
      reason: 'drs.amazonaws.com called, and the record does not say for what',
    },
    { name: 'nobody', identity: { accountId: OURS }, reason: 'the event is the service’s own: nobody called' },
    {
      name: 'a user of Identity Center alone',
      identity: { type: 'IdentityCenterUser', accountId: OURS },
      reason: 'the caller is a user of IAM Identity Center without a role session',
    },
    {
      name: 'an account that is not named further',
      identity: { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAX' },
      reason: 'the caller is nobody of these accounts',
    },
    { name: 'an unknown type', identity: { type: 'Unknown' }, reason: "the record's identity is of type Unknown" },
  ])('$name: not attributed, with the reason', ({ identity, reason }) => {
    expect(attributed([launchBy(identity)])).toMatchObject({ attributed: [], unattributed: [{ reason }] });
  });
});

describe('a service acts for', () => {
  const asg = (name: string) => ({
    ...runInstances({ type: 'c5.large', tags: [{ key: 'aws:autoscaling:groupName', value: name }] }),
    sourceIPAddress: 'autoscaling.amazonaws.com',
  });
  const scaling = serviceLinked('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling');
  const group = (
    time: number,
    identity: Record<string, unknown>,
    name: string,
    event = 'CreateAutoScalingGroup',
    tags: unknown[] = [],
  ) =>
    record({
      time,
      source: 'autoscaling',
      name: event,
      identity,
      requestParameters: { autoScalingGroupName: name, minSize: 1, maxSize: 2, tags },
    });

  test.each([
    {
      name: 'who made the group',
      records: [group(TIME, user('ann'), 'web')],
      principal: 'user/ann',
      via: ['CreateAutoScalingGroup'],
    },
    {
      name: 'who changed it last',
      records: [
        group(TIME, user('ann'), 'web'),
        group(TIME + MINUTE, user('bob'), 'web', 'SetDesiredCapacity'),
        group(TIME + 20 * MINUTE, user('cem'), 'web', 'UpdateAutoScalingGroup'),
      ],
      principal: 'user/bob',
      via: ['SetDesiredCapacity'],
    },
    {
      name: 'who made the node group for which EKS made it',
      records: [
        record({
          time: TIME,
          source: 'eks',
          name: 'CreateNodegroup',
          identity: user('ann'),
          requestParameters: { nodegroupName: 'n', scalingConfig: { maxSize: 3 } },
        }),
        group(
          TIME + MINUTE,
          serviceLinked('eks-nodegroup.amazonaws.com', 'AWSServiceRoleForAmazonEKSNodegroup'),
          'web',
          'CreateAutoScalingGroup',
          [{ key: 'eks:nodegroup-name', value: 'n' }],
        ),
      ],
      principal: 'user/ann',
      via: ['CreateNodegroup', 'CreateAutoScalingGroup'],
    },
  ])('$name', ({ records, principal, via }) => {
    const { attributed: found } = attributed([...records, launchBy(scaling, asg('web'))]);
    const launch = found.find(({ call }) => call.name === 'RunInstances');
    expect(launch?.principal).toBe(`arn:aws:iam::${OURS}:${principal}`);
    expect(launch?.chain.map((link) => link.via)).toEqual(via);
  });

  test.each([
    { name: 'a group that was made before the log begins', records: [] },
    {
      name: 'a group of the same name in another Region',
      records: [{ ...group(TIME, user('ann'), 'web'), awsRegion: 'us-east-1' }],
    },
    {
      name: 'a group whose making was refused',
      records: [{ ...group(TIME, user('ann'), 'web'), errorCode: 'AccessDenied' }],
    },
  ])('nobody known: $name', ({ records }) => {
    const { unattributed } = attributed([...records, launchBy(scaling, asg('web'))]);
    expect(unattributed.map(({ reason }) => reason)).toContain(
      'autoscaling.amazonaws.com called for auto scaling group web, which no call in the log made or changed',
    );
  });
});

describe('a chain of roles', () => {
  const key = 'ASIA0000000000000001';
  const session = role('ci', { key, session: 's', start: TIME });

  test.each([
    {
      name: 'leads back by the access key',
      issue: assumeRole({ time: TIME, identity: user('ann'), to: 'ci', session: 's', key }),
      origin: `arn:aws:iam::${OURS}:user/ann`,
      kind: 'principal',
    },
    {
      name: 'or by the session and the second it began, where keys are not shown',
      issue: assumeRole({ time: TIME, identity: user('ann'), to: 'ci', session: 's', key: 'ASIAOTHER' }),
      origin: `arn:aws:iam::${OURS}:user/ann`,
      kind: 'principal',
    },
    {
      name: 'to another account',
      issue: assumeRole({
        time: TIME,
        identity: { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAX' },
        to: 'ci',
        session: 's',
        key,
      }),
      origin: '999999999999',
      kind: 'account',
    },
    {
      name: 'to the subject of a token',
      issue: {
        ...assumeRole({
          time: TIME,
          identity: {
            type: 'WebIdentityUser',
            principalId: 'x',
            userName: 'repo:evil/x:ref:refs/heads/main',
            identityProvider: `arn:aws:iam::${OURS}:oidc-provider/token.actions.githubusercontent.com`,
          },
          to: 'ci',
          session: 's',
          key,
        }),
        eventName: 'AssumeRoleWithWebIdentity',
      },
      origin: 'token.actions.githubusercontent.com repo:evil/x:ref:refs/heads/main',
      kind: 'federated',
    },
    {
      name: 'and ends at what a service starts',
      issue: assumeRole({
        time: TIME,
        identity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
        to: 'ci',
        session: 's',
        key,
      }),
      origin: `arn:aws:iam::${OURS}:role/ci`,
      kind: 'principal',
    },
    { name: 'and where the log has no more', issue: null, origin: `arn:aws:iam::${OURS}:role/ci`, kind: 'principal' },
    {
      name: 'and past a call that was refused',
      issue: {
        ...assumeRole({ time: TIME, identity: user('ann'), to: 'ci', session: 's', key }),
        errorCode: 'AccessDenied',
      },
      origin: `arn:aws:iam::${OURS}:role/ci`,
      kind: 'principal',
    },
  ])('$name', ({ issue, origin, kind }) => {
    const { attributed: found } = attributed([...(issue === null ? [] : [issue]), launchBy(session)]);
    expect(found).toMatchObject([{ principal: `arn:aws:iam::${OURS}:role/ci`, origin: { id: origin, kind } }]);
  });

  test('over accounts: the caller’s own record says who it was, by the shared event id', () => {
    const first = role('hub', { key: 'ASIAHUB', session: 'h' });
    const shared = 'shared-1';
    const { attributed: found } = attributed([
      assumeRole({ time: TIME - MINUTE, identity: user('ann'), to: 'hub', session: 'h', key: 'ASIAHUB' }),
      assumeRole({
        time: TIME,
        identity: first,
        to: 'spoke',
        account: '222222222222',
        session: 's',
        key: 'ASIASPOKE',
        recipientAccountId: OURS,
        sharedEventID: shared,
      }),
      assumeRole({
        time: TIME,
        identity: { type: 'AWSAccount', accountId: OURS, principalId: 'AROAUNSEEN:h' },
        to: 'spoke',
        account: '222222222222',
        session: 's',
        key: 'ASIASPOKE',
        sharedEventID: shared,
      }),
      launchBy(role('spoke', { account: '222222222222', key: 'ASIASPOKE', session: 's' })),
    ]);
    expect(found[0]?.origin.id).toBe(`arn:aws:iam::${OURS}:user/ann`);
    expect(found[0]?.chain.map(({ caller, to }) => `${caller} ${to}`)).toEqual([
      `arn:aws:iam::${OURS}:user/ann arn:aws:iam::${OURS}:role/hub`,
      `arn:aws:iam::${OURS}:role/hub arn:aws:iam::222222222222:role/spoke`,
    ]);
  });

  describe('goes on through a key that was made for a user', () => {
    const made = 'AKIAMADEMADEMADEMADE';
    const madeBy = (
      identity: Record<string, unknown>,
      time: number,
      changes: Record<string, unknown> = {},
    ): Record<string, unknown> =>
      record({
        time,
        source: 'iam',
        name: 'CreateAccessKey',
        identity,
        requestParameters: { userName: 'backup' },
        responseElements: { accessKey: { accessKeyId: made, userName: 'backup', status: 'Active' } },
        ...changes,
      });
    const hour = 3_600_000;
    const backup = `arn:aws:iam::${OURS}:user/backup`;
    test.each([
      { name: 'within the day', key: madeBy(role('ci'), TIME - hour), origin: `arn:aws:iam::${OURS}:role/ci` },
      { name: 'not days later', key: madeBy(role('ci'), TIME - 25 * hour), origin: backup },
      { name: 'not of the user itself', key: madeBy(user('backup'), TIME - hour), origin: backup },
      {
        name: 'not by a refused call',
        key: madeBy(role('ci'), TIME - hour, { errorCode: 'AccessDenied' }),
        origin: backup,
      },
    ])('$name', ({ key, origin }) => {
      const used = record({
        time: TIME,
        source: 'ec2',
        name: 'RunInstances',
        identity: { ...user('backup'), accessKeyId: made },
        ...runInstances({ type: 'c5.large' }),
      });
      const { calls, issues } = logOf([key, used]);
      const last = attribute(calls, issues).attributed.at(-1);
      expect(last?.principal).toBe(backup);
      expect(last?.origin.id).toBe(origin);
      expect(last?.chain.map(({ via }) => via)).toEqual(origin === backup ? [] : ['CreateAccessKey']);
    });
  });

  test('that never ends is cut', () => {
    const loop = role('loop', { key, session: 's' });
    expect(
      attributed([assumeRole({ time: TIME, identity: loop, to: 'loop', session: 's', key }), launchBy(loop)])
        .attributed[0]?.chain.length,
    ).toBeLessThan(20);
  });

  test('the session tells of a caller that the log does not', () => {
    expect(attributed([launchBy(role('ci', { sourceIdentity: 'ann' }))]).attributed).toMatchObject([
      { origin: { id: `arn:aws:iam::${OURS}:role/ci as ann` }, chain: [{ caller: 'ann' }] },
    ]);
  });
});
