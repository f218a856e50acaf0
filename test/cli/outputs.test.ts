import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { outputTargets } from '../../src/cli/outputs.js';
import { findRepository } from '../../src/cli/report-files.js';
import { run } from './run.js';

const PLAN = 'examples/public-role-ec2/plan.json';
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-outputs-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each<[string, string[], string[], string[]]>([
  ['nothing', [], [], ['terminal -']],
  ['a format', ['json'], [], ['json -']],
  ['a file, by its name', [], ['a/r.sarif'], ['sarif a/r.sarif']],
  ['two files', [], ['r.SARIF.json', 'r.json'], ['sarif r.SARIF.json', 'json r.json']],
  ['a format for a file that may hold it', ['sarif'], ['r.json'], ['sarif r.json']],
  ['a format for a file whose name says nothing', ['json'], ['/tmp/summary_1'], ['json /tmp/summary_1']],
  ['a format beside a file of another one', ['terminal'], ['r.sarif'], ['sarif r.sarif', 'terminal -']],
  ['a format beside two files', ['json'], ['r.sarif', 'r.txt'], ['sarif r.sarif', 'terminal r.txt', 'json -']],
  ['a format with its file', ['sarif=a=b', 'terminal'], [], ['sarif a=b', 'terminal -']],
])('%s', (_name, named, files, expected) => {
  const targets = outputTargets(named, files);
  expect(targets.map(({ format, file }) => `${format} ${file ?? '-'}`)).toEqual(expected);
});

test.each<[string, string[], string[], RegExp]>([
  ['a format that there is not', ['pdf=x'], [], /--format: expected one of .*got `pdf`/],
  ['no file after =', ['sarif='], [], /expected a file after `sarif=`/],
  ['a file whose name says nothing', [], ['report'], /no format is known by the name of `report`/],
  ['two formats on standard output', ['json', 'sarif'], [], /only one --format without a file/],
  ['two reports in one file', ['sarif=x', 'json=x'], [], /two reports for x/],
])('refused: %s', (_name, named, files, message) => {
  expect(() => outputTargets(named, files)).toThrow(message);
});

describe('several reports in one run', () => {
  test('all are written', async () => {
    const [sarif, json] = [join(folder, 'r.sarif'), join(folder, 'r.json')];
    const { code, out } = await run([PLAN, '-o', sarif, '-o', json, '--format', 'terminal']);
    expect(code).toBe(1);
    expect(out).toMatch(/^CRITICAL /);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ schemaVersion: '1' });
  });

  test('none is written when one cannot be', async () => {
    const whole = join(folder, 'whole.json');
    writeFileSync(whole, 'as it was');
    const { code, out, err } = await run([
      PLAN,
      '-o',
      whole,
      '-o',
      join(folder, 'none/r.sarif'),
      '--format',
      'terminal',
    ]);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/none\/r\.sarif: its folder does not exist\n$/);
    expect(readFileSync(whole, 'utf8')).toBe('as it was');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});

describe('the repository', () => {
  test('is found above the working folder', () => {
    const root = join(folder, 'repo');
    mkdirSync(join(root, '.git'), { recursive: true });
    mkdirSync(join(root, 'infra/prod'), { recursive: true });
    expect(findRepository(join(root, 'infra/prod'))).toEqual({ root, folder: join(root, 'infra/prod') });
  });

  test('there may be none', () => {
    // Unless somebody keeps their temporary folder under version control.
    expect(existsSync(join(tmpdir(), '.git'))).toBe(false);
    expect(findRepository(tmpdir())).toBeUndefined();
  });
});
