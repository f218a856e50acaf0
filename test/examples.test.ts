import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from './cli/run.js';

const examples = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`examples/${entry.name}/plan.json`))
  .map(({ name }) => name);

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
