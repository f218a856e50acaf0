import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { reports } from '../../../src/reports/index.js';
import { readState, START, type State, writeState } from '../../../src/reports/html/client/state.js';
import type { PageData } from '../../../src/reports/html/page-data.js';
import type { Report } from '../../../src/schemas/report.generated.js';
import { reportActivity } from '../activity-sample.js';
import { hostileReports } from '../hostile-names.js';
import { finding, options, report, sample } from '../report-sample.js';

const page = (one: Report, given = options): string => reports.html(one, given);

function data(one: Report, given = options): PageData {
  const [, text = ''] = /<script id="report" type="application\/json">(.*)<\/script>/.exec(page(one, given)) ?? [];
  return JSON.parse(text) as PageData;
}

describe('the page', () => {
  test.each([['the sample', sample] as const, ['nothing', report([])] as const, ...hostileReports])(
    'has two scripts and one style, and its policy allows these alone: %s',
    (_name, one) => {
      const text = page(one);
      const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, body = '']) => body);
      const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, body = '']) => body);
      expect(scripts).toHaveLength(2);
      expect(styles).toHaveLength(1);
      const [policy = ''] = /default-src[^"]*/.exec(text) ?? [];
      const hash = (body = ''): string => `'sha256-${createHash('sha256').update(body).digest('base64')}'`;
      expect(policy).toContain(`script-src ${hash(scripts[1])};`);
      expect(policy).toContain(`style-src ${hash(styles[0])};`);
      expect(policy).toMatch(/^default-src 'none'; /);
      expect(scripts[0]).not.toContain('<');
    },
  );

  test('loads nothing', () => {
    const around = page(sample).replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(around).not.toMatch(/(?:src|href)="(?!data:,")/);
  });

  test('holds the licence of what is bundled', () => {
    expect(page(sample)).toContain('@dagrejs/dagre');
    expect(page(sample)).toMatch(/Permission is hereby granted/);
  });
});

describe('its data', () => {
  test('has every finding, the most severe first', () => {
    expect(data(sample).findings.map(({ severity }) => severity)).toEqual(['critical', 'low']);
    expect(data(sample).findings[0]).toMatchObject({
      principal: '111111111111:role/ci',
      account: '111111111111',
      place: 'modules/ci role/main.tf:12',
      reaches: 3,
    });
  });

  test.each([
    { name: 'no account', inputs: [], unused: 0, says: 'No account was given (--snapshot)' },
    { name: 'an open path that nobody used', inputs: report([]).inputs, unused: 2, says: 'but 2 are open' },
    { name: 'no path', inputs: report([]).inputs, unused: 0, says: null },
  ])('of activity says why there is no finding: $name', ({ inputs, unused, says }) => {
    const { unanswered } = data({ ...report([]), inputs, activity: reportActivity({ unused }) });
    if (says === null) expect(unanswered).toBeNull();
    else expect(unanswered).toContain(says);
  });

  test('of activity says that it is not known of principals that no input shows', () => {
    const { elsewhere } = reportActivity();
    const activity = reportActivity({
      unused: 0,
      elsewhere: elsewhere.map((one) => ({ ...one, unknown: 'account 222222222222 is not among the inputs' })),
    });
    const { unanswered } = data({ ...report([]), activity });
    expect(unanswered).toContain(`of ${elsewhere.length} of the launches below it is not known`);
  });

  test('keeps a step that two findings share once', () => {
    const two = data(report([finding(), finding({ fingerprint: 'b' })]));
    expect(two.steps).toHaveLength(2);
    expect(two.findings.map(({ paths }) => paths[0]?.steps)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('shows the lines around a place, the meant ones marked', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`).join('\r\n');
    const sources = new Map([
      ['./modules/ci role/main.tf', lines],
      ['infra/prod/ecs.tf', '{"a":1}'.repeat(1_000)],
    ]);
    const { snippets, steps } = data(sample, { ...options, sources });
    const of = (index: number | null | undefined): (typeof snippets)[number] | undefined => snippets[index ?? -1];
    expect(of(steps[0]?.statements[0]?.snippet)).toEqual({
      first: 11,
      lines: Array.from({ length: 11 }, (_, index) => `line ${index + 11}`),
      marked: [12, 19],
    });
    expect(steps[2]?.snippet).toBeNull();
  });

  test('counts principals that it does not name', () => {
    const reaches = Array.from({ length: 200 }, (_, index) => `arn:aws:iam::111111111111:role/r${index}`);
    const [one] = data(report([finding({ reaches })])).findings;
    expect(one?.principals).toHaveLength(50);
    expect(one?.reaches).toBe(200);
  });
});

describe('the address', () => {
  const full: State = {
    finding: 'a/b?c',
    query: 'role & <x>',
    severities: new Set(['critical', 'low']),
    account: '111111111111',
    entry: 'federated',
    service: 'ec2',
    principal: 'role/ci',
    opened: true,
    used: true,
    page: 3,
  };

  test.each([START, full, { ...full, finding: null }])('is read as it was written: %o', (state) => {
    expect(readState(writeState(state))).toEqual(state);
  });

  test.each(['', '#', '#/', '#nonsense', '#/?page=-1&severity=', '#/?page=x'])('%j shows everything', (hash) => {
    expect(readState(hash)).toEqual(START);
  });
});
