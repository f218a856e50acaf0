import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances } from '../../scripts/activity/record.mjs';
import type { Report } from '../../src/schemas/report.generated.js';
import { run } from './run.js';

const TIME = Date.UTC(2026, 10, 24);
const session = role('ci', { key: 'ASIACI', session: 's' });
const foreign = { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDAX' };
const launch = record({
  time: TIME + 60_000,
  source: 'ec2',
  name: 'RunInstances',
  identity: session,
  ...runInstances({ type: 'p4d.24xlarge', count: 20 }),
});
const account = {
  UserDetailList: [],
  GroupDetailList: [],
  Policies: [],
  RoleDetailList: [
    {
      Path: '/',
      RoleName: 'ci',
      RoleId: 'AROACI33333333333333',
      Arn: 'arn:aws:iam::111111111111:role/ci',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
      },
      InstanceProfileList: [],
      RolePolicyList: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' }],
          },
        },
      ],
      AttachedManagedPolicies: [],
    },
  ],
};

let folder: string;
let snapshot: string;
let logs: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-'));
  snapshot = join(folder, 'account.json');
  logs = join(folder, 'log.json.gz');
  writeFileSync(snapshot, JSON.stringify(account));
  const records = [assumeRole({ time: TIME, identity: foreign, to: 'ci', session: 's', key: 'ASIACI' }), launch];
  writeFileSync(logs, gzipSync(JSON.stringify({ Records: records })));
  writeFileSync(join(folder, 'cut.json.gz'), gzipSync('{"Records":[]}').subarray(0, -9));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('lint --activity', () => {
  test('says in the first line that the path was used, and by whom', async () => {
    const { code, out } = await run([snapshot, '--activity', logs]);
    expect(code).toBe(1);
    expect(out).toMatch(/^CRITICAL public-role-trust: Already used, likely for mining\./);
    expect(out.replace(/\s+/g, ' ')).toContain('the chain of calls begins with an outsider of this entry');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'AWS account 999999999999, as role ci, made RunInstances (20 of p4d.24xlarge) in eu-west-1 at 2026-11-24 00:01 UTC.',
    );
  });

  test('has the timeline in JSON', async () => {
    const { out } = await run([snapshot, '--activity', logs, '--format', 'json']);
    const { findings, activity } = JSON.parse(out) as Report;
    expect(findings[0]?.activity).toMatchObject({
      by: 'outsider',
      verdict: 'likely',
      episodes: [{ calls: [{ name: 'RunInstances', chain: [{ caller: '999999999999', via: 'AssumeRole' }] }] }],
    });
    expect(activity).toMatchObject({ files: 1, records: 2, calls: 2, elsewhere: [], unattributed: [] });
  });

  test('outside the time asked for, nothing was used', async () => {
    const { out } = await run([
      snapshot,
      '--activity',
      logs,
      '--since',
      '2026-11-25',
      '--until',
      '2026-11-26',
      '--format',
      'json',
    ]);
    expect((JSON.parse(out) as Report).findings[0]?.activity).toBeNull();
  });
});

describe('activity', () => {
  test('names compute of principals with no known path', async () => {
    const { code, out } = await run(['activity', '--activity', logs]);
    expect(code).toBe(1);
    expect(out).toContain('Compute of principals with no known path:');
    expect(out).toContain('respond: ');
    expect(out.replace(/\s+/g, ' ')).toContain('The first call is of 999999999999, who is outside the trust zone.');
    expect(out).toContain('No account was given (--snapshot): whether an outsider could do this is not known.');
    expect(out).not.toContain('✓');
  });

  test('does not say that there is no path when one is open and nobody used it', async () => {
    const { out } = await run(['activity', '--snapshot', snapshot, '--activity', logs, '--until', '2026-11-01']);
    expect(out).toContain('No known path was used, but 1 is open: lint shows it.');
  });

  test('--principal asks for the calls of one principal', async () => {
    const arn = 'arn:aws:iam::111111111111:role/nobody';
    const { out } = await run(['activity', '--activity', logs, '--principal', arn]);
    expect(out).not.toContain('RunInstances');
    expect(out).toContain(`only calls of ${arn} are told`);
    expect((await run(['activity', '--activity', logs, '--principal', 'ci'])).err).toContain(
      'expected the ARN of a user or role',
    );
  });

  test('takes the account as --snapshot, and a folder with a damaged file', async () => {
    const { code, out } = await run([
      'activity',
      '--snapshot',
      snapshot,
      '--activity',
      join(folder, '*.gz'),
      '--format',
      'json',
    ]);
    expect(code).toBe(1);
    const { findings, activity } = JSON.parse(out) as Report;
    expect(findings).toHaveLength(1);
    expect(activity?.unreadable).toMatchObject([{ reason: 'ends in the middle of its compressed data' }]);
  });

  test.each([
    { name: 'no source', args: ['activity'], says: 'expected --activity with a source' },
    {
      name: 'a time that is none',
      args: ['activity', '--activity', 'x', '--since', 'soon'],
      says: '--since: expected a time as 30d, 12h, 2026-11-24 or 2026-11-24T08:00:00Z, got `soon`',
    },
    {
      name: 'an end before the beginning',
      args: ['activity', '--activity', 'x', '--since', '1d', '--until', '2d'],
      says: '--since: expected a moment before --until',
    },
    { name: 'a time without a source', args: ['lint', 'x.json', '--since', '1d'], says: '--since says when to look' },
    {
      name: 'a source that is not there',
      args: ['activity', '--activity', '/nowhere/at/all'],
      says: 'expected a file, a folder or a glob of CloudTrail logs, found nothing',
    },
  ])('$name is one line and exit code 2', async ({ args, says }) => {
    const { code, err, out } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
