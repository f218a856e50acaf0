import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { csvReader } from '../../src/activity/reading/csv.js';
import { readActivityFile } from '../../src/activity/reading/read-file.js';
import { TextReader, type Wanted } from '../../src/activity/reading/read-text.js';
import { RecordScanner } from '../../src/activity/reading/record-scanner.js';
import type { Call } from '../../src/activity/records/call.js';
import { WantedNames } from '../../src/activity/reading/wanted-names.js';
import { interestOf, plainName } from '../../src/activity/records/interest.js';
import { readCall } from '../../src/activity/records/read-call.js';
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
  const scanner = new RecordScanner(new WantedNames(['RunInstances']), (bytes) => hits.push(bytes.toString()));
  for (const chunk of chunks) if (!scanner.push(chunk)) break;
  return { hits, ...scanner.end() };
}

/** An event of EventBridge: its record is not at its own level, so it is handed on whatever its name. */
function isWrapped(object: Readonly<Record<string, unknown>>): boolean {
  let name: unknown = null;
  for (const [key, value] of Object.entries(object)) {
    if (/^[eE]ventName$/.test(key) && typeof value === 'string' && !/[\\"]/.test(JSON.stringify(value).slice(1, -1)))
      name = value;
    else if (key === 'detail' && name === null && typeof value === 'object' && value !== null && !Array.isArray(value))
      name = WRAPPED;
  }
  return name === WRAPPED;
}

const WRAPPED = Symbol('detail');

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

  test('law: those of a list are the ones that a parser finds', () => {
    const key = fc.constantFrom(
      'eventName',
      'EventName',
      'detail',
      'eventNameX',
      'xeventName',
      'a"b',
      'c\\\\',
      'é"\\',
      'Records',
    );
    const text = fc.oneof(
      fc.constantFrom('RunInstances', '{"eventName":"RunInstances"}', '\\', '\\"', '}],[{', '', '"'),
      fc.string({ maxLength: 40 }),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const object = fc.dictionary(fc.oneof(key, fc.string({ maxLength: 12 })), value, { maxKeys: 6 });
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 6 }),
        fc.constantFrom(0, 1, 3),
        fc.integer({ min: 1, max: 90 }),
        (list, indent, size) => {
          const bytes = Buffer.from(JSON.stringify({ Records: list }, null, indent));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          const named = list.filter(
            // The keys are in the order in which they were written; names with what JSON escapes are no event's.
            (one) =>
              Object.entries(one)
                .filter(
                  ([name, its]) =>
                    /^[eE]ventName$/.test(name) &&
                    typeof its === 'string' &&
                    !/[\\"]/.test(JSON.stringify(its).slice(1, -1)),
                )
                .at(-1)?.[1] === 'RunInstances' || isWrapped(one),
          );
          const found = scan(chunks);
          expect(found.records).toBe(list.length);
          expect(found.problem).toBeNull();
          expect(found.hits.map((hit) => JSON.parse(hit) as unknown)).toEqual(named);
        },
      ),
    );
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

function readBytes(uri: string, bytes: Buffer): { calls: Call[]; records: number; problem: string | null } {
  const calls: Call[] = [];
  const result = readActivityFile({ uri, path: null, bytes }, wanted, (call) => calls.push(call));
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
    { name: 'empty', bytes: Buffer.alloc(0), calls: 0, problem: 'is empty' },
    {
      name: 'a wanted record that is no JSON',
      bytes: Buffer.from('[{"eventName":"RunInstances","a":nul}]'),
      calls: 0,
      problem: 'holds 1 records that are not JSON',
    },
  ])('$name', ({ bytes, calls, problem }) => {
    const found = readBytes('log.json', bytes);
    expect({ calls: found.calls.length, problem: found.problem }).toEqual({ calls, problem });
  });

  test('that is not there is named, not thrown', () => {
    const result = readActivityFile(
      { uri: 'gone.json', path: '/nowhere/gone.json', bytes: null },
      wanted,
      () => undefined,
    );
    expect(result).toEqual({ uri: 'gone.json', records: 0, problem: 'does not exist' });
  });
});

