import { gzipSync } from 'node:zlib';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { attribute } from '../../src/activity/attribution/attribute.js';
import { Bill } from '../../src/activity/bill.js';
import { episodesOf } from '../../src/activity/episodes.js';
import { History } from '../../src/activity/history.js';
import { readActivityFile } from '../../src/activity/reading/read-file.js';
import type { FileResult, Wanted } from '../../src/activity/reading/read-text.js';
import { interestOf } from '../../src/activity/records/interest.js';
import type { Signal } from '../../src/activity/signals/signal.js';
import { Traffic } from '../../src/activity/traffic.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { logOf } from './log.js';

const wanted: Wanted = { interest: interestOf(loadCatalogue()), span: { since: 0, until: Infinity }, keys: null };
export const TIME = Date.UTC(2026, 10, 24);
export const SECOND = TIME / 1000;
export const DAY = 86_400_000;

export function readGzip(uri: string, text: string): FileResult {
  return readActivityFile({ uri, path: null, bytes: gzipSync(text) }, wanted, () => {
    throw new Error('a flow log or a bill holds no calls');
  });
}

export const POOL = {
  resource: 'eni-0a1b2c3d4e5f60718',
  address: '203.0.113.9',
  port: 3333,
  first: TIME,
  last: TIME + 600_000,
  seen: 600_000,
  bytes: 5000,
};

export const instance = 'i-0123456789abcdef0';
export const launch = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const one = record({
    time: TIME,
    source: 'ec2',
    name: 'RunInstances',
    identity: user('ann'),
    ...runInstances({ type: 'c5.large', id: () => instance }),
    ...changes,
  });
  const { instancesSet } = (one['responseElements'] ?? {}) as { instancesSet?: { items: Record<string, unknown>[] } };
  for (const item of instancesSet?.items ?? [])
    item['networkInterfaceSet'] = { items: [{ networkInterfaceId: POOL.resource }] };
  return one;
};

/** What a signal says of the last episode of these records. */
export function evidence(
  signal: Signal,
  records: readonly Record<string, unknown>[],
  { traffic = new Traffic(), bill = new Bill() }: { traffic?: Traffic; bill?: Bill } = {},
): string | null {
  const { calls, issues } = logOf(records);
  const attribution = attribute(calls, issues);
  const episode = episodesOf(attribution.attributed).at(-1);
  if (episode === undefined) throw new Error('no episode');
  return signal({ episode, history: new History(attribution, bill), traffic, bill })?.text ?? null;
}

export function trafficOf(...flows: readonly Partial<typeof POOL>[]): Traffic {
  const traffic = new Traffic();
  for (const flow of flows) traffic.add({ ...POOL, last: TIME + 3_600_000, seen: 3_600_000, ...flow });
  return traffic;
}
