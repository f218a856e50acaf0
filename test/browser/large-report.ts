import type { Finding, PathStep, Report } from '../../src/schemas/report.generated.js';
import { report, step } from '../reports/report-sample.js';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const COMPUTE = [
  'ec2-run-instances',
  'ecs-run-task',
  'lambda-create-function',
  'batch-submit-job',
  'codebuild-start-build',
];
const SEVERITIES = ['critical', 'high', 'high', 'medium', 'low'] as const;
const OUTSIDERS: readonly Finding['entry'][] = [
  { kind: 'any-aws-account', id: '*' },
  { kind: 'foreign-account', id: '999999999999' },
  { kind: 'federated', id: 'token.actions.githubusercontent.com' },
  { kind: 'anonymous', id: '*' },
];

/** A report of an account of 10,000 principals; the same numbers give the same report. */
export function largeReport(findings: number): Report {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const role = (account: string): string => `arn:aws:iam::${account}:role/team-${random(50)}/role-${random(10_000)}`;
  const statement = (policyType: 'trust' | 'identity-based'): PathStep['statements'][number] => ({
    policy: `policy-${random(500)}`,
    policyType,
    index: 0,
    sid: null,
    address: null,
    location: { uri: 'account.json', startLine: 1 + random(90_000) },
  });
  const list = Array.from({ length: findings }, (_, index): Finding => {
    const account = pick(ACCOUNTS);
    const entered = role(account);
    const entry = pick(OUTSIDERS);
    const compute = Array.from({ length: 1 + random(3) }, () => pick(COMPUTE));
    return {
      ruleId: pick(['public-role-trust', 'oidc-subject-wildcard', 'long-term-credential']),
      severity: pick(SEVERITIES),
      confidence: pick(['certain', 'conditional'] as const),
      status: pick(['existing', 'existing', 'new'] as const),
      fingerprint: index.toString(16).padStart(32, '0'),
      message: `Through the trust policy of role ${entered}, an outsider reaches compute.`,
      entry,
      opened: null,
      reaches: [entered, ...Array.from({ length: random(findings > 1_000 ? 40 : 1_000) }, () => role(account))],
      compute: [...new Set(compute)],
      paths: compute.map((id) => {
        const next = role(account);
        return {
          compute: id,
          steps: [
            step({ from: entry.id, to: entered, statements: [statement('trust')] }),
            step({ from: entered, to: next, statements: [statement('identity-based'), statement('trust')] }),
            step({ from: next, to: id, via: id, description: 'starts it', statements: [statement('identity-based')] }),
          ],
        };
      }),
      location: { uri: 'account.json', startLine: 1 },
      fix: { summary: 'Name the principals that need the role.', change: '' },
      activity: null,
    };
  });
  const whole = report(list, [], {
    inputs: [{ kind: 'authorization-details', uri: 'account.json', accounts: ACCOUNTS, sources: null }],
  });
  return { ...whole, summary: { ...whole.summary, principals: 10_000 } };
}
