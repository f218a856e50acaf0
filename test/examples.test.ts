import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { main } from '../src/cli/main.js';

const examples = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Runs the command in this process, as from the project's folder. */
async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
    cwd: () => process.cwd(),
  });
  return { code, out, err };
}

describe('examples', () => {
  test.each(examples)('%s gives the report beside it', async (name) => {
    const { code, out, err } = await run([`examples/${name}/plan.json`]);
    expect(err).toBe('');
    expect(out).toBe(readFileSync(`examples/${name}/report.txt`, 'utf8'));
    expect(code).toBe(name.startsWith('clean') ? 0 : 1);
  });

  test('the README shows what the tool prints', () => {
    const report = readFileSync('examples/vendor-three-hops-sagemaker/report.txt', 'utf8');
    expect(readFileSync('README.md', 'utf8')).toContain(report.trimEnd());
  });
});
