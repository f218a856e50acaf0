import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { type Format, reports } from '../../src/reports/index.js';
import type { Report } from '../../src/schemas/report.generated.js';
import { hostileReports } from './hostile-names.js';
import { finding, options, report, sample } from './report-sample.js';

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`schemas/${name}`, import.meta.url), 'utf8')) as object;

const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': true } });
const ajv2020 = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true, ipv4: true, ipv6: true } });
const byFormat = {
  'gitlab-code-quality': ajv.compile(schema('gitlab-code-quality.json')),
  'gitlab-sast': ajv.compile(schema('gitlab-sast.json')),
  asff: ajv.compile(schema('asff.json')),
  ocsf: ajv2020.compile(schema('ocsf-detection-finding-1.5.0.json')),
};

/** The bounds that the documentation of Security Hub gives in words; its model knows none of them. */
const asffBounds = ajv.compile(schema('asff-bounds.json'));

/** What a schema has against a value. */
function problems(format: keyof typeof byFormat, value: unknown): readonly string[] {
  const validators = [byFormat[format], ...(format === 'asff' ? [asffBounds] : [])];
  return validators.flatMap((validate) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`),
  );
}

const lines = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const closed: Report['fixed'] = [
  {
    ruleId: 'public-role-trust',
    severity: 'high',
    fingerprint: 'f',
    message: 'Was open.',
    entry: { kind: 'anonymous', id: '*' },
  },
];
const cases: readonly (readonly [string, Report])[] = [
  ['the sample', sample],
  ['an empty report', report([])],
  ['gaps alone', report([], sample.gaps)],
  ['a finding without a path', report([finding({ paths: [], compute: [], reaches: [] })])],
  ['a rule that no catalogue has', report([finding({ ruleId: 'constructor' })])],
  ['no input', report([finding({ location: { uri: '', startLine: 1 } })], [], { inputs: [] })],
  ['something fixed', report([], [], { fixed: closed })],
  ...hostileReports.map(([name, one]) => [`hostile: ${name}`, one] as const),
];

describe.each(['gitlab-code-quality', 'gitlab-sast'] as const)('%s', (format) => {
  test.each(cases)('%s fits the schema', (_name, one) => {
    const value = JSON.parse(reports[format](one, options)) as unknown;
    expect(problems(format, value)).toEqual([]);
    const list = Array.isArray(value) ? value : (value as { vulnerabilities: unknown[] }).vulnerabilities;
    expect(list).toHaveLength(one.findings.length);
  });
});

describe.each(['asff', 'ocsf'] as const)('%s', (format) => {
  test.each(cases)('%s fits the schema, a line a finding', (_name, one) => {
    const events = lines(reports[format](one, options));
    for (const event of events) expect(problems(format, event)).toEqual([]);
    expect(events).toHaveLength(one.findings.length + (format === 'ocsf' ? one.fixed.length : 0));
  });
});

test.each([
  ['gitlab-code-quality', [{ description: 'x' }]],
  ['gitlab-sast', { version: '15.0.7', vulnerabilities: [] }],
  ['asff', { SchemaVersion: '2018-10-08' }],
  ['ocsf', { class_uid: 2004 }],
] as const)('the schema of %s refuses what is incomplete', (format, value) => {
  expect(problems(format, value)).not.toEqual([]);
});

test('GitLab SAST offers the patch of a fix', () => {
  const patch = '--- a/main.tf\n+++ b/main.tf\n@@ -1 +1 @@\n-a\n+b\n';
  const closing = { kind: 'remove-statement' as const, summary: 'Remove it.', takes: 1, edits: [], patch };
  const one = finding({ fix: { summary: 's', change: '', closing } });
  const { remediations } = JSON.parse(reports['gitlab-sast'](report([one, finding()]), options)) as {
    remediations: { fixes: { id: string }[]; diff: string }[];
  };
  expect(remediations).toHaveLength(1);
  expect(remediations[0]?.fixes).toEqual([{ id: one.fingerprint }]);
  expect(Buffer.from(remediations[0]?.diff ?? '', 'base64').toString()).toBe(patch);
});

test('lists are not cut within a name', () => {
  const compute = Array.from({ length: 300 }, (_, index) => `compute-primitive-${String(index)}`);
  const one = report([finding({ compute })]);
  const [row] = parse<Record<string, string>>(reports.csv(one, options), { columns: true });
  expect(row?.['compute']).toBe(compute.join(' '));
  const [event] = lines(reports.asff(one, options)) as [{ ProductFields: Record<string, string> }];
  const field = event.ProductFields['iam-miner-lint/compute'] ?? '';
  const [kept = '', more = ''] = field.split(' and ');
  expect(kept.split(' ')).toEqual(compute.slice(0, kept.split(' ').length));
  expect(more).toBe(`${String(compute.length - kept.split(' ').length)} more`);
});

describe('JUnit', () => {
  const xsd = readFileSync(new URL('schemas/junit-10.xsd', import.meta.url), 'utf8');
  const problemsOf = async (xml: string): Promise<readonly string[]> => {
    const { errors } = await validateXML({ xml: [{ fileName: 'r.xml', contents: xml }], schema: [xsd] });
    return errors.map(({ message }) => message);
  };

  test.each(cases)('%s fits the schema', async (_name, one) => {
    const xml = reports.junit(one, options);
    expect(await problemsOf(xml)).toEqual([]);
    expect([...xml.matchAll(/<failure /g)]).toHaveLength(one.findings.length);
    expect([...xml.matchAll(/<skipped /g)]).toHaveLength(one.gaps.length);
  });

  test('the schema refuses another element', async () => {
    expect(await problemsOf('<testsuites><x/></testsuites>')).not.toEqual([]);
  });

  test('a rule that found nothing has passed', () => {
    const rules = Object.keys(options.rules).length;
    expect([
      ...reports.junit(report([]), options).matchAll(/<testcase [^>]*name="no path to compute"\/>/g),
    ]).toHaveLength(rules);
  });
});

describe('CSV', () => {
  const rows = (one: Report): Record<string, string>[] => parse(reports.csv(one, options), { columns: true });

  test.each(cases)('%s has a row a finding', (_name, one) => {
    expect(rows(one)).toHaveLength(one.findings.length);
  });

  test('the most severe first', () => {
    expect(rows(sample).map(({ severity }) => severity)).toEqual(['critical', 'low']);
    expect(rows(sample)[0]).toMatchObject({
      account: '111111111111',
      path: 'an identity of token.actions.githubusercontent.com → 111111111111:role/ci → 222222222222:role/service-role/deploy → 111111111111:role/夜間バッチ → ecs-run-task',
      file: 'modules/ci role/main.tf',
      line: '12',
      principals_reached: '3',
    });
  });

  test.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
    ['a,"b"', 'a,"b"'],
  ])('a cell %j is no formula: %j', (message, expected) => {
    expect(rows(report([finding({ message })]))[0]?.['message']).toBe(expected);
  });
});

describe('GitHub annotations', () => {
  /** As the runner reads them: src/Runner.Common/ActionCommand.cs of actions/runner. */
  const parseCommand = (line: string): { name: string; properties: Record<string, string>; text: string } | null => {
    if (!line.trimStart().startsWith('::')) return null;
    const [head = '', ...rest] = line.trimStart().slice(2).split('::');
    const [name = '', ...properties] = head.split(' ');
    const unescape = (text: string): string =>
      text
        .replaceAll('%2C', ',')
        .replaceAll('%3A', ':')
        .replaceAll('%0A', '\n')
        .replaceAll('%0D', '\r')
        .replaceAll('%25', '%');
    return {
      name,
      properties: Object.fromEntries(
        properties
          .join(' ')
          .split(',')
          .map((pair) => [pair.split('=')[0], unescape(pair.split('=').slice(1).join('='))]),
      ) as Record<string, string>,
      text: unescape(rest.join('::')),
    };
  };
  const commands = (one: Report): NonNullable<ReturnType<typeof parseCommand>>[] =>
    reports
      .github(one, options)
      .split('\n')
      .flatMap((line) => parseCommand(line) ?? []);

  test.each(cases)('%s: a command a finding, and a line at the end', (_name, one) => {
    const text = reports.github(one, options);
    const found = commands(one);
    expect(found).toHaveLength(one.findings.length);
    for (const { name, properties } of found) {
      expect(['error', 'warning', 'notice']).toContain(name);
      expect(Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key))).toEqual([]);
    }
    expect(text).not.toContain('##[');
    expect(text.split('\n').slice(found.length)).toEqual([expect.stringMatching(/^iam-miner-lint: /), '']);
  });

  test('the place, the path and the fix', () => {
    const [first] = commands(sample);
    expect(first).toMatchObject({
      name: 'error',
      properties: {
        file: 'modules/ci role/main.tf',
        line: '12',
        col: '3',
        title: 'critical: An OIDC role does not pin the subject to a tenant of ours',
      },
    });
    expect(first?.text).toMatch(
      /^Through the trust policy .*\nan identity of .* → ecs-run-task\nNote: image .*\nFix: /,
    );
  });

  test('the worst ten of more', () => {
    const many = Array.from({ length: 15 }, (_, index) => finding({ severity: index < 12 ? 'low' : 'high' }));
    const found = commands(report(many));
    expect(found.map(({ name }) => name)).toEqual([
      ...Array<string>(3).fill('error'),
      ...Array<string>(7).fill('notice'),
    ]);
    expect(reports.github(report(many), options)).toMatch(
      /15 findings, 0 gaps; the worst 10 are annotated, 5 are not\n$/,
    );
  });

  test('a finding of an account has no line in the repository', () => {
    const inputs: Report['inputs'] = [{ kind: 'authorization-details', uri: 'ci.tf', accounts: [], sources: null }];
    expect(Object.keys(commands(report([finding()], [], { inputs }))[0]?.properties ?? {})).toEqual(['title']);
  });
});

test('ASFF and OCSF tell the account and what is reached', () => {
  const [first] = lines(reports.asff(sample, { ...options, region: 'eu-central-1' })) as [Record<string, unknown>];
  expect(first).toMatchObject({
    AwsAccountId: '111111111111',
    ProductArn: 'arn:aws:securityhub:eu-central-1:111111111111:product/111111111111/default',
    Severity: { Label: 'CRITICAL' },
    Resources: [{ Type: 'AwsIamRole', Id: 'arn:aws:iam::111111111111:role/ci' }, {}, {}],
  });
  const [event] = lines(reports.ocsf(sample, options)) as [Record<string, unknown>];
  expect(event).toMatchObject({
    type_uid: 200401,
    severity_id: 5,
    time: options.time,
    cloud: { account: { uid: '111111111111' } },
  });
  const [fixed] = lines(reports.ocsf(report([], [], { fixed: closed }), options)) as [Record<string, unknown>];
  expect(fixed).toMatchObject({ type_uid: 200403, status_id: 4 });
});

test.each(['terminal', 'markdown', 'sarif', 'html', 'junit', 'gitlab-sast', 'csv', 'ocsf', 'asff', 'github'] as const)(
  '%s tells of the other identities, of images and of an administrator',
  (format) => {
    // Markdown escapes every mark.
    const text = reports[format](sample, options).replaceAll('\\', '');
    expect(text).toContain('image registry.example/worker:latest comes from a registry that is not yours');
    expect(text).toContain('role/service-role/deploy');
    if (format !== 'csv') expect(text).toMatch(/user\/[a-d]\b/);
    if (!['csv', 'ocsf', 'asff'].includes(format)) {
      expect(text).toMatch(/(?:B|b)ecomes administrator/);
      expect(text).toMatch(/(?:D|d)rift/);
    }
  },
);

test('CSV counts the identities', () => {
  const rows: Record<string, string>[] = parse(reports.csv(sample, options), { columns: true });
  expect(rows.map(({ entries }) => entries)).toEqual(['1', '5']);
  expect(rows[1]?.['administrator']).toBe('arn:aws:iam::222222222222:role/service-role/deploy');
});

test('every format ends with a line feed', () => {
  for (const [format, print] of Object.entries(reports) as [Format, (typeof reports)[Format]][]) {
    expect(print(sample, options).endsWith('\n'), format).toBe(true);
  }
});
