// The scheduled build of the examples, as CodeBuild would run it: its own commands, its bucket, night after night.
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import { pythonProgram } from '../python-program.mjs';

const AWS_CLI = 'awscli==1.46.3';
const PROJECT = 'aws_codebuild_project.audit';
/** The local API makes no project without a source. */
const APPLIED = ['aws_s3_bucket.reports', 'aws_iam_role_policy.account', 'aws_iam_role_policy.report'];
const REGIONS = `<DescribeRegionsResponse><regionInfo>${['us-east-1', 'eu-west-1']
  .map((name) => `<item><regionName>${name}</regionName><optInStatus>opt-in-not-required</optInStatus></item>`)
  .join('')}</regionInfo></DescribeRegionsResponse>`;

/**
 * Applies the example and runs its build twice; before the second time somebody opens a role. Returns what is wrong, in
 * words. Throws an error in words when the AWS CLI is missing and cannot be installed.
 */
export async function runScheduled(suite, root) {
  const { sandbox, proxy } = suite;
  const directory = join(sandbox.folder, 'scheduled');
  cpSync(join(root, 'examples/scheduled-audit/codebuild'), directory, { recursive: true });
  await sandbox.terraform(directory, ['init', '-input=false']);
  await sandbox.terraform(directory, [
    'apply',
    '-input=false',
    '-auto-approve',
    ...APPLIED.map((one) => `-target=${one}`),
  ]);
  proxy.judge = (call) => (call === 'ec2 DescribeRegions' ? { body: REGIONS } : 'pass');
  try {
    const build = await projectOf(sandbox, directory);
    const tools = dirname(pythonProgram('aws', AWS_CLI));
    const path = [programs(suite), tools, process.env['PATH']].join(delimiter);
    const first = await night(suite, build, path);
    await openRole();
    const second = await night(suite, build, path);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    return [
      ...expect('findings of the first night', first.findings, []),
      ...expect('findings of the second night', second.findings, [['public-role-trust', 'new']]),
      ...expect('results in the SARIF file of the second night', second.results, ['public-role-trust']),
      ...expect('what is in the bucket', second.keys, [`${today}/audit.sarif`, 'last.json']),
    ];
  } finally {
    proxy.judge = () => 'pass';
    await sandbox.terraform(directory, ['destroy', '-input=false', '-auto-approve']).catch(() => undefined);
  }
}

/** The build as the plan has it. */
async function projectOf({ terraform }, directory) {
  await terraform(directory, ['plan', '-input=false', '-out=saved.plan']);
  const plan = JSON.parse(await terraform(directory, ['show', '-json', 'saved.plan']));
  const { values } = plan.planned_values.root_module.resources.find(({ address }) => address === PROJECT);
  const variables = values.environment[0].environment_variable.map(({ name, value }) => [name, value]);
  return {
    variables: Object.fromEntries(variables),
    commands: parse(values.source[0].buildspec).phases.build.commands,
  };
}

/** One build in a fresh folder. A command that fails ends it, as it ends the phase of a build. */
async function night(suite, { variables, commands }, path) {
  const cwd = mkdtempSync(join(suite.sandbox.folder, 'night-'));
  const env = { ...process.env, ...variables, PATH: path, AWS_ENDPOINT_URL: suite.sandbox.endpoint };
  for (const command of commands) await shell(command, { cwd, env, maxBuffer: 2 ** 28 });
  const bucket = variables['REPORT_BUCKET'];
  const s3 = new S3Client({ endpoint: suite.sandbox.endpoint, forcePathStyle: true });
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const keys = Contents.map(({ Key }) => Key).sort();
  const read = async (key) =>
    JSON.parse(await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body.transformToString());
  const { findings } = await read('last.json');
  const { runs } = await read(keys[0]);
  return {
    keys,
    findings: findings.map(({ ruleId, status }) => [ruleId, status]),
    results: runs[0].results.map(({ ruleId }) => ruleId),
  };
}

/** Not in one piece: the proxy that the command speaks to runs in this process. */
function shell(command, options) {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', command], options, (error, _, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`\`${command}\` ended with ${error.code}: ${stderr}`));
    });
  });
}

/** A role that any account may assume and that launches instances. */
async function openRole() {
  const iam = new IAMClient({});
  const document = (statement) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const RoleName = 'opened';
  const trust = document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  const launch = document({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: launch }));
}

/** A folder in which `npx` runs this project instead of the published package. */
function programs({ bin, proxy, sandbox, env }) {
  const folder = join(sandbox.folder, 'programs');
  mkdirSync(folder, { recursive: true });
  const npx = join(folder, 'npx');
  writeFileSync(
    npx,
    `#!/bin/sh
[ "$1" = --yes ] || exit 90
case "$2" in iam-miner-lint@*) ;; *) exit 91 ;; esac
shift 2
AWS_ENDPOINT_URL='${proxy.endpoint}' NODE_OPTIONS='${env.NODE_OPTIONS}' exec '${process.execPath}' '${bin}' "$@"
`,
  );
  chmodSync(npx, 0o755);
  return folder;
}

function expect(what, seen, wanted) {
  const same = JSON.stringify(seen) === JSON.stringify(wanted);
  return same ? [] : [`${what}: ${JSON.stringify(seen)}, expected ${JSON.stringify(wanted)}`];
}
