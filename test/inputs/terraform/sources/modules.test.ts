import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromJson } from '../../../../src/inputs/terraform/sources/evaluate/convert.js';
import { hole, joined, text } from '../../../../src/inputs/terraform/sources/evaluate/value.js';
import {
  loadGrammar,
  openSources,
  type ResourceName,
  type SourceOptions,
  type Sources,
} from '../../../../src/inputs/terraform/sources/index.js';
import { policyOf } from '../../../../src/inputs/terraform/sources/policy.js';
import { plain } from './evaluate/evaluation.js';

const grammar = await loadGrammar();

type Files = Readonly<Record<string, string>>;

function open(files: Files, options: Partial<SourceOptions> = {}): Sources {
  return openSources(new Map(Object.entries(files)), { grammar, ...options });
}

function name(address: string): ResourceName {
  const parts = address.split('.');
  const [type = '', label = ''] = parts.slice(-2);
  const mode = parts.at(-3) === 'data' ? 'data' : 'managed';
  return { module: parts.slice(0, mode === 'data' ? -3 : -2).join('.'), mode, type, name: label };
}

/** The attribute `value` of `aws_x.y`, whose expression is given. */
function evaluated(expression: string, files: Files = {}, options: Partial<SourceOptions> = {}): unknown {
  const main = `resource "aws_x" "y" {\n  value = ${expression}\n}\n`;
  const value = open({ 'test.tf': main, ...files }, options).evaluateAttribute(name('aws_x.y'), null, 'value');
  return value && plain(value);
}

