// Makes the plans of the modules in test/corpus by a real `terraform plan`: see test/corpus/README.md.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyBase, applyOutside, BESIDE, destroy, gitRemotes } from './terraform/module-folder.mjs';
import { openSandbox } from './terraform/sandbox.mjs';

const corpus = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test', 'corpus');
const NEAR_MISS = 'near-miss';

/** Gives the files of a saved plan the names that OpenTofu alone reads. */
const RENAME_IN_ARCHIVE = `
import sys, zipfile
path = sys.argv[1]
with zipfile.ZipFile(path) as archive:
    entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, content in entries:
        archive.writestr(name[:-3] + '.tofu' if name.endswith('.tf') else name, content)
`;

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
  const { root = '.', nearMiss, openTofu = false } = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8'));
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
    if (openTofu) renameFiles(work, '.tofu', '.tf');
    await run('init', '-input=false');
    await makePlan(run, directory, folder, openTofu);
    keepInstalled(directory, join(folder, 'installed'), existsSync(join(folder, 'remotes')));
    removeLines(join(work, openTofu ? nearMiss.file.replace(/\.tofu$/, '.tf') : nearMiss.file), nearMiss.lines);
    mkdirSync(join(folder, NEAR_MISS), { recursive: true });
    await makePlan(run, directory, join(folder, NEAR_MISS), openTofu);
  } finally {
    await destroy(directory, run);
    await destroy(outside, elsewhere);
    rmSync(work, { recursive: true, force: true });
    rmSync(outside, { recursive: true, force: true });
  }
}

async function makePlan(run, directory, target, openTofu) {
  await run('plan', '-input=false', '-out=saved.plan');
  const plan = JSON.parse(await run('show', '-json', 'saved.plan'));
  cpSync(join(directory, 'saved.plan'), join(target, 'saved.plan'));
  if (openTofu) asOpenTofu(plan, join(target, 'saved.plan'));
  writeFileSync(join(target, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
}

/**
 * Gives a plan the form in which OpenTofu writes it (https://opentofu.org/docs/internals/json-format/): its version of the format,
 * which does not say whether the plan is complete, and `.tofu` files in the saved plan.
 */
function asOpenTofu(plan, saved) {
  plan.terraform_version = '1.10.0';
  plan.format_version = '1.2';
  delete plan.applyable;
  delete plan.complete;
  execFileSync('python3', ['-c', RENAME_IN_ARCHIVE, saved]);
}

function renameFiles(folder, from, to) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (name.endsWith(from)) renameSync(join(folder, name), join(folder, `${name.slice(0, -from.length)}${to}`));
  }
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
