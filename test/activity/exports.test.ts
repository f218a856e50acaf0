import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, user } from '../../scripts/activity/record.mjs';
import { attribute } from '../../src/activity/attribution/attribute.js';
import { collectActivity } from '../../src/activity/collect.js';
import { DocumentSplitter } from '../../src/activity/reading/documents.js';
import { readActivityFile } from '../../src/activity/reading/read-file.js';
import type { FileResult, Wanted } from '../../src/activity/reading/read-text.js';
import { readStruct } from '../../src/activity/reading/struct-text.js';
import type { Call } from '../../src/activity/records/call.js';
import { interestOf } from '../../src/activity/records/interest.js';
import type { ActivitySource } from '../../src/activity/sources/index.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const wanted: Wanted = { interest: interestOf(loadCatalogue()), span: { since: 0, until: Infinity }, keys: null };
const TIME = Date.UTC(2026, 10, 24, 2);
const KEY = 'ASIACHAINKEY00000001';
const session = assumeRole({ time: TIME, identity: user('ann'), to: 'deployer', session: 'x', key: KEY });
const launch = record({
  time: TIME + 60_000,
  source: 'ec2',
  name: 'RunInstances',
  identity: role('deployer', { session: 'x', key: KEY, path: 'ops/', start: TIME }),
  ...runInstances({ type: 'p3.16xlarge', count: 2, id: () => 'i-0c0ffee' }),
});
const look = record({ time: TIME, source: 'ec2', name: 'DescribeInstances', identity: user('ann') });
const records = [session, launch, look];
const json = (value: unknown): string => JSON.stringify(value);
const lines = (values: readonly unknown[]): string => values.map(json).join('\n');
const cell = (value: unknown): string => (typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : '');
const table = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [columns.map(cell), ...rows.map((row) => row.map(cell))].map((row) => row.join(',')).join('\n');

function read(uri: string, bytes: Buffer): FileResult & { readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const result = readActivityFile({ uri, path: null, bytes }, wanted, (call) => calls.push(call));
  return { ...result, calls };
}

/** A record as Filebeat and Elastic's integration keep it, without its text. */
function elastic(of: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const identity = of['userIdentity'] as Readonly<Record<string, unknown>>;
  const { sessionIssuer: issuer } = (identity['sessionContext'] ?? {}) as Record<string, Record<string, unknown>>;
  return {
    '@timestamp': of['eventTime'],
    event: { action: of['eventName'], provider: of['eventSource'], id: of['eventID'], kind: 'event' },
    cloud: { region: of['awsRegion'], account: { id: '111111111111' } },
    source: { address: of['sourceIPAddress'], ip: of['sourceIPAddress'] },
    user_agent: { original: of['userAgent'] },
    user: { id: identity['principalId'], name: identity['userName'] },
    aws: {
      cloudtrail: {
        flattened: { request_parameters: of['requestParameters'], response_elements: of['responseElements'] },
        user_identity: {
          type: identity['type'],
          arn: identity['arn'],
          access_key_id: identity['accessKeyId'],
          session_context: {
            creation_date: of['eventTime'],
            session_issuer: { type: 'Role', arn: issuer?.['arn'], principal_id: issuer?.['principalId'] },
          },
        },
      },
    },
  };
}

/** A struct as Athena writes it into CSV. */
function struct(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return 'null';
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name.toLowerCase()}=${struct(inner)}`)
    .join(', ')}}`;
}

