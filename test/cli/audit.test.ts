import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../src/cli/audit-progress.js';
import { role, snapshotOf } from '../inputs/snapshot/sample.js';
import { run } from './run.js';

describe('audit refuses before it calls anybody', () => {
  test.each([
    [['--accounts', '111111111111'], '--accounts and --ous need --role-name'],
    [['--role-name', 'r', '--accounts', '123'], '--accounts: expected ids of twelve digits, got `123`'],
    [['--role-name', 'r', '--ous', 'x'], '--ous: expected ids such as'],
    [['--role-name', 'no spaces'], '--role-name: expected the name of a role'],
    [['--region', 'all', '--region', 'eu-west-1'], '--region: either all or named regions'],
    [['--region', 'Nowhere!'], '--region: expected a region or all'],
    [['--fail-on', 'never-ever'], '--fail-on: expected one of'],
    [['--trust', 'nobody'], '--trust: expected one of organization, account'],
    [['plan.json'], 'audit takes no input, got `plan.json`'],
  ])('%j', async (args, message) => {
    const { code, err } = await run(['audit', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('--help', async () => {
    const { code, out } = await run(['audit', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('--require-complete');
  });
});

test('progress says accounts, regions, calls and the time', () => {
  const status = { accounts: 20, accountsDone: 3, regions: 17, calls: 900, failed: 2, resumed: 40, path: null };
  expect(progressLine(status, 125_000)).toBe(
    'audit: 3 of 20 accounts, 17 regions, 900 calls (40 from before), 2 not answered, 2:05',
  );
});

const admin = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const open = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
};
const snapshot = snapshotOf(
  {},
  {
    iam: {
      RoleDetailList: [
        {
          Arn: role('open'),
          RoleName: 'open',
          AssumeRolePolicyDocument: open,
          RolePolicyList: [{ PolicyName: 'all', PolicyDocument: admin }],
        },
      ],
    },
  },
);

/** A folder of two accounts, the second of which trusts the first. */
function organization(): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
  const other = JSON.parse(
    JSON.stringify(snapshot).replaceAll('111111111111', '222222222222').replace('"AWS":"*"', '"AWS":"111111111111"'),
  ) as object;
  writeFileSync(join(folder, '111111111111.json.gz'), gzipSync(JSON.stringify(snapshot, null, 1)));
  writeFileSync(join(folder, '222222222222.json.gz'), gzipSync(JSON.stringify(other, null, 1)));
  const accounts = ['111111111111', '222222222222'].map((account) => ({ account, file: `${account}.json.gz` }));
  const manifest = { kind: 'snapshot-manifest', schemaVersion: '1', collected: snapshot.collected, accounts };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

async function findings(args: readonly string[]) {
  const { out } = await run([...args, '--format', 'json', '--fixes', '0']);
  const { findings: found, fixed } = JSON.parse(out) as {
    findings: { ruleId: string; status: string; reaches: string[]; location: { uri: string; startLine: number } }[];
    fixed: unknown[];
  };
  return { found, fixed };
}

describe('snapshots are linted', () => {
  test('a folder is one organization, whose accounts trust each other', async () => {
    const { found } = await findings(['lint', organization()]);
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['public-role-trust']);
    expect(found[0]?.location.uri).toMatch(/111111111111\.json\.gz$/);
    expect(found[0]?.location.startLine).toBeGreaterThan(10);
  });

  test('with --trust account the one account is foreign to the other', async () => {
    const { found } = await findings(['lint', organization(), '--trust', 'account']);
    expect(found.map(({ ruleId }) => ruleId).sort()).toEqual(['foreign-account-trust', 'public-role-trust']);
  });

  test('a manifest that names a file elsewhere is refused', async () => {
    const folder = organization();
    const accounts = [{ account: '111111111111', file: '../secret.json' }];
    const manifest = { kind: 'snapshot-manifest', schemaVersion: '1', collected: snapshot.collected, accounts };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const { code, err } = await run(['lint', folder]);
    expect([code, err]).toEqual([2, expect.stringContaining('expected a file of the same folder')]);
  });

  test('the manifest itself is no input', async () => {
    const { code, err } = await run(['lint', join(organization(), 'manifest.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining('name the folder that it is in')]);
  });
});

describe('a baseline', () => {
  test('what it has is existing and left out by --only-new, with the exit code of what is left', async () => {
    const folder = organization();
    const baseline = join(folder, 'last.json');
    expect((await run(['lint', folder, '--format', 'json', '--output', baseline])).code).toBe(1);
    expect((await findings(['lint', folder, '--baseline', baseline])).found.map(({ status }) => status)).toEqual([
      'existing',
    ]);
    expect((await run(['lint', folder, '--baseline', baseline, '--only-new'])).code).toBe(0);
    const other = await findings(['lint', folder, '--trust', 'account', '--baseline', baseline]);
    expect(other.found.map(({ status }) => status).sort()).toEqual(['existing', 'new']);
  });

  test('a report that leaves out what was open is refused', async () => {
    const folder = organization();
    const [whole, partial] = [join(folder, 'whole.json'), join(folder, 'partial.json')];
    await run(['lint', folder, '--format', 'json', '--output', whole]);
    await run(['lint', folder, '--format', 'json', '--output', partial, '--baseline', whole, '--only-new']);
    const { code, err } = await run(['lint', folder, '--baseline', partial]);
    expect([code, err]).toEqual([2, expect.stringContaining('written with `--only-new`')]);
  });
});
