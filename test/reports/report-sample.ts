import type { ReportOptions } from '../../src/reports/index.js';
import type { Finding, PathStep, Report } from '../../src/schemas/report.generated.js';

const CI = 'arn:aws:iam::111111111111:role/ci';
const DEPLOY = 'arn:aws:iam::222222222222:role/service-role/deploy';
const NIGHTLY = 'arn:aws:iam::111111111111:role/夜間バッチ';

/** A step that rests on nothing, to be changed by the caller. */
export function step(changes: Partial<PathStep> & Pick<PathStep, 'from' | 'to'>): PathStep {
  return {
    via: 'assume-role',
    description: 'assumes the role',
    address: null,
    statements: [],
    witness: [],
    assumptions: [],
    bounds: [],
    location: null,
    ...changes,
  };
}

/** A finding with one short path, to be changed by the caller. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    ruleId: 'public-role-trust',
    severity: 'critical',
    confidence: 'certain',
    status: 'existing',
    fingerprint: '0123456789abcdef',
    message: 'Through the trust policy of role ci, any AWS account acts as ci and launches EC2 instances.',
    entry: { kind: 'any-aws-account', id: '*' },
    opened: null,
    reaches: [CI],
    compute: ['ec2-run-instances'],
    paths: [
      {
        compute: 'ec2-run-instances',
        steps: [
          step({ from: '*', to: CI }),
          step({ from: CI, to: 'ec2-run-instances', via: 'ec2-run-instances', description: 'launches EC2 instances' }),
        ],
      },
    ],
    location: { uri: 'ci.tf', startLine: 12 },
    fix: { summary: 'Name the principals that need the role.', change: '' },
    activity: null,
    ...changes,
  };
}

/** A report around findings and gaps, its numbers counted. */
export function report(findings: readonly Finding[], gaps: Report['gaps'] = [], changes: Partial<Report> = {}): Report {
  const number = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  return {
    schemaVersion: '1',
    tool: { name: 'iam-miner-lint', version: '1.2.3' },
    threatModel: 'outsider',
    inputs: [{ kind: 'terraform-plan', uri: 'infra/prod/plan.json', accounts: ['111111111111'], sources: null }],
    summary: {
      critical: number('critical'),
      high: number('high'),
      medium: number('medium'),
      low: number('low'),
      note: number('note'),
      suppressed: 0,
      leftOut: 0,
      principals: 12,
      policies: 30,
      gaps: gaps.length,
    },
    findings: [...findings],
    fixed: [],
    gaps,
    ...changes,
  };
}

/** Options for plain text of 100 columns. */
export const options: ReportOptions = {
  colour: false,
  width: 100,
  verbose: false,
  time: Date.parse('2026-11-23T12:00:00Z'),
  rules: {
    'public-role-trust': {
      title: 'Any AWS account may assume a role',
      why: 'A trust policy whose principal is `*` lets every AWS account\ncall `sts:AssumeRole` on the role.\n\nRole names are guessed.\n',
      fix: 'Name the principals that need the role.\n\n```json\n{ "Principal": { "AWS": "…" } }\n```\n',
      references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html'],
      tags: ['attack.t1078.004', 'attack.t1496.001'],
      precision: 'very-high',
    },
    'oidc-subject-wildcard': {
      title: 'An OIDC role does not pin the subject to a tenant of ours',
      why: 'Every repository of the platform gets a token that the role accepts.',
      fix: 'Pin `sub` to your repository.',
      references: [],
      tags: ['attack.t1199'],
      precision: 'high',
    },
    'long-term-credential': {
      title: 'A long-term credential reaches compute',
      why: 'Access keys leak.',
      fix: 'Use a role.',
      references: [],
      tags: [],
      precision: 'medium',
    },
  },
  primitives: {
    'ec2-run-instances': { title: 'launches EC2 instances', service: 'ec2' },
    'ecs-run-task': { title: 'runs ECS tasks' },
    'lambda-create-function': { title: 'creates Lambda functions' },
    'batch-submit-job': { title: 'submits Batch jobs' },
    'codebuild-start-build': { title: 'starts CodeBuild builds' },
  },
};

