// Decides random cases with the evaluator and with one that nobody here wrote, and fails on a difference that nothing explains.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = 'usage: npm run test:differential -- [--cases N] [--seed S | --seeds S,S,…] [--coverage]';
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { cases, seeds, coverage } = options();
const { status } = spawnSync(
  'npx',
  ['--no', '--', 'vitest', 'run', '--project', 'differential', '--disable-console-intercept'],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      // The oracle takes a date without a time zone for local time.
      TZ: 'UTC',
      DIFFERENTIAL_CASES: cases,
      DIFFERENTIAL_SEEDS: seeds,
      DIFFERENTIAL_COVERAGE: String(coverage),
    },
  },
);
process.exit(status === 0 ? 0 : 1);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        cases: { type: 'string', default: '100000' },
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string' },
        coverage: { type: 'boolean', default: false },
      },
    });
    const { cases, seed, seeds = seed, coverage } = values;
    if (!/^[1-9]\d*$/.test(cases) || !/^\d+(,\d+)*$/.test(seeds)) throw new Error('expected whole numbers');
    return { cases, seeds, coverage };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}
