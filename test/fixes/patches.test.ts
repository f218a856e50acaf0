import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import { UNKNOWN_ACCOUNT } from '../../src/model/arn.js';
import { lint } from '../../src/pipeline/lint.js';
import type { Report } from '../../src/schemas/report.generated.js';

const folders = ['examples', 'test/fixtures/plans', 'test/corpus']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((folder) => existsSync(`${folder}/plan.json`) && existsSync(`${folder}/main.tf`));

/** Fixes that add a resource, or set an argument that is no document. */
const OUTSIDE_DOCUMENTS: ReadonlySet<string> = new Set(['deny-actions', 'add-boundary', 'sign-function-url']);

/** Of each plan, so that the suite stays quick. */
const FIXES = 4;

/** A changed argument of `aws_lambda_permission`, which is a statement without a document. */
const ARGUMENT = /^\+ +(?:principal|source_account|principal_org_id) += "/m;

/** Attributes that hold a policy document. */
const DOCUMENTS = ['policy', 'assume_role_policy', 'json', 'inline_policy'];

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'patches-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

async function lintIn(folder: string, fixes: number): Promise<Report> {
  const input = await loadInput(join(folder, 'plan.json'), { sourceRoot: folder });
  const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
  const now = Date.parse('2026-11-23T12:00:00Z');
  const options = { trust, threatModel: 'outsider', suppressions: [], now, version: '1.0.0' } as const;
  return lint([input], { ...options, fixes }).report;
}

/** The plan as if no document were known before apply, so that the sources decide; without the resources that are gone. */
function withoutDocuments(plan: string, gone: readonly string[]): string {
  return JSON.stringify(
    JSON.parse(plan, (name: string, value: unknown): unknown => {
      if (DOCUMENTS.includes(name) && (typeof value === 'string' || Array.isArray(value))) return undefined;
      if (name === 'after_unknown' && typeof value === 'object' && value !== null)
        return { ...value, ...Object.fromEntries(DOCUMENTS.slice(0, 3).map((document) => [document, true])) };
      if (!Array.isArray(value)) return value;
      return (value as readonly unknown[]).filter(
        (one) =>
          !(isAddressed(one) && (gone.includes(String(one.address)) || ('values' in one && one.type === DATA_SOURCE))),
      );
    }),
  );
}

function isAddressed(value: unknown): value is { readonly address: unknown; readonly type?: unknown } {
  return typeof value === 'object' && value !== null && 'address' in value;
}

const DATA_SOURCE = 'aws_iam_policy_document';

/** A folder with the configuration and nothing else, which is a repository of its own. */
function copyOf(folder: string, name: string): string {
  const copy = join(scratch, name);
  cpSync(folder, copy, { recursive: true });
  mkdirSync(join(copy, '.git'), { recursive: true });
  return copy;
}

let made = 0;
/** Those whose finding the sources alone show. */
let decided = 0;

describe('law: a patch applies, and with the patched sources its finding is gone', () => {
  test.each(folders)('%s', async (folder) => {
    const name = folder.replaceAll('/', '-');
    const original = copyOf(folder, name);
    const { findings } = await lintIn(original, FIXES);
    for (const [index, { fix, fingerprint, ruleId }] of findings.entries()) {
      const { patch = null, kind } = fix.closing ?? {};
      if (patch === null) continue;
      made += 1;
      const copy = copyOf(folder, `${name}-${String(index)}`);
      rmSync(join(copy, '.git'), { recursive: true });
      execFileSync('git', ['init', '-q'], { cwd: copy });
      execFileSync('git', ['apply', '--whitespace=error', '-'], { cwd: copy, input: patch });
      // What the plan adds or sets outside a document is not in its JSON.
      if ((kind !== undefined && OUTSIDE_DOCUMENTS.has(kind)) || ARGUMENT.test(patch)) continue;
      const gone = [...patch.matchAll(/^-resource "(\w+)" "([\w-]+)"/gm)].map(
        ([, type, label]) => `${type ?? ''}.${label ?? ''}`,
      );
      const plan = readFileSync(join(original, 'plan.json'), 'utf8');
      for (const file of readdirSync(copy).filter((one) => one.endsWith('.tf'))) {
        const text = readFileSync(join(copy, file), 'utf8').replaceAll('YOUR-ACCOUNT', UNKNOWN_ACCOUNT);
        writeFileSync(join(copy, file), text);
      }
      writeFileSync(join(copy, 'plan.json'), withoutDocuments(plan, gone));
      const left = (await lintIn(copy, 0)).findings.filter(({ confidence }) => confidence !== 'unresolved');
      expect({ ruleId, patch, open: left.some((one) => one.fingerprint === fingerprint) }).toEqual({
        ruleId,
        patch,
        open: false,
      });
      writeFileSync(join(original, 'plan.json'), withoutDocuments(plan, []));
      const before = (await lintIn(original, 0)).findings;
      writeFileSync(join(original, 'plan.json'), plan);
      if (before.some((one) => one.fingerprint === fingerprint)) decided += 1;
    }
  });

  test('there are patches to try', () => {
    expect(made).toBeGreaterThan(50);
    expect(decided).toBeGreaterThan(25);
  });
});

