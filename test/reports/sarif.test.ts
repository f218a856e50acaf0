import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Log, Region, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { reports } from '../../src/reports/index.js';
import { artifactUri, onOneLine, region } from '../../src/reports/sarif-location.js';
import type { Report, ReportInput } from '../../src/schemas/report.generated.js';
import { finding, options, report, sample, step } from './report-sample.js';

/** The OASIS schema; what it uses of draft-04 means the same in draft-07, which ajv reads. Its patterns are not Unicode ones. */
function validator(): (log: unknown) => string[] {
  const text = readFileSync(new URL('sarif-schema-2.1.0.json', import.meta.url), 'utf8');
  const { $schema: _dialect, id: _id, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', (value) => URL.canParse(value));
  ajv.addFormat('uri-reference', /^(?:[!#$&-;=?-Z_a-z~]|%[0-9A-F]{2})*$/);
  ajv.addFormat('date-time', true);
  const validate = ajv.compile(schema);
  return (log) =>
    validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const problems = validator();

function run(one: Report): Run {
  const log = JSON.parse(reports.sarif(one, options)) as Log;
  expect(problems(log)).toEqual([]);
  const [first] = log.runs;
  if (first === undefined || log.runs.length !== 1) throw new Error('expected one run');
  return first;
}

function onlyResult(one: Report): Result {
  const [result] = run(one).results ?? [];
  if (result === undefined) throw new Error('expected a result');
  return result;
}

const FULL: Record<keyof Pick<Region, 'startLine' | 'startColumn' | 'endLine' | 'endColumn'>, unknown> = {
  startLine: expect.any(Number),
  startColumn: expect.any(Number),
  endLine: expect.any(Number),
  endColumn: expect.any(Number),
};

test('the sample is printed as expected', async () => {
  await expect(reports.sarif(sample, options)).toMatchFileSnapshot('expected/sample.sarif.json');
});

describe('the OASIS schema', () => {
  test.each([
    { name: 'the sample', report: sample, results: 2 },
    { name: 'an empty report', report: report([]), results: 0 },
    { name: 'gaps alone', report: report([], sample.gaps), results: 0 },
    { name: 'a finding without a path', report: report([finding({ paths: [], compute: [] })]), results: 1 },
    {
      name: 'no input',
      report: report([finding({ location: { uri: '', startLine: 1 } })], sample.gaps, { inputs: [] }),
      results: 1,
    },
    { name: 'a rule that no catalogue has', report: report([finding({ ruleId: 'constructor' })]), results: 1 },
  ])('$name fits', ({ report: one, results }) => {
    expect(run(one).results).toHaveLength(results);
  });

  test('refuses a wrong log', () => {
    expect(problems({ version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([]);
    expect(
      problems({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', informationUri: 'no uri' } } }] }),
    ).not.toEqual([]);
  });
});

describe('what code scanning requires', () => {
  test('every location of every result has a file and four region fields', () => {
    for (const result of run(sample).results ?? []) {
      const flows =
        result.codeFlows?.flatMap(({ threadFlows }) => threadFlows.flatMap(({ locations }) => locations)) ?? [];
      const locations = [
        ...(result.locations ?? []),
        ...(result.relatedLocations ?? []),
        ...flows.map(({ location }) => location),
      ];
      expect(result.locations).toHaveLength(1);
      expect(flows.length).toBeGreaterThan(0);
      for (const location of locations) {
        expect(location?.physicalLocation?.region).toMatchObject(FULL);
        expect(location?.physicalLocation?.artifactLocation?.uri).not.toBe('');
      }
      for (const { location } of flows) expect(location?.message?.text).toMatch(/ → /);
    }
  });

  test('a result without a place stands at the input', () => {
    const result = onlyResult(report([finding({ location: { uri: '', startLine: 1 } })]));
    expect(result.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'infra/prod/plan.json' },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
    });
  });

  test('a step takes its own place, else that of its statement, else that of the finding', () => {
    const place = { uri: 'step.tf', startLine: 1 };
    const statement = { policy: 'p', policyType: 'trust', index: 0, sid: null, address: null } as const;
    const steps = [
      step({ from: '*', to: 'a', location: place }),
      step({ from: 'a', to: 'b', statements: [{ ...statement, location: { uri: 'statement.tf', startLine: 2 } }] }),
      step({ from: 'b', to: 'c', statements: [{ ...statement, location: null }] }),
    ];
    const result = onlyResult(report([finding({ paths: [{ compute: 'c', steps }] })]));
    const locations = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(locations.map(({ location }) => location?.physicalLocation?.artifactLocation?.uri)).toEqual([
      'step.tf',
      'statement.tf',
      'ci.tf',
    ]);
    expect(result.relatedLocations).toHaveLength(1);
  });

  test('ruleIndex names the rule, also one that no catalogue has', () => {
    const { results = [], tool } = run(report([finding(), finding({ ruleId: 'new-rule' })]));
    const rules = tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual([...Object.keys(options.rules), 'new-rule']);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  test('severity is that of the worst finding of the rule, as a string', () => {
    const { tool, results } = run(
      report([finding({ severity: 'low' }), finding({ severity: 'high' }), finding({ severity: 'medium' })]),
    );
    const [rule, unused] = tool.driver.rules ?? [];
    expect(rule?.properties?.['security-severity']).toBe('8.0');
    expect(rule?.defaultConfiguration?.level).toBe('error');
    expect(rule?.properties?.tags).toEqual(['security', 'attack.t1078.004', 'attack.t1496.001']);
    expect(unused?.properties?.['security-severity']).toBe('5.5');
    expect(results?.map(({ level }) => level)).toEqual(['note', 'error', 'warning']);
  });

  test('gaps are notifications of a run that succeeded', () => {
    const [invocation] = run(sample).invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.toolExecutionNotifications?.map(({ level, descriptor }) => [level, descriptor?.id])).toEqual([
      ['warning', 'unresolved-policy'],
      ['note', 'invalid-policy'],
      ['warning', 'unresolved-policy'],
      ['warning', 'unresolved-policy'],
      ['warning', 'unresolved-policy'],
    ]);
  });

  test('a name cannot become a link', () => {
    const { message } = onlyResult(report([finding({ message: 'role [x](https://evil.example) \\' })]));
    expect(message.text).toMatch(/^role \\\[x\\\]\(https:\/\/evil\.example\) \\\\\n\nFix: /);
  });

  test('a bracket that is no link is left alone', () => {
    const { message } = onlyResult(report([finding({ message: 'module.a["b"] (c)' })]));
    expect(message.text).toMatch(/^module\.a\["b"\] \(c\)\n\nFix: /);
  });

  test('a result keeps to a hundred related locations', () => {
    const statements = Array.from({ length: 150 }, (_, index) => ({
      policy: 'p',
      policyType: 'identity-based' as const,
      index,
      sid: null,
      address: null,
      location: { uri: 'a.tf', startLine: index + 1 },
    }));
    const steps = [step({ from: '*', to: 'c', statements: [...statements, ...statements] })];
    expect(onlyResult(report([finding({ paths: [{ compute: 'c', steps }] })])).relatedLocations).toHaveLength(100);
  });
});

test.each([
  ['main.tf', 'main.tf'],
  ['./a/./main.tf', 'a/main.tf'],
  ['a\\b c\\main.tf', 'a/b%20c/main.tf'],
  ['../x.tf', '../x.tf'],
  ['a:b/c#d?e%f.tf', 'a%3Ab/c%23d%3Fe%25f.tf'],
  ['夜/[x].tf', '%E5%A4%9C/%5Bx%5D.tf'],
  ['a\ud800.tf', 'a%EF%BF%BD.tf'],
  ['a\u001b\n.tf', 'a%1B%0A.tf'],
  ['/home/me/plan.json', 'file:///home/me/plan.json'],
  ['C:\\work\\my plan.json', 'file:///C:/work/my%20plan.json'],
  ['-', '-'],
])('the file %j is the artifact %s', (path, uri) => {
  expect(artifactUri(path)).toEqual({ uri });
});

test.each([
  [{ startLine: 3 }, { startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 }],
  [
    { startLine: 3, startColumn: 5, endColumn: 9 },
    { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
  ],
  [
    { startLine: 3, startColumn: 5, endLine: 7 },
    { startLine: 3, startColumn: 5, endLine: 7, endColumn: 1 },
  ],
  [
    { startLine: 3, startColumn: 5, endLine: 2, endColumn: 9 },
    { startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 },
  ],
  [
    { startLine: 3, startColumn: 5, endLine: 3, endColumn: 5 },
    { startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 },
  ],
])('the place %o is the region %o', (place, expected) => {
  expect(region({ uri: 'x', ...place })).toEqual(expected);
});

test('an alert has one line', () => {
  expect(onOneLine({ startLine: 3, startColumn: 5, endLine: 7, endColumn: 2 })).toEqual({
    startLine: 3,
    startColumn: 5,
    endLine: 3,
    endColumn: 6,
  });
  expect(onOneLine({ startLine: 3, startColumn: 5, endLine: 3, endColumn: 20 }).endColumn).toBe(20);
});

test.each<[string, ReportInput[], string]>([
  [
    'a plan',
    [{ kind: 'terraform-plan', uri: 'infra/prod/plan.json', accounts: [], sources: null }],
    'iam-miner-lint/plan/infra/prod/',
  ],
  [
    'a plan at the root',
    [{ kind: 'terraform-plan', uri: './plan.json', accounts: [], sources: null }],
    'iam-miner-lint/plan/',
  ],
  [
    'an absolute path',
    [{ kind: 'terraform-plan', uri: '/tmp/x/plan.json', accounts: [], sources: null }],
    'iam-miner-lint/plan/',
  ],
  [
    'a drive',
    [{ kind: 'terraform-plan', uri: 'C:\\x\\plan.json', accounts: [], sources: null }],
    'iam-miner-lint/plan/',
  ],
  [
    'an account',
    [{ kind: 'authorization-details', uri: 'x.json', accounts: ['2', '1'], sources: null }],
    'iam-miner-lint/account/1/2/',
  ],
  [
    'several plans',
    [
      { kind: 'terraform-plan', uri: 'b/plan.json', accounts: [], sources: null },
      { kind: 'terraform-plan', uri: 'a/plan.json', accounts: [], sources: null },
    ],
    'iam-miner-lint/plan/a+plan/b/',
  ],
])('the category of %s', (_name, inputs, id) => {
  expect(run(report([], [], { inputs })).automationDetails?.id).toBe(id);
});
