import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadInput, type LoadedInput } from '../../../src/index.js';
import { buildPlan } from './source-files/zip-builder.js';
import { document, plan as makePlan, references } from './plan-builder.js';
import { makeFolder, refusal } from './source-files/folders.js';

const FIXTURE = 'test/fixtures/plans/policies-known-after-apply';
const plan = readFileSync(join(FIXTURE, 'plan.json'), 'utf8');
const main = readFileSync(join(FIXTURE, 'main.tf'), 'utf8');
const other = 'resource "aws_iam_role" "other" {\n}\n';

/** The addresses of the policies that an input does not resolve. */
function unresolved({ after }: LoadedInput): readonly string[] {
  return after.gaps.filter(({ kind }) => kind === 'unresolved-policy').map(({ address }) => address);
}

describe('sources are taken from the first place that has them', () => {
  const saved = buildPlan({ '': { 'main.tf': main } });

  test.each<
    [string, Readonly<Record<string, Buffer | string>>, { plan?: string; root?: string | null }, string | null]
  >([
    ['the saved plan', { tfplan: saved, 'main.tf': other }, { plan: 'tfplan' }, 'binary-plan tfplan'],
    ['the named folder', { 'infra/main.tf': main, 'main.tf': other }, { root: 'infra' }, 'source-root infra'],
    [
      'the plan beside a named folder',
      { tfplan: saved, 'infra/main.tf': other },
      { plan: 'tfplan', root: 'infra' },
      'binary-plan tfplan',
    ],
    ['the folder of the plan', { 'main.tf': main }, {}, 'source-root FOLDER'],
    ['nowhere', {}, {}, null],
    ['not a folder with other sources', { 'main.tf': other }, {}, null],
    ['not a folder that cannot be read', { 'main.tf': Buffer.from([0xff, 0]) }, {}, null],
    ['not where nobody wants them', { 'main.tf': main }, { root: null }, null],
  ])('%s', async (_, files, { plan: binary, root }, expected) => {
    const folder = makeFolder({ 'plan.json': plan, ...files });
    const input = await loadInput(join(folder, 'plan.json'), {
      ...(binary === undefined ? {} : { binaryPlan: join(folder, binary) }),
      ...(root === undefined ? {} : { sourceRoot: root === null ? null : join(folder, root) }),
    });
    const { sources } = input;
    const name = sources?.uri.replace(`${folder}/`, '').replace(folder, 'FOLDER') ?? '';
    expect(sources === null ? null : `${sources.kind} ${name}`).toBe(expected);
    expect(unresolved(input)).toEqual(
      expected === null ? ['aws_iam_role_policy.encoded', 'aws_iam_policy.heredoc'] : [],
    );
  });
});

