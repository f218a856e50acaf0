import { describe, expect, test } from 'vitest';
import { drawPath, reports } from '../../src/reports/index.js';
import { displayWidth } from '../../src/reports/layout.js';
import { reportActivity } from './activity-sample.js';
import { finding, options, report, sample, step } from './report-sample.js';

const { terminal } = reports;

/** Colour as `ESC [ … m`. */
function withoutColour(text: string): string {
  return text
    .split('\u001b[')
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf('m') + 1)))
    .join('');
}

describe('the sample', () => {
  test('is drawn as expected', async () => {
    await expect(terminal(sample, options)).toMatchFileSnapshot('expected/sample.txt');
  });

  test('is drawn whole with --verbose', async () => {
    await expect(terminal(sample, { ...options, verbose: true })).toMatchFileSnapshot('expected/sample-verbose.txt');
  });

  test('has the same text with colour and without', () => {
    const coloured = terminal(sample, { ...options, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(withoutColour(coloured)).toBe(terminal(sample, options));
    expect(terminal(sample, options)).not.toContain('\u001b');
  });

  test.each([40, 80, 200])('fits %i columns but for words that are longer', (width) => {
    const lines = terminal(sample, { ...options, width }).split('\n');
    const tooLong = lines.filter((line) => displayWidth(line) > width);
    for (const line of tooLong) expect(line).toMatch(/^[ │]*[^ ]+( role\/main\.tf:\d+:\d+)?( \(new,)?$/u);
    expect(Math.max(...lines.map(displayWidth))).toBeGreaterThan(width === 200 ? 120 : width - 10);
  });

  test.each([0, -1, Number.NaN])('takes %d columns for a narrow terminal', (width) => {
    expect(terminal(sample, { ...options, width })).toContain('compute: ecs-run-task');
  });

  test('says the same words at every width', () => {
    const words = (width: number): string => terminal(sample, { ...options, width }).replace(/[\s│]+/gu, ' ');
    expect(words(40)).toBe(words(200));
  });
});

describe('the order of findings', () => {
  test('is by severity, then as given', () => {
    const rules = (['low', 'note', 'critical', 'medium', 'high', 'critical'] as const).map((severity, index) =>
      finding({ severity, ruleId: `rule-${index}` }),
    );
    const text = terminal(report(rules), options);
    expect([...text.matchAll(/^[A-Z]+ (rule-\d):/gm)].map(([, id]) => id)).toEqual([
      'rule-2',
      'rule-5',
      'rule-4',
      'rule-3',
      'rule-0',
      'rule-1',
    ]);
  });
});

describe('the last line', () => {
  test.each([
    {
      name: 'a clean run says what was checked',
      report: report([]),
      line: '✓ No path from an outsider to compute: 12 principals and 30 policies checked in infra/prod/plan.json',
    },
    {
      name: 'a clean run with suppressions says so',
      report: report([], [], { summary: { ...report([]).summary, suppressed: 1 } }),
      line: '✓ No path from an outsider to compute, 1 suppressed: 12 principals and 30 policies checked in infra/prod/plan.json',
    },
    {
      name: 'gaps alone are not a clean run',
      report: report([], [{ kind: 'unresolved-policy', address: 'a', reason: 'b', location: null }]),
      line: 'No path found from an outsider to compute: 12 principals and 30 policies checked in infra/prod/plan.json without sources; 1 gap may hide one',
    },
    {
      name: 'paths that activity leaves out are not called closed',
      report: report([], [], { activity: reportActivity(), summary: { ...report([]).summary, leftOut: 2 } }),
      line: 'No path from an outsider to compute to tell of, 2 open and left out (`lint` tells of them): 12 principals and 30 policies checked in infra/prod/plan.json',
    },
    {
      name: 'the threat model decides who was looked for',
      report: report([], [], { threatModel: 'leaked-credential' }),
      line: '✓ No path from an outsider or a leaked credential to compute: 12 principals and 30 policies checked in infra/prod/plan.json',
    },
    {
      name: 'findings are counted by severity',
      report: report([finding({ severity: 'high' }), finding({ severity: 'note', paths: [], compute: [] })]),
      line: '2 findings (1 high, 1 note); 12 principals and 30 policies checked in infra/prod/plan.json',
    },
    {
      name: 'many inputs are counted',
      report: report([], [], {
        inputs: ['a', 'b', 'c', 'd', 'e'].map((uri) => ({
          kind: 'authorization-details',
          uri,
          accounts: [],
          sources: null,
        })),
      }),
      line: '✓ No path from an outsider to compute: 12 principals and 30 policies checked in a, b, c, 2 more',
    },
  ])('$name', ({ report: one, line }) => {
    const lines = terminal(one, { ...options, width: 200 }).split('\n');
    expect(lines.at(-1)).toBe('');
    expect(lines.at(-2)).toBe(line);
  });
});

test('what an input leaves out is said first', () => {
  const uri = 'infra/prod/plan.json';
  const reason = 'the plan ended with an error, so that resources are missing';
  const gaps = [{ kind: 'incomplete-input' as const, address: uri, reason, location: null }];
  const [first] = terminal(report([finding({})], gaps), { ...options, width: 200 }).split('\n');
  expect(first).toBe(`INCOMPLETE ${uri}: ${reason}`);
});

describe('names', () => {
  const path = (...ids: string[]): ReturnType<typeof finding> =>
    finding({
      reaches: ids,
      paths: [
        {
          compute: 'c',
          steps: [...ids, 'c'].map((to, index) => step({ from: ids[index - 1] ?? '*', to })),
        },
      ],
    });
  const drawn = (ids: string[], accounts = ['111111111111']): string[] =>
    terminal(
      report([path(...ids)], [], { inputs: [{ kind: 'terraform-plan', uri: 'p', accounts, sources: null }] }),
      options,
    )
      .split('\n')
      .filter((line, index, lines) => lines[index - 1] === '  ▼' && !line.includes('compute:'))
      .map((line) => line.trim());

  test.each([
    { name: 'one account', ids: ['arn:aws:iam::111111111111:role/x/ci'], expected: ['role/x/ci'] },
    {
      name: 'two accounts on the path',
      ids: ['arn:aws:iam::111111111111:role/ci', 'arn:aws:iam::222222222222:role/ops'],
      expected: ['111111111111:role/ci', '222222222222:role/ops'],
    },
    {
      name: 'two accounts in the input',
      ids: ['arn:aws:iam::111111111111:role/ci'],
      accounts: ['111111111111', '222222222222'],
      expected: ['111111111111:role/ci'],
    },
    {
      name: 'two partitions',
      ids: ['arn:aws:iam::111111111111:role/ci', 'arn:aws-cn:iam::111111111111:role/ci'],
      expected: ['arn:aws:iam::111111111111:role/ci', 'arn:aws-cn:iam::111111111111:role/ci'],
    },
    {
      name: 'a function in two regions',
      ids: ['arn:aws:lambda:eu-west-1:111111111111:function:f', 'arn:aws:lambda:us-east-1:111111111111:function:f'],
      expected: [
        'arn:aws:lambda:eu-west-1:111111111111:function:f',
        'arn:aws:lambda:us-east-1:111111111111:function:f',
      ],
    },
    {
      name: 'a function in one region',
      ids: ['arn:aws:lambda:eu-west-1:111111111111:function:f'],
      expected: ['lambda:function:f'],
    },
    { name: 'no ARN', ids: ['role/ci', 'arn:aws'], expected: ['role/ci', 'arn:aws'] },
    {
      name: 'an id that looks like a short name',
      ids: ['role/ci', 'arn:aws:iam::111111111111:role/ci'],
      expected: ['role/ci', '111111111111:role/ci'],
    },
  ])('$name', ({ ids, accounts, expected }) => {
    expect(drawn(ids, accounts)).toEqual(expected);
  });

  test.each([
    [{ kind: 'any-aws-account', id: '*' }, 'any AWS account'],
    [{ kind: 'foreign-account', id: '999999999999' }, 'AWS account 999999999999'],
    [{ kind: 'foreign-account', id: 'arn:aws:iam::999999999999:role/x' }, 'arn:aws:iam::999999999999:role/x'],
    [{ kind: 'federated', id: 'gitlab.com' }, 'an identity of gitlab.com'],
    [{ kind: 'anonymous', id: '*' }, 'anyone, without credentials'],
    [{ kind: 'service', id: 'sns.amazonaws.com' }, 'AWS service sns.amazonaws.com'],
    [{ kind: 'credential', id: 'arn:aws:iam::111111111111:user/u' }, 'a leaked credential'],
    [{ kind: 'principal', id: 'arn:aws:iam::111111111111:user/u' }, 'an insider'],
  ] as const)('the outsider %o starts the path', (entry, name) => {
    expect(terminal(report([finding({ entry })]), options).split('\n')).toContain(`  ${name}`);
  });
});

describe('what is folded', () => {
  const compute = ['a', 'b', 'c', 'd', 'constructor'].map((id) => `x-${id}`);

  test('the primitives beyond a few, until --verbose', () => {
    const folded = report([finding({ compute: ['ec2-run-instances', ...compute] })]);
    expect(terminal(folded, options)).toContain('also reaches: x-a; x-b; x-c; 2 more');
    expect(terminal(folded, { ...options, verbose: true })).toContain(
      'also reaches: x-a; x-b; x-c; x-d; x-constructor',
    );
  });

  test('nothing when the path shows all', () => {
    expect(terminal(report([finding()]), options)).not.toContain('also reaches');
  });

  test('an id of Object.prototype has no title', () => {
    const odd = report([finding({ ruleId: 'toString', compute: ['ec2-run-instances', 'constructor'] })]);
    expect(terminal(odd, { ...options, verbose: true })).toContain('also reaches: constructor\n');
  });
});

test('a path alone is drawn from its first principal', () => {
  const [path] = finding().paths;
  expect(path).toBeDefined();
  if (path === undefined) return;
  const from = { ...path, steps: path.steps.slice(1) };
  expect(drawPath(from, options)).toBe('  role/ci\n  │ launches EC2 instances\n  ▼\n  compute: ec2-run-instances\n');
  expect(drawPath(from, { ...options, verbose: true })).toContain('arn:aws:iam::111111111111:role/ci');
});
