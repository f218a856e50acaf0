import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadInput } from '../../../../src/index.js';
import { document, plan as makePlan } from '../plan-builder.js';
import { makeFolder } from '../source-files/folders.js';

const PASS = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' };
const RUN = { Effect: 'Allow', Action: ['ecs:RunTask', 'ecs:RegisterTaskDefinition'], Resource: '*' };
const BLOCK = `Version: "2012-10-17"
Statement:
  # Starts tasks.
  - Effect: Allow
    Action:
      - ecs:RunTask
      - ecs:RegisterTaskDefinition
    Resource: "*"
  - Effect: Allow
    Action: iam:PassRole
    Resource: "*"
`;
const POINTER = '/resource_changes/0/change/after/policy/Statement';

/** Where the plan's statements stand: by file and line, with the lines of their actions. */
async function places(files: Readonly<Record<string, string>>, policy: string): Promise<readonly string[]> {
  const planned = makePlan([
    { address: 'aws_iam_policy.p', after: { name: 'p', path: '/', policy: document(RUN, PASS) } },
  ]);
  const folder = makeFolder({
    'plan.json': JSON.stringify(planned),
    'main.tf': `resource "aws_iam_policy" "p" {\n  name   = "p"\n  policy = ${policy}\n}\n`,
    ...files,
  });
  const { sources } = await loadInput(join(folder, 'plan.json'));
  return [`${POINTER}/0`, `${POINTER}/0/Action/1`, `${POINTER}/1`].map((pointer) => {
    const place = sources?.locate(pointer);
    return `${place?.uri.replace(`${folder}/`, '') ?? ''}:${String(place?.startLine)}`;
  });
}

describe('a statement that is read of YAML stands in its line', () => {
  test.each<[string, Readonly<Record<string, string>>, string, readonly string[]]>([
    [
      'of a file',
      { 'p.yaml': BLOCK },
      'jsonencode(yamldecode(file("${path.module}/p.yaml")))',
      ['p.yaml:4', 'p.yaml:7', 'p.yaml:9'],
    ],
    [
      'of a list in a file',
      { 'p.yaml': `statements:\n${BLOCK.split('\n').slice(2).join('\n')}` },
      'jsonencode({ Version = "2012-10-17", Statement = yamldecode(file("p.yaml")).statements })',
      ['p.yaml:3', 'p.yaml:6', 'p.yaml:8'],
    ],
    [
      'of a template',
      { 'p.yaml.tftpl': BLOCK.replace('ecs:RunTask', 'ecs:${verb}Task') },
      'jsonencode(yamldecode(templatefile("p.yaml.tftpl", { verb = "Run" })))',
      ['p.yaml.tftpl:4', 'p.yaml.tftpl:7', 'p.yaml.tftpl:9'],
    ],
    [
      'of a heredoc',
      {},
      `jsonencode(yamldecode(<<-EOT\n${BLOCK.split('\n')
        .map((line) => `    ${line}`)
        .join('\n')}\n  EOT\n  ))`,
      ['main.tf:7', 'main.tf:10', 'main.tf:12'],
    ],
    [
      'with braces, as JSON has them',
      {
        'p.yaml': `{Version: "2012-10-17", Statement: [\n{Effect: Allow, Action: [ecs:RunTask,\necs:RegisterTaskDefinition], Resource: "*"},\n${JSON.stringify(PASS)}]}\n`,
      },
      'jsonencode(yamldecode(file("p.yaml")))',
      ['p.yaml:2', 'p.yaml:3', 'p.yaml:4'],
    ],
    [
      'with anchors: at what the alias stands for, and what is merged in at the statement',
      {
        'p.yaml': `pass: &pass\n  Effect: Allow\n  Resource: "*"\nVersion: "2012-10-17"\nall: &all\n  - ecs:RunTask\n  - ecs:RegisterTaskDefinition\nStatement:\n  - Action: *all\n    <<: *pass\n  - <<: *pass\n    Action: iam:PassRole\n`,
      },
      'jsonencode({ for key, value in yamldecode(file("p.yaml")) : key => value if contains(["Version", "Statement"], key) })',
      ['p.yaml:9', 'p.yaml:7', 'p.yaml:11'],
    ],
  ])('%s', async (_, files, policy, expected) => {
    expect(await places(files, policy)).toEqual(expected);
  });

  test('and where it is none, at the attribute', async () => {
    expect(await places({ 'p.yaml': 'Statement: [' }, 'jsonencode(yamldecode(file("p.yaml")))')).toEqual([
      'main.tf:3',
      'main.tf:3',
      'main.tf:3',
    ]);
  });
});
