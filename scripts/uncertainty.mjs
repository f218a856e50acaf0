// Holds the laws of what is not known against many random puzzles, each witness asked of the oracle as well.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = 'usage: npm run test:uncertainty -- [--cases N] [--seeds S,S,…]';
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { cases, seeds } = options();
const { status } = spawnSync(
  'npx',
  ['--no', '--', 'vitest', 'run', 'test/uncertainty', '--disable-console-intercept'],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, TZ: 'UTC', UNCERTAINTY_CASES: cases, UNCERTAINTY_SEEDS: seeds },
  },
);
process.exit(status === 0 ? 0 : 1);

function options() {
  try {
    const { values } = parseArgs({
      options: { cases: { type: 'string', default: '200000' }, seeds: { type: 'string', default: '1' } },
    });
    if (!/^[1-9]\d*$/.test(values.cases) || !/^\d+(,\d+)*$/.test(values.seeds))
      throw new Error('expected whole numbers');
    return values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}
