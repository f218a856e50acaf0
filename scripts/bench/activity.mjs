import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { background } from '../activity/background.mjs';
import { writeLogs } from '../activity/write-logs.mjs';

/** Records that are written; a tenth of what the figures are scaled to would do, since the reader's memory does not grow. */
const RECORDS = 150_000;

/**
 * Reads gzipped logs, against `gzip -dc | wc -c` of the same files: megabytes of records a second of processor time and of
 * the clock, and the peak of memory.
 */
export function measureActivity(folder, bin) {
  const logs = join(folder, 'logs');
  const { bytes, count } = writeLogs(logs, background({ count: RECORDS, start: Date.UTC(2026, 10, 1) }));
  const files = readdirSync(logs, { recursive: true })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(logs, name));
  const script = [
    `process.on('exit', () => {`,
    `  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();`,
    `  require('node:fs').writeSync(2, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));`,
    `});`,
    `process.argv = [process.argv[0], ...${JSON.stringify([bin, 'activity', '--activity', logs, '--format', 'json', '--output', join(folder, 'activity.json')])}];`,
    `import(${JSON.stringify(bin)});`,
  ].join('\n');
  const began = process.hrtime.bigint();
  const ours = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const { cpu, memory } = JSON.parse(/\{"cpu".*\}/.exec(ours.stderr)[0]);
  const theirs = spawnSync(
    'sh',
    [
      '-c',
      'start=$(date +%s%N); gzip -dc "$@" | wc -c >/dev/null; end=$(date +%s%N); times; echo $((end-start))',
      'sh',
      ...files,
    ],
    { encoding: 'utf8' },
  );
  const lines = theirs.stdout.trim().split('\n');
  const seconds = (text) =>
    [...text.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
      0,
    );
  const gzipCpu = seconds(lines[1]);
  const megabytes = bytes / 1e6;
  return {
    count,
    megabytes,
    memory,
    threads: availableParallelism(),
    ours: { perCpu: megabytes / cpu, perSecond: megabytes / wall },
    gzip: { perCpu: megabytes / gzipCpu, perSecond: megabytes / (Number(lines[2]) / 1e9) },
    coresUsed: cpu / wall,
  };
}
