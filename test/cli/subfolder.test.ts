import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/schemas/report.generated.js';
import { run } from './run.js';

const EXAMPLE = 'examples/public-role-ec2';
const start = process.cwd();
const repository = realpathSync(mkdtempSync(join(tmpdir(), 'iam-miner-lint-subfolder-')));
const infra = join(repository, 'infra/prod');

beforeAll(() => {
  execFileSync('git', ['init', '--quiet', repository]);
  cpSync(EXAMPLE, infra, { recursive: true });
  mkdirSync(join(repository, 'docs'));
});
afterEach(() => {
  process.chdir(start);
});
afterAll(() => {
  rmSync(repository, { recursive: true });
});

/** The report of a run in a folder of the repository. */
async function lint(folder: string, plan: string, format: string): Promise<string> {
  process.chdir(join(repository, folder));
  const { out, err } = await run([plan, '--format', format, '--fail-on', 'never']);
  expect(err).toBe('');
  return out;
}

describe.each([
  ['at the root', '.', 'infra/prod/plan.json', 'infra/prod/main.tf'],
  ['in the folder of the plan', 'infra/prod', 'plan.json', 'main.tf'],
  ['above it', 'infra', 'prod/plan.json', 'prod/main.tf'],
  ['beside it', 'docs', '../infra/prod/plan.json', '../infra/prod/main.tf'],
])('a run %s', (_name, folder, plan, shown) => {
  test('the terminal names files from the working folder', async () => {
    expect(await lint(folder, plan, 'terminal')).toContain(`\n  ${shown}:4:3 (new, certain)\n`);
  });

  test('JSON names files from the root of the repository, and the plan as it was given', async () => {
    const { inputs, findings } = JSON.parse(await lint(folder, plan, 'json')) as Report;
    expect(inputs.map(({ uri }) => uri)).toEqual([plan]);
    const places = findings.flatMap(({ location, paths }) => [
      location,
      ...paths.flatMap(({ steps }) => steps.flatMap(({ statements }) => statements.map((one) => one.location))),
    ]);
    expect(new Set(places.map((place) => place?.uri))).toEqual(new Set(['infra/prod/main.tf']));
  });

  test.each([
    ['github', '::error file=infra/prod/main.tf,line=4,'],
    ['markdown', '`infra/prod/main.tf:4` · new'],
    ['gitlab-code-quality', '"path": "infra/prod/main.tf"'],
    ['gitlab-sast', '"file": "infra/prod/main.tf"'],
    ['csv', '"infra/prod/main.tf",4,'],
    ['junit', ' at infra/prod/main.tf:4\n'],
    ['sarif', '"uri": "infra/prod/main.tf"'],
    ['html', 'infra/prod/main.tf:4'],
  ])('%s names files from the root of the repository', async (format, expected) => {
    const text = await lint(folder, plan, format);
    expect(text).toContain(expected);
    expect(text).not.toContain('infra/prod/infra');
  });

  test('the lines of the files are found', async () => {
    const sarif = JSON.parse(await lint(folder, plan, 'sarif')) as {
      runs: { results: { partialFingerprints: Record<string, string> }[] }[];
    };
    expect(sarif.runs[0]?.results[0]?.partialFingerprints).toHaveProperty('primaryLocationLineHash');
    expect(await lint(folder, plan, 'html')).toContain('The list of the studio');
  });
});

test('Git takes a patch at the root, and in the folder of its files', async () => {
  const { findings } = JSON.parse(await lint('infra/prod', 'plan.json', 'json')) as Report;
  const patch = findings[0]?.fix.closing?.patch ?? '';
  writeFileSync(join(repository, 'fix.patch'), patch);
  process.chdir(start);
  for (const folder of ['.', 'infra/prod']) {
    cpSync(join(EXAMPLE, 'main.tf'), join(infra, 'main.tf'));
    execFileSync('git', ['apply', join(repository, 'fix.patch')], { cwd: join(repository, folder) });
    expect(readFileSync(join(infra, 'main.tf'), 'utf8')).toContain('YOUR-ACCOUNT');
  }
});

test('a run outside the repository names files from its root', async () => {
  const { out } = await run([join(infra, 'plan.json'), '--format', 'json', '--fail-on', 'never']);
  expect((JSON.parse(out) as Report).findings.map(({ location }) => location.uri)).toEqual(['infra/prod/main.tf']);
});