describe('references', () => {
  const MAIN = `
    variable "given" { default = "default" }
    variable "default" { default = ["d"] }
    variable "nowhere" {}
    variable "typed" {
      type    = object({ a = string, b = optional(number, 2), c = optional(list(string)) })
      default = { a = 1, d = "dropped" }
    }
    locals {
      a     = local.b
      b     = "\${var.given}!"
      cycle = local.other
      other = [local.cycle]
    }
    resource "aws_s3_bucket" "one" { bucket = "logs-\${random_id.x.hex}" }
    resource "aws_s3_bucket" "counted" {
      count  = 2
      bucket = "b\${count.index}"
    }
    resource "aws_s3_bucket" "named" {
      for_each = { x = "first", "a.b" = "second" }
      bucket   = "\${each.key}-\${each.value}"
    }
    resource "aws_s3_bucket" "none" { count = 0 }
    resource "aws_iam_role" "nested" {
      inline_policy {
        name = "p"
      }
      dynamic "inline_policy" {
        for_each = ["q"]
        content { name = inline_policy.value }
      }
    }
    resource "random_id" "x" {}
    resource "random_string" "plain" { special = false }
    resource "random_string" "special" {}
    resource "terraform_data" "kept" { input = { account = var.given, bucket = aws_s3_bucket.one.arn } }
    resource "terraform_data" "empty" {}
    data "aws_caller_identity" "me" {}
    data "external" "x" {}
  `;
  const options = { variables: { given: { value: 'given' } } };

  test.each([
    ['a variable with a value', 'var.given', 'given'],
    ['a variable with a default', 'var.default[0]', 'd'],
    ['a variable without either', 'var.nowhere', '<the variable `nowhere` is not given>'],
    ['a variable with a type', 'var.typed', { a: '1', b: 2, c: null }],
    ['a local', 'local.a', 'given!'],
    ['a local that refers to itself', 'local.cycle', ['<`local.cycle` refers to itself>']],
    ['an attribute that the configuration sets', 'aws_s3_bucket.one.bucket', 'logs-{random_id.x.hex}'],
    ['an attribute that AWS sets', '"${aws_s3_bucket.one.arn}/*"', '{aws_s3_bucket.one.arn}/*'],
    ['an instance of count', 'aws_s3_bucket.counted[1].bucket', 'b1'],
    ['all instances of count', 'aws_s3_bucket.counted[*].bucket', ['b0', 'b1']],
    ['an instance of for_each', 'aws_s3_bucket.named["a.b"].bucket', 'a.b-second'],
    [
      'all instances of for_each',
      '{ for k, b in aws_s3_bucket.named : k => b.bucket }',
      { x: 'x-first', 'a.b': 'a.b-second' },
    ],
    ['values of for_each', 'values(aws_s3_bucket.named)[*].bucket', ['a.b-second', 'x-first']],
    ['no instance', 'aws_s3_bucket.none[*].arn', []],
    ['the one of no instances', 'one(aws_s3_bucket.none[*].arn)', null],
    ['try without an instance', 'try(aws_s3_bucket.none[0].arn, "x")', 'x'],
    ['blocks', 'aws_iam_role.nested.inline_policy[*].name', ['p', 'q']],
    ['what `terraform_data` keeps', 'terraform_data.kept.output.account', 'given'],
    ['what it keeps and nobody knows yet', 'terraform_data.kept.output.bucket', '{aws_s3_bucket.one.arn}'],
    [
      '`terraform_data` that keeps nothing',
      'terraform_data.empty.output',
      '<`terraform_data.empty.input` is known only after apply>',
    ],
    ['a random text without special characters', 'random_string.plain.result', '{random_string.plain.id}'],
    [
      'a random text with special characters',
      'random_string.special.result',
      '<`random_string.special.result` is known only after apply>',
    ],
    ['an account', 'data.aws_caller_identity.me.account_id', '{data.aws_caller_identity.me.account_id}'],
    ['what a program prints', 'data.external.x.result', '<`data.external.x.result` is known only after apply>'],
    ['the folder of the module', 'path.module', '.'],
    ['the folder of Terraform', 'path.cwd', '<the folder that Terraform runs in is not known>'],
    ['a resource that is not there', 'aws_y.z.arn', '<`aws_y.z` is not in the sources>'],
    ['the workspace', 'terraform.workspace', '<the workspace is not known>'],
  ])('%s', (_name, expression, expected) => {
    expect(evaluated(expression, { 'main.tf': MAIN }, options)).toEqual(expected);
  });

  const predicted = () => joined([...text('arn:').parts, ...hole('h', '').parts], null);
  test.each([
    ['known in the plan', { known: () => text('known'), predicted }, 'known'],
    ['predicted', { predicted }, 'arn:{h}'],
    ['predicted where the plan has it in part', { known: () => null, predicted }, 'arn:{h}'],
  ])('an attribute that is %s', (_name, given, expected) => {
    expect(evaluated('aws_s3_bucket.one.arn', { 'main.tf': MAIN }, given)).toBe(expected);
  });

  test('the keys that the plan has go before those of the sources', () => {
    const keys = {
      instanceKeys: (_module: string, _mode: string, type: string) => (type === 'aws_s3_bucket' ? ['k'] : null),
    };
    expect(evaluated('keys(aws_s3_bucket.named)', { 'main.tf': MAIN }, keys)).toEqual(['k']);
  });
});

