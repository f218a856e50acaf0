import type {
  ActivityCall,
  ActivityEpisode,
  FindingActivity,
  ReportActivity,
} from '../../src/schemas/report.generated.js';

const CI = 'arn:aws:iam::111111111111:role/ci';

/** A call, to be changed by the caller. */
function call(changes: Partial<ActivityCall> = {}): ActivityCall {
  return {
    name: 'RunInstances',
    principal: CI,
    eventId: '11111111-1111-4111-8111-111111111111',
    time: '2026-11-24T02:14:07Z',
    occurrences: 1,
    source: 'ec2.amazonaws.com',
    account: '111111111111',
    region: 'eu-north-1',
    fits: 'compute',
    ids: ['ec2-run-instances'],
    chain: [
      {
        to: CI,
        via: 'AssumeRole',
        caller: '999999999999',
        eventId: '22222222-2222-4222-8222-222222222222',
        time: '2026-11-24T02:11:40Z',
      },
    ],
    outcome: 'success',
    error: null,
    resources: ['i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60719'],
    types: ['p4d.24xlarge'],
    count: 2,
    ended: '2026-11-24T02:19:07Z',
    duration: 300,
    sourceIp: '203.0.113.7',
    userAgent: 'aws-cli/2.15.0',
    ...changes,
  };
}

/** An episode around one call, to be changed by the caller. */
function episode(changes: Partial<ActivityEpisode> = {}): ActivityEpisode {
  return {
    summary:
      'AWS account 999999999999, as role ci, launched 2 of p4d.24xlarge in eu-north-1 on 2026-11-24 at 02:14 UTC.',
    leftOut: 0,
    principals: [CI],
    caller: '999999999999',
    outsider: true,
    unknown: null,
    verdict: 'likely',
    score: 52,
    first: '2026-11-24T02:11:40Z',
    last: '2026-11-24T02:14:09Z',
    cost: { amount: 131.08, currency: 'USD', resources: 2 },
    signals: [
      {
        id: 'accelerated-type',
        title: 'accelerated instance type',
        weight: 20,
        evidence: 'p4d.24xlarge was launched.',
        eventIds: ['11111111-1111-4111-8111-111111111111'],
      },
    ],
    calls: [
      call({
        eventId: '33333333-3333-4333-8333-333333333333',
        time: '2026-11-24T02:12:51Z',
        outcome: 'refused',
        error: 'Server.InsufficientInstanceCapacity',
        resources: [],
        types: ['p5.48xlarge'],
        count: 5,
        ended: null,
        duration: null,
      }),
      call(),
    ],
    respond: [
      {
        title: 'Stop the instances',
        command: 'aws ec2 stop-instances --region eu-north-1 --instance-ids i-0a1b2c3d4e5f60718 i-0a1b2c3d4e5f60719',
      },
    ],
    ...changes,
  };
}

/** What a finding says of activity, with one episode. */
export function findingActivity(changes: Partial<FindingActivity> = {}): FindingActivity {
  const only = episode();
  return {
    summary: only.summary,
    leftOut: 0,
    by: 'outsider',
    verdict: only.verdict,
    score: only.score,
    episodes: [only],
    ...changes,
  };
}

/** What a report says of the activity that was read. */
export function reportActivity(changes: Partial<ReportActivity> = {}): ReportActivity {
  return {
    leftOut: 0,
    sources: ['s3://acme-trail'],
    since: '2026-11-01T00:00:00Z',
    until: '2026-11-25T00:00:00Z',
    files: 312,
    records: 1048576,
    calls: 2048,
    unused: 0,
    newRegions: [
      { account: '111111111111', region: 'af-south-1', since: '2026-11-24T02:00:00Z', amount: 412.5, currency: 'USD' },
    ],
    limits: ['12 calls stand together with those of other sessions of the same role: who began these is not told'],
    unreadable: [{ reason: 'ends in the middle of a record', uri: 's3://acme-trail/AWSLogs/cut.json.gz' }],
    unattributed: [
      {
        reason: 'the caller is an AWS service, and no call in the log made it act',
        calls: 3,
        eventIds: ['44444444-4444-4444-8444-444444444444'],
      },
    ],
    elsewhere: [
      episode({
        summary: 'Role nightly launched 1 of m5.large in eu-west-1 on 2026-11-24 at 03:00 UTC.',
        principals: ['arn:aws:iam::111111111111:role/nightly'],
        caller: 'arn:aws:iam::111111111111:role/nightly',
        outsider: false,
        verdict: 'ordinary',
        score: 0,
        signals: [],
        calls: [
          call({ principal: 'arn:aws:iam::111111111111:role/nightly', types: ['m5.large'], chain: [], count: 1 }),
        ],
        respond: [],
      }),
    ],
    ...changes,
  };
}