/** Where a statement is not written in a resource of its own: the lines of the patch, and what else they change. */
const WRITTEN: readonly (readonly [
  shows: string,
  folder: string,
  lines: readonly string[],
  also: readonly string[],
])[] = [
  [
    'a list from a variable',
    'dynamic-statements',
    [
      '-      actions   = statement.value.actions',
      '+      actions   = setsubtract(statement.value.actions, ["glue:CreateJob"])',
    ],
    [],
  ],
  [
    'a list of which two actions go',
    'roles-from-map',
    [
      '-      [{ Effect = "Allow", Action = each.value.actions, Resource = ["*"] }],',
      '+      [{ Effect = "Allow", Action = setsubtract(each.value.actions, ["imagebuilder:CreateImage", "ecs:RunTask"]), Resource = ["*"] }],',
    ],
    [],
  ],
  [
    'a list in a branch',
    'conditionals',
    [
      '-        Action   = var.mode == "none" ? [] : ["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"]',
      '+        Action   = var.mode == "none" ? [] : ["kinesisanalytics:StartApplication"]',
    ],
    [],
  ],
  [
    'a file of JSON',
    'files-and-replace',
    ['-      "Action": ["ec2:RequestSpotInstances", "ec2:CreateTags"],', '+      "Action": ["ec2:CreateTags"],'],
    [],
  ],
  [
    'the last statement of a template, whose comma goes with it',
    'templatefiles',
    [
      '-    },',
      '-    {',
      '-      "Sid": "Roles",',
      '-      "Effect": "Allow",',
      '-      "Action": "iam:PassRole",',
      '-      "Resource": ${jsonencode(roles)}',
    ],
    [],
  ],
  [
    'a module that is called three times',
    'dotted-keys',
    ['-      actions   = ["ec2:RunInstances", "ec2:CreateTags"]', '+      actions   = ["ec2:CreateTags"]'],
    [
      'module.runner["eu.prod.staging"].aws_iam_role_policy.runner["in.coming"]',
      'module.runner["us/dev [old]"].aws_iam_role_policy.runner["in.coming"]',
    ],
  ],
  [
    'the arguments of permissions of one block',
    'invokable-function',
    ['-  principal     = "*"', '+  principal     = "arn:aws:iam::YOUR-ACCOUNT:root"'],
    ['aws_lambda_permission.public["ping"]'],
  ],
];

const changedLines = (patch: string | null): readonly string[] =>
  (patch ?? '').split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));

test.each(WRITTEN)('%s is changed where it is written: %s', async (_, name, lines, also) => {
  const folder = copyOf(`test/corpus/${name}`, `written-${name}`);
  const { findings } = await lintIn(folder, 1);
  const { patch = null, alsoChanges = [] } = findings[0]?.fix.closing ?? {};
  const changed = changedLines(patch);
  expect({ changed, alsoChanges }).toEqual({ changed: lines, alsoChanges: also });
});

test('roles that are still passed are named as the configuration names them', async () => {
  const { findings } = await lintIn(copyOf('test/fixtures/plans/narrower-passing', 'narrower-passing'), 3);
  expect(findings.map(({ fix }) => changedLines(fix.closing?.patch ?? null))).toEqual([
    [
      '-    resources = [aws_iam_role.passed["functions"].arn, aws_iam_role.passed["servers"].arn]',
      '+    resources = [aws_iam_role.passed["servers"].arn]',
    ],
    [
      '-      { Sid = "Pass", Effect = "Allow", Action = "iam:PassRole", Resource = "*" },',
      '+      { Sid = "Pass", Effect = "Allow", Action = "iam:PassRole", Resource = [aws_iam_role.passed["backups"].arn, aws_iam_role.passed["servers"].arn] },',
    ],
    ['-          aws_iam_role.passed["functions"].arn, # for the reports'],
  ]);
});

test('a boundary is named as by the one who has it', async () => {
  const { findings } = await lintIn(copyOf('test/fixtures/plans/boundary-known-after-apply', 'boundary'), 10);
  expect(findings.map(({ fix }) => changedLines(fix.closing?.patch ?? null))).toContainEqual([
    '+',
    '+  permissions_boundary = aws_iam_policy.data_only.arn',
  ]);
});

test('a patch that would change another policy in another way is not made', async () => {
  // Each role of the block has subjects of its own.
  const { findings } = await lintIn(copyOf('test/corpus/github-tenants', 'tenants'), 1);
  expect(findings[0]?.fix.closing).toMatchObject({ kind: 'pin-subject', patch: null });
});
