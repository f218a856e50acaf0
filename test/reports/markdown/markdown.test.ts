import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { reports } from '../../../src/reports/index.js';
import { codeBlock, codeSpan, htmlText, markdownText } from '../../../src/reports/markdown/text.js';
import type { Finding, Report } from '../../../src/schemas/report.generated.js';
import { HOSTILE_NAMES, hostileReports, poisoned } from '../hostile-names.js';
import { findingActivity, reportActivity } from '../activity-sample.js';
import { finding, options, report, sample, step } from '../report-sample.js';

const parser = markdownIt({ html: true, linkify: true });

type Token = ReturnType<typeof parser.parse>[number];

function tokens(text: string): readonly Token[] {
  const flat = (token: Token): Token[] => [token, ...(token.children ?? []).flatMap(flat)];
  return parser.parse(text, {}).flatMap(flat);
}

/** Names of what Markdown makes of a text beside words and blocks: links, images, HTML, emphasis. */
function marks(text: string): readonly string[] {
  const kinds = [
    'link_open',
    'image',
    'html_inline',
    'html_block',
    'em_open',
    'strong_open',
    's_open',
    'table_open',
    'heading_open',
  ];
  return tokens(text).flatMap(({ type }) => (kinds.includes(type) ? [type] : []));
}

const markdown = (one: Report): string => reports.markdown(one, options);

test('the sample is printed as expected', async () => {
  await expect(markdown(sample)).toMatchFileSnapshot('../expected/sample.md');
});

