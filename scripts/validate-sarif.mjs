// Prints every example as SARIF and holds it against GitHub's rules with Microsoft's validator, which it installs beside
// the other tools of this folder (about 100 MB). The validator prints what is wrong and exits 0, so its output is read.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largeAccount } from './bench/large-account.mjs';

const VERSION = '5.7.0';
const PLATFORMS = { linux: 'linux', darwin: 'darwin', win32: 'win32' };
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, 'node_modules/.cache/sarif-multitool', VERSION);
const reports = join(tools, 'reports');
const name = `@microsoft/sarif-multitool-${PLATFORMS[process.platform] ?? 'linux'}`;
// The program itself: the command around it starts a shell, in which the `;` of `Sarif;Ghas` ends the command.
const command = join(tools, 'node_modules', name, `Sarif.Multitool${process.platform === 'win32' ? '.exe' : ''}`);

if (!existsSync(command)) {
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${VERSION}`], tools);
}
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const account = join(reports, 'account.json');
writeFileSync(account, JSON.stringify(largeAccount({ principals: 90, managedPolicies: 30 })));
const inputs = [...plansBelow('examples'), ...plansBelow('test/fixtures/plans'), account];
const files = [];
for (const [index, input] of inputs.entries()) {
  const file = join(reports, `${index}.sarif`);
  run(
    process.execPath,
    ['dist/cli/bin.js', input, '--format', `sarif=${file}`, '--threat-model', 'insider', '--fail-on', 'never'],
    root,
  );
  files.push(file);
}
const sample = readFileSync(join(root, 'test/reports/expected/sample.sarif.json'), 'utf8');
writeFileSync(join(reports, 'sample.sarif'), sample);
files.push(join(reports, 'sample.sarif'));

// A validator that finds nothing may not have run: it has to find what is wrong with a log that code scanning refuses.
const broken = JSON.parse(sample);
broken.runs[0].results[0].locations = [];
delete broken.runs[0].tool.driver.rules[0].help;
writeFileSync(join(reports, 'broken.sarif'), JSON.stringify(broken));
const found = validate([join(reports, 'broken.sarif')]);
const REFUSED = ['GH1015', 'GH1017', 'GH2012'];
if (!REFUSED.some((rule) => found.some((line) => line.includes(rule)))) {
  throw new Error(`the validator does not apply GitHub's rules:\n${found.join('\n')}`);
}

const problems = validate(files);
for (const line of problems) console.log(line);
const errors = problems.filter((line) => line.includes(': error ')).length;
console.log(`${files.length} SARIF files: ${errors} errors, ${problems.length - errors} warnings`);
if (problems.length > 0) process.exitCode = 1;

function validate(logs) {
  const output = run(command, ['validate', ...logs, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning'], root);
  const scanned = /Done\. (\d+) files scanned/.exec(output)?.[1];
  if (Number(scanned) !== logs.length) throw new Error(`the validator did not read ${logs.length} files:\n${output}`);
  return output.split('\n').filter((line) => /: (error|warning) [A-Z]+\d+/.test(line));
}

function plansBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, folder, entry.name, 'plan.json')))
    .map(({ name }) => join(folder, name, 'plan.json'));
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  if (error !== undefined || (status !== 0 && program !== command)) {
    throw new Error(`\`${program} ${args.join(' ')}\` failed (${error?.message ?? status}):\n${stdout}\n${stderr}`);
  }
  return stdout + stderr;
}