describe('modules', () => {
  const FILES: Files = {
    'main.tf': `
      module "app" {
        source  = "./modules/app"
        for_each = { red = { level = 1 }, "b.c" = { level = 2 } }
        prefix  = "\${each.key}-\${each.value.level}"
        role    = aws_iam_role.ci
      }
      module "remote" {
        source = "terraform-aws-modules/iam/aws"
      }
      module "counted" {
        source = "./modules/leaf"
        count  = 2
        name   = "leaf\${count.index}"
      }
      resource "aws_iam_role" "ci" { name = "ci" }
    `,
    'modules/app/main.tf': `
      variable "prefix" { type = string }
      variable "role" {}
      module "leaf" {
        source = "../leaf"
        name   = "\${var.prefix}-\${var.role.name}"
      }
      output "leaf" { value = module.leaf.name }
      output "role" { value = var.role.arn }
      output "folder" { value = path.module }
    `,
    'modules/leaf/main.tf': `
      variable "name" {}
      resource "aws_iam_user" "this" { name = upper(var.name) }
      output "name" { value = aws_iam_user.this.name }
    `,
    '.terraform/modules/remote/main.tf': 'output "x" { value = "remote" }',
    'outside.tf.md': 'not Terraform',
  };

  test.each([
    ['an output through two modules', 'module.app["red"].leaf', 'RED-1-CI'],
    ['a key with a dot', 'module.app["b.c"].leaf', 'B.C-2-CI'],
    ['an attribute of a resource that was passed', 'module.app["red"].role', '{aws_iam_role.ci.arn}'],
    ['all instances', '[for m in module.app : m.leaf]', ['B.C-2-CI', 'RED-1-CI']],
    ['count', 'module.counted[*].name', ['LEAF0', 'LEAF1']],
    ['the folder', 'module.app["red"].folder', 'modules/app'],
    ['an output that is not there', 'module.counted[0].x', '<`module.counted[0]` has no output `x`>'],
    ['a module that is not there', 'module.x.y', '<there is no module `x`>'],
    ['a module whose source is not at hand', 'module.remote.x', '<the source of `module.remote` is not at hand>'],
  ])('%s', (_name, expression, expected) => {
    expect(evaluated(expression, FILES)).toEqual(expected);
  });

  test('a remote module is found through its folder', () => {
    const moduleDirectory = (names: readonly string[]) =>
      names.join('.') === 'remote' ? '.terraform/modules/remote' : null;
    expect(evaluated('module.remote.x', FILES, { moduleDirectory })).toBe('remote');
  });

  test('a resource of an instance of a module', () => {
    const value = open(FILES).evaluateAttribute(name('module.app["red"].module.leaf.aws_iam_user.this'), null, 'name');
    expect(value && plain(value)).toBe('RED-1-CI');
  });

  test('the root module may be in a folder', () => {
    const files = {
      'infra/main.tf': 'resource "aws_x" "y" {\n  value = module.m.v\n}\nmodule "m" {\n  source = "../lib"\n}\n',
    };
    const lib = {
      'lib/main.tf': 'output "v" {\n  value = "${path.module} ${file("${path.module}/a.txt")}"\n}\n',
      'lib/a.txt': 'text',
    };
    const value = open({ ...files, ...lib }, { root: 'infra' }).evaluateAttribute(name('aws_x.y'), null, 'value');
    expect(value && plain(value)).toBe('../lib text');
  });

  test.each([
    ['../../etc/passwd', '<the file `../../etc/passwd` is not in the sources>'],
    ['/etc/passwd', '<the file `/etc/passwd` is not in the sources>'],
    ['a/../../b', '<the file `a/../../b` is not in the sources>'],
  ])('no path leads out of the sources: %s', (path, expected) => {
    const asked: string[] = [];
    const readFile = (at: string) => {
      asked.push(at);
      return 'secret';
    };
    expect(evaluated(`file("${path}")`, {}, { readFile })).toBe(expected);
    expect(asked).toEqual([]);
  });

  test('a module that calls itself ends', () => {
    const files = { 'main.tf': 'module "m" {\n  source = "./"\n}\noutput "o" {\n  value = module.m.o\n}\n' };
    expect(evaluated('module.m.o', files)).toContain('nested too deeply');
  });
});

describe('the other syntaxes', () => {
  test('JSON', () => {
    const json = {
      locals: { names: ['a', 'b'] },
      resource: {
        aws_iam_role: {
          json: { for_each: '${toset(local.names)}', name: 'x-${each.key}', inline_policy: { policy: '{}' } },
        },
      },
    };
    const files = { 'main.tf.json': JSON.stringify(json) };
    expect(evaluated('aws_iam_role.json["a"].name', files)).toBe('x-a');
  });

  test('override files', () => {
    const files = {
      'main.tf': 'resource "aws_x" "z" {\n  a = 1\n  b = 1\n}\nlocals {\n  l = 1\n}\n',
      'z_override.tf': 'resource "aws_x" "z" {\n  b = 2\n}\nlocals {\n  l = 2\n}\n',
    };
    expect(evaluated('[aws_x.z.a, aws_x.z.b, local.l]', files)).toEqual([1, 2, 2]);
  });
});

