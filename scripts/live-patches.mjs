// The patches that the linter suggests, with Terraform itself: each is applied to a copy of its module, which then has to
// validate, to be formatted as before, and to plan without the finding.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  applyBase,
  applyOutside,
  BESIDE,
  destroy,
  gitRemotes,
  removeConfiguration,
} from './terraform/module-folder.mjs';
import { openSandbox } from './terraform/sandbox.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'dist/cli/bin.js');
/** An account that no plan shows is the user's to write. */
const OWN_ACCOUNT = '123456789012';

const given = process.argv.slice(2);
const folders =
  given.length > 0
    ? given
    : ['examples', 'test/corpus', 'test/fixtures/plans'].flatMap((parent) =>
        readdirSync(join(root, parent))
          .map((name) => `${parent}/${name}`)
          .filter((folder) => existsSync(join(root, folder, 'plan.json'))),
      );

let sandbox;
try {
  sandbox = await openSandbox();
} catch (error) {
  console.error(`npm run test:live:patches: ${error.message}`);
  process.exit(1);
}
const count = { findings: 0, fixes: 0, patches: 0, closed: 0 };
const problems = [];
try {
  for (const folder of folders) {
    const found = await tryFolder(folder).catch((error) => [`${folder}: ${error.message}`]);
    for (const problem of found) console.log(`FAILED ${problem}`);
    problems.push(...found);
  }
} finally {
  sandbox.close();
}
console.log(
  `${count.findings} findings, ${count.fixes} with a fix, ${count.patches} with a patch; ` +
    `${count.patches} patches tried, ${count.closed} closed their finding; ${problems.length} problems`,
);
process.exitCode = problems.length === 0 && count.patches > 0 ? 0 : 1;

/** Tries every patch for a folder, with what was there before its plan, and returns what is wrong. */
async function tryFolder(folder) {
  const { root: inner = '.' } = settingsOf(folder);
  const copy = join(mkdtempSync(join(sandbox.folder, 'patch-')), 'repository');
  const outside = mkdtempSync(join(sandbox.folder, 'outside-'));
  const directory = join(copy, inner);
  const remotes = gitRemotes(join(root, folder, 'remotes'), sandbox.folder);
  const run = (...args) => sandbox.terraform(directory, args, remotes);
  const elsewhere = (...args) => sandbox.terraform(outside, args);
  mkdirSync(directory, { recursive: true });
  try {
    copyConfiguration(join(root, folder), copy);
    return await tryPatches(folder, { copy, directory, run, outside, elsewhere });
  } finally {
    await destroy(directory, run);
    await destroy(outside, elsewhere);
  }
}

async function tryPatches(folder, { copy, directory, run, outside, elsewhere }) {
  git(copy, 'init', '--quiet');
  git(copy, 'add', '--all');
  git(copy, '-c', 'user.name=acme', '-c', 'user.email=acme@example.com', 'commit', '--quiet', '--message', 'base');
  cpSync(join(root, folder, 'plan.json'), join(directory, 'plan.json'));
  const { findings } = lint(directory, ['--fixes', 'all']);
  count.findings += findings.length;
  count.fixes += findings.filter(({ fix }) => fix.closing !== undefined).length;
  const patched = findings.filter(({ fix }) => typeof fix.closing?.patch === 'string');
  if (patched.length === 0) return [];
  if (existsSync(join(root, folder, 'base'))) {
    removeConfiguration(copy);
    await applyBase(join(root, folder), copy, run);
    git(copy, 'checkout', '--quiet', '--', '.');
  }
  await applyOutside(join(root, folder), outside, elsewhere);
  await run('init', '-input=false');
  const before = await unformatted(run);
  // What Terraform makes of the module here, without the state that the committed plan was made with.
  const open = new Set((await planned(directory, run)).map(({ fingerprint }) => fingerprint));
  const found = [];
  for (const { fingerprint, ruleId, fix } of patched) {
    count.patches += 1;
    const name = `${folder} ${ruleId}: ${fix.closing.summary}`;
    try {
      git(copy, 'checkout', '--quiet', '--', '.');
      git(copy, 'apply', '--whitespace=error', '-', fix.closing.patch);
      fillIn(copy, fix.closing.patch);
      await run('validate');
      const style = (await unformatted(run)).filter((file) => !before.includes(file));
      if (style.length > 0) found.push(`${name}: \`terraform fmt\` would change ${style.join(', ')}`);
      const left = await planned(directory, run);
      if (!open.has(fingerprint)) found.push(`${name}: the plan made here does not have the finding`);
      else if (left.some((one) => one.fingerprint === fingerprint)) found.push(`${name}: the finding is still there`);
      else count.closed += 1;
      const opened = left.filter((one) => !open.has(one.fingerprint));
      if (opened.length > 0) found.push(`${name}: it opens ${opened.map((one) => one.message).join('; ')}`);
    } catch (error) {
      found.push(`${name}: ${error.message}`);
    }
  }
  console.log(
    `${found.length === 0 ? 'ok    ' : '      '} ${folder}: ${patched.length} of ${findings.length} findings with a patch`,
  );
  return found;
}

function settingsOf(folder) {
  const file = join(root, folder, 'expect.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function copyConfiguration(from, to) {
  cpSync(from, to, { recursive: true, filter: (path) => !BESIDE.has(path.slice(from.length + 1)) });
  writeFileSync(join(to, '.gitignore'), '.terraform*\n*.tfstate*\nplan.json\nsaved.plan\n');
}

/** Writes what a patch leaves to the user. */
function fillIn(copy, patch) {
  for (const [, file] of patch.matchAll(/^\+\+\+ b\/(.+)$/gm)) {
    const path = join(copy, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('YOUR-ACCOUNT', OWN_ACCOUNT));
  }
}

/** The files of the configuration that `terraform fmt` would change. */
async function unformatted(run) {
  return (await run('fmt', '-recursive', '-list=true', '-write=false')).split('\n').filter((line) => line !== '');
}

/** What is found in a plan of the folder as it is. */
async function planned(directory, run) {
  await run('plan', '-input=false', '-out=saved.plan');
  writeFileSync(join(directory, 'plan.json'), await run('show', '-json', 'saved.plan'));
  return lint(directory, ['--fixes', '0']).findings;
}

function lint(directory, args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, 'lint', 'plan.json', ...args, '--format', 'json', '--fail-on', 'never'],
    { cwd: directory, encoding: 'utf8', env: sandbox.env, maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`\`iam-miner-lint lint\` ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Runs Git; the last argument of `apply` is its input. */
function git(directory, ...args) {
  const input = args[0] === 'apply' ? args.pop() : undefined;
  execFileSync('git', args, { cwd: directory, input, stdio: 'pipe' });
}
