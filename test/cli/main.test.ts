import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { run } from './run.js';

const PUBLIC = 'examples/public-role-ec2/plan.json';
const CLEAN = 'examples/clean/plan.json';
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A plan whose sources are not beside it. */
const ALONE = file('alone.json', readFileSync('test/inputs/terraform/plans/modules-and-unknowns/plan.json'));

describe('exit codes of lint', () => {
  test.each([
    ['a finding', [PUBLIC], 1],
    ['a finding, never to fail', [PUBLIC, '--fail-on', 'never'], 0],
    ['a finding above the level', ['examples/pull-request/plan.json', '--fail-on', 'critical'], 0],
    ['none', ['lint', CLEAN], 0],
    ['none and no gaps', [CLEAN, '--strict'], 0],
    ['gaps', [ALONE, '--strict', '--fail-on', 'never'], 4],
    ['unknown policies taken to allow', [ALONE, '--assume-unknown', 'allow'], 1],
  ])('%s', async (_, args, code) => {
    const result = await run(args);
    expect(result).toMatchObject({ code, err: '' });
  });
});

describe('what cannot be used exits 2 with one line', () => {
  const truncated = file('truncated.json', readFileSync(CLEAN).subarray(0, 5_000));
  const empty = file('empty.json', '');
  const binary = file('binary', Buffer.from([1, 0, 2, 0, 3]));
  const account = file('account.json', JSON.stringify({ UserDetailList: [] }));
  const config = file('config.yaml', 'trust:\n  accounts: [123]\n');
  test.each([
    ['a truncated plan', [truncated], /^.*truncated\.json:\d+:\d+: expected .*\n$/],
    ['a folder', [folder], /: expected a file, found a folder without the `manifest.json` of an audit\n$/],
    [
      'a folder of sources',
      ['examples/public-role-ec2'],
      /: expected a Terraform plan, found a folder of .*; run `terraform/,
    ],
    [
      'a source file',
      ['examples/public-role-ec2/main.tf'],
      /: expected a Terraform plan, found one of .*; run `terraform/,
    ],
    ['a binary file', [binary], /: expected JSON text, found a binary file\n$/],
    ['an empty file', [empty], /: the file is empty\n$/],
    ['no such file', [join(folder, 'none')], /: no such file\n$/],
    ['no input', ['lint'], /no input/],
    ['standard input twice', ['-', '-'], /stands twice/],
    [
      'a name that would steer the terminal',
      ['explain', 'a\u001b[2J\u202e'],
      /no rule `a\\u001b\[2J\\u202e`; the rules are /,
    ],
    ['an option that there is not', [CLEAN, '--frob'], /unknown option '--frob'/],
    ['a format that there is not', [CLEAN, '--format', 'pdf'], /--format: expected one of .*got `pdf`/],
    ['a threat model that there is not', [CLEAN, '--threat-model', 'x'], /--threat-model: expected one of/],
    ['a kind that there is not', [CLEAN, '--input-kind', 'x'], /--input-kind: expected one of/],
    ['an account without a number', [CLEAN, '--account', 'aws'], /--account: expected ALIAS=ID .*got `aws`/],
    ['an account with a short number', [CLEAN, '--account', 'aws=123'], /--account: expected ALIAS=ID/],
    ['an account with two numbers', [CLEAN, '--account', 'aws=1=2'], /--account: expected ALIAS=ID/],
    [
      'two accounts for one provider',
      [CLEAN, '--account', 'aws=111111111111', '--account', 'aws=222222222222'],
      /--account: two accounts for `aws`/,
    ],
    [
      'an account of a provider that there is not',
      [CLEAN, '--account', 'prod=111111111111'],
      /--account: no provider `prod`; the providers are aws, default/,
    ],
    [
      'an account of a provider where there is no plan',
      [account, '--account', 'aws=111111111111'],
      /--account: no provider `aws`; no input is a plan/,
    ],
    [
      'an account other than the one that the plan shows',
      [CLEAN, '--account', 'aws=999999999999'],
      /plan\.json: provider `aws` works in account \d{12}, not in 999999999999/,
    ],
    ['a bad configuration', [CLEAN, '--config', config], /config\.yaml/],
    ['a file that cannot be written', [CLEAN, '-o', join(folder, 'none', 'x.json')], /its folder does not exist/],
    ['a rule that there is not', ['explain', 'x'], /no rule `x`/],
    ['no rule', ['explain'], /explain takes one rule/],
    ['paths from nowhere', ['paths', CLEAN], /expected --from/],
    ['paths from nobody', ['paths', CLEAN, '--from', 'x'], /no user or role `x`/],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await run(args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

test('an error of our own keeps its stack and exits 3', async () => {
  const broken = {
    ...process,
    cwd: () => process.cwd(),
    stdout: {
      write: () => {
        throw new Error('pipe');
      },
    },
  };
  let err = '';
  const { main } = await import('../../src/cli/main.js');
  const code = await main(['rules'], {
    ...broken,
    stdin: process.stdin,
    env: {},
    stderr: { write: (text) => (err += text) },
  });
  expect(code).toBe(3);
  expect(err).toMatch(/internal error, please report it:\nError: pipe\n\s+at /);
});

describe('help', () => {
  test.each([['--help'], ['lint --help'], ['paths --help'], ['explain --help'], ['rules --help']])(
    '%s',
    async (line) => {
      const { code, out, err } = await run(line.split(' '));
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('iam-miner-lint');
      expect(out).toMatch(/Examples?\n/);
    },
  );

  test('no arguments: help on standard error, exit 2', async () => {
    expect(await run([])).toMatchObject({ code: 2, out: '' });
  });
});

describe('outputs', () => {
  test('a report in a file', async () => {
    const path = join(folder, 'report.sarif');
    expect(await run([PUBLIC, '--format', 'sarif', '--output', path])).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('standard input', async () => {
    const { code, out } = await run(['-', '--format', 'json'], readFileSync(PUBLIC, 'utf8'));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: '1', findings: [{ ruleId: 'public-role-trust' }] });
  });

  test('suppressions: accepted, expired, unused', async () => {
    const line = (rule: string, expires: string) =>
      `  - { rule: ${rule}, reason: r, owner: me, expires: ${expires} }\n`;
    const accepted = file(
      'accepted.yaml',
      `suppressions:\n${line('public-role-trust', '2999-01-01')}${line('public-function', '2999-01-01')}`,
    );
    const result = await run([PUBLIC, '--config', accepted]);
    expect(result.code).toBe(0);
    expect(result.err).toMatch(/a suppression of public-function by me fits no finding/);
    const expired = file('expired.yaml', `suppressions:\n${line('public-role-trust', '2020-01-01')}`);
    const again = await run([PUBLIC, '--config', expired]);
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/a suppression of public-role-trust by me expired on 2020-01-01/);
  });

  test('rules, as a table and as JSON', async () => {
    expect((await run(['rules'])).out).toMatch(/^public-role-trust +\S/);
    const ids = Object.keys(loadCatalogue().rules);
    expect(JSON.parse((await run(['rules', '--format', 'json'])).out)).toMatchObject(ids.map((id) => ({ id })));
    expect((await run(['rules', '--format', 'markdown'])).out.split('\n')).toHaveLength(ids.length + 3);
  });

  test('explain', async () => {
    expect((await run(['explain', 'public-role-trust'])).out).toMatch(/^public-role-trust: .*\n/);
  });

  test('version, in full', async () => {
    expect((await run(['--version', '--verbose'])).out).toMatch(/AWS managed policies: \d+, copy of \d{4}-\d\d-\d\d\n/);
  });
});

describe('paths', () => {
  const VENDOR = 'examples/vendor-three-hops-sagemaker/plan.json';
  const ask = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await run(['paths', ...args, '--format', 'json'])).out);

  test('to compute', async () => {
    expect(await ask(VENDOR, '--from', 'vendor-monitoring')).toMatchObject({
      compute: ['sagemaker-training-job'],
      paths: [
        {
          compute: 'sagemaker-training-job',
          steps: [{ via: 'assume-role' }, { via: 'update-assume-role-policy' }, {}],
        },
      ],
      reason: null,
    });
  });

  test('to a principal, by ARN', async () => {
    const to = 'arn:aws:iam::123456789012:role/metrics-collector';
    expect(await ask(VENDOR, '--from', 'vendor-monitoring', '--to', to)).toMatchObject({
      paths: [{ steps: [{ to }] }],
    });
  });

  test('to a compute primitive that is not reached', async () => {
    expect(await ask(VENDOR, '--from', 'vendor-monitoring', '--to', 'ec2-run-instances')).toMatchObject({
      paths: [],
      reason: expect.stringMatching(
        /^vendor-monitoring does not reach ec2-run-instances: it can act as \d other principals/,
      ) as string,
    });
  });

  test('there is none', async () => {
    const { code, out } = await run(['paths', CLEAN, '--from', 'shop-api', '--to', 'admin']);
    expect(code).toBe(0);
    expect(out).toMatch(/^shop-api does not reach .*role\/admin: it can act as no other principal/);
  });
});
