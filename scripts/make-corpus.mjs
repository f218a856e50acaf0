// Makes the plans of the modules in test/corpus by a real `terraform plan`: see test/corpus/README.md.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyBase, applyOutside, BESIDE, destroy, gitRemotes } from './terraform/module-folder.mjs';
import { openSandbox } from './terraform/sandbox.mjs';

const corpus = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test', 'corpus');
const NEAR_MISS = 'near-miss';

const given = process.argv.slice(2);
const names = given.length > 0 ? given : readdirSync(corpus, { withFileTypes: true }).flatMap(folderName);
const sandbox = await openSandbox();
let failed = 0;
try {
  for (const name of names) {
    try {
      await makePlans(name);
      console.log(name);
    } catch (error) {
      failed += 1;
      console.error(`${name}: ${error.message}`);
    }
  }
} finally {
  sandbox.close();
}
process.exitCode = failed === 0 ? 0 : 1;

function folderName(entry) {
  return entry.isDirectory() ? [entry.name] : [];
}

/** Plans the module in a folder of its own, as it is and, for its near miss, without some lines. */
async function makePlans(name) {
  const folder = join(corpus, name);
  const { root = '.', nearMiss } = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8'));
  const work = mkdtempSync(join(sandbox.folder, 'plan-'));
  const outside = mkdtempSync(join(sandbox.folder, 'outside-'));
  const directory = join(work, root);
  const remotes = gitRemotes(join(folder, 'remotes'), sandbox.folder);
  const run = (...args) => sandbox.terraform(directory, args, remotes);
  const elsewhere = (...args) => sandbox.terraform(outside, args, {});
  try {
    await applyBase(folder, work, run);
    await applyOutside(folder, outside, elsewhere);
    copyConfiguration(folder, work);
    await run('init', '-input=false');
    await makePlan(run, directory, folder);
    keepInstalled(directory, join(folder, 'installed'), existsSync(join(folder, 'remotes')));
    removeLines(join(work, nearMiss.file), nearMiss.lines);
    mkdirSync(join(folder, NEAR_MISS), { recursive: true });
    await makePlan(run, directory, join(folder, NEAR_MISS));
  } finally {
    await destroy(directory, run);
    await destroy(outside, elsewhere);
    rmSync(work, { recursive: true, force: true });
    rmSync(outside, { recursive: true, force: true });
  }
}

async function makePlan(run, directory, target) {
  await run('plan', '-input=false', '-out=saved.plan');
  const plan = JSON.parse(await run('show', '-json', 'saved.plan'));
  cpSync(join(directory, 'saved.plan'), join(target, 'saved.plan'));
  writeFileSync(join(target, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
}

function copyConfiguration(from, to) {
  for (const name of readdirSync(from)) {
    if (!BESIDE.has(name)) cpSync(join(from, name), join(to, name), { recursive: true });
  }
}

function removeLines(file, [first, last]) {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.splice(first - 1, last - first + 1);
  writeFileSync(file, lines.join('\n'));
}

/** What `terraform init` installed of remote modules, as it did, but for Git's own files. */
function keepInstalled(directory, target, remote) {
  rmSync(target, { recursive: true, force: true });
  if (!remote) return;
  const installed = join(directory, '.terraform', 'modules');
  cpSync(installed, target, { recursive: true, filter: (path) => !path.includes(`${join('/', '.git')}`) });
}
