// Holds the published campaigns against a background of ordinary work: each has to be likely mining, and next to nothing else.
// usage: node scripts/activity.mjs [--events N] [--seed N]; npm run build first
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectActivity, joinActivity, openSource } from '../dist/activity/index.js';
import { loadCatalogue } from '../dist/catalogue/catalogue.js';
import { background } from './activity/background.mjs';
import { campaigns } from './activity/campaigns.mjs';
import { writeLogs } from './activity/write-logs.mjs';

const { values } = parseArgs({ options: { events: { type: 'string' }, seed: { type: 'string' } } });
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const LIKELY = ['likely', 'confirmed-by-image'];
/** One background launch in so many may look like mining. */
const MOST = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-activity-'));

try {
  const count = Number(values.events ?? 1_000_000);
  const written = writeLogs(
    join(folder, 'background'),
    background({ count, start: START, seed: Number(values.seed ?? 7) }),
  );
  const catalogue = loadCatalogue();
  const trust = {
    accounts: ['111111111111', '222222222222', '333333333333'],
    organization: null,
    owners: {},
    oidc: [],
  };
  const read = (place) => collectActivity([openSource(join(folder, place))], catalogue, { since: 0, until: Infinity });
  const judge = (log) => joinActivity([], log, catalogue, trust).episodes;
  const began = Date.now();
  const ordinary = await read('background');
  const episodes = judge(ordinary);
  console.log(
    `${written.count} background records in ${written.files} files, read and scored in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );

  let failed = false;
  for (const { name, caller, records } of campaigns(START + 13 * DAY)) {
    writeLogs(join(folder, name), records);
    const { calls, issues } = await read(name);
    const both = [...ordinary.calls, ...calls].sort((a, b) => a.time - b.time);
    const [best] = judge({ ...ordinary, calls: both, issues: [...ordinary.issues, ...issues] }).filter(
      ({ episode }) => episode.origin.id === caller,
    );
    const found = best !== undefined && LIKELY.includes(best.verdict);
    failed ||= !found;
    console.log(
      `${found ? 'ok  ' : 'MISS'} ${name}: ${best?.verdict ?? 'not seen'}, score ${best?.score ?? 0} (${best?.signals.map(({ id, weight }) => `${id} ${weight}`).join(', ') ?? ''})`,
    );
  }

  const launchesOf = ({ episode }) => episode.launches.reduce((sum, { call }) => sum + call.occurrences, 0);
  const launches = episodes.reduce((sum, one) => sum + launchesOf(one), 0);
  const alarms = episodes.filter(({ verdict }) => LIKELY.includes(verdict));
  const alarmed = alarms.reduce((sum, one) => sum + launchesOf(one), 0);
  for (const { episode, score, signals } of alarms.slice(0, 10)) {
    console.log(
      `alarm: ${episode.origin.id}, score ${score} (${signals.map(({ id, weight }) => `${id} ${weight}`).join(', ')})`,
    );
  }
  const possible = episodes.filter(({ verdict }) => verdict === 'possible').length;
  console.log(`${episodes.length} background episodes, ${possible} of them possible, ${alarms.length} likely`);
  console.log(`${alarmed} of ${launches} background launches look like mining; at most 1 in ${MOST} may`);
  failed ||= alarmed * MOST > launches;
  if (failed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
