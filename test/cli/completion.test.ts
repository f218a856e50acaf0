import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { HELP } from '../../src/cli/help.js';
import { run } from './run.js';

/** What bash offers for the last of the words. */
async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await run(['completion', 'bash']);
  const script = `${out}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length - 1)}
_iam_miner_lint; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}

const NAME = 'iam-miner-lint';

describe('completion in bash', () => {
  test.each<[name: string, words: readonly string[], offered: readonly string[]]>([
    ['a command', [NAME, 'pa'], ['paths']],
    ['a rule', [NAME, 'explain', 'public-r'], ['public-role-trust']],
    ['a shell', [NAME, 'completion', 'f'], ['fish']],
    ['an option', [NAME, 'paths', '--fr'], ['--from']],
    ['an option of lint, which is not named', [NAME, 'plan.json', '--only'], ['--only-new']],
    ['a severity', [NAME, 'plan.json', '--fail-on', 'cr'], ['critical']],
    ['a format', [NAME, 'lint', 'plan.json', '--format', 'gitlab'], ['gitlab-code-quality', 'gitlab-sast']],
    ['a file is left to the shell', [NAME, 'lint', 'pl'], []],
  ])('%s', async (_, words, offered) => {
    expect(await completed(...words)).toEqual(offered);
  });

  test('every option that the help names is offered', async () => {
    for (const command of ['lint', 'paths', 'can', 'init', 'rules'] as const) {
      const named = [...HELP[command].matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
      expect(await completed(NAME, command, '--')).toEqual(expect.arrayContaining(named));
    }
  });
});

test.each(['zsh', 'fish'])('completion in %s names commands, options and rules', async (shell) => {
  const { out } = await run(['completion', shell]);
  for (const word of ['explain', 'only-new', 'public-role-trust', 'leaked-credential']) expect(out).toContain(word);
});

test('a shell that there is not', async () => {
  expect(await run(['completion', 'tcsh'])).toMatchObject({ code: 2, out: '' });
});

test('explain prints the page of the rule without marks of Markdown', async () => {
  const { out } = await run(['explain', 'public-role-trust']);
  expect(out).toMatch(/^public-role-trust: Any AWS account may assume a role\.?\n\nSeverity: critical/);
  expect(out).toMatch(/\nHOW TO FIX IT\n/);
  expect(out).toMatch(/\n {4}\{\n {4} {2}"Effect": "Allow",\n/);
  expect(out).not.toMatch(/```|^\||\]\(|<https/m);
});
