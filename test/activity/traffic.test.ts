import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinActivity } from '../../src/activity/index.js';
import { miningPort } from '../../src/activity/signals/mining-port.js';
import { Traffic } from '../../src/activity/traffic.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { DAY, evidence, instance, launch, POOL, readGzip, SECOND, TIME, trafficOf } from './evidence.js';
import { logOf } from './log.js';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
/** A record of the default format: an interface of ours to a pool's port, for ten minutes. */
const line = (changes: Readonly<Record<string, string | number>> = {}): string => {
  const fields = {
    ...{ version: 2, account: '111111111111', eni: 'eni-0a1b2c3d4e5f60718', from: '10.0.1.10', to: '203.0.113.9' },
    ...{ own: 49_152, port: 3333, protocol: 6, packets: 40, bytes: 5000, start: SECOND, end: SECOND + 600 },
    ...{ action: 'ACCEPT', status: 'OK', ...changes },
  };
  return Object.values(fields).join(' ');
};

describe('a flow log', () => {
  test.each([
    { name: 'with its header', text: `${HEADER}\n${line()}\n`, records: 1 },
    { name: 'of the default format without one', text: line(), records: 1 },
    {
      name: 'of a format of its own, by the instance',
      text: `dstport srcport dstaddr protocol start end instance-id flow-direction\n3333 49152 203.0.113.9 6 ${SECOND} ${SECOND + 600} i-0abc egress\n`,
      records: 1,
      resource: 'i-0abc',
      bytes: 0,
    },
    { name: 'whose lines end as those of Windows', text: `${HEADER}\r\n${line()}\r\n`, records: 1 },
    { name: 'over IPv6', text: `${HEADER}\n${line({ to: '2001:db8::1' })}\n`, records: 1, address: '2001:db8::1' },
  ])('$name shows a connection to a pool', ({ text, records, ...told }) => {
    const found = readGzip('a.log.gz', text);
    expect(found).toMatchObject({ records, problem: null, leftOut: 0 });
    const { name: _name, ...changes } = told;
    expect(found.flows).toEqual([{ ...POOL, ...changes }]);
  });

  test('records of one connection are put together', () => {
    const lines = [0, 600, 1200].map((at) => line({ start: SECOND + at, end: SECOND + at + 600 }));
    const { flows } = readGzip('a.log.gz', [HEADER, ...lines.reverse()].join('\n'));
    expect(flows).toEqual([{ ...POOL, last: TIME + 1_800_000, seen: 1_800_000, bytes: 15_000 }]);
  });

  test.each([
    { name: 'the web', text: line({ port: 443 }) },
    { name: 'an address of a VPC', text: line({ to: '10.0.2.7' }) },
    { name: 'a refused one', text: line({ action: 'REJECT' }) },
    { name: 'a datagram', text: line({ protocol: 17 }) },
    { name: 'the answer of a server', text: line({ own: 443, port: 45_560 }) },
    { name: 'no data', text: `2 111111111111 eni-0a1b2c3d4e5f60718 - - - - - - - ${SECOND} ${SECOND} - NODATA` },
    { name: 'an interface that is none', text: `${HEADER}\n${line({ eni: '$(reboot)' })}` },
    { name: 'an end before its beginning', text: line({ end: SECOND - 1 }) },
    {
      name: 'one that came in',
      text: `dstport srcport dstaddr protocol start end instance-id flow-direction\n3333 49152 203.0.113.9 6 ${SECOND} ${SECOND} i-0abc ingress\n`,
    },
  ])('$name is no connection to a pool', ({ text }) => {
    expect(readGzip('a.log.gz', text)).toMatchObject({ problem: null, flows: [] });
  });

  test.each([
    {
      name: 'a format without ports',
      text: 'interface-id srcaddr dstaddr bytes\neni-1 10.0.0.1 203.0.113.9 9\n',
      problem: 'is a flow log whose format has no `srcport`',
    },
    {
      name: 'a format that names no interface',
      text: 'dstaddr srcport dstport protocol start end\n',
      problem: 'is a flow log whose format has no `interface-id`',
    },
    {
      name: 'a line without an end',
      text: `${HEADER}\n${'x'.repeat(70_000)}`,
      problem: 'holds a line of more than 64 KB',
    },
    {
      name: 'lines of another format',
      text: `${HEADER}\n${line()}\n2 111111111111 eni-1\n`,
      problem: 'holds 1 lines that are not of its format',
    },
    {
      name: 'Parquet',
      text: 'PAR1\u0000\u0001',
      problem:
        'is Parquet, as Security Lake and data exports keep it, which is not read: query it with Athena and give the CSV, or give the trail itself',
    },
    {
      name: 'a zip archive',
      text: 'PK\u0003\u0004rest',
      problem: 'is a zip archive: unpack it first',
    },
    {
      name: 'the log of a load balancer',
      text: 'http 2026-11-24T00:00:00Z app/a 192.0.2.1:1 -',
      problem: 'holds no record of CloudTrail',
    },
  ])('says what is wrong: $name', ({ text, problem }) => {
    expect(readGzip('a.log.gz', text).problem).toBe(problem);
  });

  test('any text ends without an error', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(line()), fc.string(), fc.constant(HEADER))), (lines) => {
        const result = readGzip('a.log', [HEADER, ...lines].join('\n'));
        expect(result.flows?.every(({ seen }) => seen >= 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a connection of what was launched to a port of pools', () => {
  test.each([
    { name: 'of its interface', traffic: trafficOf({}), says: POOL.resource },
    { name: 'of the instance', traffic: trafficOf({ resource: instance }), says: instance },
    {
      name: 'in many records',
      traffic: trafficOf(...Array.from({ length: 6 }, () => ({ seen: 600_000 }))),
      says: '60 min',
    },
  ])('$name is told', ({ traffic, says }) => {
    expect(evidence(miningPort, [launch()], { traffic })).toContain(says);
  });

  test('reads as a sentence', () => {
    expect(evidence(miningPort, [launch()], { traffic: trafficOf({}) })).toBe(
      'eni-0a1b2c3d4e5f60718 was connected to 203.0.113.9:3333 for 60 min and sent 5 KB, on a port of mining pools.',
    );
  });

  test.each([
    { name: 'a short one', traffic: trafficOf({ seen: 600_000 }) },
    { name: 'one of another interface', traffic: trafficOf({ resource: 'eni-0fffffffffffffff0' }) },
    { name: 'one that was over before', traffic: trafficOf({ first: TIME - DAY, last: TIME - 1 }) },
    { name: 'none, since there is no flow log', traffic: new Traffic() },
  ])('$name is not', ({ traffic }) => {
    expect(evidence(miningPort, [launch()], { traffic })).toBeNull();
  });
});

test('never alarms alone, and is no episode without a launch', () => {
  const { signals, thresholds } = loadCatalogue().activity;
  expect(signals['mining-port']?.weight).toBeLessThan(thresholds.possible);
  const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
  expect(joinActivity([], { ...logOf([]), traffic: trafficOf({}) }, loadCatalogue(), trust).report.elsewhere).toEqual(
    [],
  );
});