test.each([
  ['a list of names', '[a, tags["x"]]', true],
  ['a list of texts', '["a"]', true],
  ['everything', 'all', true],
  ['other names', '[b]', false],
])('changes are ignored: %s', (_name, ignored, expected) => {
  const main = `resource "aws_x" "y" {\n  lifecycle {\n    ignore_changes = ${ignored}\n  }\n}\n`;
  expect(open({ 'main.tf': main }).ignoresChanges(name('aws_x.y'), 'a')).toBe(expected);
});

test('law: damaged sources are evaluated without an error', () => {
  const path = new URL('policy-documents/main.tf', import.meta.url);
  const text = readFileSync(path, 'utf8');
  for (let length = 0; length < text.length; length += 37) {
    const sources = open({ 'main.tf': `${text.slice(0, length)}${text.slice(length + 20)}` });
    for (const document of ['defaults', 'lists', 'trust', 'dynamic', 'layers']) {
      const value = sources.evaluatePolicyDocument(name(`data.aws_iam_policy_document.${document}`), null);
      if (value !== null) policyOf(value);
    }
  }
});

describe('policies', () => {
  const FILES: Files = {
    'main.tf': `resource "aws_iam_role" "task" {
  name = "task"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.principal } }]
  })
}
variable "principal" {}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      { Effect = "Allow", Action = "ecs:RunTask", Resource = "*" },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = [aws_iam_role.task.arn, "\${aws_iam_role.task.arn}/*"]
      },
    ], local.extra)
  })
}
locals {
  extra = [{
    Effect = "Deny", Action = "s3:*", Resource = "*",
    Condition = { StringNotEquals = { "\${replace(aws_eks_cluster.c.identity[0].oidc[0].issuer, "https://", "")}:sub" = "x" } }
  }]
}
resource "aws_eks_cluster" "c" {}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "merged" {
  source_policy_documents = [data.aws_iam_policy_document.d.json, data.external.x.result.json]
}
data "external" "x" {}
`,
  };

  const policy = (address: string, attribute: string, options: Partial<SourceOptions> = {}) => {
    const value = open(FILES, options).evaluateAttribute(name(address), null, attribute);
    return value && policyOf(value);
  };

  test('holes are written out, and every statement has its place', () => {
    const result = policy('aws_iam_role_policy.p', 'policy');
    expect(result).toMatchObject({
      known: true,
      unknowns: [],
      document: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' },
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: ['(aws_iam_role.task.arn)', '(aws_iam_role.task.arn)/*'],
          },
          { Effect: 'Deny', Condition: { StringNotEquals: expect.anything() as unknown } },
        ],
      },
      location: { uri: 'main.tf', startLine: 11, startColumn: 23 },
      statements: [
        { uri: 'main.tf', startLine: 14, startColumn: 7, endLine: 14, endColumn: 67 },
        { uri: 'main.tf', startLine: 15, startColumn: 7, endLine: 19, endColumn: 8 },
        { uri: 'main.tf', startLine: 24, startColumn: 12 },
      ],
    });
  });

  test('the name of a condition key may hold a hole', () => {
    const result = policy('aws_iam_role_policy.p', 'policy');
    expect(JSON.stringify(result)).toContain(
      'oidc.eks.(aws_eks_cluster.c.identity[0].oidc[0].issuer region).amazonaws.com/id/(aws_eks_cluster.c.identity[0].oidc[0].issuer):sub',
    );
  });

  test('an unknown principal is unknown at its place', () => {
    const result = policy('aws_iam_role.task', 'assume_role_policy');
    expect(result?.known === true && result.unknowns).toEqual([
      {
        reason: 'the variable `principal` is not given',
        location: { uri: 'main.tf', startLine: 8, startColumn: 1, endLine: 8, endColumn: 21 },
      },
    ]);
  });

  test('a known value takes the place of what is unknown', () => {
    const variables = { principal: { value: ['arn:aws:iam::111111111111:root'] } };
    expect(policy('aws_iam_role.task', 'assume_role_policy', { variables })).toMatchObject({
      document: { Statement: [{ Principal: { AWS: ['arn:aws:iam::111111111111:root'] } }] },
      unknowns: [],
    });
  });

  test.each([
    ['a document that is merged with an unknown one', 'data.aws_iam_policy_document.merged.json'],
    ['an unknown document', 'data.external.x.result'],
    ['an unknown statement', 'jsonencode({ Statement = [data.external.x.result] })'],
    ['an unknown effect', 'jsonencode({ Statement = [{ Effect = data.external.x.result }] })'],
    ['an unknown condition', 'jsonencode({ Statement = [{ Effect = "Allow", Condition = data.external.x.result }] })'],
    [
      'an unknown condition key',
      'jsonencode({ Statement = [{ Condition = { StringEquals = { (data.external.x.result) = 1 } } }] })',
    ],
    ['further statements', 'jsonencode({ Statement = concat([], data.external.x.result) })'],
  ])('%s is not known', (_name, expression) => {
    const main = `resource "aws_x" "y" {\n  value = ${expression}\n}\n`;
    const value = open({ ...FILES, 'test.tf': main }).evaluateAttribute(name('aws_x.y'), null, 'value');
    expect(value && policyOf(value)).toMatchObject({
      known: false,
      reason: expect.stringContaining('data.external.x') as unknown,
    });
  });

  test('null is not set', () => {
    expect(policyOf({ kind: 'null', range: null })).toBeNull();
  });

  test('what a plan knows has no place', () => {
    expect(policyOf(fromJson('{"Statement":[{"Effect":"Allow"}]}'))).toMatchObject({
      statements: [null],
      location: null,
    });
  });
});

