// What a pull request does, with Terraform itself: an example is applied, one of its lines is changed, and the plan is linted.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSandbox } from './terraform/sandbox.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'dist/cli/bin.js');

/**
 * What each change does to a file of a configuration in the repository: `before` is what was applied, `after` what the pull
 * request makes of it, and `at` the line to which the finding is to be pinned, where that is not the last one of `after`.
 * `open` lists what is found without the change.
 */
const CHANGES = [
  {
    shows: 'whom a policy document trusts',
    folder: 'examples/public-role-ec2',
    before: '      identifiers = ["arn:aws:iam::123456789012:root"]',
    after: '      identifiers = ["*"]',
    finds: 'public-role-trust new',
  },
  {
    shows: 'an action in jsonencode, in a module',
    folder: 'examples/vendor-three-hops-sagemaker',
    file: 'modules/collector/main.tf',
    before: '      Action   = ["iam:GetRole"]',
    after: '      Action   = ["iam:GetRole", "iam:UpdateAssumeRolePolicy"]',
    finds: 'foreign-account-trust new',
  },
  {
    shows: 'the subjects of an OIDC provider in a condition of a policy document',
    folder: 'examples/github-oidc-fargate',
    before: '      values   = ["repo:acme/*"]',
    after: '      values   = ["repo:acme*"]',
    finds: 'oidc-subject-wildcard new',
  },
  {
    shows: 'an action in a statement of a policy document',
    folder: 'examples/github-oidc-fargate',
    before: '      "ecs:StopTask",\n      "ecs:ListTasks",',
    after: '      "ecs:RunTask",\n      "ecs:UpdateService",',
    finds: 'oidc-subject-wildcard new',
  },
  {
    shows: 'an attribute, where any account was let in and everybody is now',
    folder: 'examples/public-function-pass-role',
    before: '  authorization_type = "AWS_IAM"',
    after: '  authorization_type = "NONE"',
    open: ['public-function existing'],
    finds: 'public-function new',
  },
  {
    shows: 'a statement in a heredoc',
    folder: 'test/corpus/heredocs',
    file: 'iam.tf',
    before: '        "Action": "lambda:List*",',
    after: '        "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"],',
    finds: 'foreign-account-trust new',
  },
  {
    shows: 'a deny that goes',
    folder: 'examples/public-role-ec2',
    before: `      {
        Effect   = "Deny"
        Action   = "ec2:Run*"
        Resource = "arn:aws:ec2:*:*:instance/*"
      },
      {
        Sid      = "Look"
`,
    after: `      {
        Sid      = "Look"
`,
    at: '  policy = jsonencode({',
    finds: 'public-role-trust new',
  },
  {
    shows: 'a condition that goes',
    folder: 'examples/vendor-three-hops-sagemaker',
    file: 'modules/collector/main.tf',
    before: `      Resource = "arn:aws:iam::\${var.account_id}:role/model-*"
      Condition = { StringEquals = { "aws:PrincipalTag/team" = "metrics" } }
`,
    after: `      Resource = "arn:aws:iam::\${var.account_id}:role/model-*"
`,
    at: '    Statement = [{',
    finds: 'foreign-account-trust new',
  },
  {
    shows: 'a boundary that goes',
    folder: 'examples/clean-look-alikes',
    before: '  permissions_boundary = aws_iam_policy.data_only.arn\n',
    after: '',
    at: 'resource "aws_iam_role" "partner" {',
    finds: 'foreign-account-trust new',
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
    console.log(`${found.length === 0 ? 'ok    ' : 'FAILED'} ${change.folder}: ${change.shows}`);
    for (const problem of found) console.log(`       ${problem}`);
    problems.push(...found);
  }
} finally {
  sandbox.close();
}
console.log(`${CHANGES.length} changes planned, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Applies the configuration without the change, plans the change, and returns what is wrong with the reports. */
async function planChange({ folder, file = 'main.tf', before, after, at, open = [], finds }) {
  const repository = mkdtempSync(join(sandbox.folder, 'change-'));
  const directory = join(repository, 'infrastructure');
  cpSync(join(root, folder), directory, { recursive: true });
  mkdirSync(join(repository, '.git'));
  const terraform = (...args) => sandbox.terraform(directory, args);
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(after === '' || !text.includes(after) ? before : after);
  if (parts.length !== 2) return [`${folder}/${file} does not hold the text of the change once`];
  writeFileSync(path, parts.join(before));
  await terraform('init', '-input=false');
  await terraform('apply', '-input=false', '-auto-approve');
  try {
    const unchanged = await lintPlan(terraform, directory);
    writeFileSync(path, parts.join(after));
    const changed = await lintPlan(terraform, directory);
    const place = `infrastructure/${file}:${lineOf(parts, after, at)}`;
    return [
      ...unchanged.flatMap(({ how, report }) =>
        wrongIn(`${how}, before the change`, report.findings.map(nameOf), open),
      ),
      ...changed.flatMap(({ how, report }) => [
        ...wrongIn(
          how,
          report.findings.map((finding) => `${nameOf(finding)} at ${placeOf(finding)}`),
          [`${finds} at ${place}`],
        ),
        ...wrongIn(`${how}, fixed`, report.fixed.map(nameOf), []),
      ]),
    ];
  } finally {
    await terraform('destroy', '-input=false', '-auto-approve');
  }
}

/** The line of the changed file to which the finding is to be pinned: the last `at` up to the end of the change. */
function lineOf([head], after, at = after.split('\n').at(-1)) {
  return `${head}${after}`.split('\n').lastIndexOf(at) + 1;
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

function nameOf({ ruleId, status }) {
  return status === undefined ? ruleId : `${ruleId} ${status}`;
}

function placeOf({ location }) {
  return `${location.uri}:${location.startLine}`;
}

function wrongIn(how, found, expected) {
  if (found.join('; ') === expected.join('; ')) return [];
  return [`${how}: expected ${expected.join('; ') || 'nothing'}, found ${found.join('; ') || 'nothing'}`];
}
