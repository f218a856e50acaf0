import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { csvReader } from '../../src/activity/reading/csv.js';
import { readActivityFile } from '../../src/activity/reading/read-file.js';
import { TextReader, type Wanted } from '../../src/activity/reading/read-text.js';
import { RecordScanner } from '../../src/activity/reading/record-scanner.js';
import type { Call } from '../../src/activity/records/call.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const wanted: Wanted = { interest: interestOf(loadCatalogue()), span: { since: 0, until: Infinity }, keys: null };
const TIME = Date.UTC(2026, 10, 24);
const launch = record({
  time: TIME,
  source: 'ec2',
  name: 'RunInstances',
  identity: user('ann'),
  ...runInstances({ type: 'c5.large' }),
});
const look = record({ time: TIME, source: 'ec2', name: 'DescribeInstances', identity: user('ann') });
const pretty = (value: unknown): string => JSON.stringify(value, null, 3);

function scan(chunks: readonly Buffer[]): { hits: string[]; records: number; problem: string | null } {
  const hits: string[] = [];
  const scanner = new RecordScanner(
    (name) => name === 'RunInstances',
    (bytes) => hits.push(bytes.toString()),
  );
  for (const chunk of chunks) if (!scanner.push(chunk)) break;
  return { hits, ...scanner.end() };
}

