import { beforeAll, describe, expect, test } from 'vitest';
import { background } from '../../scripts/activity/background.mjs';
import { campaigns } from '../../scripts/activity/campaigns.mjs';
import { withoutCompute } from '../../scripts/activity/without-compute.mjs';
import type { ActivityLog } from '../../src/activity/collect.js';
import { joinActivity } from '../../src/activity/index.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { logOf } from './log.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const trust = { accounts: ['111111111111', '222222222222', '333333333333'], organization: null, owners: {}, oidc: [] };
const LIKELY = ['likely', 'confirmed-by-image'];
const all = campaigns(START + 13 * DAY);

// `node scripts/activity.mjs` does the same with a million records.
let ordinary: ActivityLog;
beforeAll(() => {
  ordinary = logOf([...background({ count: 8_000, start: START })]);
}, 120_000);

describe('every published campaign is likely mining, alone and among ordinary work', () => {
  test.each(all)('$name', ({ caller, records }) => {
    const own = logOf(records);
    const calls = [...ordinary.calls, ...own.calls].sort((a, b) => a.time - b.time);
    const together = { ...ordinary, calls, issues: [...ordinary.issues, ...own.issues] };
    const episode = joinActivity([], together, loadCatalogue(), trust).episodes.find(
      (one) => one.episode.origin.id === caller,
    );
    expect(LIKELY).toContain(episode?.verdict);
  });
});

test.each(withoutCompute(START + 13 * DAY))('$name starts no compute, and is not called mining', ({ records }) => {
  const verdicts = joinActivity([], logOf(records), loadCatalogue(), trust).episodes.map(({ verdict }) => verdict);
  expect(verdicts.filter((verdict) => LIKELY.includes(verdict))).toEqual([]);
});

test('no ordinary work is', () => {
  const alarms = joinActivity([], ordinary, loadCatalogue(), trust).episodes.filter(({ verdict }) =>
    LIKELY.includes(verdict),
  );
  expect(
    alarms.map(({ episode, signals }) => `${episode.origin.id}: ${signals.map(({ id }) => id).join(', ')}`),
  ).toEqual([]);
});

test('a chain over three accounts is led back to the outsider', () => {
  const chain = all.find(({ name }) => name === 'chainOverThreeAccounts');
  const { report } = joinActivity([], logOf(chain?.records ?? []), loadCatalogue(), { ...trust });
  const group = report.elsewhere[0]?.calls.find(({ name }) => name === 'CreateAutoScalingGroup');
  expect(report.elsewhere[0]).toMatchObject({ caller: '999999999999', outsider: true });
  expect(group?.chain.map(({ to }) => to.slice(to.lastIndexOf('/') + 1))).toEqual(['vendor', 'hub', 'spoke']);
});
