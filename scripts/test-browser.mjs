// Runs the tests of the HTML report in Chromium: the one that CHROMIUM names, otherwise one on the path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
const found =
  process.env.CHROMIUM ??
  NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
if (found === undefined || !existsSync(found)) {
  console.error(
    `no Chromium ${found === undefined ? 'on the path' : `at ${found}`}; install one (Debian: apt-get install chromium) or name it in CHROMIUM`,
  );
  process.exit(1);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'browser', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHROMIUM: found },
});
process.exitCode = status ?? 1;
