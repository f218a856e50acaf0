// Everything that has to hold before a change lands, in the order in which it is quickest to learn of a failure.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const GENERATED = ['src/schemas', 'src/reports/html', 'src/catalogue', 'docs/rules'];
const steps = [
  ['generated files are fresh', 'npm', ['run', '--silent', 'generate']],
  ['no generated file changed', 'git', ['diff', '--exit-code', '--stat', '--', ...GENERATED]],
  ['build', 'npm', ['run', '--silent', 'build']],
  ['types of the HTML report', 'npx', ['--no', '--', 'tsc', '-p', 'src/reports/html/client/tsconfig.json']],
  ['types of the tests', 'npx', ['--no', '--', 'tsc', '-p', 'test/tsconfig.json']],
  ['format', 'npx', ['--no', '--', 'prettier', '--check', '--log-level', 'warn', '.']],
  ['lint, layers, dead code', 'npm', ['run', '--silent', 'lint']],
  ['package', 'npx', ['--no', '--', 'publint']],
  ['tests with coverage', 'npx', ['--no', '--', 'vitest', 'run', '--coverage']],
];

for (const [name, command, args] of steps) {
  console.log(`\n# ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`\ncheck failed: ${name}`);
    process.exit(1);
  }
}
console.log('\ncheck passed');
