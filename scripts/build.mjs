// Compiles `src` into `dist`. Runs under `npm ci` too, on any platform.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(join(root, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// The compiler copies only the JSON files that a module imports; editors and other tools read the schemas.
mkdirSync(join(root, 'dist/schemas'), { recursive: true });
for (const file of readdirSync(join(root, 'src/schemas')).filter((name) => name.endsWith('.schema.json'))) {
  copyFileSync(join(root, 'src/schemas', file), join(root, 'dist/schemas', file));
}
const bin = join(root, 'dist/cli/bin.js');
if (existsSync(bin)) chmodSync(bin, 0o755);