describe('law: what is read of a file is what a parser of all of it finds', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '"eventName":"RunInstances"',
      '\\"}],"Records":[{',
      'é\u2028\ud83d\ude00',
      '{"detail":{',
      '\\\\',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const parameters = fc.dictionary(
    fc.oneof(fc.constantFrom('eventName', 'detail', 'Records', 'instanceType'), hostile),
    fc.oneof(hostile, fc.dictionary(hostile, hostile, { maxKeys: 3 }), fc.array(hostile, { maxLength: 3 })),
    { maxKeys: 4 },
  );
  const call = fc.record({
    name: fc.constantFrom(
      ...['RunInstances', 'RunInstances20161115', 'RunInstancesX', 'RunInstan', 'DescribeInstances', 'Describe'],
      ...['Invoke', 'Invoke20150331', 'RunTask', 'CreateFunction20150331v2', 'CreateFunctio', ''],
    ),
    source: fc.constantFrom('ec2', 'lambda', 'ecs'),
    requestParameters: parameters,
    userAgent: hostile,
  });
  const encodings: readonly { readonly name: string; readonly encode: (text: string) => Buffer }[] = [
    { name: 'plain', encode: (text) => Buffer.from(text) },
    { name: 'gzipped', encode: (text) => gzipSync(text) },
    { name: 'in UTF-16', encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
    {
      name: 'gzipped in two members',
      encode: (text) => {
        const bytes = Buffer.from(text);
        return Buffer.concat([gzipSync(bytes.subarray(0, 100)), gzipSync(bytes.subarray(100))]);
      },
    },
  ];
  test.each(encodings)('$name', ({ encode }) => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 12 }), fc.constantFrom(0, 2), (calls, indent) => {
        const records = calls.map((one) => record({ time: TIME, identity: user('ann'), ...one }));
        const text = JSON.stringify({ Records: records }, null, indent);
        const parsed = (JSON.parse(text) as { readonly Records: readonly unknown[] }).Records;
        const found = readBytes('log.json', encode(text));
        expect(found.calls).toEqual(parsed.flatMap((one) => readCall(one, wanted.interest, wanted.span) ?? []));
        expect(found).toMatchObject({ records: records.length, problem: null });
      }),
    );
  });

  test('in many chunks', () => {
    const pad = 'x'.repeat(3000);
    const records = Array.from({ length: 400 }, (_, index) => ({ ...(index % 3 === 0 ? launch : look), pad, index }));
    const found = readBytes('log.json.gz', gzipSync(JSON.stringify({ Records: records })));
    expect(found.calls).toHaveLength(134);
    expect(found).toMatchObject({ records: 400, problem: null });
  });
});

test('the last record of a text is whole, whatever an earlier one left behind it', () => {
  const scan = (text: string): { readonly hits: readonly string[]; readonly problem: string | null } => {
    const hits: string[] = [];
    const scanner = new RecordScanner(new WantedNames(['n']), (_, found) => hits.push(found));
    scanner.push(Buffer.from(text));
    return { hits, problem: scanner.end().problem };
  };
  expect(scan(JSON.stringify([{ eventName: 'N'.repeat(200) }]))).toEqual({ hits: [], problem: null });
  expect(scan(JSON.stringify([{ eventName: 'n' }]))).toEqual({ hits: ['n'], problem: null });
});

test('law: the table of beginnings lets every wanted name pass, with a date or without', () => {
  const name = fc.string({ unit: fc.constantFrom(...Array.from('RunInvokeGts')), minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 5 }),
      fc.array(name, { maxLength: 5 }),
      fc.constantFrom('', '20150331', '20150331v2', '2015', 'v2'),
      (names, others, date) => {
        const hits: string[] = [];
        const asked = new WantedNames(names);
        const scanner = new RecordScanner(asked, (_, found) => hits.push(found));
        const all = [...names, ...others].map((one) => `${one}${date}`);
        scanner.push(Buffer.from(JSON.stringify(all.map((eventName) => ({ eventName })))));
        expect(scanner.named).toBe(all.length);
        scanner.end();
        expect(hits).toEqual(all.filter((one) => names.includes(plainName(one))));
      },
    ),
  );
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

describe('with principals, their calls are read and what leads to them', () => {
  const role = (arn: string): Record<string, unknown> => ({
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/ci/s',
    sessionContext: { sessionIssuer: { type: 'Role', arn } },
  });
  const CI = 'arn:aws:iam::111111111111:role/team/ci';
  const SCALING =
    'arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
  test.each([
    { name: 'the user', identity: user('ann'), read: true },
    { name: 'the role of a session', identity: role(CI), read: true },
    { name: 'another user', identity: user('bob'), read: false },
    { name: 'a role of the same name with another path', identity: role(CI.replace('team/', '')), read: false },
    { name: 'a service-linked role', identity: role(SCALING), read: true },
    { name: 'a service', identity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, read: true },
    { name: 'a service for somebody', identity: { ...user('bob'), invokedBy: 'batch.amazonaws.com' }, read: true },
    { name: 'nobody', identity: null, read: false },
    {
      name: 'a session of another',
      changes: { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
      identity: user('bob'),
      read: true,
    },
  ])('$name', ({ identity, changes = {}, read }) => {
    const calls: Call[] = [];
    const one = { ...launch, userIdentity: identity, ...changes };
    const principals = new Set(['arn:aws:iam::111111111111:user/ann', CI]);
    const task = { uri: 'a.json', path: null, bytes: Buffer.from(JSON.stringify({ Records: [one] })) };
    readActivityFile(task, { ...wanted, principals }, (call) => calls.push(call));
    expect(calls).toHaveLength(read ? 1 : 0);
  });
});
