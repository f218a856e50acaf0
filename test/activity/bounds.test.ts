import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, serviceLinked, user } from '../../scripts/activity/record.mjs';
import { CallStore } from '../../src/activity/call-store.js';
import { collectActivity } from '../../src/activity/collect.js';
import { IdSet } from '../../src/activity/id-set.js';
import type { Call } from '../../src/activity/records/call.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { readCall } from '../../src/activity/records/read-call.js';
import type { ActivitySource } from '../../src/activity/sources/index.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const TIME = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const interest = interestOf(loadCatalogue());
const span = { since: 0, until: Infinity };

function call(one: Record<string, unknown>): Call {
  const found = readCall(one, interest, span);
  if (found === null) throw new Error('no call');
  return found;
}

/** A launch of its own session, as the pipelines of an organization make them. */
const launch = (index: number, changes: { type?: string; region?: string; hour?: number; ip?: string } = {}): Call =>
  call(
    record({
      time: TIME + (changes.hour ?? 0) * HOUR,
      source: 'ec2',
      name: 'RunInstances',
      region: changes.region ?? 'eu-west-1',
      identity: role('deploy', { session: `run-${index}`, key: `ASIA${index}`, start: TIME }),
      sourceIPAddress: changes.ip ?? '198.51.100.10',
      ...runInstances({ type: changes.type ?? 'c5.large' }),
    }),
  );

describe('more calls than there is room for', () => {
  test('up to the bound each session has a row', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 10; index += 1) store.add(launch(index));
    expect(store.calls()).toHaveLength(10);
    expect(store.limits()).toEqual({ merged: 0, dropped: 0 });
  });

  test('sessions of one role become one row, which is no session’s, and are counted', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 500; index += 1) store.add(launch(index));
    const [row, ...others] = store.calls();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ occurrences: 500, count: 500, types: ['c5.large'], sourceIp: '198.51.100.10' });
    expect(row?.identity).toMatchObject({
      accessKeyId: null,
      arn: null,
      sessionStart: null,
      issuer: { arn: 'arn:aws:iam::111111111111:role/deploy' },
    });
    expect(store.limits()).toEqual({ merged: 500, dropped: 0 });
  });

  test('another Region, type, or outcome keeps its row, and its session', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 300; index += 1) store.add(launch(index));
    store.add(launch(301, { region: 'af-south-1' }));
    store.add(launch(302, { type: 'p5.48xlarge' }));
    const rows = store.calls();
    expect(rows.map(({ region, types, occurrences }) => [region, types[0], occurrences])).toEqual(
      expect.arrayContaining([
        ['eu-west-1', 'c5.large', 300],
        ['af-south-1', 'c5.large', 1],
        ['eu-west-1', 'p5.48xlarge', 1],
      ]),
    );
    expect(rows.find(({ region }) => region === 'af-south-1')?.identity.accessKeyId).toBe('ASIA301');
  });

  test('people who share a role of Identity Center keep a row each', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 60; index += 1) {
      const identity = role('AWSReservedSSO_Developer_0123456789abcdef', {
        session: `person-${index % 3}@example.com`,
        key: `ASIA${index}`,
        path: 'aws-reserved/sso.amazonaws.com/',
      });
      store.add(
        call(
          record({ time: TIME, source: 'ec2', name: 'RunInstances', identity, ...runInstances({ type: 'g5.xlarge' }) }),
        ),
      );
    }
    expect(store.calls().map(({ occurrences, identity }) => [occurrences, identity.arn?.split('/').at(-1)])).toEqual(
      expect.arrayContaining([0, 1, 2].map((person) => [20, `person-${person}@example.com`])),
    );
  });

  test('then addresses and hours of a day are not told apart', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 200; index += 1)
      store.add(launch(index, { hour: index % 24, ip: `192.0.2.${index % 50}` }));
    expect(store.calls()).toMatchObject([{ occurrences: 200, sourceIp: null, time: TIME, last: TIME + 23 * HOUR }]);
  });

  test('and what is still too much is counted', () => {
    const store = new CallStore({ mostRows: 10 });
    for (let index = 0; index < 100; index += 1) store.add(launch(index, { type: `c${index}.large` }));
    expect(store.calls()).toHaveLength(11);
    expect(store.limits().dropped).toBe(89);
  });

  test('rows of services lose no chain, so they are not told of', () => {
    const store = new CallStore({ mostRows: 2 });
    for (let index = 0; index < 9; index += 1) {
      const identity = { ...serviceLinked('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling') };
      store.add(
        call(
          record({
            time: TIME,
            source: 'ec2',
            name: 'RunInstances',
            identity: { ...identity, accessKeyId: `ASIA${index}` },
            ...runInstances({ type: 'm5.large', tags: [{ key: 'aws:autoscaling:groupName', value: 'web' }] }),
          }),
        ),
      );
    }
    expect(store.calls()).toMatchObject([{ occurrences: 9, facts: { actsFor: ['auto-scaling-group:web'] } }]);
    expect(store.limits()).toEqual({ merged: 0, dropped: 0 });
  });
});

