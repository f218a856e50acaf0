// Times the command against a baseline in the same run: machines differ, ratios less so.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { measureActivity } from './bench/activity.mjs';
import { measureEvaluations } from './bench/evaluations.mjs';
import { largeAccount } from './bench/large-account.mjs';
import { largePlan } from './bench/large-plan.mjs';
import { writeOrganization } from './bench/organization.mjs';

const RUNS = 15;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'dist/cli/bin.js');
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-bench-'));

const given = process.argv[2];
const account = given ?? join(folder, 'account.json.gz');
if (given === undefined)
  writeFileSync(account, gzipSync(JSON.stringify(largeAccount({ principals: 90, managedPolicies: 1530 }))));
const crowd = join(folder, 'crowd.json.gz');
writeFileSync(crowd, gzipSync(JSON.stringify(largeAccount({ principals: 1000, managedPolicies: 10 }))));
const parsing = (file) =>
  `JSON.parse(require('node:zlib').gunzipSync(require('node:fs').readFileSync(${JSON.stringify(file)})).toString())`;
const parse = parsing(account);
const organizations = [100, 500].map((accounts) => {
  const path = join(folder, `organization-${accounts}`);
  writeOrganization(path, { accounts, roles: 100 });
  return { accounts, path };
});
const parseFolder = (path) => `
  const { readdirSync, readFileSync } = require('node:fs');
  for (const file of readdirSync(${JSON.stringify(path)}))
    if (file.endsWith('.gz')) JSON.parse(require('node:zlib').gunzipSync(readFileSync(${JSON.stringify(path)} + '/' + file)).toString());`;

// 200 `.tf` files, and more than 5,000 resources.
const { files, plan } = largePlan({ services: 66 });
for (const [path, text] of [...files, ['plan.json', JSON.stringify(plan)]]) {
  const file = join(folder, 'configuration', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const planFile = join(folder, 'configuration', 'plan.json');
const parser = pathToFileURL(join(root, 'dist/inputs/terraform/sources/hcl/grammar.js'));
// Reads the plan's JSON, and parses each `.tf` file once.
const parsePlan = `
  import { readFileSync } from 'node:fs';
  import { loadGrammar } from ${JSON.stringify(parser)};
  const file = ${JSON.stringify(planFile)};
  JSON.parse(readFileSync(file, 'utf8'));
  const grammar = await loadGrammar();
  for (const path of ${JSON.stringify([...files.keys()])}) {
    grammar.parse(readFileSync(file.replace('plan.json', path), 'utf8'));
  }`;

const rows = [
  ['start: --version', [bin, '--version'], ['-e', '0']],
  ['lint an account', [bin, 'lint', account, '--fail-on', 'never'], ['-e', parse]],
  [
    'lint an account, leaked credentials',
    [bin, 'lint', account, '--fail-on', 'never', '--threat-model', 'leaked-credential'],
    ['-e', parse],
  ],
  [
    'lint 1,000 principals of whom every user may assume 333 roles, leaked credentials',
    [bin, 'lint', crowd, '--fail-on', 'never', '--threat-model', 'leaked-credential'],
    ['-e', parsing(crowd)],
  ],
  ...organizations.map(({ accounts, path }) => [
    `lint an organization of ${accounts} accounts with 100 roles each`,
    [bin, 'lint', path, '--fail-on', 'never', '--fixes', '0'],
    ['-e', parseFolder(path)],
  ]),
  [
    'lint a plan with its sources',
    [bin, 'lint', planFile, '--fail-on', 'never'],
    ['--input-type=module', '-e', parsePlan],
  ],
];

try {
  for (const [name, command, baseline] of rows) {
    const [ours, theirs] = interleaved(command, baseline);
    console.log(
      `${name}: ${ours.median.toFixed(0)} ms, baseline \`node -e …\` ${theirs.median.toFixed(0)} ms, ratio ${(ours.median / theirs.median).toFixed(2)}, peak memory ${ours.memory}`,
    );
  }
  for (const statements of [1, 50]) {
    const { ours, runSimulation, runUnsafeSimulation } = await measureEvaluations(statements);
    console.log(
      `evaluate a policy of ${statements} statements: ${perSecond(ours)}, oracle's runSimulation ${perSecond(runSimulation)}, ratio ${(ours / runSimulation).toFixed(0)}, its runUnsafeSimulation ${perSecond(runUnsafeSimulation)}, ratio ${(ours / runUnsafeSimulation).toFixed(0)}`,
    );
  }
  const { megabytes, memory, ours, gzip, zlib, withStart, wall, coresUsed, threads } = measureActivity(folder, bin);
  console.log(
    `read ${megabytes.toFixed(0)} MB of CloudTrail: ${ours.toFixed(0)} MB a second of processor time, \`gzip -dc | wc -c\` ${gzip.toFixed(0)}, Node's zlib alone ${zlib.toFixed(0)}; ratio to gzip ${(ours / gzip).toFixed(2)}, with the start ${withStart.toFixed(2)}; by the clock ${wall.ours.toFixed(1)} s against ${wall.gzip.toFixed(1)}, ${coresUsed.toFixed(1)} of ${threads} processors used, peak memory ${memory.toFixed(0)} MB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs both in turn, so that a noisy moment falls on both. */
function interleaved(command, baseline) {
  const times = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    times[0].push(time(command));
    times[1].push(time(baseline));
  }
  return [{ median: median(times[0]), memory: peakMemory(command) }, { median: median(times[1]) }];
}

function time(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  if (status !== 0) throw new Error(`\`node ${args.join(' ')}\` failed: ${String(stderr)}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function peakMemory(args) {
  const report = `process.on('exit', () => require('node:fs').writeSync(2, 'peak ' + process.resourceUsage().maxRSS))`;
  const preload = join(folder, 'peak.cjs');
  writeFileSync(preload, report);
  const { stderr } = spawnSync(process.execPath, ['--require', preload, ...args], { cwd: folder });
  const kilobytes = /peak (\d+)/.exec(String(stderr))?.[1];
  return kilobytes === undefined ? 'unknown' : `${(Number(kilobytes) / 1024).toFixed(0)} MB`;
}

function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
