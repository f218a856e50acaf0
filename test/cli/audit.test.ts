import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { AuditProgress, progressLine } from '../../src/cli/audit-progress.js';
import { coverageLine, summaryTable } from '../../src/cli/audit-summary.js';
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
    [['--with', 'account.json'], "unknown option '--with'"],
    [['--only-new'], '--only-new has nothing to compare with: expected --baseline'],
    [['--baseline', 'missing.json'], 'missing.json: no such file'],
    [['--threat-model', 'everybody'], '--threat-model: expected one of'],
    [['--rule', 'no-such-rule'], '--rule: no rule `no-such-rule`'],
    [['--config', 'missing.yaml'], 'missing.yaml: no such file'],
    [['--rules', 'missing.yaml'], 'missing.yaml: no such file'],
    [['--since', '3d'], '--since says when to look, and nothing where'],
    [['--output', 'missing/report.json'], 'missing/report.json: its folder does not exist'],
    [['--format', 'json=test'], 'test: expected a file to write, found a folder'],
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
  const status = {
    accounts: 20,
    accountsDone: 3,
    regions: 17,
    calls: 900,
    failed: 2,
    resumed: 40,
    path: null,
    since: null,
  };
  expect(progressLine(status, 125_000)).toBe(
    'audit: 3 of 20 accounts read, 900 calls (40 from before), 2 not answered, 2:05',
  );
});

test.each([
  ['one account', { accounts: 1, regions: 17 }, 'audit: 0 of 1 accounts read, 17 regions, 0 calls, 0:00'],
  ['none known yet', { accounts: 0 }, 'audit: looking for accounts, 0 calls, 0:00'],
])('progress of %s', (_, rest, line) => {
  const none = { accounts: 0, accountsDone: 0, regions: 0, calls: 0, failed: 0, resumed: 0, path: null, since: null };
  expect(progressLine({ ...none, ...rest }, 0)).toBe(line);
});

describe('the line of a terminal', () => {
  const status = { accounts: 1, accountsDone: 0, regions: 1, calls: 7, failed: 0, resumed: 0, path: null, since: null };
  test.each([
    ['whole where the terminal does not know its width', 0, 'audit: 0 of 1 accounts read, 1 regions, 7 calls, 0:00'],
    ['cut to fit a narrow one', 20, 'audit: 0 of 1 accou'],
  ])('is %s', (_, columns, line) => {
    vi.useFakeTimers();
    try {
      const written: string[] = [];
      const output = { isTTY: true, columns, write: (text: string) => written.push(text) };
      const progress = new AuditProgress(status, output, false);
      progress.start();
      vi.advanceTimersByTime(250);
      progress.stop();
      expect(written[0]).toBe(`\r${line}`);
      expect(written[1]?.trim()).toBe('');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the summary', () => {
  const id = (number: number): string => String(number).padStart(12, '0');

  test('what is said of many accounts is one line', () => {
    const accounts = Array.from({ length: 500 }, (_, number) => ({
      account: id(number),
      file: `${id(number)}.json.gz`,
      calls: 70,
      failed: number === 7 ? 1 : 0,
      notes: ['the root user has an access key'],
      ...(number === 7 ? { missing: ['ec2:DescribeFleets'] } : {}),
    }));
    expect(
      summaryTable({ accounts, missing: ['organizations:ListPolicies'] })
        .trimEnd()
        .split('\n'),
    ).toEqual([
      'account       name  calls  failed',
      `${id(7)}           70       1  with gaps`,
      'and 499 accounts that were read completely',
      'missing permission: organizations:ListPolicies, to read the organization',
      `missing permission: ec2:DescribeFleets in ${id(7)}`,
      `note: ${id(0)}, ${id(1)}, ${id(2)} and 497 others: the root user has an access key`,
    ]);
  });

  test('of many accounts with gaps the worst are shown', () => {
    const accounts = Array.from({ length: 500 }, (_, number) => ({
      ...{ account: id(number), calls: 70, failed: number === 499 ? 9 : 1 },
      ...(number === 300 ? { problem: 'its role cannot be assumed' } : { file: 'x' }),
    }));
    const lines = summaryTable({ accounts, missing: [] }).trimEnd().split('\n');
    expect(lines).toHaveLength(42);
    expect(lines.slice(1, 4).map((line) => line.slice(0, 12))).toEqual([id(300), id(499), id(0)]);
    expect(lines.at(-1)).toBe('and 460 others that are not complete');
  });

  test('an account that was not read is shown among many, and its name is printed as text', () => {
    const read = Array.from({ length: 50 }, (_, number) => ({ account: id(number), file: 'x', calls: 1, failed: 0 }));
    const closed = { account: id(77), name: 'old\u001b[2J', problem: 'not read: the account is SUSPENDED' };
    expect(summaryTable({ accounts: [...read, closed], missing: [] })).toContain(
      `${id(77)}  old?[2J      0       0  not read: the account is SUSPENDED\n`,
    );
  });

  test('the coverage rounds down', () => {
    const rows = [{ account: id(1), file: 'x' }, { account: id(2) }];
    const result = { path: 'folder', accounts: rows, calls: 3000, failed: 1, missing: [], since: null };
    expect(coverageLine(result, '3:07')).toBe(
      'coverage: 99.9 % of 3000 calls were answered, 1 was not; 1 of 2 accounts; 3:07; saved as folder\n',
    );
    expect(coverageLine({ ...result, since: Date.UTC(2026, 10, 26, 3, 17) }, '3:07')).toContain(
      '3:07; begun 2026-11-26T03:17Z; saved',
    );
  });
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

  test.each<[what: string, change: (text: string) => string, message: string]>([
    [
      'of another account',
      (text) => text.replace('"account": "1', '"account": "3'),
      'the manifest says that it is of 111111111111, found 311111111111',
    ],
    [
      'of a newer format',
      (text) => text.replace('"schemaVersion": "1"', '"schemaVersion": "2"'),
      '/schemaVersion: this version of iam-miner-lint reads format 1, found format `2`',
    ],
    ['of a later format that only adds', (text) => text.replace('"schemaVersion": "1"', '"schemaVersion": "1.4"'), ''],
    [
      'with an account that is none',
      (text) => text.replace('"account": "1', '"account": "x'),
      '/account: expected a text like ^[0-9]{12}$, found `x11111111111`',
    ],
    ['cut off', (text) => text.slice(0, 100), 'found the end of the file'],
  ])('a snapshot %s', async (_, change, message) => {
    const folder = organization();
    writeFileSync(join(folder, '111111111111.json.gz'), gzipSync(change(JSON.stringify(snapshot, null, 1))));
    const { code, err } = await run(['lint', folder, '--fixes', '0']);
    expect(err).toContain(message);
    expect([code, err.split('\n').length]).toEqual(message === '' ? [1, 1] : [2, 2]);
  });

  test('a folder without a manifest says what it lacks', async () => {
    const { code, err } = await run(['lint', mkdtempSync(join(tmpdir(), 'snapshots-'))]);
    expect([code, err]).toEqual([2, expect.stringContaining('a folder without the `manifest.json` of an audit')]);
  });

  test('the manifest itself is no input', async () => {
    const { code, err } = await run(['lint', join(organization(), 'manifest.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining('name the folder that it is in')]);
  });
});

test('--only-new without a plan or a baseline is refused, since it would leave out everything', async () => {
  const { code, err } = await run(['lint', organization(), '--only-new']);
  expect([code, err]).toEqual([2, expect.stringContaining('--only-new has nothing to compare with')]);
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