describe('the records of a text', () => {
  const inner = { eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com', eventTime: '2026-11-24T00:00:00Z' };
  const nested = { ...look, requestParameters: { list: [{ a: 1 }, inner], object: inner } };
  const quoted = { ...look, userAgent: '","eventName":"RunInstances","x":"\\"},{"' };
  test.each([
    { name: 'CloudTrail’s own form', text: JSON.stringify({ Records: [look, launch] }), records: 2, hits: 1 },
    { name: 'pretty-printed', text: pretty({ Records: [launch, look, launch] }), records: 3, hits: 2 },
    { name: 'a list', text: pretty([launch, look]), records: 2, hits: 1 },
    { name: 'a record by itself', text: pretty(launch), records: 1, hits: 1 },
    { name: 'a record a line', text: `${JSON.stringify(launch)}\n${JSON.stringify(look)}\r\n\n`, records: 2, hits: 1 },
    {
      name: 'records with no line between',
      text: JSON.stringify(launch) + JSON.stringify(launch),
      records: 2,
      hits: 2,
    },
    { name: 'a byte order mark', text: `\uFEFF${JSON.stringify({ Records: [launch] })}`, records: 1, hits: 1 },
    {
      name: 'what LookupEvents answers',
      text: JSON.stringify({
        NextToken: 'x',
        Events: [{ EventName: 'RunInstances', CloudTrailEvent: JSON.stringify(launch) }],
      }),
      records: 1,
      hits: 1,
    },
    {
      name: 'an EventBridge event',
      text: JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: launch }),
      records: 1,
      hits: 1,
    },
    { name: 'no records', text: '{"Records":[]}', records: 0, hits: 0 },
    { name: 'nothing', text: '', records: 0, hits: 0 },
    { name: 'a record inside a parameter is none', text: JSON.stringify({ Records: [nested] }), records: 1, hits: 0 },
    { name: 'a record inside a text is none', text: JSON.stringify({ Records: [quoted] }), records: 1, hits: 0 },
    {
      name: 'nor is one after the list',
      text: JSON.stringify({ Records: [look], extra: [inner, { x: inner }] }),
      records: 1,
      hits: 0,
    },
    {
      name: 'a name as a value is no name',
      text: JSON.stringify([{ a: 'eventName', RunInstances: 'RunInstances' }]),
      records: 1,
      hits: 0,
    },
  ])('$name', ({ text, records, hits }) => {
    const found = scan([Buffer.from(text)]);
    expect(found).toMatchObject({ records, problem: null });
    expect(found.hits).toHaveLength(hits);
  });

  test('do not depend on where chunks end', () => {
    const text = Buffer.from(
      `${pretty({ Records: [launch, quoted, look] })}\n${JSON.stringify(nested)}${JSON.stringify(launch)}`,
    );
    const whole = scan([text]);
    expect(whole.hits).toHaveLength(2);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 40 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, index) => text.subarray(places[index], end));
        expect(scan(chunks)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    for (let size = 1; size < 12; size += 1) {
      const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
        text.subarray(index * size, (index + 1) * size),
      );
      expect(scan(chunks), `chunks of ${size}`).toEqual(whole);
    }
  });

  test.each([
    {
      name: 'an end within a record',
      text: JSON.stringify({ Records: [launch, look] }).slice(0, -40),
      problem: 'ends in the middle of a record',
    },
    { name: 'an end within a string', text: '{"Records":[{"a":"b', problem: 'ends in the middle of a record' },
    { name: 'no JSON', text: 'eventName,eventSource', problem: 'is not JSON' },
    {
      name: 'a bracket too many',
      text: '{"Records":[]}]',
      problem: 'is not JSON: a bracket is closed that was not opened',
    },
  ])('say what is wrong: $name', ({ text, problem }) => {
    expect(scan([Buffer.from(text)]).problem).toBe(problem);
  });

  test('any text ends without an error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', ' ', 'eventName', 'Records', 'RunInstances')),
        (parts) => {
          const result = scan(parts.map((part) => Buffer.from(part)));
          expect(result.records).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

async function readBytes(
  uri: string,
  bytes: Buffer,
): Promise<{ calls: Call[]; records: number; problem: string | null }> {
  const calls: Call[] = [];
  const result = await readActivityFile({ uri, path: null, bytes }, wanted, (call) => calls.push(call));
  return { calls, records: result.records, problem: result.problem };
}

describe('a file', () => {
  const text = JSON.stringify({ Records: [launch, look] });
  test.each([
    { name: 'plain', bytes: Buffer.from(text), calls: 1, problem: null },
    { name: 'gzipped', bytes: gzipSync(text), calls: 1, problem: null },
    { name: 'gzip of two members', bytes: Buffer.concat([gzipSync(text), gzipSync(text)]), calls: 2, problem: null },
    {
      name: 'cut off gzip',
      bytes: gzipSync(text).subarray(0, -12),
      calls: 1,
      problem: 'ends in the middle of its compressed data',
    },
    {
      name: 'damaged gzip',
      bytes: Buffer.concat([gzipSync(text).subarray(0, 10), Buffer.alloc(40, 0xff)]),
      calls: 0,
      problem: 'holds compressed data that is damaged',
    },
    { name: 'empty', bytes: Buffer.alloc(0), calls: 0, problem: null },
    {
      name: 'a wanted record that is no JSON',
      bytes: Buffer.from('[{"eventName":"RunInstances","a":nul}]'),
      calls: 0,
      problem: 'holds 1 records that are not JSON',
    },
  ])('$name', async ({ bytes, calls, problem }) => {
    const found = await readBytes('log.json', bytes);
    expect({ calls: found.calls.length, problem: found.problem }).toEqual({ calls, problem });
  });

  test('that is not there is named, not thrown', async () => {
    const result = await readActivityFile(
      { uri: 'gone.json', path: '/nowhere/gone.json', bytes: null },
      wanted,
      () => undefined,
    );
    expect(result).toEqual({ uri: 'gone.json', records: 0, problem: 'does not exist' });
  });
});

describe('a table', () => {
  const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const own = [
    'eventid,eventtime,eventname,eventsource,awsregion,recipientaccountid,identity_type,identity_arn,requestparameters,responseelements',
    [
      'id-1',
      '2026-11-24T02:14:07Z',
      'RunInstances',
      'ec2.amazonaws.com',
      'eu-west-1',
      '111111111111',
      'IAMUser',
      'arn:aws:iam::111111111111:user/ann',
    ]
      .map(cell)
      .concat(cell(JSON.stringify(launch['requestParameters'])), cell(JSON.stringify(launch['responseElements'])))
      .join(','),
    '',
  ].join('\n');
  const lake = `eventJson\n${cell(pretty(launch))}\n`;
  test.each([
    { name: 'of columns', text: own },
    { name: 'of whole records, with line breaks in them', text: lake },
    { name: 'with carriage returns', text: own.replaceAll('\n', '\r\n') },
  ])('$name', ({ text }) => {
    for (const size of [1, 7, 4096]) {
      const calls: Call[] = [];
      const reader = csvReader(wanted, (call) => calls.push(call));
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      expect(reader.end('x.csv')).toEqual({ uri: 'x.csv', records: 1, problem: null });
      expect(calls).toMatchObject([
        { name: 'RunInstances', types: ['c5.large'], count: 1, identity: { type: 'IAMUser' } },
      ]);
    }
  });
});

test('keys narrow what is kept to the calls that returned them', () => {
  const calls: Call[] = [];
  const reader = new TextReader({ ...wanted, keys: new Set(['ASIA1']) }, (call) => calls.push(call));
  reader.push(Buffer.from(JSON.stringify({ Records: [launch] })));
  reader.end('x');
  expect(calls).toEqual([]);
});
