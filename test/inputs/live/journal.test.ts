import { appendFileSync, mkdtempSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/inputs/input-error.js';
import { Journal } from '../../../src/inputs/live/journal.js';

const NOW = Date.UTC(2026, 10, 26);
const HOUR = 60 * 60_000;

function fresh(): string {
  return join(mkdtempSync(join(tmpdir(), 'journal-')), 'snapshot.json.gz.journal');
}

test('what was added is known after a restart', async () => {
  const path = fresh();
  const first = await Journal.open(path, 'scope', false, NOW);
  await Promise.all([first.add('a', [{ x: 1 }]), first.add('b', null), first.add('c', [])]);
  await first.close();
  const second = await Journal.open(path, 'scope', true, NOW);
  expect([second.get('a'), second.get('b'), second.get('c'), second.get('d')]).toEqual([
    [{ x: 1 }],
    null,
    [],
    undefined,
  ]);
  await second.close();
});

test('every length to which a kill may have cut it is read, without the line that was cut', async () => {
  const path = fresh();
  const first = await Journal.open(path, 'scope', false, NOW);
  for (const key of ['a', 'b', 'c']) await first.add(key, [{ key: `${key} "quoted" ü` }]);
  await first.close();
  const whole = readFileSync(path);
  const ends = [...whole.keys()].filter((index) => whole[index] === 10).map((index) => index + 1);
  for (let length = whole.length; length >= (ends[0] ?? 0); length -= 1) {
    truncateSync(path, length);
    const journal = await Journal.open(path, 'scope', true, NOW);
    // A line whose end alone is missing is whole.
    const whole_ = ends.slice(1).filter((end) => end - 1 <= length).length;
    expect(journal.size, `cut to ${String(length)} bytes`).toBe(whole_);
    await journal.add('after', [1]);
    await journal.close();
    const again = await Journal.open(path, 'scope', true, NOW);
    expect(again.get('after')).toEqual([1]);
    await again.close();
    // Back to what the kill left.
    truncateSync(path, 0);
    appendFileSync(path, whole.subarray(0, length));
  }
});

test('a journal of another scope is refused, and one without resume begun anew', async () => {
  const path = fresh();
  const first = await Journal.open(path, 'one account', false, NOW);
  await first.add('a', []);
  await first.close();
  await expect(Journal.open(path, 'another', true, NOW)).rejects.toThrow(InputError);
  const anew = await Journal.open(path, 'another', false, NOW);
  expect(anew.size).toBe(0);
  await anew.close();
});

test.each([
  ['an hour', HOUR, null],
  ['a day', 24 * HOUR, null],
  ['a day and an hour', 25 * HOUR, 'was begun 1 day ago, and much may have changed since; start without --resume'],
  ['a week', 7 * 24 * HOUR, 'was begun 7 days ago'],
])('what was read %s ago', async (_, age, message) => {
  const path = fresh();
  const first = await Journal.open(path, 's', false, NOW);
  await first.add('a', []);
  await first.close();
  const again = Journal.open(path, 's', true, NOW + age);
  if (message !== null) {
    await expect(again).rejects.toThrow(message);
    return;
  }
  const { began, size } = await again;
  expect([began, size]).toEqual([NOW, 1]);
  await (await again).close();
});

test('only the owner reads it, and it is gone when it is no longer needed', async () => {
  const path = fresh();
  const journal = await Journal.open(path, 'scope', true, NOW);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await journal.discard();
  expect(() => statSync(path)).toThrow();
});

test('a folder that is not there is an error in one line', async () => {
  await expect(Journal.open('/nowhere/at/all.journal', 's', false, NOW)).rejects.toThrow(InputError);
});