describe('text from outside', () => {
  test.each(Object.entries(HOSTILE_NAMES))('is words and nothing else: %s', (_name, text) => {
    expect(marks(markdownText(text))).toEqual([]);
    expect(markdownText(text)).not.toMatch(/[@#](?!&#8203;|8203;)/);
  });

  test.each(Object.entries(HOSTILE_NAMES))('is one code span: %s', (_name, text) => {
    const found = tokens(`x ${codeSpan(text)} y`).filter(({ type }) => type !== 'inline' && type !== 'text');
    expect(found.map(({ type }) => type)).toEqual(['paragraph_open', 'code_inline', 'paragraph_close']);
  });

  test.each(Object.entries(HOSTILE_NAMES))('is one code block: %s', (_name, text) => {
    expect(tokens(`${codeBlock([text, text], 'hcl')}\n\nx`).map(({ type }) => type)).toEqual([
      'fence',
      'paragraph_open',
      'inline',
      'text',
      'paragraph_close',
    ]);
  });

  test.each(Object.entries(HOSTILE_NAMES))('is no HTML: %s', (_name, text) => {
    expect(htmlText(text)).not.toMatch(/[<>"]/);
  });

  test.each(hostileReports)('changes nothing of the report around it: %s', (_name, one) => {
    expect(marks(markdown(one))).toEqual(marks(markdown(poisoned('x'))));
    for (const { type, content } of tokens(markdown(one))) {
      if (type.startsWith('html_'))
        expect(content.replace(/<!-- [^<>]* -->|<\/?(?:details|summary|sub)>/g, '')).not.toMatch(/[<>]/);
    }
  });
});

describe('the diagram', () => {
  const diagrams = (one: Report): readonly string[] =>
    tokens(markdown(one)).flatMap(({ type, info, content }) =>
      type === 'fence' && info === 'mermaid' ? [content] : [],
    );
  const LINE =
    /^(flowchart LR| {2}n0\(\["[\w .,:/#;-]*"\]\):::outsider| {2}n\d+ -->\|"[\w .,:/#;-]*"\| n\d+(\["[\w .,:/#;-]*"\]|\{\{"[\w .,:/#;-]*"\}\}:::compute)| {2}classDef (outsider|compute) stroke:#[0-9a-f]{6},stroke-width:2px|)$/;

  test('walks the path of a new finding', () => {
    expect(diagrams(sample)).toHaveLength(1);
    expect(
      diagrams(sample)[0]
        ?.split('\n')
        .filter((line) => line.includes('-->')),
    ).toHaveLength(4);
  });

  test.each([['the sample', sample] as const, ...hostileReports])('is of known lines only: %s', (_name, one) => {
    for (const line of diagrams(one).join('\n').split('\n')) expect(line).toMatch(LINE);
  });

  test('a long path is cut in its middle', () => {
    const steps = Array.from({ length: 40 }, (_, index) => step({ from: String(index), to: String(index + 1) }));
    const [diagram = ''] = diagrams(report([finding({ status: 'new', paths: [{ compute: 'c', steps }] })]));
    expect(diagram.split('\n').filter((line) => line.includes('-->'))).toHaveLength(13);
    expect(diagram).toContain('28 more steps');
  });
});

describe('what comes first', () => {
  const titles = (one: Report): readonly string[] =>
    [...markdown(one).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);

  test.each<[string, Report, RegExp]>([
    [
      'a new path',
      report([finding({ status: 'new' }), finding()]),
      /^🟣 This change opens 1 path by which an outsider/,
    ],
    [
      'paths from before',
      report([finding(), finding()]),
      /^🟣 This change opens no new path; 2 paths from before are open$/,
    ],
    [
      'an account',
      report([finding()], [], { inputs: [{ kind: 'authorization-details', uri: 'a', accounts: [], sources: null }] }),
      /^🟣 1 path by which an outsider reaches compute$/,
    ],
    [
      'an account with what is new since a baseline',
      report([finding({ status: 'new' }), finding()], [], {
        inputs: [{ kind: 'account-snapshot', uri: 'a', accounts: [], sources: null }],
      }),
      /^🟣 1 new path by which an outsider reaches compute$/,
    ],
    ['nothing', report([]), /^✅ No path by which an outsider reaches compute$/],
    ['gaps alone', report([], sample.gaps), /^No path found .* but 5 gaps may hide one$/],
  ])('%s', (_name, one, title) => {
    expect(titles(one)[0]).toMatch(title);
  });

  test('new findings stand open, those from before are folded', () => {
    const text = markdown(
      report([finding({ message: 'From before.' }), finding({ status: 'worse', message: 'Got worse.' })]),
    );
    expect(text.indexOf('Got worse')).toBeLessThan(text.indexOf('#### Open before this change'));
    expect(text).toMatch(/#### Open before this change\n\n<details><summary>🟣 critical: any AWS account → role\/ci/);
  });

  test('what is fixed is said', () => {
    const fixed = [{ ...finding(), message: 'Was open.' }].map(({ ruleId, severity, fingerprint, message, entry }) => ({
      ruleId,
      severity,
      fingerprint,
      message,
      entry,
    }));
    expect(markdown(report([], [], { fixed }))).toContain('#### ✅ This change closes 1 path\n\n- Was open\\.');
  });

  test('the line that is meant is shown', () => {
    const sources = new Map([['ci.tf', Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n')]]);
    const text = reports.markdown(report([finding({ status: 'new' })]), { ...options, sources });
    expect(text).toContain('```hcl\nline 11\nline 12\nline 13\nline 14\n```');
  });
});

describe('the size', () => {
  const many = (number: number, changes: Partial<Finding>): Finding[] =>
    Array.from({ length: number }, () => finding(changes));

  test.each<[string, Report]>([
    ['many new findings', report(many(500, { status: 'new' }))],
    ['many findings from before', report(many(500, {}))],
    [
      'many gaps',
      report(
        [],
        Array.from({ length: 500 }, (_, number) => ({
          kind: 'k',
          address: 'a'.repeat(1_000),
          reason: `${String(number)} ${'*'.repeat(1_000)}`,
          location: null,
        })),
      ),
    ],
    [
      'everything',
      report(
        [...many(50, { status: 'new' }), ...many(500, {})],
        Array.from({ length: 500 }, () => ({
          kind: 'k',
          address: '`'.repeat(1_000),
          reason: '*'.repeat(1_000),
          location: null,
        })),
        { fixed: many(500, { message: '*'.repeat(1_000) }) },
      ),
    ],
  ])('fits a comment: %s', (_name, one) => {
    const text = markdown(one);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/more/);
  });

  test('says how many findings are not shown', () => {
    const text = markdown(report(many(500, { status: 'new' })));
    const shown = [...text.matchAll(/^#### 🟣 critical/gm)].length;
    expect(text).toContain(`_${500 - shown} more findings in the whole report._`);
  });

  test('ten diagrams at most', () => {
    expect([...markdown(report(many(30, { status: 'new' }))).matchAll(/```mermaid/g)]).toHaveLength(10);
  });
});

describe('a path that was used', () => {
  const used = (changes: Parameters<typeof findingActivity>[0] = {}): string =>
    markdown(report([finding({ activity: findingActivity(changes) })]));

  test.each([
    { name: 'whose calls they are', text: 'the chain of calls begins with an outsider of this entry' },
    { name: 'how far it looks like mining', text: '(likely mining, score 52)' },
    { name: 'why', text: '- +20 accelerated instance type' },
    { name: 'each call', text: 'RunInstances · 2 of p4d\\.24xlarge · eu\\-north\\-1 · ended after 5 min' },
    { name: 'a refusal', text: 'refused\\: Server\\.InsufficientInstanceCapacity' },
    { name: 'the commands as they are', text: 'aws ec2 stop-instances --region eu-north-1' },
  ])('says $name', ({ text }) => {
    expect(used()).toContain(text);
  });

  test('says that nothing shows an outsider, and how many episodes are left out', () => {
    const episodes = findingActivity().episodes.map((one) => ({ ...one, outsider: false }));
    expect(used({ by: 'principal', leftOut: 7, episodes })).toContain('nothing shows an outsider behind them');
    expect(used({ by: 'principal' })).toContain('who came in another way');
    expect(used({ leftOut: 7 })).toContain('_7 more episodes in the whole report._');
  });

  test('and none is said of one that was not', () => {
    expect(markdown(report([finding()]))).not.toContain('**Activity:**');
  });
});

describe('compute of principals with no known path', () => {
  const beside = (changes: Parameters<typeof reportActivity>[0] = {}): string =>
    markdown(report([finding()], [], { activity: reportActivity(changes) }));

  test.each([
    { name: 'what was launched', text: 'Role nightly launched 1 of m5\\.large in eu\\-west\\-1' },
    { name: 'what is not told apart', text: '- 12 calls stand together with those of other sessions' },
    { name: 'what belongs to nobody', text: '- not attributed\\: 3 calls, since the caller is an AWS service' },
    { name: 'which files were not read', text: 'ends in the middle of a record' },
  ])('says $name', ({ text }) => {
    expect(beside()).toContain(text);
  });

  test('what the inputs do not show stands apart, as not known', () => {
    const [episode] = reportActivity().elsewhere;
    const unknown = 'account 222222222222 is not among the inputs';
    const text = beside({ elsewhere: episode === undefined ? [] : [{ ...episode, unknown }] });
    expect(text).not.toContain('no known path**');
    expect(text).toContain('**Compute of principals that the inputs do not show');
    expect(text).toContain('is not known\\: account 222222222222');
  });

  test('calls in a row by one caller name it once', () => {
    const [episode] = reportActivity().elsewhere;
    const [one] = episode?.calls ?? [];
    if (episode === undefined || one === undefined) throw new Error('the sample has no call');
    const calls = [one, one, { ...one, sourceIp: '203.0.113.77' }, one];
    const lines = beside({ elsewhere: [{ ...episode, calls }] })
      .split('\n')
      .filter((line) => line.includes(one.name) && line.startsWith('- '));
    expect(lines.map((line) => line.endsWith('by the same'))).toEqual([false, true, false, false]);
  });

  test('a few are shown and the rest counted', () => {
    expect(beside({ leftOut: 3, elsewhere: reportActivity().elsewhere })).toContain(
      '_3 more episodes in the whole report._',
    );
  });

  test('nothing is said when there is nothing to say', () => {
    const text = beside({ elsewhere: [], limits: [], unattributed: [], unreadable: [] });
    expect(text).not.toContain('no known path**');
    expect(markdown(report([finding()]))).not.toContain('no known path**');
  });

  test('what has no more room is named', () => {
    const long = Array.from({ length: 900 }, (_, index) => `limit ${index} ${'x'.repeat(100)}`);
    expect(beside({ limits: long })).toContain(
      '_Recorded activity of principals with no known path is in the whole report._',
    );
  });
});

describe('the mark of the comment', () => {
  const mark = (one: Report): string => markdown(one).split('\n')[0] ?? '';
  const plan = (uri: string): Report =>
    report([], [], { inputs: [{ kind: 'terraform-plan', uri, accounts: [], sources: null }] });

  test('is the same whatever is found', () => {
    expect(mark(plan('a/plan.json'))).toBe('<!-- iam-miner-lint: a%2Fplan.json -->');
    expect(mark({ ...sample, inputs: plan('a/plan.json').inputs })).toBe(mark(plan('./a/plan.json')));
  });

  test.each(['b/plan.json', '--><script>', 'a-->b'])('is another one for %s, and one comment', (uri) => {
    expect(mark(plan(uri))).not.toBe(mark(plan('a/plan.json')));
    expect(mark(plan(uri))).toMatch(/^<!-- iam-miner-lint: (?:(?!--)[^<>])* -->$/);
  });
});