describe("sources that are named and are not the plan's are refused", () => {
  test.each([
    [
      'a saved plan without a resource',
      { tfplan: buildPlan({ '': { 'main.tf': other } }) },
      { binaryPlan: 'tfplan' },
      /^tfplan: not what plan\.json was made from: it has no `aws_iam_/,
    ],
    [
      'a saved plan of another time',
      {
        tfplan: readFileSync('test/corpus/splats/saved.plan'),
        'plan.json': readFileSync('test/corpus/splats/near-miss/plan.json'),
      },
      { binaryPlan: 'tfplan' },
      /^tfplan: not what plan\.json was made from: it was planned at /,
    ],
    [
      'a folder with nothing of it',
      { 'infra/main.tf': other },
      { sourceRoot: 'infra' },
      /^infra: not what plan\.json was made from/,
    ],
    ['a folder without configuration', { 'infra/readme': '' }, { sourceRoot: 'infra' }, /^infra: no `\.tf`/],
    ['no saved plan', { tfplan: 'text' }, { binaryPlan: 'tfplan' }, /^tfplan: /],
  ])('%s', async (_, files, options, line) => {
    const folder = makeFolder({ 'plan.json': plan, ...files });
    const named = Object.fromEntries(Object.entries(options).map(([key, path]) => [key, join(folder, path)]));
    expect(await refusal(folder, () => loadInput(join(folder, 'plan.json'), named))).toMatch(line);
  });
});

test.each<[string, Readonly<Record<string, string>>]>([
  [
    'native',
    {
      'check.tf': 'check "c" {\n  data "aws_iam_role" "scoped" {\n    name = "r"\n  }\n}\nephemeral "aws_x" "e" {\n}\n',
    },
  ],
  [
    'JSON',
    {
      'check.tf.json': JSON.stringify({
        check: { c: { data: { aws_iam_role: { scoped: { name: 'r' } } } } },
        ephemeral: { aws_x: { e: {} } },
      }),
    },
  ],
])('a plan whose checks read data sources of their own is that of its files, in %s syntax', async (_, checks) => {
  const made = makePlan([{ address: 'aws_sqs_queue.q', after: { name: 'q' } }]);
  const root = made.configuration?.root_module;
  const rows = [
    { mode: 'data', type: 'aws_iam_role', name: 'scoped' },
    { mode: 'ephemeral', type: 'aws_x', name: 'e' },
  ];
  const folder = makeFolder({
    'plan.json': JSON.stringify({
      ...made,
      configuration: { root_module: { ...root, resources: [...(root?.resources ?? []), ...rows] } },
    }),
    tfplan: buildPlan({ '': { 'main.tf': 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n', ...checks } }),
  });
  const { sources } = await loadInput(join(folder, 'plan.json'), { binaryPlan: join(folder, 'tfplan') });
  expect(sources?.kind).toBe('binary-plan');
});

test('what cannot be evaluated is a gap at its line', async () => {
  const line = '{ Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.task.arn },';
  const text = main.replace(line, line.replace('"Allow"', 'uuid()'));
  const folder = makeFolder({ 'plan.json': plan, 'main.tf': text });
  const { after } = await loadInput(join(folder, 'plan.json'));
  expect(after.gaps.map(({ kind, address, location }) => [kind, address, location?.uri, location?.startLine])).toEqual([
    [
      'unresolved-policy',
      'aws_iam_role_policy.encoded',
      'main.tf',
      text.slice(0, text.indexOf('uuid()')).split('\n').length,
    ],
  ]);
});

test.each<[string, Buffer | string, told: boolean]>([
  ['cannot be read', Buffer.from([0xff]), true],
  ['is too large to be parsed', `#${'x'.repeat(2 ** 21)}\n`, true],
  ['is broken', 'resource "aws_iam_role" "x" {\n  name = jsonencode({ a = [\n}\n\nvariable "{', false],
])('one file that %s leaves the others as they are', async (_, content, told) => {
  const folder = makeFolder({ 'plan.json': plan, 'main.tf': main, 'broken.tf': content });
  const input = await loadInput(join(folder, 'plan.json'));
  expect(unresolved(input)).toEqual([]);
  const incomplete = input.after.gaps.filter(({ kind }) => kind === 'incomplete-input');
  expect(incomplete.map(({ address }) => address.replace(`${folder}/`, ''))).toEqual(
    told ? [expect.stringMatching(/broken\.tf$/)] : [],
  );
});

test('a saved plan whose files are too large is not taken for another one', async () => {
  const large = `${main}${Array.from({ length: 300_000 }, (_, index) => `# ${String(index)}\n`).join('')}`;
  const folder = makeFolder({ 'plan.json': plan, tfplan: buildPlan({ '': { 'main.tf': large } }) });
  const { after } = await loadInput(join(folder, 'plan.json'), { binaryPlan: join(folder, 'tfplan') });
  const [first] = after.gaps;
  expect(first).toMatchObject({ kind: 'incomplete-input', address: 'main.tf', location: { uri: 'main.tf' } });
  const beside = await loadInput(join(makeFolder({ 'plan.json': plan, 'main.tf': large }), 'plan.json'));
  expect(beside.after.gaps[0]).toMatchObject({ kind: 'incomplete-input' });
  expect(beside.after.gaps[0]?.address).toMatch(/main\.tf$/);
});

test('a value of a policy document is at its own line, whatever order the provider gives them', async () => {
  const sources = [
    'data "aws_iam_policy_document" "p" {',
    '  statement {',
    '    actions = [',
    '      "ec2:DescribeInstances",',
    '      "ec2:RunInstances",',
    '      "ec2:CreateTags",',
    '    ]',
    '    resources = ["*"]',
    '  }',
    '}',
    'resource "aws_iam_policy" "p" {',
    '  policy = data.aws_iam_policy_document.p.json',
    '}',
    '',
  ];
  // As the provider writes it.
  const Action = ['ec2:RunInstances', 'ec2:DescribeInstances', 'ec2:CreateTags'];
  const planned = makePlan([
    {
      address: 'aws_iam_policy.p',
      after: { name: 'p', path: '/', policy: document({ Effect: 'Allow', Action, Resource: '*' }) },
      expressions: { policy: references('data.aws_iam_policy_document.p.json') },
    },
  ]);
  const folder = makeFolder({ 'plan.json': JSON.stringify(planned), 'main.tf': sources.join('\n') });
  const input = await loadInput(join(folder, 'plan.json'));
  const pointer = '/resource_changes/0/change/after/policy/Statement/0/Action';
  expect(Action.map((_, index) => input.sources?.locate(`${pointer}/${String(index)}`)?.startLine)).toEqual([5, 4, 6]);
});

test('a block is at its own lines, whatever order the plan gives a set of them', async () => {
  const block = (port: number, range: string) => [
    '  ingress {',
    `    from_port   = ${String(port)}`,
    `    to_port     = ${String(port)}`,
    '    protocol    = "tcp"',
    `    cidr_blocks = ${range}`,
    '  }',
  ];
  const planned = (port: number, range: string) => ({
    from_port: port,
    to_port: port,
    protocol: 'tcp',
    cidr_blocks: [range],
    description: '',
  });
  const sources = [
    'resource "aws_security_group" "web" {',
    ...block(80, '["10.0.0.0/8"]'),
    ...block(443, '["0.0.0.0/0"]'),
    ...block(22, 'var.office'),
    '}',
    '',
  ];
  const ingress = [planned(443, '0.0.0.0/0'), planned(22, '198.51.100.0/24'), planned(80, '10.0.0.0/8')];
  const plan = makePlan([{ address: 'aws_security_group.web', after: { name: 'web', ingress } }]);
  const folder = makeFolder({ 'plan.json': JSON.stringify(plan), 'main.tf': sources.join('\n') });
  const input = await loadInput(join(folder, 'plan.json'));
  const pointer = '/resource_changes/0/change/after/ingress';
  const line = (inner: string) => input.sources?.locate(`${pointer}/${inner}`)?.startLine;
  expect(['0/cidr_blocks', '1/cidr_blocks', '2/from_port', '1'].map(line)).toEqual([12, 18, 3, 14]);
});

test('the URL of a provider that the plan creates is taken as IAM will give it back, without its scheme', async () => {
  const source = `
resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://gitlab.example.com"
  client_id_list = ["https://gitlab.example.com"]
}

resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.ci.arn }
      Condition = { StringLike = { "\${aws_iam_openid_connect_provider.ci.url}:sub" = "project_path:acme/*" } }
    }]
  })
}
`;
  const planned = makePlan([
    {
      address: 'aws_iam_openid_connect_provider.ci',
      after: { url: 'https://gitlab.example.com', client_id_list: ['https://gitlab.example.com'] },
      unknown: { arn: true, id: true },
    },
    {
      address: 'aws_iam_role.deploy',
      after: { name: 'deploy', path: '/' },
      unknown: { arn: true, assume_role_policy: true },
      expressions: { assume_role_policy: references('aws_iam_openid_connect_provider.ci.arn') },
    },
  ]);
  const folder = makeFolder({ 'plan.json': JSON.stringify(planned), 'main.tf': source });
  const { after } = await loadInput(join(folder, 'plan.json'));
  const [statement] = after.roles[0]?.trust.statements ?? [];
  expect(statement?.conditions.map(({ key }) => key)).toEqual(['gitlab.example.com:sub']);
});
