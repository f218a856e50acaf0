import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NOT_COPIED = new Set(['.git', 'node_modules', 'dist', 'coverage', 'examples', 'test']);

let folder = '';
let installed = '';

function run(
  command: string,
  args: readonly string[],
  cwd: string,
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' },
  });
  return { status, stdout, stderr };
}

function lint(...args: readonly string[]): ReturnType<typeof run> {
  return run('npx', ['--no', '--', 'iam-miner-lint', ...args], installed);
}

/** Packs a copy, so that the build does not pull `dist` from under a test that runs beside this one. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-package-'));
  const copy = join(folder, 'copy');
  installed = join(folder, 'installed');
  mkdirSync(copy);
  mkdirSync(installed);
  for (const name of readdirSync(root)) {
    if (!NOT_COPIED.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');

  const packed = run('npm', ['pack', '--pack-destination', folder], copy);
  if (packed.status !== 0) throw new Error(packed.stderr + packed.stdout);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');

  writeFileSync(join(installed, 'package.json'), '{ "private": true }\n');
  const result = run('npm', ['install', '--prefer-offline', join(folder, tarball)], installed);
  if (result.status !== 0) throw new Error(result.stderr);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the installed package', () => {
  test('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const { status, stdout } = lint('--version');
    expect(stdout.trim()).toBe(version);
    expect(status).toBe(0);
  });

  test('lints a clean plan', () => {
    const { status, stdout, stderr } = lint(join(root, 'examples/clean/plan.json'));
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('✓ No path');
  });

  test('is what the action runs', () => {
    const summary = join(folder, 'summary.md');
    const output = join(folder, 'output.txt');
    writeFileSync(summary, '');
    writeFileSync(output, '');
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/action.mjs')], {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        RUNNER_TEMP: folder,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        LINT_INPUT: 'examples/pull-request/plan.json\n',
        LINT_ONLY_NEW: 'true',
        LINT_FAIL_ON: 'high',
        LINT_COMMAND: `${process.execPath} ${join(installed, 'node_modules/iam-miner-lint/dist/cli/bin.js')}`,
      },
    });
    expect(status, stdout).toBe(0);
    expect(readFileSync(summary, 'utf8')).toMatch(/^<!-- iam-miner-lint: .*\n\n### .* This change opens 1 path/);
    expect(stdout).toMatch(/^::error file=examples\/pull-request\//m);
    const values = Object.fromEntries(
      readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    expect(values).toMatchObject({ findings: '1', new: '1', high: '1', 'highest-severity': 'high', 'exit-code': '1' });
    for (const name of ['json', 'sarif', 'html', 'markdown']) {
      expect(readFileSync(values[name] ?? '').length).toBeGreaterThan(0);
    }
  });

  test('can be imported', () => {
    const script = "import('iam-miner-lint').then((api) => console.log(Object.keys(api.reports).slice(0, 3).join()))";
    expect(run(process.execPath, ['-e', script], installed).stdout.trim()).toBe('terminal,json,sarif');
  });

  test('does what the examples of the documentation say', () => {
    const blocks = [...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/```js\n(.*?)```/gs)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [index, [, code = '']] of blocks.entries()) {
      const file = join(installed, `example-${String(index)}.mjs`);
      writeFileSync(file, code);
      const { status, stderr } = run(process.execPath, [file], installed);
      expect(status, stderr).toBe(0);
    }
  });

  test('holds no source, no test and no development dependency', () => {
    const files = readdirSync(join(installed, 'node_modules/iam-miner-lint'));
    expect(files.sort()).toEqual(expect.arrayContaining(['LICENSE', 'data', 'dist', 'package.json', 'rules.yaml']));
    for (const name of ['src', 'test', 'scripts', 'examples']) expect(files).not.toContain(name);
    expect(readdirSync(join(installed, 'node_modules'))).not.toContain('typescript');
  });
});
