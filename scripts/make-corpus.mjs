// Makes the plans of the modules in test/corpus by a real `terraform plan`: see test/corpus/README.md.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BESIDE } from './terraform/module-folder.mjs';
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
  const remotes = gitRemotes(join(folder, 'remotes'));
  const run = (...args) => sandbox.terraform(directory, args, remotes);
  const elsewhere = (...args) => sandbox.terraform(outside, args, {});
  try {
    if (existsSync(join(folder, 'base'))) {
      cpSync(join(folder, 'base'), work, { recursive: true });
      await run('init', '-input=false');
      await run('apply', '-input=false', '-auto-approve');
      removeConfiguration(work);
    }
    if (existsSync(join(folder, 'outside'))) {
      cpSync(join(folder, 'outside'), outside, { recursive: true });
      await elsewhere('init', '-input=false');
      await elsewhere('apply', '-input=false', '-auto-approve');
    }
    copyConfiguration(folder, work);
    await run('init', '-input=false');
    await makePlan(run, directory, folder);
    keepInstalled(directory, join(folder, 'installed'), existsSync(join(folder, 'remotes')));
    removeLines(join(work, nearMiss.file), nearMiss.lines);
    mkdirSync(join(folder, NEAR_MISS), { recursive: true });
    await makePlan(run, directory, join(folder, NEAR_MISS));
  } finally {
    if (existsSync(join(directory, 'terraform.tfstate'))) await run('destroy', '-input=false', '-auto-approve');
    if (existsSync(join(outside, 'terraform.tfstate'))) await elsewhere('destroy', '-input=false', '-auto-approve');
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

function removeConfiguration(work) {
  for (const name of readdirSync(work)) {
    if (name !== '.terraform' && !name.startsWith('terraform.tfstate') && name !== '.terraform.lock.hcl') {
      rmSync(join(work, name), { recursive: true });
    }
  }
}

/**
 * Each folder `remotes/HOST/OWNER/NAME` becomes a Git repository; Git is told to take it for the one of that address.
 * Each folder in it is a tag, by its name.
 */
function gitRemotes(folder) {
  if (!existsSync(folder)) return {};
  const settings = [];
  for (const host of readdirSync(folder)) {
    for (const owner of readdirSync(join(folder, host))) {
      for (const name of readdirSync(join(folder, host, owner))) {
        const repository = mkdtempSync(join(sandbox.folder, 'remote-'));
        const git = (...args) => execFileSync('git', ['-C', repository, ...args], { stdio: 'pipe' });
        git('init', '--quiet');
        for (const tag of readdirSync(join(folder, host, owner, name)).sort()) {
          cpSync(join(folder, host, owner, name, tag), repository, { recursive: true });
          git('add', '--all');
          git('-c', 'user.name=acme', '-c', 'user.email=acme@example.com', 'commit', '--quiet', '--message', tag);
          git('tag', tag);
        }
        settings.push([`url.file://${repository}.insteadOf`, `https://${host}/${owner}/${name}.git`]);
      }
    }
  }
  return {
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** What `terraform init` installed of remote modules, as it did, but for Git's own files. */
function keepInstalled(directory, target, remote) {
  rmSync(target, { recursive: true, force: true });
  if (!remote) return;
  const installed = join(directory, '.terraform', 'modules');
  cpSync(installed, target, { recursive: true, filter: (path) => !path.includes(`${join('/', '.git')}`) });
}