describe('places', () => {
  const FILES = {
    'main.tf': 'module "m" {\n  source = "./m"\n}\n',
    'm/main.tf':
      'resource "aws_iam_role" "r" {\n  name = "r"\n  inline_policy {\n    name = "a"\n  }\n  inline_policy {\n    name = "b"\n  }\n}\n',
  };
  const resource = name('module.m.aws_iam_role.r');

  test.each([
    ['an attribute', ['name'], 2],
    ['an attribute of a nested block', ['inline_policy', 1, 'name'], 7],
    ['a block', ['inline_policy', 1], 6],
    ['what the block does not set', ['inline_policy', 0, 'policy'], 3],
    ['what the resource does not set', ['path'], 1],
    ['a block that is not there', ['inline_policy', 5, 'name'], 1],
  ])('%s', (_name, path, line) => {
    expect(open(FILES).locateAttribute(resource, path)).toMatchObject({ uri: 'm/main.tf', startLine: line });
  });

  test('a resource and the call of its module', () => {
    const sources = open(FILES);
    expect(sources.locateResource(resource)).toEqual({
      uri: 'm/main.tf',
      startLine: 1,
      startColumn: 1,
      endLine: 1,
      endColumn: 28,
    });
    expect(sources.locateModule('module.m')).toMatchObject({ uri: 'main.tf', startLine: 1 });
    expect(sources.locateModule('')).toBeNull();
    expect(sources.locateResource(name('aws_iam_role.r'))).toBeNull();
  });

  test('a file that is too large, or nothing that can be parsed', () => {
    const sources = open({ 'main.tf': 'locals {}\n', 'large.tf': '#'.repeat(2 ** 21 + 1), 'damaged.tf.json': '{' });
    expect(sources.unread()).toEqual([]);
    sources.locateResource(name('aws_x.y'));
    expect(sources.unread()).toEqual([
      { uri: 'damaged.tf.json', reason: 'the file cannot be parsed' },
      { uri: 'large.tf', reason: 'the file is too large to be parsed, or made so that it takes too long' },
    ]);
  });

  test('what cannot be read', () => {
    const sources = open({ 'main.tf': 'resource "aws_x" "y" {\n  value = 1\n}\n???\n' });
    expect(sources.problems()).toMatchObject([{ uri: 'main.tf' }]);
    expect(sources.evaluateAttribute(name('aws_x.y'), null, 'value')).toMatchObject({ value: 1 });
  });
});
