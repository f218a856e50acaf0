// Writes the report of every example anew, and the one that the README shows.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SHOWN = 'vendor-three-hops-sagemaker';

for (const name of readdirSync(join(root, 'examples'))) {
  if (!existsSync(join(root, 'examples', name, 'plan.json'))) continue;
  const args = ['dist/cli/bin.js', `examples/${name}/plan.json`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === null || status > 1) throw new Error(stderr);
  writeFileSync(join(root, 'examples', name, 'report.txt'), stdout);
  if (name === SHOWN) {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const block = /```text\n[\s\S]*?```/;
    writeFileSync(
      join(root, 'README.md'),
      readme.replace(block, () => `\`\`\`text\n${stdout.trimEnd()}\n\`\`\``),
    );
  }
}
