import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrinoSQL } from 'dt-sql-parser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { collectActivity, openSource } from '../../src/activity/index.js';
import type { Wanted } from '../../src/activity/reading/read-text.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { lookupSource } from '../../src/activity/sources/lookup-events.js';
import { athenaQuery, lakeQuery } from '../../src/activity/sources/sql.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const TIME = Date.UTC(2026, 10, 24);
const SPAN = { since: TIME - 86_400_000, until: TIME + 86_400_000 };
const catalogue = loadCatalogue();
const wanted: Wanted = { interest: interestOf(catalogue), span: SPAN, keys: null };
const launch = record({
  time: TIME,
  source: 'ec2',
  name: 'RunInstances',
  identity: user('ann'),
  ...runInstances({ type: 'c5.large' }),
});

type Answer = Record<string, unknown> | { readonly refuse: string };

// A stand-in for the two services that answer JSON: the real SDK talks to it.
let server: Server;
let folder: string;
let asked: { readonly target: string; readonly input: Record<string, unknown> }[] = [];
let answer: (target: string, input: Record<string, unknown>) => Answer;
const environment = { ...process.env };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const target = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const input = JSON.parse(body) as Record<string, unknown>;
      asked.push({ target, input });
      const given = answer(target, input);
      const refused = 'refuse' in given;
      response.writeHead(refused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(refused ? { __type: given.refuse, message: 'no' } : given));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'eu-west-1',
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});

describe('LookupEvents', () => {
  const source = (journal: string | null = null) =>
    lookupSource('cloudtrail://eu-west-1,us-east-1', { journal, pace: 0 });
  const pages = (target: string, input: Record<string, unknown>): Answer => {
    const [{ AttributeValue = '' } = {}] = input['LookupAttributes'] as { AttributeValue?: string }[];
    if (AttributeValue !== 'RunInstances') return { Events: [] };
    if (input['NextToken'] === undefined)
      return { Events: [{ CloudTrailEvent: JSON.stringify(launch) }], NextToken: 'more' };
    return {
      Events: [
        { CloudTrailEvent: JSON.stringify({ ...launch, eventID: 'second', eventTime: '2026-11-24T05:00:00Z' }) },
        { CloudTrailEvent: 'cut off {' },
      ],
    };
  };

  test('asks for each event name in each Region, page by page', async () => {
    answer = pages;
    const log = await collectActivity([source()], catalogue, SPAN);
    expect(log.calls.map(({ eventId }) => eventId)).toEqual([launch['eventID'], 'second']);
    expect(asked.length).toBe(2 * (wanted.interest.names.length + 1));
    expect(asked.find(({ input }) => input['NextToken'] === 'more')?.input).toMatchObject({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'RunInstances' }],
      MaxResults: 50,
    });
    expect(wanted.interest.names).toContain('CreateFunction20150331');
  });

  test('goes on where an earlier run was stopped', async () => {
    const journal = join(folder, 'journal');
    let left = 40;
    answer = (target, input) => (left-- > 0 ? pages(target, input) : { refuse: 'AccessDeniedException' });
    await expect(collectActivity([source(journal)], catalogue, SPAN)).rejects.toThrow(
      'AWS answered AccessDeniedException',
    );
    const before = readFileSync(journal, 'utf8').split('\n').length - 1;
    expect(before).toBeGreaterThan(10);
    asked = [];
    answer = pages;
    const log = await collectActivity([source(journal)], catalogue, SPAN);
    expect(log.calls).toHaveLength(2);
    // A request of the other Region may still have been under way.
    expect(asked.length).toBeLessThanOrEqual(2 * (wanted.interest.names.length + 1) - before + 2);
  });

  test('waits when it is asked to, and leaves out Regions that are not enabled', async () => {
    let throttled = 3;
    answer = (target, input) => (throttled-- > 0 ? { refuse: 'ThrottlingException' } : pages(target, input));
    const log = await collectActivity([lookupSource('cloudtrail://eu-west-1', { pace: 0 })], catalogue, SPAN);
    expect(log.calls).toHaveLength(2);
    answer = () => ({ refuse: 'UnrecognizedClientException' });
    expect((await collectActivity([source()], catalogue, SPAN)).calls).toEqual([]);
  });
});

