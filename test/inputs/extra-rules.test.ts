import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadExtraRules } from '../../src/inputs/extra-rules.js';
import { run } from '../cli/run.js';

const folder = mkdtempSync(join(tmpdir(), 'extra-rules-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const PRIMITIVE = `
  - id: wiki-render
    title: renders a wiki on the account's bill
    service: wiki
    kind: launch
    permissions: [{ anyOf: ['wiki:Render'] }]
    value: low
    gpu: false
    bounds: []
    events: []
    evidence: { level: plausible, references: [{ name: wiki, url: 'https://wiki.example/render' }] }
`;

describe('rows that are added', () => {
  test('a primitive is read as it stands', async () => {
    const extra = await loadExtraRules(file('one.yaml', `computePrimitives:${PRIMITIVE}`), { rules: [], actions: [] });
    expect(extra.computePrimitives).toMatchObject([{ id: 'wiki-render', permissions: [{ anyOf: ['wiki:Render'] }] }]);
  });

  test('and is reached', async () => {
    const account = file(
      'account.json',
      JSON.stringify({
        UserDetailList: [],
        GroupDetailList: [],
        Policies: [],
        RoleDetailList: [
          {
            ...{ RoleName: 'r', Arn: 'arn:aws:iam::111111111111:role/r', Path: '/', InstanceProfileList: [] },
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
            },
            RolePolicyList: [
              {
                PolicyName: 'p',
                PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'wiki:Render', Resource: '*' }] },
              },
            ],
            AttachedManagedPolicies: [],
          },
        ],
      }),
    );
    expect((await run([account])).code).toBe(0);
    const { code, out } = await run([
      account,
      '--rules',
      file('two.yaml', `computePrimitives:${PRIMITIVE}`),
      '--fail-on',
      'low',
    ]);
    expect([code, out]).toEqual([1, expect.stringContaining("renders a wiki on the account's bill")]);
  });

  test('a rule has the words that are given', async () => {
    const words = file(
      'words.yaml',
      `rules:
  public-role-trust:
    title: Somebody else's role
    threatModel: outsider
    openness: restricted
    messages: { anyAccount: 'Ask the platform team.' }
    why: because
    fix: |
      Ask.

      Them.
    references: ['https://wiki.example/roles']
    tags: [attack.t1496.001]
    precision: high
`,
    );
    const { out } = await run(['examples/public-role-ec2/plan.json', '--rules', words]);
    expect(out).toContain('HIGH public-role-trust: Ask the platform team.');
    expect((await run(['rules', '--rules', words])).out).toContain("Somebody else's role");
  });
});

test.each(['cognito-identity:GetIdentityPoolRoles', 'ec2:DescribeInstances', 'wiki:Rendr'])(
  '%s may be an action that the catalogue does not name',
  async (action) => {
    const text = `computePrimitives:${PRIMITIVE.replace('wiki:Render', action)}`;
    const { code } = await run(['examples/clean/plan.json', '--rules', file('action.yaml', text)]);
    expect(code).toBe(0);
  },
);

describe('a wrong row is refused with its line', () => {
  test.each<[name: string, text: string, message: RegExp]>([
    ['a section that there is not', 'primitives: []', /:1:1: unknown property `primitives`$/],
    [
      'a kind that there is not',
      `computePrimitives:${PRIMITIVE.replace('launch', 'lunch')}`,
      /:5:11: .*\/kind: expected one of/,
    ],
    ['a field that is missing', 'issuers:\n  - id: x\n', /:2:5: \/issuers\/0: expected the property/],
    ['a rule without code', 'rules:\n  my-rule: {}\n', /my-rule/],
    [
      'a kind that is missing',
      `computePrimitives:${PRIMITIVE.replace(/ *kind: launch\n/, '')}`,
      /:2:5: \/computePrimitives\/0: expected the property `kind`$/,
    ],
    [
      'the same id twice',
      `computePrimitives:${PRIMITIVE}${PRIMITIVE}`,
      /\/computePrimitives\/1: a second row `wiki-render`$/,
    ],
    [
      'a key twice, whatever the case',
      "contextKeys:\n  - { key: 'wiki:Page', setBy: caller, type: string }\n  - { key: 'wiki:page', setBy: caller, type: string }\n",
      /:3:5: \/contextKeys\/1: a second row `wiki:page`$/,
    ],
    ...(['ec2:RunInstnces', 'ec2:RunInstancess', 'ec2:RunInstanecs', 'ec2:RunInstancez'] as const).map(
      (action): [string, string, RegExp] => [
        `an action that is nearly \`ec2:RunInstances\`: ${action}`,
        `computePrimitives:${PRIMITIVE.replace('wiki:Render', action)}`,
        /\/computePrimitives\/0\/permissions\/0\/anyOf\/0: no action `ec2:RunInst\w+`; `ec2:RunInstances` is one$/,
      ],
    ),
    ['YAML that is none', 'rules: [', /:1:\d+: /],
  ])('%s', async (name, text, message) => {
    const { code, err } = await run(['examples/clean/plan.json', '--rules', file(`${name}.yaml`, text)]);
    expect([code, err.trim()]).toEqual([2, expect.stringMatching(message)]);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
