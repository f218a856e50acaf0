// The step of action.yml that lints: reports into a folder of the runner, annotations where nothing is uploaded, the step
// summary, and numbers as outputs. Findings do not fail it, since what is uploaded afterwards is; the last step does.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FINDINGS = 1;
const GAPS = 4;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'note'];

const { env } = process;
const lines = (name) =>
  (env[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const inputs = lines('LINT_INPUT');
if (inputs.length === 0) fail('expected a file to lint under `input`');
const folder = mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'iam-miner-lint-'));
const file = (name) => join(folder, name);
const onlyNew = env.LINT_ONLY_NEW === 'true';
const uploaded = env.LINT_UPLOADED === 'true';

const whole = lint(['-o', file('report.sarif'), '-o', file('report.html'), ...(onlyNew ? [] : judged())]);
const judgedRun = onlyNew ? lint(['--only-new', ...judged()]) : whole;
// What could not be installed ends with 1 as findings do, and leaves no report.
if (!existsSync(file('report.json'))) fail('the command ended without a report; see its output above');
const report = JSON.parse(readFileSync(file('report.json'), 'utf8'));

const markdown = readFileSync(file('report.md'), 'utf8');
if (env.LINT_SUMMARY !== 'false' && env.GITHUB_STEP_SUMMARY !== undefined) {
  appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
}
if (!uploaded) process.stdout.write(readFileSync(file('annotations.txt'), 'utf8'));

const of = (severity) => report.findings.filter((finding) => finding.severity === severity).length;
output({
  findings: report.findings.length,
  new: report.findings.filter(({ status }) => status !== 'existing').length,
  ...Object.fromEntries(SEVERITIES.map((severity) => [severity, of(severity)])),
  'highest-severity': SEVERITIES.find((severity) => of(severity) > 0) ?? 'none',
  gaps: report.gaps.length,
  json: file('report.json'),
  sarif: file('report.sarif'),
  html: file('report.html'),
  markdown: file('report.md'),
  'exit-code': judgedRun.status,
});

/** What is written of the findings that count, and how they are judged. */
function judged() {
  return [
    ...['-o', file('report.json'), '-o', file('report.md')],
    ...['--format', `github=${file('annotations.txt')}`, '--format', 'terminal'],
    `--fail-on=${env.LINT_FAIL_ON ?? 'high'}`,
  ];
}

function lint(args) {
  const command = env.LINT_COMMAND ?? '';
  const [program, ...first] =
    command === '' ? ['npx', '--yes', ...unused(), `iam-miner-lint@${env.LINT_VERSION}`] : command.split(/\s+/);
  const all = [...first, 'lint', ...inputs, ...args, ...lines('LINT_ARGUMENTS')];
  const { status, error } = spawnSync(program, all, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) fail(`\`${program}\` could not be started: ${error.message}`);
  if (![0, FINDINGS, GAPS].includes(status)) process.exit(status ?? 1);
  return { status };
}

/** The clients of AWS are most of the package's size, and only reading activity from AWS takes them. */
function unused() {
  return lines('LINT_ARGUMENTS').some((argument) => argument.startsWith('--activity')) ? [] : ['--omit=optional'];
}

function output(values) {
  const text = Object.entries(values).map(([name, value]) => `${name}=${String(value)}\n`);
  if (env.GITHUB_OUTPUT !== undefined && existsSync(env.GITHUB_OUTPUT))
    appendFileSync(env.GITHUB_OUTPUT, text.join(''));
}

function fail(message) {
  process.stdout.write(`::error::${message.replaceAll('%', '%25').replaceAll('\n', '%0A')}\n`);
  process.exit(2);
}