test('Athena: one statement, its rows paged back', async () => {
  const cell = (value: string) => ({ VarCharValue: value });
  const names = [
    'eventid',
    'eventtime',
    'eventname',
    'eventsource',
    'identity_type',
    'identity_arn',
    'requestparameters',
  ];
  const row = (id: string) => [
    id,
    '2026-11-24T02:00:00Z',
    'RunInstances',
    'ec2.amazonaws.com',
    'IAMUser',
    'arn:aws:iam::111111111111:user/ann',
    JSON.stringify(launch['requestParameters']),
  ];
  let looks = 0;
  answer = (target, input) => {
    if (target === 'StartQueryExecution') return { QueryExecutionId: 'q' };
    if (target === 'GetQueryExecution')
      return { QueryExecution: { Status: { State: looks++ === 0 ? 'RUNNING' : 'SUCCEEDED' } } };
    const first = input['NextToken'] === undefined;
    const rows = first ? [names, row('a')] : [row('b')];
    return {
      ResultSet: { Rows: rows.map((cells) => ({ Data: cells.map(cell) })) },
      ...(first ? { NextToken: 'n' } : {}),
    };
  };
  const log = await collectActivity([openSource('athena://primary/logs.trail?date=timestamp')], catalogue, SPAN);
  expect(log).toMatchObject({ records: 2, known: 2, calls: [{ occurrences: 2, types: ['c5.large'] }] });
  expect(asked[0]?.input).toMatchObject({ WorkGroup: 'primary', QueryExecutionContext: { Database: 'logs' } });
});

test('Lake: whole records', async () => {
  const store = '12345678-1234-1234-1234-123456789012';
  answer = (target) => {
    if (target === 'StartQuery') return { QueryId: 'q' };
    if (target === 'DescribeQuery') return { QueryStatus: 'FINISHED' };
    return { QueryResultRows: [[{ eventJson: JSON.stringify(launch) }]] };
  };
  const log = await collectActivity([openSource(`lake://${store}`)], catalogue, SPAN);
  expect(log.calls).toMatchObject([{ name: 'RunInstances', eventId: launch['eventID'] }]);
});

test.each([
  { name: 'a query that failed', uri: 'athena://w/d.t', says: 'the query ended as FAILED: no such table' },
  { name: 'an Athena URI without a table', uri: 'athena://w/d', says: 'expected athena://WORKGROUP/DATABASE.TABLE' },
  { name: 'a Lake id that could be SQL', uri: 'lake://x; DROP', says: 'a UUID' },
  { name: 'a Region that is none', uri: 'cloudtrail://everywhere', says: 'found `everywhere`' },
  { name: 'no bucket', uri: 's3:///x', says: 'expected s3://BUCKET' },
])('$name is the user’s to correct', async ({ uri, says }) => {
  answer = (target) =>
    target === 'StartQueryExecution'
      ? { QueryExecutionId: 'q' }
      : { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'no such table' } } };
  await expect(async () => collectActivity([openSource(uri)], catalogue, SPAN)).rejects.toThrow(says);
});

describe('SQL that Athena’s grammar reads', () => {
  const parser = new TrinoSQL();
  const hostile = `x"; DROP TABLE y; --'`;
  test.each([
    { name: 'the plain one', sql: athenaQuery({ database: 'logs', table: 'trail', dateColumn: null }, wanted) },
    { name: 'with days', sql: athenaQuery({ database: 'logs', table: 'trail', dateColumn: 'timestamp' }, wanted) },
    {
      name: 'with keys',
      sql: athenaQuery(
        { database: 'logs', table: 'trail', dateColumn: null },
        { ...wanted, keys: new Set(['ASIA1', hostile]) },
      ),
    },
    {
      name: 'with principals',
      sql: athenaQuery(
        { database: 'logs', table: 'trail', dateColumn: 'timestamp' },
        { ...wanted, principals: new Set(['arn:aws:iam::111111111111:role/ci', hostile]) },
      ),
    },
    { name: 'of Lake', sql: lakeQuery('"12345678-1234-1234-1234-123456789012"', wanted) },
    {
      name: 'of Lake with principals',
      sql: lakeQuery('"12345678-1234-1234-1234-123456789012"', { ...wanted, principals: new Set([hostile]) }),
    },
    {
      name: 'with hostile names',
      sql: athenaQuery({ database: hostile, table: hostile, dateColumn: hostile }, wanted),
    },
  ])('$name is one statement', ({ sql }) => {
    expect(parser.validate(sql)).toEqual([]);
    expect(parser.splitSQLByStatement(sql)).toHaveLength(1);
  });

  test('only the event names, and the principals, that are asked for', () => {
    const table = { database: 'd', table: 't', dateColumn: null };
    const principals = new Set(['arn:aws:iam::111111111111:role/ci']);
    const sql = athenaQuery(table, { ...wanted, principals });
    expect(sql).toMatch(/ eventname IN \(('[A-Za-z0-9]+', )+'[A-Za-z0-9]+'\) AND /);
    expect(sql).toContain(
      `(useridentity.sessioncontext.sessionissuer.arn IN ('arn:aws:iam::111111111111:role/ci') OR useridentity.arn IN (`,
    );
    expect(athenaQuery(table, wanted)).not.toContain('sessionissuer.arn IN');
  });

  test('only the days that are asked for', () => {
    expect(athenaQuery({ database: 'd', table: 't', dateColumn: 'timestamp' }, wanted)).toContain(
      `"timestamp" BETWEEN '2026/11/23' AND '2026/11/26'`,
    );
    expect(lakeQuery('s', wanted)).toContain(
      `eventTime >= '2026-11-23 00:00:00' AND eventTime < '2026-11-25 00:00:00'`,
    );
  });
});
