import { describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import { readTerraformPlan } from '../../src/inputs/terraform/index.js';
import { lint, type LintOptions } from '../../src/pipeline/lint.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { document, type Fields, plan, references, type ResourceSpec } from '../inputs/terraform/plan-builder.js';

const PARTNER = document({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action: 'sts:AssumeRole',
});
const ANYBODY = document({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' });
const OURS = document({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Action: 'sts:AssumeRole',
});
const ARN = 'arn:aws:iam::111111111111:role/r';
const statement = (effect: 'Allow' | 'Deny', action: string) => ({ Effect: effect, Action: action, Resource: '*' });
const LAUNCH = document(statement('Allow', 'ec2:RunInstances'));
const LIGHTSAIL = document(statement('Allow', 'lightsail:CreateInstances'));

const role = (trust: string) => ({ name: 'r', arn: ARN, path: '/', assume_role_policy: trust });
const inline = (name: string, policy: string) => ({ id: `r:${name}`, name, role: 'r', policy });

/** A role, and its inline policies by name, before and after. */
function lintChange(
  trust: readonly [before: string | null, after: string | null],
  policies: Readonly<Record<string, readonly [before: string | null, after: string | null]>>,
  options: Partial<LintOptions<never>> = {},
): Report {
  const [before, after] = trust.map((text) => (text === null ? null : role(text)));
  const resources: readonly ResourceSpec[] = [
    { address: 'aws_iam_role.r', before: before ?? null, after: after ?? null },
    ...Object.entries(policies).map(([name, [was, is]]) => ({
      address: `aws_iam_role_policy.${name}`,
      before: was === null ? null : inline(name, was),
      after: is === null ? null : inline(name, is),
      expressions: { role: references('aws_iam_role.r.id') },
    })),
  ];
  return lintResources(resources, options);
}

function lintResources(resources: readonly ResourceSpec[], options: Partial<LintOptions<never>>): Report {
  const models = readTerraformPlan(plan(resources), { uri: 'plan.json', managedPolicy: () => null });
  return lint(
    [{ kind: 'terraform-plan', uri: 'plan.json', text: JSON.stringify(plan(resources)), base: false, ...models }],
    {
      trust: { accounts: ['111111111111'], organization: null, owners: {}, oidc: [] },
      threatModel: 'outsider',
      suppressions: [],
      now: Date.parse('2026-11-23'),
      version: '0',
      ...options,
    },
  ).report;
}

type Doors = readonly [url: 'NONE' | 'AWS_IAM', permission: string | null];

/** A function whose role launches instances, with its URL and what everybody may do, before and after. */
function lintFunction(before: Doors, after: Doors): Report {
  const trust = document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
  const code = { function_name: 'f', arn: 'arn:aws:lambda:eu-west-1:111111111111:function:f', role: ARN };
  const both = (address: string, make: (doors: Doors) => Fields | null): ResourceSpec => ({
    address,
    before: make(before),
    after: make(after),
  });
  const resources = [
    both('aws_iam_role.r', () => role(trust)),
    both('aws_iam_role_policy.launch', () => inline('launch', LAUNCH)),
    both('aws_lambda_function.f', () => code),
    both('aws_lambda_function_url.f', ([url]) => ({ function_name: 'f', authorization_type: url })),
    both('aws_lambda_permission.f', ([, action]) =>
      action === null
        ? null
        : { id: 'a', statement_id: 'a', function_name: 'f', principal: '*', action: `lambda:${action}` },
    ),
  ];
  return lintResources(resources, {});
}

const statuses = ({ findings, fixed }: Report): readonly string[] => [
  ...findings.map(({ status, opened }) =>
    [
      status,
      ...(opened?.by ?? []).map(({ action, address }) => `${action} ${address}`),
      ...(opened?.existed ?? []).map((address) => `(${address})`),
    ].join(' '),
  ),
  ...fixed.map(({ ruleId }) => `fixed ${ruleId}`),
];

describe('what a plan does to a path', () => {
  test.each<[name: string, report: Report, expected: readonly string[]]>([
    [
      'everything is created',
      lintChange([null, PARTNER], { launch: [null, LAUNCH] }),
      ['new create aws_iam_role.r create aws_iam_role_policy.launch'],
    ],
    [
      'the door is opened',
      lintChange([OURS, PARTNER], { launch: [LAUNCH, LAUNCH] }),
      ['new update aws_iam_role.r (aws_iam_role_policy.launch)'],
    ],
    [
      'the permission is given',
      lintChange([PARTNER, PARTNER], { launch: [null, LAUNCH] }),
      ['new create aws_iam_role_policy.launch (aws_iam_role.r)'],
    ],
    [
      'one more permission is given',
      lintChange([PARTNER, PARTNER], { small: [LIGHTSAIL, LIGHTSAIL], launch: [null, LAUNCH] }),
      ['worse create aws_iam_role_policy.launch (aws_iam_role.r)'],
    ],
    [
      'a deny is taken away',
      lintChange([PARTNER, PARTNER], {
        launch: [LAUNCH, LAUNCH],
        limit: [document(statement('Deny', 'ec2:*')), null],
      }),
      ['new delete aws_iam_role_policy.limit (aws_iam_role.r) (aws_iam_role_policy.launch)'],
    ],
    [
      'nothing that matters',
      lintChange([PARTNER, PARTNER], {
        launch: [LAUNCH, LAUNCH],
        read: [null, document(statement('Allow', 's3:Get*'))],
      }),
      ['existing'],
    ],
    [
      'the door of one is opened to everybody',
      lintChange([PARTNER, ANYBODY], { launch: [LAUNCH, LAUNCH] }),
      ['new update aws_iam_role.r (aws_iam_role_policy.launch)'],
    ],
    [
      'the door of everybody is left to one',
      lintChange([ANYBODY, PARTNER], { launch: [LAUNCH, LAUNCH] }),
      ['existing', 'fixed public-role-trust'],
    ],
    [
      'the door of everybody is left to one, who reaches more',
      lintChange([ANYBODY, PARTNER], { small: [LIGHTSAIL, LIGHTSAIL], launch: [null, LAUNCH] }),
      ['worse update aws_iam_role.r create aws_iam_role_policy.launch', 'fixed public-role-trust'],
    ],
    ['the door is closed', lintChange([PARTNER, OURS], { launch: [LAUNCH, LAUNCH] }), ['fixed foreign-account-trust']],
    [
      'the permission is taken away',
      lintChange([PARTNER, PARTNER], { launch: [LAUNCH, null] }),
      ['fixed foreign-account-trust'],
    ],
    ['the role goes', lintChange([PARTNER, null], { launch: [LAUNCH, null] }), ['fixed foreign-account-trust']],
    ['nothing was open, nothing is', lintChange([OURS, OURS], { launch: [null, LAUNCH] }), []],
  ])('%s', (_, report, expected) => {
    expect(statuses(report)).toEqual(expected);
  });

  test.each<[name: string, before: Doors, after: Doors, expected: readonly string[]]>([
    ['a URL beside an open policy', ['AWS_IAM', 'InvokeFunction'], ['NONE', 'InvokeFunction'], ['new url.f']],
    ['a URL closed beside an open policy', ['NONE', 'InvokeFunction'], ['AWS_IAM', 'InvokeFunction'], ['existing']],
    ['a URL and the policy, which lets update', ['NONE', null], ['NONE', 'UpdateFunctionCode'], ['worse permission.f']],
    ['a policy that lets update, beside a URL', ['NONE', 'UpdateFunctionCode'], ['NONE', null], ['existing']],
    ['a URL', ['NONE', null], ['AWS_IAM', null], ['fixed']],
  ])('doors of a function: %s', (_, before, after, expected) => {
    const { findings, fixed } = lintFunction(before, after);
    expect([
      ...findings.map(({ status, opened }) =>
        [status, ...(opened?.by ?? []).map(({ address }) => address.replace(/^aws_lambda_(function_)?/, ''))].join(' '),
      ),
      ...fixed.map(() => 'fixed'),
    ]).toEqual(expected);
  });

  test('the finding is pinned to what completes the path', () => {
    const pointers = [
      lintChange([OURS, PARTNER], { launch: [LAUNCH, LAUNCH] }),
      lintChange([PARTNER, PARTNER], { launch: [null, LAUNCH] }),
      lintChange([PARTNER, PARTNER], { launch: [LAUNCH, LAUNCH], limit: [document(statement('Deny', '*')), null] }),
    ].map(({ findings }) => findings[0]?.location.pointer);
    expect(pointers).toEqual([
      '/resource_changes/0/change/after/assume_role_policy/Statement/0/Principal/AWS/0',
      '/resource_changes/1/change/after/policy/Statement/0',
      '/resource_changes/2/change/before',
    ]);
  });

  test('only what is new, when nothing else is asked for', () => {
    const was = { launch: [LAUNCH, LAUNCH] } as const;
    expect(lintChange([PARTNER, PARTNER], was, { onlyNew: true })).toMatchObject({
      findings: [],
      summary: { high: 0, leftOut: 1 },
    });
    expect(lintChange([OURS, PARTNER], was, { onlyNew: true })).toMatchObject({
      findings: [{ status: 'new' }],
      summary: { high: 1, leftOut: 0 },
    });
  });
});

describe('what an update changes in a statement', () => {
  const allow = (more: object) => ({ Sid: 'Run', Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*', ...more });
  const other = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const condition = (value: string) => ({ StringEquals: { 'aws:RequestedRegion': value } });

  test.each<[name: string, before: readonly object[], after: readonly object[], what: string, pointer: string]>([
    ['a statement', [other], [other, allow({})], 'adds statement Run', '/1'],
    ['a statement without a name', [other], [other, { ...allow({}), Sid: undefined }], 'adds Statement[1]', '/1'],
    [
      'an action',
      [allow({ Action: ['ec2:Describe*'] })],
      [allow({ Action: ['ec2:Describe*', 'ec2:RunInstances'] })],
      'adds ec2:RunInstances to Action of statement Run',
      '/0/Action/1',
    ],
    [
      'a resource',
      [allow({ Resource: ['arn:aws:ec2:*:*:instance/*'] })],
      [allow({ Resource: ['*'] })],
      'adds * to Resource of statement Run',
      '/0/Resource/0',
    ],
    ['the effect', [allow({ Effect: 'Deny' })], [allow({})], 'makes statement Run Allow', '/0/Effect'],
    [
      'a condition that goes',
      [allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/x' } } })],
      [allow({})],
      'removes the condition on aws:PrincipalArn of statement Run',
      '/0',
    ],
    [
      'the value of a condition, which may be a secret',
      [
        allow({
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/x' },
            ...condition('eu-west-1'),
          },
        }),
      ],
      [allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': ARN }, ...condition('eu-west-1') } })],
      'changes the condition on aws:PrincipalArn of statement Run',
      '/0/Condition/ArnEquals/aws:PrincipalArn/0',
    ],
    [
      'what a statement spares',
      [allow({ Action: undefined, NotAction: ['iam:*', 'ec2:*'] })],
      [allow({ Action: undefined, NotAction: ['iam:*'] })],
      'removes ec2:* from NotAction of statement Run',
      '/0/NotAction',
    ],
  ])('%s', (_, before, after, what, pointer) => {
    const policies = [before, after].map((statements) => document(...(statements as Record<string, unknown>[])));
    const { findings } = lintChange([PARTNER, PARTNER], { run: [policies[0] ?? null, policies[1] ?? null] });
    const [change] = findings[0]?.opened?.by ?? [];
    expect([change?.what, change?.location?.pointer]).toEqual([
      what,
      `/resource_changes/1/change/after/policy/Statement${pointer}`,
    ]);
  });

  test('tags alone open nothing', () => {
    const tagged = { ...role(PARTNER), tags: { team: 'a' } };
    const resources: readonly ResourceSpec[] = [
      { address: 'aws_iam_role.r', before: role(PARTNER), after: tagged },
      { address: 'aws_iam_role_policy.p', before: null, after: inline('p', LAUNCH) },
    ];
    const models = readTerraformPlan(plan(resources), { uri: 'plan.json', managedPolicy: () => null });
    expect(models.changes.get('aws_iam_role.r')).toEqual({ action: 'update', attributes: ['tags'] });
    const { report } = lint(
      [{ kind: 'terraform-plan', uri: 'plan.json', text: JSON.stringify(plan(resources)), base: false, ...models }],
      {
        trust: { accounts: ['111111111111'], organization: null, owners: {}, oidc: [] },
        threatModel: 'outsider',
        suppressions: [],
        now: Date.parse('2026-11-23'),
        version: '0',
      },
    );
    expect(statuses(report)).toEqual(['new create aws_iam_role_policy.p (aws_iam_role.r)']);
  });
});

test('what somebody opened outside Terraform is told apart', async () => {
  const input = await loadInput('test/fixtures/plans/changed-outside-terraform/plan.json');
  const { findings, fixed } = lint([input], {
    trust: { accounts: [], organization: null, owners: {}, oidc: [] },
    threatModel: 'outsider',
    suppressions: [],
    now: Date.parse('2026-11-23'),
    version: '0',
  }).report;
  const role = ({ message }: { readonly message: string }) => /of role (\w+)/.exec(message)?.[1];
  expect([...findings, ...fixed].map((one) => [role(one), one.drift ?? false])).toEqual([
    ['steady', false],
    ['kept', true],
    ['reverted', true],
  ]);
});

describe('a part of the way in that is no rule', () => {
  const SERVICE = document({
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const web = (isPublic: boolean): Fields => ({
    id: 'i-1',
    arn: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1',
    iam_instance_profile: 'p',
    associate_public_ip_address: isPublic,
    vpc_security_group_ids: ['sg-1'],
  });
  const group = {
    id: 'sg-1',
    ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['0.0.0.0/0'] }],
  };
  const profile = { name: 'p', role: 'r' };
  const resources = (before: boolean): readonly ResourceSpec[] => [
    { address: 'aws_iam_role.r', before: role(SERVICE), after: role(SERVICE) },
    { address: 'aws_iam_role_policy.run', before: inline('run', LAUNCH), after: inline('run', LAUNCH) },
    { address: 'aws_iam_instance_profile.p', before: profile, after: profile },
    { address: 'aws_security_group.web', before: group, after: group },
    { address: 'aws_instance.web', before: web(before), after: web(true) },
  ];

  test('is what opens the path, where it changes', () => {
    const { findings } = lintResources(resources(false), {});
    expect(findings).toMatchObject([
      {
        ruleId: 'exposed-workload',
        status: 'new',
        opened: { by: [{ address: 'aws_instance.web', what: 'changes associate_public_ip_address' }] },
        location: { pointer: '/resource_changes/4/change/after/associate_public_ip_address' },
      },
    ]);
  });

  test('opens nothing where it stays', () => {
    const { findings } = lintResources(resources(true), {});
    expect(findings).toMatchObject([{ ruleId: 'exposed-workload', status: 'existing', opened: null }]);
  });
});

test.each<[name: string, before: object, after: object, status: string]>([
  ['any instance type', { StringEqualsIfExists: { 'ec2:InstanceType': 't3.micro' } }, {}, 'worse'],
  ['no instance type but one', {}, { StringEqualsIfExists: { 'ec2:InstanceType': 't3.micro' } }, 'existing'],
])('a limit of what is run: %s', (_, before, after, status) => {
  const [was, is] = [before, after].map((condition) =>
    document({ ...statement('Allow', 'ec2:RunInstances'), Condition: condition }),
  );
  const { findings } = lintChange([PARTNER, PARTNER], { launch: [was ?? null, is ?? null] });
  expect(findings.map((finding) => finding.status)).toEqual([status]);
});

describe('a door that asks for less', () => {
  const asking = (condition: Fields) =>
    document({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: 'sts:AssumeRole',
      Condition: condition,
    });
  const id = asking({ StringEquals: { 'sts:ExternalId': 'c0ffee' } });
  const named = asking({ StringEquals: { 'sts:ExternalId': 'c0ffee', 'sts:RoleSessionName': 'sync' } });
  const like = (pattern: string) => asking({ StringLike: { 'sts:ExternalId': pattern } });
  const from = (range: string) => asking({ IpAddress: { 'aws:SourceIp': range } });
  const arns = (names: readonly string[]) => names.map((name) => `arn:aws:iam::222222222222:role/${name}`);
  const roles = (...names: readonly string[]) =>
    document({ Effect: 'Allow', Principal: { AWS: arns(names) }, Action: 'sts:AssumeRole' });
  const notPrincipal = (...names: readonly string[]) =>
    document({ Effect: 'Allow', NotPrincipal: { AWS: arns(names) }, Action: 'sts:AssumeRole' });

  test.each<[name: string, trust: readonly [string, string], status: string]>([
    ['no external ID any more', [id, PARTNER], 'worse'],
    ['one key less', [named, id], 'worse'],
    ['one key more', [id, named], 'existing'],
    ['an external ID where none was asked for', [PARTNER, id], 'existing'],
    ['another external ID', [id, asking({ StringEquals: { 'sts:ExternalId': 'decaf' } })], 'existing'],
    ['another key', [id, asking({ StringEquals: { 'sts:RoleSessionName': 'sync' } })], 'existing'],
    ['a pattern for the external ID', [id, asking({ StringLike: { 'sts:ExternalId': 'c0*' } })], 'worse'],
    ['a wider pattern', [like('c0ff*'), like('c0*')], 'worse'],
    ['a narrower pattern', [like('c0*'), like('c0ff*')], 'existing'],
    ['one more external ID', [id, asking({ StringEquals: { 'sts:ExternalId': ['c0ffee', 'decaf'] } })], 'worse'],
    ['one external ID less', [asking({ StringEquals: { 'sts:ExternalId': ['c0ffee', 'decaf'] } }), id], 'existing'],
    ['a wider range of addresses', [from('198.51.100.0/24'), from('198.51.0.0/16')], 'worse'],
    ['a narrower range of addresses', [from('198.51.0.0/16'), from('198.51.100.0/24')], 'existing'],
    ['another range of addresses', [from('198.51.100.0/24'), from('203.0.113.0/24')], 'existing'],
    ['one more role of the account', [roles('a'), roles('a', 'b')], 'worse'],
    ['one role less', [roles('a', 'b'), roles('a')], 'existing'],
    ['another role', [roles('a'), roles('b')], 'existing'],
    ['the whole account in the place of a role', [roles('a'), PARTNER], 'worse'],
    ['a role in the place of the account', [PARTNER, roles('a')], 'existing'],
    ['the same in another order', [roles('a', 'b'), roles('b', 'a')], 'existing'],
    ['what a NotPrincipal spares cannot be turned round', [notPrincipal('b'), notPrincipal('c')], 'existing'],
  ])('%s', (_, trust, status) => {
    const { findings } = lintChange(trust, { launch: [LAUNCH, LAUNCH] });
    expect(findings.map((finding) => finding.status)).toEqual([status]);
  });

  test('is told at the value that lets in more', () => {
    const [finding] = lintChange([like('c0ff*'), like('c0*')], { launch: [LAUNCH, LAUNCH] }).findings;
    expect(finding?.location.pointer).toBe(
      '/resource_changes/0/change/after/assume_role_policy/Statement/0/Condition/StringLike/sts:ExternalId/0',
    );
  });

  test('is one that takes tokens of more repositories', () => {
    const repositories = (pattern: string) =>
      document({
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': pattern } },
      });
    const main = repositories('repo:partner/app:ref:refs/heads/main');
    const all = repositories('repo:partner/*');
    const status = (...trust: readonly [string, string]) =>
      lintChange(
        trust,
        { launch: [LAUNCH, LAUNCH] },
        {
          trust: { accounts: ['111111111111'], organization: null, owners: { github: ['us'] }, oidc: [] },
        },
      ).findings.map((finding) => finding.status);
    expect([status(main, all), status(all, main), status(all, all)]).toEqual([['worse'], ['existing'], ['existing']]);
  });

  test('is told where it is opened', () => {
    const [finding] = lintChange([id, PARTNER], { launch: [LAUNCH, LAUNCH] }).findings;
    expect(finding?.opened?.by.map(({ address }) => address)).toEqual(['aws_iam_role.r']);
  });
});
