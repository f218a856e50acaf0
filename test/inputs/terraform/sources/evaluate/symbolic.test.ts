import { describe, expect, test } from 'vitest';
import { Budget } from '../../../../../src/inputs/terraform/sources/evaluate/budget.js';
import { OutOfBudget } from '../../../../../src/inputs/terraform/sources/evaluate/errors.js';
import { decodeJson } from '../../../../../src/inputs/terraform/sources/evaluate/json.js';
import { evaluateText, plain } from './evaluation.js';
import { place } from '../print.js';

const evaluated = (expression: string) => plain(evaluateText(expression));

/** What AWS will choose is a hole, here `{aws_x.y.arn}`; `symbol.any` could be anything, `symbol.open` may have more items. */
describe('a hole', () => {
  test.each([
    ['stays in a text', '"${symbol.arn}/*"', '{aws_x.y.arn}/*'],
    ['stays in a list', '[symbol.arn, "*"]', ['{aws_x.y.arn}', '*']],
    ['is joined', 'join(",", [symbol.arn, "b"])', '{aws_x.y.arn},b'],
    ['is formatted', 'format("%s/%s", symbol.arn, "*")', '{aws_x.y.arn}/*'],
    ['is formatted in a list', 'formatlist("%s/*", [symbol.arn, "b"])', ['{aws_x.y.arn}/*', 'b/*']],
    ['is equal to itself', 'symbol.arn == symbol.arn', true],
    ['is equal to itself in a text', '"a${symbol.arn}" == "a${symbol.arn}"', true],
    ['may be equal to another', 'symbol.arn == symbol.id', '<what is compared is known only after apply>'],
    ['differs from what begins otherwise', '"a/${symbol.id}" == "b/${symbol.id}"', false],
    [
      'differs from what begins otherwise in part',
      '"a/${symbol.id}" != "a/b/c"',
      '<what is compared is known only after apply>',
    ],
    ['differs from what goes on otherwise behind it', '"a${symbol.id}b" == "a${symbol.id}c${symbol.arn}"', false],
    ['differs from what ends otherwise', '"${symbol.id}/a" == "${symbol.arn}/b"', false],
    ['differs from what is longer', '"a${symbol.id}" == "a${symbol.id}b"', false],
    ['differs from what is too short for it', '"ab${symbol.id}" == "a"', false],
    ['may be what is longer', '"a${symbol.id}" == "abc"', '<what is compared is known only after apply>'],
    ['differs also where anything may follow', '"a${symbol.any}" == "b"', false],
    ['may be anything', '"a${symbol.any}" == "ab"', '<what is compared is known only after apply>'],
    [
      'loses the path of a role',
      'provider::aws::trim_iam_role_path("arn:aws:iam::1:role/a/b-${symbol.id}")',
      'arn:aws:iam::1:role/b-{aws_x.y.id}',
    ],
    [
      'is the name of a role',
      'provider::aws::trim_iam_role_path("arn:aws:iam::1:role/a/${symbol.id}")',
      'arn:aws:iam::1:role/{aws_x.y.id}',
    ],
    [
      'may hold the path of a role',
      'provider::aws::trim_iam_role_path("arn:aws:iam::1:role/${symbol.any}")',
      '<it could be anything>',
    ],
    ['is not null', 'symbol.arn == null', false],
    ['is one item of a set', 'toset([symbol.arn, symbol.arn, "a"])', ['a', '{aws_x.y.arn}']],
    ['names a member of an object', '{ "${symbol.id}:sub" = "x" }', { '(aws_x.y.id):sub': 'x' }],
    ['finds the member that it names', '{ (symbol.id) = "x" }[symbol.id]', 'x'],
    ['is contained', 'contains([symbol.arn], symbol.arn)', true],
    ['is not empty', 'coalesce(symbol.arn, "b")', '{aws_x.y.arn}'],
    ['is kept by compact', 'compact(["", symbol.arn])', ['{aws_x.y.arn}']],
    [
      'gives a hole when a text in it is replaced',
      'replace("https://${symbol.id}/a", "/a", "")',
      'https://{replace(aws_x.y.id, "/a", "")}',
    ],
    ['is the same issuer without its scheme', 'replace("https://${symbol.id}/a", "https://", "")', '{aws_x.y.id}/a'],
    ['is the same issuer without its scheme, by a pattern', 'replace(symbol.id, "/^https:///", "")', '{aws_x.y.id}'],
    [
      'is not the same text with another scheme',
      'replace(symbol.id, "https://", "http://")',
      '{replace(aws_x.y.id, "https://", "http://")}',
    ],
    ['could become a wildcard by a replacement', 'replace(symbol.id, "a", "*")', '<known only after apply>'],
    [
      'stays behind a path that is cut off',
      'replace("arn:aws:iam::1:oidc-provider/${symbol.id}", "/^(.*provider/)/", "")',
      '{aws_x.y.id}',
    ],
    ['gives a hole when its case is changed', 'lower("A${symbol.id}")', 'a{lower(aws_x.y.id)}'],
    ['gives the same hole for the same call', 'substr(symbol.id, 0, 3) == substr(symbol.id, 0, 3)', true],
    ['leaves what stands before it known', 'substr("abc${symbol.id}", 0, 3)', 'abc'],
    ['leaves the beginning known', 'startswith("arn:${symbol.id}", "arn:")', true],
    ['leaves the beginning known, if it differs', 'startswith("arn:${symbol.id}", "x")', false],
    ['may be the beginning', 'startswith(symbol.id, "x")', '<a part of the text is not known>'],
    ['leaves the end known', 'endswith("${symbol.id}/a", "b")', false],
    ['loses a known prefix', 'trimprefix("arn:${symbol.id}", "arn:")', '{aws_x.y.id}'],
    [
      'has nobody knows how many separators',
      'split(":", symbol.arn)',
      '<how often it holds the separator is not known>',
    ],
    [
      'stays in YAML',
      'yamldecode("a:\\n- ${symbol.arn}/*\\n- {b: \'${symbol.id}\', c: 1, d: [true]}")',
      { a: ['{aws_x.y.arn}/*', { b: '{aws_x.y.id}', c: 1, d: [true] }] },
    ],
    ['is one moment at one place', 'timestamp() == timestamp()', '<what is compared is known only after apply>'],
    ['has no attributes', 'symbol.arn.x', '<a string has no `x`>'],
  ])('%s', (_name, expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('what could be anything', () => {
  test.each([
    ['stays in a text', '"a${symbol.any}"', 'a<it could be anything>'],
    ['makes a conditional unknown', 'symbol.any ? "a" : "b"', '<it could be anything>'],
    ['does not matter to a conditional with equal sides', 'symbol.any ? ["a"] : ["a"]', ['a']],
    ['does not matter beside false', 'symbol.any && false', false],
    ['does not matter beside true', 'symbol.any || true', true],
    ['leaves the items beside it known', 'concat(["a"], symbol.any)', ['a', '...<it could be anything>']],
    ['leaves the items beside it known, flattened', 'flatten([["a"], symbol.any])', ['a', '...<it could be anything>']],
    ['is not skipped by try', 'try(symbol.any.x, "b")', '<it could be anything>'],
    ['makes an object unknown when it is merged', 'merge({ a = 1 }, symbol.any)', '<it could be anything>'],
    ['makes an object unknown when it names a member', '{ (symbol.any) = 1 }', '<it could be anything>'],
    ['leaves the other members known', '{ a = symbol.any, b = 1 }', { a: '<it could be anything>', b: 1 }],
    ['may be empty', 'coalesce(symbol.any, "b")', '<it could be anything>'],
    ['may leave an element out', '[for v in ["a"] : v if symbol.any]', ['...<it could be anything>']],
    ['is not gone through', '[for v in symbol.any : v]', '<it could be anything>'],
    ['is in the text of a directive', '"a%{ if symbol.any }b%{ endif }c"', 'a<it could be anything>c'],
  ])('%s', (_name, expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('a list that may have more items', () => {
  test.each([
    ['is gone through', '[for v in symbol.open : "${v}!"]', ['first!', '...<there may be more>']],
    ['is splatted', 'symbol.open[*]', ['first', '...<there may be more>']],
    ['is joined', 'join(",", symbol.open)', 'first,<there may be more>'],
    ['contains what it contains', 'contains(symbol.open, "first")', true],
    ['may contain another', 'contains(symbol.open, "x")', '<there may be more>'],
    ['has no certain length', 'length(symbol.open)', '<there may be more>'],
    ['has no certain order', 'symbol.open[0]', '<there may be more>'],
    ['stays one', 'distinct(concat(symbol.open, ["first"]))', ['first', '...<there may be more>']],
  ])('%s', (_name, expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('what is not evaluated says so', () => {
  test.each([
    ['uuid()', 'the function `uuid` is not evaluated'],
    ['formatdate("YYY", "2020-01-01T00:00:00Z")', '`YYY` is no part of a date'],
    ['formatdate("\'YY", "2020-01-01T00:00:00Z")', 'an apostrophe of the format is not closed'],
    ['formatdate("YY", "2020-01-01")', 'the text is not a timestamp'],
    ['timeadd("2020-01-01T00:00:00Z", "1d")', 'the text is not a duration'],
    [`timeadd("2020-01-01T00:00:00Z", "${'9'.repeat(20)}h")`, 'the duration is too long'],
    ['formatdate("YY", timestamp())', '`timestamp` is known only when Terraform runs'],
    ['uuidv5("nope", "x")', 'the namespace is no UUID'],
    ['yamldecode("{")', 'the text is not YAML'],
    ['yamldecode("${symbol.id}: x")', 'a name in the YAML is not known'],
    ['yamldecode("a: ${symbol.unknown}")', 'a part of the YAML is not known'],
    ['yamlencode({ a = symbol.id })', 'a part of the text is not known'],
    ['yamlencode(symbol.open)', 'there may be more'],
    [`regex("(a+)+$", "${'a'.repeat(50_000)}!")`, 'the pattern is not in the text'],
    [`regex("${'(a?){900}'.repeat(9)}b", "a")`, 'the text is too long'],
    ['regex("(a{900}){900}", "a")', 'the text is too long'],
    ['regex("(a{2}", "a")', 'the pattern is not a regular expression'],
    [`regex("a", "${'b'.repeat(100_001)}")`, 'the text is too long'],
    [`regex("${'a'.repeat(20_001)}", "b")`, 'the text is too long'],
    [`length(regexall("", "${'b'.repeat(20_000)}"))`, 'the text has too many parts'],
    ['regex("a", symbol.id)', 'known only after apply'],
    ['replace("${symbol.id}/a", "/(a+)+$/", "")', 'a regular expression is tried on what is not known'],
    ['replace("aaa", "/a/", "${symbol.id}")', 'a regular expression is tried on what is not known'],
    [`replace("${'a'.repeat(900)}", "/a/", "${'b'.repeat(900)}")`, 'the text is too long'],
    ['fileset("elsewhere", "*.json")', 'the folder `elsewhere` is not in the sources'],
    [`fileset("policies", "${'*a'.repeat(20)}")`, 'the pattern is too long'],
    ['fileexists("elsewhere.json")', 'the file `elsewhere.json` is not in the sources'],
    ['file("../secret")', 'the file `../secret` is not in the sources'],
    ['elsewhere.x', '`elsewhere` is not known here'],
    ['local.list[7]', 'there is no item 7'],
    ['12345678901234567890', 'the number has too many digits'],
  ])('%s', (expression, reason) => {
    expect(evaluated(expression)).toBe(`<${reason}>`);
  });
});

describe('JSON', () => {
  const decode = (expression: string) => {
    const value = evaluateText(expression);
    return value.kind === 'string' ? decodeJson(value) : null;
  };

  test.each([
    ['of jsonencode is the value', 'jsonencode({ a = symbol.any })', { a: '<it could be anything>' }],
    ['keeps a hole in a text', '"{\\"a\\": \\"x/${symbol.id}\\"}"', { a: 'x/{aws_x.y.id}' }],
    ['keeps a hole in a name', '"{\\"${symbol.id}:sub\\": 1}"', { '(aws_x.y.id):sub': 1 }],
    ['keeps an unknown value', '"{\\"a\\": ${symbol.any}}"', { a: '<it could be anything>' }],
    ['takes in a value that was encoded', '"[${jsonencode({ a = symbol.id })}]"', [{ a: '{aws_x.y.id}' }]],
    ['takes in encoded values that were joined', '"[${join(",", [for v in ["a", "b"] : jsonencode(v)])}]"', ['a', 'b']],
    [
      'takes in texts that were joined with quotes',
      '"[\\"${join("\\",\\"", ["a", symbol.id])}\\"]"',
      ['a', '{aws_x.y.id}'],
    ],
    ['decoded and encoded again', 'jsonencode(jsondecode("{\\"a\\":\\"${symbol.id}\\"}"))', { a: '{aws_x.y.id}' }],
  ])('%s', (_name, expression, expected) => {
    const decoded = decode(expression);
    expect(decoded && plain(decoded)).toEqual(expected);
  });

  test.each([
    ['an unknown name', '"{\\"${symbol.any}\\": 1}"', '<it could be anything>'],
    ['no JSON', '"{"', null],
    ['two values', '"1 2"', null],
    ['a value beside an unknown', '"${symbol.any}1"', null],
  ])('%s', (_name, expression, expected) => {
    const decoded = decode(expression);
    expect(decoded && plain(decoded)).toBe(expected);
  });

  test('keeps the place of every statement', () => {
    const heredoc =
      '<<-EOT\n    {\n      "Statement": [\n        {"Sid": "A"},\n        {"Sid": "${symbol.id}"}\n      ]\n    }\n  EOT';
    const decoded = decode(heredoc);
    const statements = decoded?.kind === 'object' ? decoded.members.get('Statement')?.value : undefined;
    const items = statements?.kind === 'list' ? statements.items : [];
    expect(items.map(({ range }) => range && place(range))).toEqual(['4:9-4:21', '5:9-5:32']);
  });

  test('keeps the place of what was encoded', () => {
    const decoded = decode('"[${jsonencode({\n  a = 1\n})}]"');
    const [item] = decoded?.kind === 'list' ? decoded.items : [];
    expect(item?.range && place(item.range)).toBe('1:24-3:2');
  });
});

describe('law: an evaluation ends', () => {
  test.each([
    ['nested calls', `${'upper('.repeat(150)}"a"${')'.repeat(150)}`],
    ['a large product', 'setproduct(range(1000), range(1000), range(1000))'],
    ['a product of products', '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]'],
    ['a long range', 'range(100000000)'],
    ['a text that doubles', `${'replace('.repeat(40)}"aa"${', "a", "aa")'.repeat(40)}`],
    ['JSON in JSON', `lower(${'jsonencode('.repeat(40)}"a"${')'.repeat(40)})`],
    ['a padded number', 'format("%0999d", 1)'],
  ])('%s', (_name, expression) => {
    const started = process.cpuUsage();
    try {
      evaluateText(expression, Budget.forAll().forOne());
    } catch (error) {
      expect(error).toBeInstanceOf(OutOfBudget);
    }
    expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
  });
});
