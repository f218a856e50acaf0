import { describe, expect, test } from 'vitest';
import { assumeRole, record, role, runInstances, user } from '../../scripts/activity/record.mjs';
import { CallStore } from '../../src/activity/call-store.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { readCall } from '../../src/activity/records/read-call.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const TIME = Date.UTC(2026, 10, 24);
const interest = interestOf(loadCatalogue());

/** The keys whose issue is kept of these records. */
function keysKept(records: readonly unknown[]): readonly (string | undefined)[] {
  const store = new CallStore();
  for (const one of records) {
    const call = readCall(one, interest, { since: 0, until: Infinity });
    if (call !== null) store.add(call);
  }
  return store
    .issues()
    .map(({ facts }) => facts.issuedKey)
    .sort();
}

const issue = (to: string, key: string, by: Record<string, unknown>): Record<string, unknown> =>
  assumeRole({ time: TIME, identity: by, to, key });
const launch = (key: string): Record<string, unknown> =>
  record({
    time: TIME + 60_000,
    source: 'ec2',
    name: 'RunInstances',
    identity: role('deploy', { session: 's', key }),
    ...runInstances({ type: 'c5.large' }),
  });

describe('of the calls that returned credentials are kept', () => {
  const chain = [
    issue('build', 'ASIABUILD', user('ann')),
    issue('deploy', 'ASIADEPLOY', role('build', { key: 'ASIABUILD' })),
  ];
  // The first call of each principal is kept for its unique id, so the ones that are not needed come second.
  const idle = Array.from({ length: 3000 }, (_, index) => issue('app', `ASIAIDLE${index}`, user('ann')));
  test.each([
    { name: 'those behind a launch, link by link', records: [...chain, ...idle, launch('ASIADEPLOY')] },
    { name: 'whatever the order in which they are read', records: [launch('ASIADEPLOY'), ...chain, ...idle] },
    { name: 'each once when the log holds it twice', records: [...chain, ...chain, ...idle, launch('ASIADEPLOY')] },
  ])('$name', ({ records }) => {
    expect(keysKept(records)).toEqual(['ASIABUILD', 'ASIADEPLOY']);
  });

  test('none but the first of each principal when nothing was launched', () => {
    expect(keysKept([...chain, ...idle])).toEqual(['ASIABUILD', 'ASIADEPLOY']);
    expect(keysKept(idle)).toEqual(['ASIAIDLE0']);
  });
});

test('a call counts once, however often the log holds it', () => {
  const store = new CallStore();
  const call = readCall(launch('ASIA1'), interest, { since: 0, until: Infinity });
  expect(call).not.toBeNull();
  if (call === null) return;
  store.add(call);
  store.add(call);
  store.add({ ...call, eventId: 'another' });
  expect(store.calls().map(({ occurrences, count }) => ({ occurrences, count }))).toEqual([
    { occurrences: 2, count: 2 },
  ]);
});