/** Findings out of order, over two accounts, with assumptions, bounds, names in wide characters, folded compute and gaps of two kinds. */
export const sample: Report = report(
  [
    finding({
      ruleId: 'long-term-credential',
      severity: 'low',
      fingerprint: 'fedcba9876543210',
      message: 'Whoever finds an access key of user build-bot submits Batch jobs.',
      entry: { kind: 'credential', id: 'arn:aws:iam::111111111111:user/build-bot' },
      entries: ['build-bot', 'a', 'b', 'c', 'd'].map((name) => ({
        kind: 'credential',
        id: `arn:aws:iam::111111111111:user/${name}`,
      })),
      drift: true,
      administrator: { principal: DEPLOY, steps: 2, confidence: 'conditional' },
      reaches: ['arn:aws:iam::111111111111:user/build-bot'],
      compute: ['batch-submit-job'],
      paths: [
        {
          compute: 'batch-submit-job',
          steps: [
            step({
              from: 'leaked credential',
              to: 'arn:aws:iam::111111111111:user/build-bot',
              via: 'credential',
              description: 'uses the access key of the user',
            }),
            step({
              from: 'arn:aws:iam::111111111111:user/build-bot',
              to: 'batch-submit-job',
              via: 'batch-submit-job',
              description: 'submits Batch jobs',
              statements: [
                { policy: 'batch', policyType: 'identity-based', index: 3, sid: null, address: null, location: null },
              ],
              bounds: ['aws:RequestedRegion is eu-central-1 or eu-west-1'],
            }),
          ],
        },
      ],
      location: { uri: 'infra/prod/plan.json', startLine: 1, startColumn: 20417, endLine: 1, endColumn: 20433 },
    }),
    finding({
      ruleId: 'oidc-subject-wildcard',
      severity: 'critical',
      confidence: 'conditional',
      status: 'new',
      fingerprint: '00112233445566778899aabbccddeeff',
      message:
        'Through the trust policy of role ci, whose subject pattern other tenants match, any repository on GitHub acts as ci and runs ECS tasks (steps: 3, compute primitives reached: 5).',
      entry: { kind: 'federated', id: 'token.actions.githubusercontent.com' },
      reaches: [CI, DEPLOY, NIGHTLY],
      compute: ['batch-submit-job', 'codebuild-start-build', 'ec2-run-instances', 'ecs-run-task', 'new-primitive'],
      paths: [
        {
          compute: 'ecs-run-task',
          steps: [
            step({
              from: 'token.actions.githubusercontent.com',
              to: CI,
              via: 'assume-role-with-web-identity',
              description: 'assumes the role with a token of its workflow',
              address: 'module.ci["eu-west-1"].aws_iam_role.this',
              statements: [
                {
                  policy: 'ci',
                  policyType: 'trust',
                  index: 0,
                  sid: 'GitHubActions',
                  address: 'module.ci["eu-west-1"].aws_iam_role.this',
                  location: {
                    uri: './modules/ci role/main.tf',
                    startLine: 12,
                    startColumn: 3,
                    endLine: 19,
                    endColumn: 4,
                  },
                },
              ],
              witness: [
                {
                  principal: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
                  action: 'sts:AssumeRoleWithWebIdentity',
                  resource: CI,
                  context: { 'token.actions.githubusercontent.com:sub': ['repo:acme-evil/x:ref:refs/heads/main'] },
                },
              ],
              location: { uri: 'modules\\ci role\\main.tf', startLine: 10 },
            }),
            step({
              from: CI,
              to: DEPLOY,
              statements: [
                {
                  policy: 'arn:aws:iam::111111111111:policy/ci-deploy',
                  policyType: 'identity-based',
                  index: 0,
                  sid: 'AssumeDeploy',
                  address: 'aws_iam_policy.ci_deploy',
                  location: { uri: 'infra/prod/ci.tf', startLine: 40, startColumn: 5 },
                },
                {
                  policy: 'deploy',
                  policyType: 'trust',
                  index: 1,
                  sid: null,
                  address: null,
                  location: null,
                },
              ],
              assumptions: ['aws:MultiFactorAuthPresent is true', 'aws:SourceVpce matches vpce-0123456789abcdef0'],
            }),
            step({
              from: DEPLOY,
              to: NIGHTLY,
              via: 'pass-role',
              description: 'runs ECS tasks with the role',
              location: { uri: 'infra/prod/ecs.tf', startLine: 7 },
            }),
            step({
              from: NIGHTLY,
              to: 'ecs-run-task',
              via: 'ecs-run-task',
              description: 'runs ECS tasks',
              statements: [
                {
                  policy: 'AdministratorAccess',
                  policyType: 'identity-based',
                  index: 0,
                  sid: null,
                  address: null,
                  location: { uri: 'infra/prod/ecs.tf', startLine: 9 },
                },
              ],
              bounds: ['ecs:cluster matches arn:aws:ecs:eu-central-1:111111111111:cluster/batch'],
            }),
          ],
        },
        {
          compute: 'ec2-run-instances',
          steps: [
            step({ from: 'token.actions.githubusercontent.com', to: CI, description: 'assumes the role' }),
            step({
              from: CI,
              to: 'ec2-run-instances',
              via: 'ec2-run-instances',
              description: 'launches EC2 instances',
            }),
          ],
        },
      ],
      notes: [
        'image registry.example/worker:latest comes from a registry that is not yours and is not pinned by its digest',
      ],
      location: { uri: './modules/ci role/main.tf', startLine: 12, startColumn: 3, endLine: 19, endColumn: 4 },
      fix: {
        summary: 'Pin `sub` to your repository, and `aud` to `sts.amazonaws.com`.',
        change:
          '```json\n{\n  "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/x:ref:refs/heads/main" }\n}\n```',
      },
    }),
  ],
  [
    {
      kind: 'unresolved-policy',
      address: 'aws_iam_role_policy.worker',
      reason: 'known only after apply',
      location: { uri: 'infra/prod/worker.tf', startLine: 3 },
    },
    {
      kind: 'invalid-policy',
      address: 'aws_iam_policy.old',
      reason: '/Statement/0/Effect: expected "Allow" or "Deny"',
      location: null,
    },
    ...['a', 'b', 'c'].map((name) => ({
      kind: 'unresolved-policy',
      address: `aws_iam_user_policy.${name}`,
      reason: 'known only after apply',
      location: null,
    })),
  ],
  {
    inputs: [
      {
        kind: 'terraform-plan',
        uri: 'infra/prod/plan.json',
        accounts: ['111111111111', '222222222222'],
        sources: null,
      },
    ],
    summary: {
      critical: 1,
      high: 0,
      medium: 0,
      low: 1,
      note: 0,
      suppressed: 2,
      leftOut: 0,
      principals: 41,
      policies: 1,
      gaps: 5,
    },
  },
);
