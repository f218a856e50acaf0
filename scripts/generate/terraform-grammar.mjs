// Usage: node scripts/generate/terraform-grammar.mjs, by hand. Needs npm and its registry.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@tree-sitter-grammars/tree-sitter-hcl';
const VERSION = '1.2.0';
const SHA256 = '0d9ef3ae926acc0411bfecba9b34df4ea659061917b96455570a45a70824e890';

const data = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'data/terraform-grammar');
const folder = mkdtempSync(join(tmpdir(), 'terraform-grammar-'));
try {
  // Without its scripts the package compiles nothing.
  const options = ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `${PACKAGE}@${VERSION}`];
  if (spawnSync('npm', options, { stdio: 'inherit' }).status !== 0) process.exit(1);
  const installed = join(folder, 'node_modules', PACKAGE);
  const wasm = join(installed, 'tree-sitter-terraform.wasm');
  const found = createHash('sha256').update(readFileSync(wasm)).digest('hex');
  if (found !== SHA256) throw new Error(`expected SHA-256 ${SHA256}, got ${found}`);
  copyFileSync(wasm, join(data, 'tree-sitter-terraform.wasm'));
  copyFileSync(join(installed, 'LICENSE'), join(data, 'LICENSE'));
} finally {
  rmSync(folder, { recursive: true });
}