const lookup = records.map((one) => ({ EventName: one['eventName'], Username: 'x', CloudTrailEvent: json(one) }));
const identityOf = (one: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  one['userIdentity'] as Record<string, unknown>;
const issuerOf = (one: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  (identityOf(one)['sessionContext'] as Record<string, Record<string, unknown>> | undefined)?.['sessionIssuer'] ?? {};

describe('records as people have them', () => {
  test.each([
    { name: 'LookupEvents, pages one after another', text: json({ Events: lookup }) + json({ Events: [] }) },
    {
      name: 'LookupEvents in UTF-16, as PowerShell redirects it',
      bytes: Buffer.from(`\uFEFF${JSON.stringify({ Events: lookup }, null, 4)}`, 'utf16le'),
    },
    { name: 'the texts of LookupEvents, as --query gives them', text: json(records.map(json)) },
    { name: 'the same, one text a line', text: lines(records.map(json)) },
    { name: 'the same, with tabs between (--output text)', text: records.map(json).join('\t') },
    {
      name: 'Splunk, a row a line',
      text: lines(records.map((one) => ({ preview: false, result: { _raw: json(one) } }))),
    },
    {
      name: 'Splunk, rows in a list, with fields beside the text',
      text: json(records.map((one) => ({ eventName: one['eventName'], _raw: json(one) }))),
    },
    { name: 'Splunk, results', text: json({ results: records.map((one) => ({ _raw: json(one) })) }) },
    {
      name: 'Splunk, CSV',
      uri: 'x.csv',
      text: table(
        ['_time', '_raw'],
        records.map((one) => ['', json(one)]),
      ),
    },
    { name: 'Elasticsearch, a dump', text: lines(records.map((one) => ({ _index: 'a', _source: one }))) },
    {
      name: 'Elasticsearch, the answer of a search',
      text: json({ took: 1, hits: { total: { value: 3 }, hits: records.map((one) => ({ _source: one })) } }),
    },
    {
      name: 'Elastic, with the text',
      text: lines(records.map((one) => ({ _source: { event: { action: 'x', original: json(one) } } }))),
    },
    { name: 'Elastic, without the text', text: lines(records.map((one) => ({ _source: elastic(one) }))) },
    {
      name: 'CloudWatch Logs, filter-log-events',
      text: JSON.stringify({ events: records.map((one) => ({ eventId: '37', message: json(one) })) }, null, 4),
    },
    {
      name: 'CloudWatch Logs, a subscription',
      text: json({ messageType: 'DATA_MESSAGE', logEvents: records.map((one) => ({ id: '1', message: json(one) })) }),
    },
    {
      name: 'CloudWatch Logs, an export',
      text: records.map((one) => `2026-11-24T02:00:00.000Z ${json(one)}`).join('\n'),
    },
    { name: 'Logs Insights, JSON', text: json(records.map((one) => ({ '@message': one }))) },
    {
      name: 'Logs Insights, CSV',
      uri: 'x.csv',
      text: table(
        ['@timestamp', '@message'],
        records.map((one) => ['', json(one)]),
      ),
    },
    {
      name: 'CSV with a byte order mark',
      uri: 'x.csv',
      text: `\uFEFF${table(
        ['eventJson'],
        records.map((one) => [json(one)]),
      )}`,
    },
    {
      name: 'Athena, SELECT *',
      uri: 'x.csv',
      text: table(
        [
          ...['eventversion', 'useridentity', 'eventtime', 'eventsource', 'eventname', 'awsregion', 'sourceipaddress'],
          ...['requestparameters', 'responseelements', 'recipientaccountid'],
        ],
        records.map((one) => [
          '1.11',
          struct(one['userIdentity']),
          ...['eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress'].map((name) => one[name]),
          json(one['requestParameters']),
          json(one['responseElements']),
          '111111111111',
        ]),
      ),
    },
    {
      name: 'Microsoft Sentinel',
      uri: 'x.csv',
      text: table(
        [
          ...['TimeGenerated [UTC]', 'EventName', 'EventSource', 'AWSRegion', 'SourceIpAddress', 'RecipientAccountId'],
          ...[
            'UserIdentityType',
            'UserIdentityArn',
            'UserIdentityAccessKeyId',
            'SessionIssuerType',
            'SessionIssuerArn',
          ],
          ...['RequestParameters', 'ResponseElements'],
        ],
        records.map((one) => [
          '11/24/2026, 2:01:00.000 AM',
          ...['eventName', 'eventSource', 'awsRegion', 'sourceIPAddress', 'recipientAccountId'].map(
            (name) => one[name],
          ),
          ...['type', 'arn', 'accessKeyId'].map((name) => identityOf(one)[name]),
          issuerOf(one)['type'],
          issuerOf(one)['arn'],
          json(one['requestParameters']),
          json(one['responseElements']),
        ]),
      ),
    },
  ])('$name', ({ uri = 'x.json', text = '', bytes = Buffer.from(text) }) => {
    const found = read(uri, bytes);
    expect(found).toMatchObject({ records: 3, problem: null });
    expect(found.calls).toMatchObject([
      { name: 'AssumeRole', identity: { accessKeyId: 'AKIAANN7777777777777' }, facts: { issuedKey: KEY } },
      {
        name: 'RunInstances',
        types: ['p3.16xlarge'],
        count: 2,
        account: '111111111111',
        identity: { type: 'AssumedRole', issuer: { arn: 'arn:aws:iam::111111111111:role/ops/deployer' } },
      },
    ]);
    expect(found.calls[1]?.time).toBeGreaterThanOrEqual(TIME);
  });
});

describe('the event history as CSV', () => {
  const columns = [
    ...['User name', 'AWS access key', 'Event time', 'Event source', 'Event name', 'AWS region', 'Source IP address'],
    ...[
      'User agent',
      'Error code',
      'Resources',
      'Request ID',
      'Event ID',
      'Read-only',
      'Event type',
      'Recipient Account Id',
    ],
  ];
  const row = (who: string, key: string, source: string, name: string, resources: unknown, time = TIME): unknown[] => [
    ...[who, key, new Date(time).toISOString(), `${source}.amazonaws.com`, name, 'eu-west-1', '203.0.113.9'],
    ...['Boto3', '', json(resources), 'r', `${who} ${name}`, 'false', 'AwsApiCall', '111111111111'],
  ];
  const instance = [{ resourceType: 'AWS::EC2::Instance', resourceName: 'i-0c0ffee' }];
  const about = (rows: readonly (readonly unknown[])[]) => {
    const found = read('event_history.csv', Buffer.from(table(columns, rows)));
    const issues = found.calls.filter(({ source }) => source === 'sts.amazonaws.com');
    const calls = found.calls
      .filter((call) => !issues.includes(call))
      .map((call) => ({ ...call, occurrences: 1, last: call.time }));
    return { found, attributed: attribute(calls, issues).attributed };
  };

  test.each([
    { who: 'ann', key: 'AKIA1', principal: 'arn:aws:iam::111111111111:user/ann' },
    { who: 'root', key: 'ASIA1', principal: 'arn:aws:iam::111111111111:root' },
    { who: 'bob', key: 'ASIA1', principal: 'bob (user or session) of account 111111111111' },
  ])('says whose call it is as far as it shows: $who with $key', ({ who, key, principal }) => {
    const { found, attributed } = about([row(who, key, 'ec2', 'RunInstances', instance)]);
    expect(found.calls).toMatchObject([{ resources: ['i-0c0ffee'], count: 1, types: [] }]);
    expect(attributed).toMatchObject([{ principal }]);
  });

  test('follows a session to who began it', () => {
    const { attributed } = about([
      row('ann', 'AKIA1', 'sts', 'AssumeRole', [
        { resourceType: 'AWS::IAM::AccessKey', resourceName: KEY },
        { resourceType: 'AWS::STS::AssumedRole', resourceName: 'arn:aws:sts::111111111111:assumed-role/deployer/x' },
      ]),
      row('x', KEY, 'ec2', 'RunInstances', instance, TIME + 1000),
    ]);
    expect(attributed).toMatchObject([
      { principal: 'arn:aws:iam::111111111111:role/deployer', origin: { id: 'arn:aws:iam::111111111111:user/ann' } },
    ]);
  });

  test('says what it leaves out', () => {
    const { found } = about([row('ann', 'AKIA1', 'ec2', 'RunInstances', instance)]);
    expect(found.problem).toMatch(/event history, which leaves out instance types/);
  });
});

describe('what is no log', () => {
  test.each([
    { name: 'nothing', text: '', problem: 'is empty' },
    { name: 'a page', text: '<!doctype html><p>', problem: 'holds no record of CloudTrail' },
    { name: 'an account', text: '{"RoleDetailList":[],"Policies":[]}', problem: 'holds no record of CloudTrail' },
    {
      name: 'a table of something else',
      uri: 'x.csv',
      text: 'a,b\n1,2\n',
      problem: /its columns are of something else/,
    },
    { name: 'a zip archive', text: 'PK\u0003\u0004…', problem: 'is a zip archive: unpack it first' },
    { name: 'Parquet', text: 'PAR1…', problem: /^is Parquet, as Security Lake .* query it with Athena/ },
    {
      name: 'OCSF, a record a line',
      text: '{"metadata":{"product":{"name":"CloudTrail"}},"class_uid":6003,"api":{"operation":"RunInstances"}}\n',
      problem: /^holds events of OCSF/,
    },
    { name: 'a record that is cut off', text: `{"Records":[{"eventSource":"ec2.am`, problem: /middle of a record/ },
    { name: 'an answer that found nothing', text: '{"Events":[]}', problem: null },
    { name: 'a digest', text: '{"digestStartTime":"2026-11-24T00:00:00Z","logFiles":[]}', problem: null },
    {
      name: 'insights',
      text: '{"Records":[{"eventCategory":"Insight","insightDetails":{"eventName":"RunInstances"}}]}',
      problem: null,
    },
  ])('$name', ({ uri = 'x.json', text, problem }) => {
    const found = read(uri, Buffer.from(text));
    expect(found).toMatchObject({ records: 0, calls: [] });
    if (problem instanceof RegExp) expect(found.problem).toMatch(problem);
    else expect(found.problem).toBe(problem);
  });

  test('is an error where it is all there is, and named where it is not', async () => {
    const source = (...files: readonly FileResult[]): ActivitySource => ({
      uri: 'logs',
      needsSpan: false,
      read: (_wanted, sink) => {
        for (const file of files) sink.file(file);
        return Promise.resolve();
      },
    });
    const page = { uri: 'a.json', records: 0, problem: 'holds no record of CloudTrail' };
    const collect = (...files: readonly FileResult[]) =>
      collectActivity([source(...files)], loadCatalogue(), { since: 0, until: Infinity });
    await expect(collect(page, page)).rejects.toThrow(/the file holds no record .* 1 more files/);
    const { unreadable } = await collect(page, { uri: 'b.json', records: 1, problem: null });
    expect(unreadable).toEqual([{ uri: 'a.json', reason: page.problem }]);
    const damaged = { uri: 'c.json.gz', records: 0, problem: 'holds compressed data that is damaged' };
    expect((await collect(damaged)).unreadable).toEqual([{ uri: 'c.json.gz', reason: damaged.problem }]);
  });

  test('a record that a caller wrote into a parameter is none', () => {
    const forged = { ...look, requestParameters: { message: json(launch), _raw: json(launch), detail: launch } };
    const found = read('x.json', Buffer.from(lines([{ _raw: json(forged) }])));
    expect(found).toMatchObject({ records: 1, calls: [] });
  });
});

test('values are found wherever the text is cut', () => {
  const text = `x {"a":"}\\"[","b":[1,{}]}\n"te\\\\"\t[{"c":2}] 12 `;
  for (let size = 1; size <= text.length; size += 1) {
    const splitter = new DocumentSplitter(1000);
    const found: string[] = [];
    for (let at = 0; at < text.length; at += size) found.push(...splitter.push(text.slice(at, at + size)));
    expect(found).toEqual(['{"a":"}\\"[","b":[1,{}]}', '"te\\\\"', '[{"c":2}]']);
    expect(splitter.unfinished).toBe(false);
  }
});

test.each([
  { text: '{a=1, b={c=null, d=x=y,z}, e=null}', struct: { a: '1', b: { d: 'x=y,z' } } },
  { text: '{}', struct: {} },
  { text: '{a=1', struct: null },
  { text: '{a={b=1}', struct: null },
  { text: '{a=1} x', struct: null },
  { text: '{1=2}', struct: null },
  { text: '{a={b={c={d={e={f={g=1}}}}}}}', struct: null },
  { text: 'a=1', struct: null },
])('the struct $text', ({ text, struct: expected }) => {
  expect(readStruct(text)).toEqual(expected);
});
