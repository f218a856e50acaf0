// What goes wrong while an account is read, on purpose.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** How many calls are answered by the proxy, of each hundred. */
const SHARES = { throttle: 10, fail: 2, cut: 1 };

/** The same numbers for the same seed: https://en.wikipedia.org/wiki/Xorshift. */
function randomNumbers(seed) {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function readSnapshot(path) {
  return JSON.parse(gunzipSync(readFileSync(path)).toString());
}

/** Throttling, errors and cut connections now and then: the snapshot has to be the one without them. */
export async function survivesFaults(suite, whole) {
  const random = randomNumbers(7);
  const dealt = { throttle: 0, fail: 0, cut: 0, pass: 0 };
  suite.proxy.judge = () => {
    let share = random() * 100;
    const verdict = Object.keys(SHARES).find((name) => (share -= SHARES[name]) < 0) ?? 'pass';
    dealt[verdict] += 1;
    return verdict;
  };
  const path = join(suite.folder, 'faults.json.gz');
  await suite.audit({ path });
  suite.proxy.judge = () => 'pass';
  return {
    dealt,
    problems: same(readSnapshot(path), whole) ? [] : ['with faults on the way, the snapshot is another one'],
  };
}

/** Each kind of call is refused in turn: a gap names its permission, and nothing else is lost or crashes. */
export async function survivesRefusals(suite, calls) {
  const problems = [];
  for (const refused of calls) {
    suite.proxy.judge = (call) => (call === refused ? 'deny' : 'pass');
    const path = join(suite.folder, 'refused.json.gz');
    try {
      await suite.audit({ path });
      const gaps = readSnapshot(path).gaps.filter(({ kind }) => kind === 'denied');
      if (gaps.length === 0) problems.push(`${refused}: refused, and no gap says so`);
      for (const { permission } of gaps)
        if (!/^[a-z0-9-]+:[A-Z]\w+$/.test(permission ?? '')) problems.push(`${refused}: a gap without its permission`);
    } catch (error) {
      // Who may not even ask who it is, is told so in a line.
      const said =
        refused === 'sts GetCallerIdentity' && ['InterruptedError', 'InputError'].includes(error.constructor.name);
      if (!said) problems.push(`${refused}: ${error.stack}`);
    }
  }
  suite.proxy.judge = () => 'pass';
  return problems;
}

/** Killed at random moments, and gone on with: the same snapshot in the end. */
export async function survivesKills(suite, whole, times) {
  const random = randomNumbers(11);
  const path = join(suite.folder, 'killed.json.gz');
  const started = Date.now();
  await run(suite, path, []);
  const duration = Date.now() - started;
  const problems = same(readSnapshot(path), whole) ? [] : ['the command makes another snapshot than the library'];
  let kills = 0;
  let finished = 0;
  for (let round = 0; kills < times && round < times * 3; round += 1) {
    rmSync(path, { force: true });
    const first = await run(suite, path, [], random() * duration);
    if (!first.killed) continue;
    kills += 1;
    const left = existsSync(path);
    const second = await run(suite, path, ['--resume']);
    if (second.code > 1) problems.push(`after a kill --resume ended with ${second.code}: ${second.stderr}`);
    else if (!same(readSnapshot(path), whole)) problems.push(`after a kill and --resume, the snapshot is another one`);
    if (left) finished += 1;
  }
  return { kills, finished, problems };
}

function run({ bin, env }, path, args, killAfter) {
  return new Promise((resolve) => {
    const all = [
      bin,
      'audit',
      '--region',
      'us-east-1',
      '--snapshot',
      path,
      '--fail-on',
      'never',
      '--fixes',
      '0',
      ...args,
    ];
    const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? 0, killed: signal === 'SIGKILL', stderr });
    });
  });
}

/** Equal but for the time, and for how many calls it took. */
function same(one, other) {
  return bare(one) === bare(other);
}

function bare(snapshot) {
  return JSON.stringify({ ...snapshot, collected: undefined, coverage: { failed: snapshot.coverage.failed } });
}
