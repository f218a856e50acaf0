// What a pull request does, with Terraform itself: an example is applied, one of its lines is changed, and the plan is linted.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSandbox } from './terraform/sandbox.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'dist/cli/bin.js');

/** The line of an example that opens the path, and what stands there before. */
const CHANGES = [
  {
    example: 'public-role-ec2',
    file: 'main.tf',
    before: '      identifiers = ["arn:aws:iam::123456789012:root"]',
    after: '      identifiers = ["*"]',
    rule: 'public-role-trust',
  },
  {
    example: 'vendor-three-hops-sagemaker',
    file: 'modules/collector/main.tf',
    before: '      Action   = ["iam:GetRole"]',
    after: '      Action   = ["iam:GetRole", "iam:UpdateAssumeRolePolicy"]',
    rule: 'foreign-account-trust',
  },
];

let sandbox;
try {
  sandbox = await openSandbox();
} catch (error) {
  console.error(`npm run test:live:terraform: ${error.message}`);
  process.exit(1);
}
const problems = [];
try {
  for (const change of CHANGES) {
    const found = await planChange(change).catch((error) => [error.message]);
    console.log(`${found.length === 0 ? 'ok    ' : 'FAILED'} ${change.example}: ${change.after.trim()}`);
    for (const problem of found) console.log(`       ${problem}`);
    problems.push(...found);
  }
} finally {
  sandbox.close();
}
console.log(`${CHANGES.length} changes planned, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Applies the example without the change, plans the change, and returns what is wrong with the reports. */
async function planChange({ example, file, before, after, rule }) {
  const repository = join(sandbox.folder, example);
  const directory = join(repository, 'infrastructure');
  cpSync(join(root, 'examples', example), directory, { recursive: true });
  mkdirSync(join(repository, '.git'));
  const terraform = (...args) => sandbox.terraform(directory, args);
  const path = join(directory, file);
  const changed = readFileSync(path, 'utf8');
  const line = changed.split('\n').indexOf(after) + 1;
  if (line === 0) return [`the example has no line \`${after}\``];
  writeFileSync(path, changed.replace(after, before));
  await terraform('init', '-input=false');
  await terraform('apply', '-input=false', '-auto-approve');
  try {
    const unchanged = await lintPlan(terraform, directory);
    writeFileSync(path, changed);
    const reports = await lintPlan(terraform, directory);
    return [
      ...unchanged.flatMap(({ how, report }) =>
        report.findings.length === 0 ? [] : [`${how}: findings before the change`],
      ),
      ...reports.flatMap((one) => wrongIn(one, { rule, uri: `infrastructure/${file}`, line })),
    ];
  } finally {
    await terraform('destroy', '-input=false', '-auto-approve');
  }
}

/** Reports of the plan of what is in the folder, by each way to give it. */
async function lintPlan(terraform, directory) {
  await terraform('plan', '-input=false', '-out=saved.plan');
  writeFileSync(join(directory, 'plan.json'), await terraform('show', '-json', 'saved.plan'));
  return [
    ['plan.json --plan saved.plan', 'plan.json', '--plan', 'saved.plan'],
    ['plan.json', 'plan.json'],
    ['saved.plan', 'saved.plan'],
  ].map(([how, ...args]) => ({ how, report: lint(directory, args) }));
}

function lint(directory, args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, 'lint', ...args, '--format', 'json', '--fail-on', 'never'],
    { cwd: directory, encoding: 'utf8', env: sandbox.env, maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`\`iam-miner-lint lint ${args.join(' ')}\` ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function wrongIn({ how, report }, { rule, uri, line }) {
  const expected = `${rule} new at ${uri}:${line}`;
  const found = report.findings.map(
    ({ ruleId, status, location }) => `${ruleId} ${status} at ${location.uri}:${location.startLine}`,
  );
  return found.length === 1 && found[0] === expected
    ? []
    : [`${how}: expected ${expected}, found ${found.join('; ') || 'nothing'}`];
}
