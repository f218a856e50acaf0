// Puts known bugs of other evaluators into a copy of this one, each alone, and runs its tests: each bug must make one fail.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TESTS = ['evaluate', 'operators', 'wildcard', 'policy', 'witness'].map(
  (name) => `test/evaluation/${name}.test.ts`,
);
const COPIED = ['src', 'test/builders', 'test/evaluation', 'package.json', 'tsconfig.json'];
const CONFIG = `import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['test/**/*.test.ts'], bail: 1, testTimeout: 120_000 } });
`;

const mutants = JSON.parse(readFileSync(join(root, 'test/mutants/historic.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-mutants-'));
const failures = [];
let killed = 0;

try {
  const unchanged = copy('unchanged');
  if (await testsFail(unchanged)) throw new Error('the tests fail without a mutant');
  const queue = [...mutants];
  const workers = Array.from({ length: Math.min(4, availableParallelism()) }, (_, index) => copy(`worker-${index}`));
  await Promise.all(workers.map((worker) => work(worker, queue)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const failure of failures) console.error(failure);
console.log(`${killed} killed, ${failures.length} survived or stale`);
if (failures.length > 0) process.exitCode = 1;

async function work(worker, queue) {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const { bug, file, find, replace } = mutant;
    const path = join(worker, file);
    const source = readFileSync(join(root, file), 'utf8');
    if (source.split(find).length !== 2) {
      failures.push(`stale: ${bug}: the text to replace does not stand once in ${file}`);
      continue;
    }
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    if (await testsFail(worker)) killed += 1;
    else failures.push(`survived: ${bug} (${file})`);
    writeFileSync(path, source);
  }
}

function copy(name) {
  const path = join(folder, name);
  mkdirSync(path);
  for (const entry of COPIED) cpSync(join(root, entry), join(path, entry), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'), 'junction');
  writeFileSync(join(path, 'vitest.config.ts'), CONFIG);
  return path;
}

function testsFail(path) {
  return new Promise((resolve, reject) => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...TESTS], { cwd: path, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (status) => resolve(status !== 0));
  });
}
