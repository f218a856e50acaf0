import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Readonly<Record<string, unknown>>[] };
}

const read = (file: string): string => readFileSync(file, 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };
const action = parse(read('action.yml')) as Action;

describe('the action', () => {
  test('runs the version that it belongs to', () => {
    expect(action.inputs['version']?.default).toBe(version);
  });

  test('gives every output that its script writes, and no other', () => {
    const script = read('scripts/action.mjs');
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.lint.outputs.${name} }}`);
      const written =
        ['critical', 'high', 'medium', 'low'].includes(name) || new RegExp(`^ {2}'?${name}'?: `, 'm').test(script);
      expect(written, name).toBe(true);
    }
  });

  test('uses every input, and puts none into a script', () => {
    const steps = JSON.stringify(action.runs.steps);
    for (const name of Object.keys(action.inputs)) expect(steps, name).toContain(`inputs.${name}`);
    for (const { run } of action.runs.steps) {
      if (typeof run === 'string') expect(run).not.toContain('${{');
    }
  });

  test.each([
    ['no input', '', 'node', 2, '::error::expected a file to lint under `input`\n'],
    [
      'a command that is not there',
      'plan.json',
      'no-such-command',
      2,
      /^::error::`no-such-command` could not be started: /,
    ],
    ['a command that leaves no report', 'plan.json', 'false', 2, /^::error::the command ended without a report/],
  ])('says in one line that there is %s', (_name, input, command, code, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/action.mjs'], {
      encoding: 'utf8',
      env: { ...process.env, LINT_INPUT: input, LINT_COMMAND: command },
    });
    expect({ status, stderr }).toEqual({ status: code, stderr: '' });
    expect(stdout).toMatch(message);
  });

  test('does not upload with the token of a fork unless it is told to', () => {
    const upload = action.runs.steps.find(({ uses }) => typeof uses === 'string' && uses.includes('upload-sarif'));
    expect(upload?.['if']).toContain('github.event.pull_request.head.repo.fork != true');
  });
});

describe('the workflows of the examples', () => {
  const folder = 'examples/github-actions';
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));

  /** What GitHub's own parser has against a workflow. */
  const problems = (name: string, content: string): readonly string[] =>
    parseWorkflow({ name, content }, new NoOperationTraceWriter())
      .context.errors.getErrors()
      .map(({ message }) => message);

  test('there are some', () => {
    expect(files).toHaveLength(3);
  });

  test.each(files)('%s is a workflow', (name) => {
    expect(problems(name, read(join(folder, name)))).toEqual([]);
  });

  test('a workflow that is none is refused', () => {
    expect(problems('x.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    step: []\n')).not.toEqual([]);
  });

  test.each(files)('%s gives the action only what it takes', (name) => {
    const { jobs } = parse(read(join(folder, name))) as {
      jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>;
    };
    const uses = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter((step) => step.uses?.includes('/iam-miner-lint@')),
    );
    for (const step of uses) {
      expect(Object.keys(step.with ?? {}).filter((input) => action.inputs[input] === undefined)).toEqual([]);
    }
    const outputs = [...read(join(folder, name)).matchAll(/steps\.lint\.outputs\.([\w-]+)/g)].map(
      ([, output = '']) => output,
    );
    for (const output of outputs) expect(Object.keys(action.outputs)).toContain(output);
  });
});

describe('other CI systems', () => {
  const files = readdirSync('examples/ci-systems', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );

  test.each(files)('%s is YAML that names this version and formats that there are', (name) => {
    const text = read(join('examples/ci-systems', name));
    expect(parse(text)).toBeTypeOf('object');
    for (const [, pinned] of text.matchAll(/iam-miner-lint@([\d.]+)|rev: v([\d.]+)/g))
      if (pinned !== undefined) expect(pinned).toBe(version);
  });

  test('the hook of pre-commit starts the command of the package', () => {
    const [hook] = parse(read('.pre-commit-hooks.yaml')) as { entry: string; language: string; files: string }[];
    expect(hook?.language).toBe('node');
    expect(hook?.entry.split(' ')[0]).toBe('iam-miner-lint');
    expect('infra/plan.json').toMatch(new RegExp(hook?.files ?? '^$'));
  });
});

test('the Dockerfile has no problem, and runs as nobody in particular', () => {
  const text = read('Dockerfile');
  expect(validate(text).map(({ message }) => message)).toEqual([]);
  expect(validate('FORM node').length).toBeGreaterThan(0);
  expect(text).toMatch(/^USER (?!root)/m);
  expect(existsSync('.dockerignore')).toBe(true);
});
