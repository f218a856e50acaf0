import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { background } from '../activity/background.mjs';
import { writeLogs } from '../activity/write-logs.mjs';

/** Records that are written, of an organization's usual mix: two in a hundred create or change compute. */
const RECORDS = 1_800_000;
const LAUNCHES = 2;
const RUNS = 2;
/** Share of the files that is also read by itself: what both take alike is the start, and what Node compiles, which a longer log does not repeat. */
const PART = 0.25;

/**
 * Reads gzipped logs, against `gzip -dc | wc -c` of the same files, as megabytes of records a second of processor time: of what
 * the rest of the files takes beyond a part of them, so that figures hold for longer logs. Also what all of them take with the
 * start, what the clock says, the peak of memory, and what Node's own zlib takes to decompress the same, which is the least that there could be.
 */
export function measureActivity(folder, bin) {
  const all = join(folder, 'logs');
  const records = background({ count: RECORDS, start: Date.UTC(2026, 10, 1), launches: LAUNCHES });
  const { bytes } = writeLogs(all, records);
  const files = readdirSync(all, { recursive: true })
    .filter((name) => name.endsWith('.gz'))
    .sort()
    .map((name) => join(all, name));
  const part = join(folder, 'part');
  mkdirSync(part);
  const few = files.slice(0, Math.ceil(files.length * PART));
  for (const [index, file] of few.entries()) linkSync(file, join(part, `${index}.json.gz`));

  const short = {
    ours: best(() => read(part, folder, bin)),
    gzip: best(() => decompress(few)),
    zlib: best(() => inflate(few)),
  };
  const long = {
    ours: best(() => read(all, folder, bin)),
    gzip: best(() => decompress(files)),
    zlib: best(() => inflate(files)),
  };
  const megabytes = (long.gzip.bytes - short.gzip.bytes) / 1e6;
  return {
    megabytes: bytes / 1e6,
    memory: long.ours.memory,
    threads: availableParallelism(),
    ours: megabytes / (long.ours.cpu - short.ours.cpu),
    gzip: megabytes / (long.gzip.cpu - short.gzip.cpu),
    zlib: megabytes / (long.zlib.cpu - short.zlib.cpu),
    withStart: long.gzip.cpu / long.ours.cpu,
    wall: { ours: long.ours.wall, gzip: long.gzip.wall },
    coresUsed: long.ours.cpu / long.ours.wall,
  };
}

/** The run that took the least of the processor: others on the machine only add to it. */
function best(run) {
  return Array.from({ length: RUNS }, run).sort((a, b) => a.cpu - b.cpu)[0];
}

/** Seconds of processor time and of the clock, and the peak of memory in megabytes. */
function read(logs, folder, bin) {
  const output = join(folder, 'activity.json');
  return measured([
    `process.argv = [process.argv[0], ...${JSON.stringify([bin, 'activity', '--activity', logs, '--format', 'json', '--output', output])}];`,
    `import(${JSON.stringify(bin)});`,
  ]);
}

/** The same of Node's zlib, which decompresses each file as a whole. */
function inflate(files) {
  return measured([
    `for (const file of ${JSON.stringify(files)})`,
    `  require('node:zlib').gunzipSync(require('node:fs').readFileSync(file), { chunkSize: 65536 });`,
  ]);
}

function measured(lines) {
  const script = [
    `process.on('exit', () => {`,
    `  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();`,
    `  require('node:fs').writeSync(2, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));`,
    `});`,
    ...lines,
  ].join('\n');
  const began = process.hrtime.bigint();
  const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  return { ...JSON.parse(/\{"cpu".*\}/.exec(stderr)[0]), wall };
}

/** Bytes that the files hold, and seconds of processor time and of the clock. */
function decompress(files) {
  const began = process.hrtime.bigint();
  const { stdout } = spawnSync('sh', ['-c', 'gzip -dc "$@" | wc -c; times', 'sh', ...files], { encoding: 'utf8' });
  const [bytes, , ofChildren] = stdout.trim().split('\n');
  const cpu = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { bytes: Number(bytes), cpu, wall: Number(process.hrtime.bigint() - began) / 1e9 };
}
