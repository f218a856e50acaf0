import { describe, expect, test } from 'vitest';
import { readTerraformPlan } from '../../src/inputs/terraform/index.js';
import { lint, type LintOptions } from '../../src/pipeline/lint.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { ACCOUNT, document, type Fields, plan, type ResourceSpec } from '../inputs/terraform/plan-builder.js';

const PARTNER = '222222222222';
const ARN = `arn:aws:iam::${ACCOUNT}:role/r`;

const trusting = (principal: Fields | string, condition: Fields = {}, action = 'sts:AssumeRole') =>
  document({ Effect: 'Allow', Principal: principal, Action: action, Condition: condition });
const partner = (condition: Fields = {}) => trusting({ AWS: `arn:aws:iam::${PARTNER}:root` }, condition);
const role = (trust: string): Fields => ({ name: 'r', arn: ARN, path: '/', assume_role_policy: trust });
const inline = (...statements: readonly Fields[]): Fields => ({
  id: 'r:p',
  name: 'p',
  role: 'r',
  policy: document(...statements),
});
const launch = (more: Fields = {}): Fields => ({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*', ...more });
const changed = (address: string, before: Fields | null, after: Fields | null, more = {}): ResourceSpec => ({
  address,
  before,
  after,
  ...more,
});
const steady = (address: string, fields: Fields): ResourceSpec => changed(address, fields, fields);
const REPLACED = { actions: ['delete', 'create'] };

function lintPlan(resources: readonly ResourceSpec[], options: Partial<LintOptions<never>> = {}): Report {
  const models = readTerraformPlan(plan(resources), {
    uri: 'plan.json',
    managedPolicy: (arn) => (arn.endsWith('/Launch') ? (JSON.parse(document(launch())) as unknown) : null),
  });
  return lint(
    [{ kind: 'terraform-plan', uri: 'plan.json', text: JSON.stringify(plan(resources)), base: false, ...models }],
    {
      trust: { accounts: [ACCOUNT], organization: null, owners: {}, oidc: [] },
      threatModel: 'outsider',
      suppressions: [],
      now: Date.parse('2026-11-23'),
      version: '0',
      ...options,
    },
  ).report;
}

describe('a finding stands at the line that a change touches', () => {
  const SERVICE = (service: string) => trusting({ Service: service });
  const FUNCTION = { function_name: 'f', arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`, role: ARN };
  const permission = (more: Fields): Fields => ({
    statement_id: 's3',
    function_name: 'f',
    action: 'lambda:InvokeFunction',
    ...more,
  });
  const HTTPS = { protocol: 'tcp', from_port: 443, to_port: 443 };
  const group = (...ranges: readonly string[]): Fields => ({
    id: 'sg-1',
    ingress: ranges.map((range) => ({ ...HTTPS, cidr_blocks: [range] })),
  });
  const web = (before: Fields, after: Fields): readonly ResourceSpec[] => [
    steady('aws_iam_role.r', role(SERVICE('ec2.amazonaws.com'))),
    steady('aws_iam_role_policy.p', inline(launch())),
    steady('aws_iam_instance_profile.p', { name: 'p', role: 'r' }),
    changed('aws_security_group.web', before, after),
    steady('aws_instance.web', {
      id: 'i-1',
      arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
      iam_instance_profile: 'p',
      associate_public_ip_address: true,
      vpc_security_group_ids: ['sg-1'],
    }),
  ];
  const deny = (more: Fields): Fields => ({
    Sid: 'No',
    Effect: 'Deny',
    Action: ['ec2:RunInstances'],
    Resource: '*',
    ...more,
  });
  const denied = (...after: readonly Fields[]): readonly ResourceSpec[] => [
    steady('aws_iam_role.r', role(partner())),
    changed('aws_iam_role_policy.p', inline(launch(), deny({})), inline(launch(), ...after)),
  ];
  const pool = (guests: boolean): Fields => ({
    id: 'eu-west-1:00000000-0000-4000-8000-000000000001',
    identity_pool_name: 'app',
    allow_unauthenticated_identities: guests,
  });

  test.each<[name: string, resources: readonly ResourceSpec[], rule: string, pointer: string, what: string | null]>([
    [
      'the policy of an attachment that is replaced',
      [
        steady('aws_iam_role.r', role(partner())),
        changed(
          'aws_iam_role_policy_attachment.a',
          { id: 'a', role: 'r', policy_arn: 'arn:aws:iam::aws:policy/Read' },
          { role: 'r', policy_arn: 'arn:aws:iam::aws:policy/Launch' },
          REPLACED,
        ),
      ],
      'foreign-account-trust',
      '/resource_changes/1/change/after/policy_arn',
      null,
    ],
    [
      'the principal of a permission that is replaced, not what it asks for no more',
      [
        steady('aws_iam_role.r', role(SERVICE('lambda.amazonaws.com'))),
        steady('aws_iam_role_policy.p', inline(launch())),
        steady('aws_lambda_function.f', FUNCTION),
        changed(
          'aws_lambda_permission.f',
          permission({ event_source_token: '', principal: 's3.amazonaws.com', source_account: ACCOUNT }),
          permission({ event_source_token: null, principal: '*', source_account: null }),
          REPLACED,
        ),
      ],
      'public-function',
      '/resource_changes/3/change/after/principal',
      null,
    ],
    [
      'the range in the only block of a security group',
      web(group('10.0.0.0/8'), group('0.0.0.0/0')),
      'exposed-workload',
      '/resource_changes/3/change/after/ingress/0/cidr_blocks',
      'changes ingress.cidr_blocks',
    ],
    [
      'the range in one of several blocks',
      web(group('192.168.0.0/16', '10.0.0.0/8'), group('0.0.0.0/0', '192.168.0.0/16')),
      'exposed-workload',
      '/resource_changes/3/change/after/ingress/0/cidr_blocks',
      'changes ingress.cidr_blocks',
    ],
    [
      'the block that is added',
      web(group('10.0.0.0/8'), group('10.0.0.0/8', '0.0.0.0/0')),
      'exposed-workload',
      '/resource_changes/3/change/after/ingress/1',
      'changes ingress',
    ],
    [
      'the blocks, where several change',
      web(group('10.0.0.0/8', '192.168.0.0/16'), group('0.0.0.0/0', '172.16.0.0/12')),
      'exposed-workload',
      '/resource_changes/3/change/after/ingress',
      'changes ingress',
    ],
    [
      'the action that a deny lost',
      denied(deny({ Action: ['ec2:TerminateInstances'] })),
      'foreign-account-trust',
      '/resource_changes/1/change/after/policy/Statement/1/Action',
      'removes ec2:RunInstances from Action of statement No',
    ],
    [
      'the condition that a deny gained',
      denied(deny({ Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } })),
      'foreign-account-trust',
      '/resource_changes/1/change/after/policy/Statement/1/Condition/StringEquals/aws:RequestedRegion/0',
      'changes the condition on aws:RequestedRegion of statement No',
    ],
    [
      'the policy, where the deny is gone',
      denied(),
      'foreign-account-trust',
      '/resource_changes/1/change/after/policy',
      'changes policy',
    ],
    [
      'the identity pool that lets in guests',
      [
        changed('aws_cognito_identity_pool.p', pool(false), pool(true)),
        steady(
          'aws_iam_role.r',
          role(
            trusting(
              { Federated: 'cognito-identity.amazonaws.com' },
              {
                StringEquals: {
                  'cognito-identity.amazonaws.com:aud': 'eu-west-1:00000000-0000-4000-8000-000000000001',
                },
              },
              'sts:AssumeRoleWithWebIdentity',
            ),
          ),
        ),
        steady('aws_iam_role_policy.p', inline(launch())),
      ],
      'public-identity-pool',
      '/resource_changes/0/change/after/allow_unauthenticated_identities',
      'changes allow_unauthenticated_identities',
    ],
  ])('%s', (_, resources, ruleId, pointer, what) => {
    const { findings } = lintPlan(resources);
    expect(findings.map((finding) => [finding.ruleId, finding.location.pointer, finding.opened?.by[0]?.what])).toEqual([
      [ruleId, pointer, what],
    ]);
  });
});

describe('what is run is limited', () => {
  const types = (...values: readonly string[]): Fields => ({ StringLikeIfExists: { 'ec2:InstanceType': values } });

  test.each<[name: string, before: Fields, after: Fields, status: string]>([
    ['to one more instance type', types('t3.micro'), types('t3.micro', 'p5.48xlarge'), 'worse'],
    ['to one instance type less', types('t3.micro', 'p5.48xlarge'), types('t3.micro'), 'existing'],
    ['by a wider pattern', types('t3.*'), types('t*'), 'worse'],
    ['by a narrower pattern', types('t*'), types('t3.*'), 'existing'],
    ['to another instance type', types('t3.micro'), types('t3.nano'), 'existing'],
  ])('%s', (_, before, after, status) => {
    const { findings } = lintPlan([
      steady('aws_iam_role.r', role(partner())),
      changed('aws_iam_role_policy.p', inline(launch({ Condition: before })), inline(launch({ Condition: after }))),
    ]);
    expect(findings.map((finding) => finding.status)).toEqual([status]);
  });
});

describe('everybody, but by some ways only, is less than everybody', () => {
  const OFFICE = { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
  const ENDPOINT = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
  const github = (condition: Fields) =>
    trusting(
      { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' }, ...condition },
      'sts:AssumeRoleWithWebIdentity',
    );

  test.each<[name: string, trust: string, severity: string, confidence: string]>([
    ['any account', trusting('*'), 'critical', 'certain'],
    ['any account, from the office', trusting('*', OFFICE), 'high', 'conditional'],
    ['any account, through an endpoint', trusting('*', ENDPOINT), 'high', 'conditional'],
    [
      'any account, from anywhere',
      trusting('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
      'critical',
      'certain',
    ],
    ['any account, through a service', trusting('*', { Bool: { 'aws:ViaAWSService': 'true' } }), 'high', 'conditional'],
    [
      'any account, through one service',
      trusting('*', { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } }),
      'high',
      'conditional',
    ],
    ['any repository, from the office', github(OFFICE), 'high', 'conditional'],
    ['a named account, which has an office of its own', partner(OFFICE), 'high', 'conditional'],
  ])('%s', (_, trust, severity, confidence) => {
    const { findings } = lintPlan([
      steady('aws_iam_role.r', role(trust)),
      steady('aws_iam_role_policy.p', inline(launch())),
    ]);
    expect(findings.map((finding) => [finding.severity, finding.confidence])).toEqual([[severity, confidence]]);
  });
});

test('a door between accounts of one input that asks for less is told where each account is a zone of its own', () => {
  const ours = { name: 'own', arn: `arn:aws:iam::${PARTNER}:role/own`, path: '/', assume_role_policy: trusting('*') };
  const id = { StringEquals: { 'sts:ExternalId': 'c0ffee' } };
  const resources = (before: string, after: string) => [
    steady('aws_iam_role.own', { ...ours, assume_role_policy: trusting({ Service: 'ec2.amazonaws.com' }) }),
    changed('aws_iam_role.r', role(before), role(after)),
    steady('aws_iam_role_policy.p', inline(launch())),
  ];
  const status = (before: string, after: string, trustScope: 'account' | 'organization') =>
    lintPlan(resources(before, after), {
      trustScope,
      trust: { accounts: [], organization: null, owners: {}, oidc: [] },
    }).findings.map((finding) => finding.status);
  expect(status(partner(id), partner(), 'organization')).toEqual([]);
  expect(status(partner(id), partner(), 'account')).toEqual(['worse']);
  expect(status(partner(), partner(id), 'account')).toEqual(['existing']);
});

test('what is closed is told with the way that it had, through what is gone as well', () => {
  const user = { name: 'u', arn: `arn:aws:iam::${ACCOUNT}:user/u`, path: '/' };
  const assume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ARN };
  const policy = { id: 'u:p', name: 'p', user: 'u', policy: document(assume) };
  const admin = inline({ Effect: 'Allow', Action: '*', Resource: '*' });
  const open = role(trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }));
  const rows: readonly (readonly [string, Fields])[] = [
    ['aws_iam_user.u', user],
    ['aws_iam_user_policy.p', policy],
    ['aws_iam_role.r', open],
    ['aws_iam_role_policy.a', admin],
  ];
  const options = { threatModel: 'insider' } as const;
  const opened = lintPlan(
    rows.map(([address, fields]) => changed(address, null, fields)),
    options,
  );
  const closed = lintPlan(
    rows.map(([address, fields]) => changed(address, fields, null)),
    options,
  );
  const told = (findings: readonly { readonly message: string }[]) => findings.map(({ message }) => message).sort();
  expect(opened.findings).not.toEqual([]);
  expect(told(closed.fixed)).toEqual(told(opened.findings));
});