describe('ids that were seen', () => {
  test('a million and more are known, each once', () => {
    const ids = new IdSet(2_000);
    const text = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    for (let index = 0; index < 50_000; index += 1) {
      expect(ids.add(text(index))).toBe(true);
      // The last 2,000 at least.
      const earlier = Math.max(0, index - 1_999);
      expect(ids.add(text(earlier)), `id ${earlier} after ${index}`).toBe(false);
    }
  });

  test('one that lies far back is taken for new: memory does not grow for it', () => {
    const ids = new IdSet(2_000);
    for (let index = 0; index < 50_000; index += 1) ids.add(`id ${index}`);
    expect(ids.add('id 0')).toBe(true);
  });
});

describe('more credentials than there is room for', () => {
  const noise = Array.from({ length: 6_000 }, (_, index) =>
    assumeRole({ time: TIME, identity: user('ann'), to: `app-${index % 900}`, key: `ASIANOISE${index}` }),
  );
  const chain = [
    assumeRole({ time: TIME, identity: user('ann'), to: 'build', key: 'ASIABUILD' }),
    assumeRole({ time: TIME, identity: role('build', { key: 'ASIABUILD' }), to: 'deploy', key: 'ASIADEPLOY' }),
  ];
  const end = record({
    time: TIME + 60_000,
    source: 'ec2',
    name: 'RunInstances',
    identity: role('deploy', { session: 's', key: 'ASIADEPLOY' }),
    ...runInstances({ type: 'c5.large' }),
  });

  /** A source of these records, and how often it was read. */
  function sourceOf(records: readonly unknown[]): { source: ActivitySource; passes: () => number } {
    let passes = 0;
    const source: ActivitySource = {
      uri: 'log',
      needsSpan: false,
      read(wanted, sink) {
        passes += 1;
        let count = 0;
        for (const one of records) {
          const found = readCall(one, wanted.interest, wanted.span);
          if (found === null) continue;
          if (wanted.keys !== null && !wanted.keys.has(found.facts.issuedKey ?? '')) continue;
          count += 1;
          sink.call(found);
        }
        sink.file({ uri: 'log', records: count, problem: null });
        return Promise.resolve();
      },
    };
    return { source, passes: () => passes };
  }

  test.each([
    { name: 'all fit', bytes: undefined, passes: 1 },
    // The keys of the launch, of the session before, and of the user, who has none to look for.
    { name: 'they do not fit, and are looked for by key', bytes: 20_000, passes: 3 },
  ])('the chain is the same when $name', async ({ bytes, passes }) => {
    const { source, passes: read } = sourceOf([...noise.slice(0, 3_000), ...chain, ...noise.slice(3_000), end]);
    const log = await collectActivity([source], loadCatalogue(), span, undefined, {
      ...(bytes === undefined ? {} : { mostIssueBytes: bytes }),
    });
    const keys = log.issues.map(({ facts }) => facts.issuedKey);
    expect(keys).toEqual(expect.arrayContaining(['ASIABUILD', 'ASIADEPLOY']));
    expect(log.limits).toEqual([]);
    expect(read()).toBe(passes);
    expect(log.records).toBe(log.known);
  });
});
