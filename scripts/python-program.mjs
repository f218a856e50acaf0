// Programs in Python that suites need.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.cache');

/**
 * The path of the program `name`: the one on the path, or the one that `requirement` (a package and its version, as pip takes
 * them) installs into an environment of this project. Throws an error in words when Python is missing.
 */
export function pythonProgram(name, requirement) {
  const environment = join(CACHE, name);
  const own = join(environment, 'bin', name);
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  const found = [...onPath, own].find((path) => existsSync(path));
  if (found !== undefined) return found;
  console.error(`installing ${requirement}`);
  for (const [program, args] of [
    ['python3', ['-m', 'venv', environment]],
    [join(environment, 'bin', 'pip'), ['install', '--quiet', requirement]],
  ]) {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`\`${program} ${args.join(' ')}\` failed${error ? `: ${error.message}` : ''}`);
  }
  return own;
}
