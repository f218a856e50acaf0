import { describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import { lint } from '../../src/pipeline/lint.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { Readable } from 'node:stream';
import { allow, deny, document, trusts } from '../builders/account.js';

type Statement = Readonly<Record<string, unknown>>;

/** Lints authorization details with one open role. */
async function report(
  statements: readonly Statement[],
  name = 'worker',
  before: readonly string[] = [],
): Promise<Report> {
  const role = (roleName: string) => ({
    RoleName: roleName,
    Arn: `arn:aws:iam::111111111111:role/${roleName}`,
    Path: '/',
    AssumeRolePolicyDocument: document([trusts('*')]),
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: document(statements) }],
    AttachedManagedPolicies: [],
  });
  const text = JSON.stringify({ RoleDetailList: [...before, name].map(role) });
  const input = await loadInput('-', { stdin: Readable.from([Buffer.from(text)]) });
  const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
  return lint([input], { trust, threatModel: 'outsider', suppressions: [], now: Date.now(), version: '0' }).report;
}

const ONLY_MICRO = deny('ec2:RunInstances', {
  Resource: 'arn:aws:ec2:*:*:instance/*',
  Condition: { StringNotEquals: { 'ec2:InstanceType': 't3.micro' } },
});

describe('severity', () => {
  test.each([
    ['instances of any type', [allow('ec2:RunInstances')], 'critical'],
    ['instances of one type', [allow('ec2:RunInstances'), ONLY_MICRO], 'high'],
    ['containers that cost little', [allow('lightsail:*')], 'high'],
  ])('%s', async (_, statements, severity) => {
    const { findings, summary } = await report(statements);
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
    expect(summary).toMatchObject({ [severity]: 1, suppressed: 0 });
  });
});

describe('fingerprint', () => {
  const of = async (...args: Parameters<typeof report>) =>
    (await report(...args)).findings.map(({ fingerprint }) => fingerprint);
  const LAUNCH = [allow('ec2:RunInstances')];

  test('is the same after reordering and with other statements beside', async () => {
    const [alone] = await of(LAUNCH);
    expect(alone).toMatch(/^[0-9a-f]{32}$/);
    expect(await of([allow('s3:*'), ...LAUNCH])).toEqual([alone]);
    expect(await of(LAUNCH, 'worker', ['another'])).toContain(alone);
  });

  test('differs for another role', async () => {
    expect(await of(LAUNCH)).not.toEqual(await of(LAUNCH, 'helper'));
  });
});

test('findings are in order of rule and place, whatever the input order', async () => {
  const { findings } = await report([allow('ec2:RunInstances')], 'b', ['c', 'a']);
  expect(findings.map(({ location }) => location.pointer)).toEqual(
    [0, 1, 2].map((index) => `/RoleDetailList/${String(index)}/AssumeRolePolicyDocument`),
  );
  expect(findings.map(({ message }) => message).join(' ')).not.toMatch(/\{\{/);
});

describe('a change', () => {
  test('what it opens is new and pinned to the changed statement', async () => {
    const input = await loadInput('examples/pull-request/plan.json');
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const { findings } = lint([input], {
      trust,
      threatModel: 'outsider',
      suppressions: [],
      now: Date.now(),
      version: '0',
    }).report;
    expect(findings).toMatchObject([
      { status: 'new', location: { uri: 'examples/pull-request/main.tf', startLine: 32, endLine: 32 } },
    ]);
  });

  test('what was open before is not', async () => {
    const input = await loadInput('examples/pull-request/plan.json');
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const same = { ...input, before: input.after };
    const { findings } = lint([same], {
      trust,
      threatModel: 'outsider',
      suppressions: [],
      now: Date.now(),
      version: '0',
    }).report;
    expect(findings).toMatchObject([{ status: 'existing' }]);
  });
});
