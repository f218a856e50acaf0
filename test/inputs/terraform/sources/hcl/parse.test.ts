import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadGrammar } from '../../../../../src/inputs/terraform/sources/hcl/grammar.js';
import { parseJsonFile } from '../../../../../src/inputs/terraform/sources/hcl/json-syntax.js';
import { ParseBudget } from '../../../../../src/inputs/terraform/sources/hcl/parse-budget.js';
import { parseFile, parseTemplate } from '../../../../../src/inputs/terraform/sources/hcl/parse.js';
import { SourceText } from '../../../../../src/inputs/terraform/sources/hcl/source-text.js';
import { place, print, rangesOf } from '../print.js';

const grammar = await loadGrammar();
const parse = (text: string) => parseFile(grammar, new SourceText('main.tf', text));

function expressionOf(text: string): string {
  const attribute = parse(`a = ${text}\n`).attributes.get('a');
  return attribute === undefined ? '<none>' : print(attribute.expression);
}

describe('expressions', () => {
  test.each([
    ['numbers', '[1, 0.5, 1.5e3]', '[1, 0.5, 1500]'],
    ['a hexadecimal number, which Terraform does not know', '0x1f', '<not an expression>'],
    ['words', '[true, false, null]', '[true, false, null]'],
    ['products before sums before comparisons', '1 + 2 * 3 == 7', '((1 + (2 * 3)) == 7)'],
    ['`&&` before `||`', 'a || b && c', '(a || (b && c))'],
    ['comparison before `==`', 'a < b == c', '((a < b) == c)'],
    ['equal operators from the left', '1 - 2 - 3', '((1 - 2) - 3)'],
    ['signs bind tightest', '-a.b + !c', '((-a.b) + (!c))'],
    ['parentheses', '(1 + 2) * 3', '((1 + 2) * 3)'],
    ['an access behind parentheses', '(a).b[0]', 'a.b[0]'],
    ['nested conditionals from the right', 'a ? b : c ? d : e ? f : g', '(a ? b : (c ? d : (e ? f : g)))'],
    ['a conditional within the first branch', 'a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['a conditional as a condition', '(a ? b : c) ? d : e', '((a ? b : c) ? d : e)'],
    ['an operation as a condition', 'a == b ? c : d', '((a == b) ? c : d)'],
    ['a call', 'f(a, 1)', 'f(a, 1)'],
    ['a call with an expanded list', 'f(a, b...)', 'f(a, b...)'],
    ['a call over lines with a comma at the end', 'f(\n  a,\n)', 'f(a)'],
    ['a function of a provider', 'provider::aws::arn_parse(a)', 'provider::aws::arn_parse(a)'],
    ['names and indices', 'a.b[0]["k"][c.d]', 'a.b[0]["k"][c.d]'],
    ['an index as Terraform 0.11 had it', 'a.0.b', 'a[0].b'],
    ['a splat takes along all that follows', 'a[*].b[0].c', 'a[*<_.b[0].c>]'],
    ['a splat in a splat', 'a[*].b[*].c', 'a[*<_.b[*<_.c>]>]'],
    ['an attribute splat takes along names only', 'a.*.b.c[0].d', 'a[*<_.b.c>][0].d'],
    [
      'an object with its kinds of keys',
      '{ a = 1, "b" : 2, (c) = 3, "${d}e" = 4 }',
      '{"a" = 1, "b" = 2, c = 3, "${d}e" = 4}',
    ],
    ['an object over lines', '{\n  a = 1\n  b = 2\n}', '{"a" = 1, "b" = 2}'],
    ['a tuple with a comma at the end', '[1, 2,]', '[1, 2]'],
    ['for, a tuple', '[for v in a : v.b if v != null]', '[for v in a : v.b if (v != null)]'],
    ['for, an object', '{ for k, v in a : k => v }', '{for k, v in a : k => v}'],
    ['for, grouped', '{ for k, v in a : v => k... if v > 0 }', '{for k, v in a : v => k... if (v > 0)}'],
    ['comments', '[ # one\n  1, // two\n  /* three */ 2\n]', '[1, 2]'],
    ['a key for a tuple', '[for k, v in a : k => v]', '<none>'],
    ['nothing', '', '<none>'],
  ])('%s', (_name, text, expected) => {
    expect(expressionOf(text)).toBe(expected);
  });

  test('what is nested too deeply is not read', () => {
    expect(expressionOf(`${'['.repeat(150)}1${']'.repeat(150)}`)).toContain('[1]');
    expect(expressionOf(`${'['.repeat(5_000)}1${']'.repeat(5_000)}`)).toContain('<nested too deeply>');
    const loops = (count: number): string =>
      `<<EOT\n${'%{for a in b}'.repeat(count)}x${'%{endfor}'.repeat(count)}\nEOT\n`;
    expect(expressionOf(loops(30))).not.toContain('<');
    expect(expressionOf(loops(2_000))).toBe('<not an expression>');
  });
});

/** What Terraform 1.11.4 makes of the same text is in the tables of the evaluator. */
describe('templates', () => {
  test.each([
    ['nothing', '""', '""'],
    ['white space', '"  a ${b}  c "', '"  a ${b}  c "'],
    ['escapes', String.raw`"\"\\\n\t\u00e9\U0001F600"`, String.raw`"\"\\\n\té😀"`],
    ['an escape that is none', String.raw`"\q"`, '<not an expression>'],
    ['escaped marks', '"$${a} %%{b} $ % $$ %%"', '"${a} %{b} $ % $$ %%"'],
    [
      'an escaped mark behind a dollar, which the grammar takes for an interpolation',
      '"$$${a}"',
      '<not an expression>',
    ],
    ['a percent sign before an interpolation', '"50%${a}"', '"50%${a}"'],
    ['one interpolation', '"${a.b}"', '"${a.b}"'],
    ['a string within an interpolation', '"${f("}")}"', '"${f("}")}"'],
    ['trimmed', '"a  ${~ b ~}  c"', '"a${b}c"'],
    ['if', '"%{ if a }b%{ else }c%{ endif }"', '"%{if a}b%{else}c%{end}"'],
    ['for', '"%{ for k, v in a }${k}%{ endfor }"', '"%{for k, v in a}${k}%{end}"'],
    ['an if that does not end', '"%{ if a }b"', '<none>'],
    ['a heredoc', '<<EOT\n  a\n  ${b}\nEOT', String.raw`"  a\n  ${'${b}'}\n"`],
    ['a heredoc without lines', '<<EOT\nEOT', '""'],
    ['a heredoc without indentation', '<<-EOT\n    a\n      b\n\n    c\n  EOT', String.raw`"a\n  b\n\nc\n"`],
    ['an indentation that begins with an interpolation', '<<-EOT\n  a\n${b}\n  EOT', String.raw`"  a\n${'${b}'}\n"`],
    ['no escapes in a heredoc', '<<EOT\n\\n "x"\nEOT', String.raw`"\\n \"x\"\n"`],
    ['trimming in a heredoc ends with the line', '<<EOT\na ${b ~}  \n  c\nEOT', String.raw`"a ${'${b}'}  c\n"`],
    ['a heredoc as an argument', 'f(<<EOT\na\nEOT\n)', String.raw`f("a\n")`],
    ['line ends of Windows', '<<EOT\r\na\r\nEOT\r\n', String.raw`"a\r\n"`],
  ])('%s', (_name, text, expected) => {
    expect(expressionOf(text)).toBe(expected);
  });

  test.each([
    ['text', 'a\n  b', String.raw`"a\n  b"`],
    ['a line end at the end', 'a\n', String.raw`"a\n"`],
    ['no escapes but those of marks', '"\\n" $${a}', String.raw`"\"\\n\" ${'${a}'}"`],
    ['directives', '%{ for a in b ~}\n  x\n%{ endfor ~}\n', String.raw`"%{for a in b}  x\n%{end}"`],
    ['nothing', '', '""'],
    ['damaged', 'a ${b', '<not a template>'],
    ['a directive without an end', '%{ if a }', '<not a template>'],
  ])('of a file: %s', (_name, text, expected) => {
    expect(print(parseTemplate(grammar, new SourceText('a.tftpl', text)))).toBe(expected);
  });
});

describe('blocks', () => {
  const TEXT = `resource "aws_iam_role" "ci" {
  name = "ci"
  inline_policy {
    policy = jsonencode({
      Statement = [{ Effect = "Allow" }]
    })
  }
}

locals { a = 1 }
`;

  test('have types, labels and bodies', () => {
    const { blocks, problems } = parse(TEXT);
    expect(problems).toEqual([]);
    expect(blocks.map(({ type, labels }) => [type, ...labels])).toEqual([
      ['resource', 'aws_iam_role', 'ci'],
      ['locals'],
    ]);
    expect(blocks[0]?.body.blocks.map(({ type }) => type)).toEqual(['inline_policy']);
    expect([...(blocks[1]?.body.attributes.keys() ?? [])]).toEqual(['a']);
  });

  test('have ranges that count from one', () => {
    const [role] = parse(TEXT).blocks;
    const policy = role?.body.blocks[0]?.body.attributes.get('policy');
    expect(role && [place(role.headerRange), place(role.range)]).toEqual(['1:1-1:29', '1:1-8:2']);
    expect(policy && [place(policy.nameRange), place(policy.range)]).toEqual(['4:5-4:11', '4:5-6:7']);
  });

  test('an error in one leaves the others', () => {
    const text = 'a "x" {\n  b = 1\n}\nc {\n  d = [1\n}\ne {\n  f = <<EOT\n{\n}\nEOT\n}\ng {\n}\n';
    const { blocks, problems } = parse(text);
    expect(blocks.map(({ type }) => type)).toEqual(expect.arrayContaining(['a', 'e', 'g']));
    expect(problems).toEqual([]);
    const damaged = blocks.find(({ type }) => type === 'c')?.body.attributes.get('d');
    expect(damaged?.expression.kind).toBe('invalid');
    expect(blocks.find(({ type }) => type === 'e')?.body.attributes.has('f')).toBe(true);
  });

  test('an attribute that is set twice is a problem', () => {
    const [block] = parse('a {\n  b = 1\n  b = 2\n}\n').blocks;
    expect(block?.body.problems.map(place)).toEqual(['3:3-3:8']);
  });
});

describe('a file that takes more than it may', () => {
  const text = 'resource "aws_x" "y" {\n  a = [1, 2, 3]\n}\n'.repeat(20);
  const read = (budget: ParseBudget): readonly [blocks: number, problems: number, exhausted: boolean] => {
    const { blocks, problems } = parseFile(grammar, new SourceText('main.tf', text), budget);
    return [blocks.length, problems.length, budget.exhausted];
  };

  test.each<[name: string, budget: ParseBudget, expected: readonly [number, number, boolean]]>([
    ['within', ParseBudget.forOne({ callbacks: 100, nodes: 2000 }), [20, 0, false]],
    ['too many nodes', ParseBudget.forOne({ callbacks: 100, nodes: 200 }), [0, 1, true]],
    ['too much work', ParseBudget.forOne({ callbacks: 1, nodes: 2000 }), [0, 1, true]],
  ])('%s', (_, budget, expected) => {
    expect(read(budget)).toEqual(expected);
  });

  test('other files have used up what all may take', () => {
    const whole = ParseBudget.forAll({ callbacks: 1000, nodes: 1000 });
    expect([1, 2, 3].map(() => read(whole.forOne())[2])).toEqual([false, true, true]);
  });

  test('an error is looked for within what the file may take', () => {
    const budget = ParseBudget.forOne({ callbacks: 1000, nodes: 1000 });
    const { problems } = parseFile(grammar, new SourceText('main.tf', `${text}???\n`), budget);
    expect([budget.exhausted, problems.length > 0]).toEqual([true, true]);
  });

  test('too long', () => {
    const budget = ParseBudget.forOne();
    const body = parseFile(grammar, new SourceText('main.tf', `a = 1\n#${'x'.repeat(2 ** 21)}\n`), budget);
    expect([body.attributes.size, budget.exhausted]).toEqual([0, true]);
  });
});

describe('JSON syntax', () => {
  const json = (value: unknown) =>
    parseJsonFile(grammar, new SourceText('main.tf.json', JSON.stringify(value, null, 2)));

  test('gives the same tree', () => {
    const { blocks, problems } = json({
      '//': 'comment',
      resource: { aws_iam_role: { ci: { name: '${var.prefix}-ci', inline_policy: [{ name: 'a' }, { name: 'b' }] } } },
      locals: { list: [1, true, null, 'x'], object: { '${local.k}': 'v' } },
      data: [{ aws_caller_identity: { current: {} } }],
    });
    expect(problems).toEqual([]);
    expect(blocks.map(({ type, labels }) => [type, ...labels].join('.'))).toEqual([
      'resource.aws_iam_role.ci',
      'locals',
      'data.aws_caller_identity.current',
    ]);
    const [role, locals] = blocks;
    const text = (name: string) => locals?.body.attributes.get(name)?.expression;
    expect(role?.body.blocks.map(({ type }) => type)).toEqual(['inline_policy', 'inline_policy']);
    const name = role?.body.attributes.get('name');
    expect(name && print(name.expression)).toBe('"${var.prefix}-ci"');
    expect(name && place(name.expression.range)).toBe('6:17-6:35');
    expect(['list', 'object'].map((key) => print(text(key) ?? expect.unreachable()))).toEqual([
      '[1, true, null, "x"]',
      '{"${local.k}" = "v"}',
    ]);
  });

  test('keeps the labels of dynamic blocks', () => {
    const { blocks } = json({
      data: { t: { n: { dynamic: { statement: { for_each: '${var.x}', content: { sid: 'a' } } } } } },
    });
    const [dynamic] = blocks[0]?.body.blocks ?? [];
    expect([dynamic?.type, dynamic?.labels, dynamic?.body.blocks.map(({ type }) => type)]).toEqual([
      'dynamic',
      ['statement'],
      ['content'],
    ]);
  });

  test('a damaged file is a problem', () => {
    expect(parseJsonFile(grammar, new SourceText('main.tf.json', '{"a":')).problems).toHaveLength(1);
  });
});

const SOURCES = ['examples', 'test/fixtures/plans'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tf'))
    .map((path) => join(folder, path)),
);

describe('law: any text is parsed', () => {
  test.each(SOURCES)('the whole of %s without a problem', (path) => {
    const body = parse(readFileSync(path, 'utf8'));
    expect(body.problems).toEqual([]);
    expect(JSON.stringify(body.blocks.map(({ body: { problems } }) => problems.length))).not.toContain('1');
  });

  test('every beginning of a file gives a tree whose ranges are in the text', { timeout: 60_000 }, () => {
    for (const [index, path] of SOURCES.entries()) {
      const text = readFileSync(path, 'utf8');
      const step = Math.max(1, Math.floor(text.length / 12));
      for (let length = index % step; length < text.length; length += step) {
        const body = parse(text.slice(0, length));
        const outside = rangesOf(body).find(({ start, end }) => start < 0 || end < start || end > length);
        expect([path, length, outside]).toEqual([path, length, undefined]);
      }
    }
  });

  test('a file made of ends of blocks is given up', { timeout: 60_000 }, () => {
    const started = process.cpuUsage();
    expect(parse('\n}'.repeat(50_000)).problems.length).toBeGreaterThan(0);
    expect(process.cpuUsage(started).user).toBeLessThan(15_000_000);
  });

  const token = fc.constantFrom(
    ...[
      'a',
      '"',
      '${',
      '%{',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '=',
      '\n',
      ' ',
      '<<EOT\n',
      '<<-A\n',
      'EOT\n',
      '~',
      '.*',
      '[*]',
    ],
    ...[
      'if',
      'for',
      'in',
      ':',
      '?',
      '...',
      '=>',
      '#',
      '/*',
      '*/',
      '\\',
      '\0',
      '1',
      ',',
      'endif',
      'endfor',
      'else',
      '\r',
      'é',
    ],
  );
  test.each([
    ['tokens', fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''))],
    ['characters', fc.string({ unit: 'binary', maxLength: 60 })],
  ])('%s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        parse(text);
        parseTemplate(grammar, new SourceText('a.tftpl', text));
        parseJsonFile(grammar, new SourceText('a.tf.json', text));
      }),
      { numRuns: 500 },
    );
  });
});
