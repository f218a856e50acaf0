import { expect, test } from 'vitest';
import { decide } from './case.js';
import { managedCase } from './managed.js';
import { readManagedData } from './managed-data.js';
import { randomFrom, type Random } from './random.js';
import { syntheticCase } from './synthetic.js';

const CASES = 2_000;
const data = await readManagedData();

test.each([
  { name: 'synthetic', next: syntheticCase },
  { name: 'managed', next: (random: Random) => managedCase(random, data) },
])('$name: the seed alone makes the cases, and each decision is frequent', ({ next }) => {
  const [first, second, third] = [7, 7, 8].map((seed) => {
    const random = randomFrom(seed);
    return Array.from({ length: CASES }, () => next(random));
  });
  expect(first).toEqual(second);
  expect(first).not.toEqual(third);
  const decisions = (first ?? []).map(decide);
  for (const decision of ['allowed', 'explicitDeny', 'implicitDeny'])
    expect([decision, decisions.filter((other) => other === decision).length > 0.15 * CASES]).toEqual([decision, true]);
});
