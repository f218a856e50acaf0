import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import type { Log, Region, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { type ReportOptions, reports } from '../../../src/reports/index.js';
import { artifactUri, onOneLine, region } from '../../../src/reports/sarif/location.js';
import { lineHashes } from '../../../src/reports/sarif/line-hash.js';
import type { Finding, Report, ReportInput } from '../../../src/schemas/report.generated.js';
import { finding, options, report, sample, step } from '../report-sample.js';

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

function run(one: Report, given: ReportOptions = options): Run {
  const log = JSON.parse(reports.sarif(one, given)) as Log;
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
  await expect(reports.sarif(sample, options)).toMatchFileSnapshot('../expected/sample.sarif.json');
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

  test('a step takes the places of its statements, else its own, else that of the finding', () => {
    const place = { uri: 'step.tf', startLine: 1 };
    const statement = { policy: 'p', policyType: 'trust', index: 0, sid: null, address: null } as const;
    const steps = [
      step({ from: '*', to: 'a', location: place, statements: [{ ...statement, location: null }] }),
      step({
        from: 'a',
        to: 'b',
        location: place,
        statements: [
          { ...statement, location: { uri: 'statement.tf', startLine: 2 } },
          { ...statement, location: { uri: 'other.tf', startLine: 3 } },
          { ...statement, index: 1, location: { uri: 'statement.tf', startLine: 2 } },
        ],
      }),
      step({ from: 'b', to: 'c', statements: [{ ...statement, location: null }] }),
    ];
    const result = onlyResult(report([finding({ paths: [{ compute: 'c', steps }] })]));
    const locations = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(locations.map(({ location }) => location?.physicalLocation?.artifactLocation?.uri)).toEqual([
      'step.tf',
      'statement.tf',
      'other.tf',
      'ci.tf',
    ]);
    expect(locations.map(({ nestingLevel }) => nestingLevel)).toEqual([0, 0, 1, 0]);
    expect(locations[1]?.location?.message?.text).toContain('Statement[0]; trust policy p, Statement[1]');
    expect(result.relatedLocations).toHaveLength(3);
  });

  test('ruleIndex names the rule, also one that no catalogue has', () => {
    const { results = [], tool } = run(report([finding(), finding({ ruleId: 'new-rule' })]));
    const rules = tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual([...Object.keys(options.rules), 'new-rule']);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  test('severity is that of the worst finding of the rule, as a string', () => {
    const { tool, results } = run(
      report((['low', 'high', 'medium'] as const).map((severity) => finding({ severity, fingerprint: severity }))),
    );
    const [rule, unused] = tool.driver.rules ?? [];
    expect(rule?.properties?.['security-severity']).toBe('8.0');
    expect(rule?.defaultConfiguration?.level).toBe('error');
    expect(rule?.properties?.tags).toEqual(['security', 'attack.t1078.004', 'attack.t1496.001']);
    expect(unused?.properties?.['security-severity']).toBe('5.5');
    expect(results?.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
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

describe('one alert for a rule and a line', () => {
  const text = ['resource "aws_iam_role" "ci" {', '  assume_role_policy = jsonencode({', '  })', '}', ''].join('\n');
  const sources = new Map([['ci.tf', text]]);
  const at = (startLine: number, changes: Partial<Finding> = {}): Finding =>
    finding({ location: { uri: 'ci.tf', startLine, startColumn: 3, endLine: 4, endColumn: 2 }, ...changes });
  const results = (findings: readonly Finding[]): Result[] =>
    run(report(findings), { ...options, sources }).results ?? [];

  test.each([
    { name: 'the same', findings: [at(2), at(2, { fingerprint: 'b' })], number: 1 },
    { name: 'another line', findings: [at(2), at(1, { fingerprint: 'b' })], number: 2 },
    { name: 'another rule', findings: [at(2), at(2, { ruleId: 'other' })], number: 2 },
    { name: 'no text of the file', findings: ['a', 'b'].map((fingerprint) => finding({ fingerprint })), number: 2 },
  ])('$name', ({ findings, number }) => {
    const found = results(findings);
    const identities = found.map(({ ruleId, partialFingerprints }) => [
      ruleId,
      partialFingerprints?.['primaryLocationLineHash'],
    ]);
    expect(new Set(identities.map((identity) => identity.join(' '))).size).toBe(number);
    expect(found).toHaveLength(number);
  });

  test('holds every path and every message', () => {
    const [result] = results([at(2), at(2, { fingerprint: 'b', message: 'Role ci again.' })]);
    expect(result?.codeFlows).toHaveLength(2);
    expect(result?.message.text).toContain('\n\nAlso at this line: Role ci again.\n\n');
  });

  test('has the hash of the line, and one line to its end', () => {
    const [result] = results([at(2)]);
    expect(result?.partialFingerprints?.['primaryLocationLineHash']).toBe(lineHashes(text, new Set([2])).get(2));
    expect(result?.locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: 2,
      startColumn: 3,
      endLine: 2,
      endColumn: 36,
    });
  });

  test.each([
    { name: 'no text', finding: finding() },
    { name: 'a line past the end of the file', finding: at(9) },
  ])('without a line to hash it is named by its path: $name', ({ finding: one }) => {
    expect(results([one])[0]?.partialFingerprints?.['primaryLocationLineHash']).toBe(one.fingerprint);
  });
});

describe('the findings of an account', () => {
  const inputs: ReportInput[] = [
    { kind: 'authorization-details', uri: 'account.json', accounts: ['111111111111'], sources: null },
  ];
  const statement = { policy: 'p', index: 0, sid: null, address: null } as const;
  const place = { uri: 'account.json', startLine: 7 };
  const steps = [
    step({ from: '*', to: 'arn:aws:iam::111111111111:role/a/ci', location: place }),
    step({
      from: 'arn:aws:iam::111111111111:role/a/ci',
      to: 'arn:aws:lambda:eu-west-1:111111111111:function:f:1',
      statements: [
        { ...statement, policyType: 'identity-based', location: place },
        { ...statement, policyType: 'resource-based', location: place },
      ],
    }),
    step({ from: 'arn:aws:iam::111111111111:role/a/ci', to: 'c' }),
  ];
  const one = finding({ location: place, paths: [{ compute: 'c', steps }] });

  test('stand at places that stay the same when the file changes', () => {
    const moved = structuredClone(one);
    moved.location.startLine = 99;
    const sources = new Map([['account.json', '{\n}\n'.repeat(99)]]);
    const [first, second] = [one, moved].map(
      (each) => run(report([each], [], { inputs }), { ...options, sources }).results?.[0],
    );
    expect(first?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'aws/111111111111/role/a/ci' },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
    });
    expect(first?.partialFingerprints).toEqual({
      primaryLocationLineHash: one.fingerprint,
      'pathFingerprint/v1': one.fingerprint,
    });
    expect(second?.locations).toEqual(first?.locations);
    expect(second?.partialFingerprints).toEqual(first?.partialFingerprints);
  });

  test('walk from principal to principal', () => {
    const result = onlyResult(report([one], [], { inputs }));
    const locations = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(locations.map(({ location }) => location?.physicalLocation?.artifactLocation?.uri)).toEqual([
      'aws/111111111111/role/a/ci',
      'aws/111111111111/role/a/ci',
      'aws/111111111111/lambda/function/f/1',
      'aws/111111111111/role/a/ci',
    ]);
  });
});

describe('the limits of code scanning', () => {
  test('more than 5000 results: the most severe ones stay, and a notification says how many do not', () => {
    const many = Array.from({ length: 5003 }, (_, index) =>
      finding({ severity: index < 5 ? 'low' : 'high', fingerprint: String(index) }),
    );
    const { results = [], invocations } = (JSON.parse(reports.sarif(report(many), options)) as Log).runs[0] ?? {};
    expect(results).toHaveLength(5000);
    expect(results.filter(({ level }) => level === 'note')).toHaveLength(2);
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^3 of 5003 results/);
  });

  test('a result keeps to a thousand steps, of its first paths first', () => {
    const long = { compute: 'c', steps: Array.from({ length: 90 }, () => step({ from: 'a', to: 'b' })) };
    const findings = Array.from({ length: 5 }, () => finding({ paths: Array.from({ length: 5 }, () => long) }));
    const sources = new Map([['ci.tf', '\n'.repeat(20)]]);
    const [result] = run(report(findings), { ...options, sources }).results ?? [];
    expect(result?.codeFlows).toHaveLength(11);
  });

  test('a rule keeps to ten tags', () => {
    const [rule] = Object.values(options.rules);
    if (rule === undefined) throw new Error('no rule');
    const rules = { 'public-role-trust': { ...rule, tags: Array.from({ length: 30 }, (_, index) => `tag-${index}`) } };
    expect(run(sample, { ...options, rules }).tool.driver.rules?.[0]?.properties?.tags).toHaveLength(10);
  });

  test('a file keeps to 10 MB when compressed', () => {
    let seed = 1;
    const noise = (): string =>
      Array.from({ length: 1900 }, () => {
        seed = (seed * 48271) % 2147483647;
        return String.fromCodePoint(0x4e00 + (seed % 20000));
      }).join('');
    const many = Array.from({ length: 3000 }, (_, index) => finding({ message: noise(), fingerprint: String(index) }));
    const text = reports.sarif(report(many), options);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    const { results = [] } = (JSON.parse(text) as Log).runs[0] ?? {};
    expect(results.length).toBe(1500);
  });
});

describe('beside a repository', () => {
  const repository = { root: '/home/me/repo', folder: '/home/me/repo/infra' };

  test('files are named from its root', () => {
    const found = run(
      report([finding()], [], {
        inputs: [{ kind: 'terraform-plan', uri: 'prod/plan.json', accounts: [], sources: null }],
      }),
      {
        ...options,
        repository,
      },
    );
    expect(found.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('infra/ci.tf');
    expect(found.automationDetails?.id).toBe('iam-miner-lint/plan/infra/prod/');
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
    'an organization, whose accounts come and go',
    [
      {
        kind: 'organization-snapshot',
        uri: 'o/organization.json.gz',
        scope: 'o-abcdefghij',
        accounts: ['1', '2', '3'],
        sources: null,
      },
      { kind: 'account-snapshot', uri: 'o/1.json.gz', accounts: ['1'], sources: null },
    ],
    'iam-miner-lint/organization/o-abcdefghij/',
  ],
  [
    'a part of an organization, laid under a plan',
    [
      { kind: 'terraform-plan', uri: 'a/plan.json', accounts: [], sources: null },
      {
        kind: 'organization-snapshot',
        uri: 'o/organization.json.gz',
        scope: 'o-abcdefghij/ou-abcd-11111111',
        accounts: ['1'],
        sources: null,
      },
    ],
    'iam-miner-lint/organization/o-abcdefghij/ou-abcd-11111111+plan/a/',
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
