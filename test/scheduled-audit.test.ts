import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, test } from 'vitest';
import { run } from './cli/run.js';

const FOLDER = 'examples/scheduled-audit';
const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');

describe('the scheduled audits', () => {
  test.each(['github-actions', 'codebuild'])('%s opens no way in', async (name) => {
    const { code, out, err } = await run([`${FOLDER}/${name}/plan.json`, '--format', 'json']);
    expect(err).toBe('');
    const { findings, summary } = JSON.parse(out) as { findings: unknown[]; summary: { gaps: number } };
    expect(findings).toEqual([]);
    expect(summary.gaps).toBe(0);
    expect(code).toBe(0);
  });

  test('the workflow’s role would be found if any repository could assume it and it started instances', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-scheduled-'));
    cpSync(`${FOLDER}/github-actions`, folder, { recursive: true });
    const edit = (name: string, from: string, to: string): void => {
      writeFileSync(join(folder, name), read(`github-actions/${name}`).replaceAll(from, to));
    };
    edit('main.tf', '"token.actions.githubusercontent.com:sub" = "repo:${var.repository}:ref:refs/heads/main"', '');
    edit('plan.json', 'ec2:DescribeFleets', 'ec2:RunInstances');
    const { out } = await run([join(folder, 'plan.json'), '--format', 'json', '--fail-on', 'never']);
    const { findings } = JSON.parse(out) as { findings: { ruleId: string }[] };
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['oidc-subject-wildcard']);
    rmSync(folder, { recursive: true });
  });

  test('the workflow is one to GitHub’s own parser', () => {
    const file = { name: 'audit.yml', content: read('github-actions/audit.yml') };
    expect(parseWorkflow(file, new NoOperationTraceWriter()).context.errors.getErrors()).toEqual([]);
  });

  test.each(['github-actions', 'codebuild'])('the role of %s reads what the table of calls needs', (name) => {
    const plan = JSON.parse(read(`${name}/plan.json`)) as {
      planned_values: { root_module: { resources: { address: string; values: { policy?: string } }[] } };
    };
    const policy = plan.planned_values.root_module.resources.find(
      ({ address }) => address === 'aws_iam_role_policy.account',
    )?.values.policy;
    expect(JSON.parse(policy ?? '')).toEqual(JSON.parse(read(`${name}/read-account.json`)));
  });
});
