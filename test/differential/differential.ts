import { expect, test } from 'vitest';
import { managedCase } from './managed.js';
import { readManagedData } from './managed-data.js';
import { faultsOf, reportOf } from './report.js';
import { emptyTally, run } from './suite.js';
import { syntheticCase } from './synthetic.js';

const PROGRESS_EVERY = 10_000;

const cases = Number(process.env['DIFFERENTIAL_CASES']);
const seeds = (process.env['DIFFERENTIAL_SEEDS'] ?? '1').split(',').map(Number);
const coverage = process.env['DIFFERENTIAL_COVERAGE'] === 'true';

test('no decision differs from the oracle’s without an explanation', { timeout: 0 }, async () => {
  const data = await readManagedData();
  const generators = [
    { name: 'synthetic', next: syntheticCase },
    { name: 'managed', next: (random: Parameters<typeof syntheticCase>[0]) => managedCase(random, data) },
  ];
  const names = generators.map(({ name }) => name);
  const all = emptyTally();
  const started = performance.now();
  let shown = 0;
  for (const seed of seeds) {
    let reported = all.cases;
    await run({ seed, count: cases }, generators, all, ({ cases: done, disagreementCount, disagreements }) => {
      for (const { shrunk } of disagreements.slice(shown)) print(`disagreement: ${JSON.stringify(shrunk)}`);
      shown = disagreements.length;
      if (done - reported < PROGRESS_EVERY) return;
      reported = done;
      const seconds = (performance.now() - started) / 1000;
      print(
        `seed ${seed}: ${done} cases, ${disagreementCount} disagreements, ${(done / seconds).toFixed(0)} cases a second`,
      );
    });
  }
  print(reportOf(all, names, coverage));
  print(`seeds ${seeds.join(', ')}, ${((performance.now() - started) / 1000).toFixed(0)} seconds`);
  expect(all.disagreementCount).toBe(0);
  expect(faultsOf(all, names)).toEqual([]);
  expect(all.cases).toBe(cases * seeds.length);
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
