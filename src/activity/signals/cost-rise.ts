import type { SpendChange } from '../bill.js';
import type { AttributedCall } from '../attribution/attribute.js';
import { type ActivityWindow, type Signal, successes } from './signal.js';

const DAY = 86_400_000;
const INSTANCE_TYPE = /^(?:ml\.)?[a-z][a-z0-9-]*\.[a-z0-9-]+$/;
/** A rise is one by this factor, and by this much a day: a first test machine is none. */
const RISE = 3;
const LEAST_RISE = 50;
/** Spend goes up and down by itself. */
const STEADY = 1.5;

interface Spend {
  readonly call: AttributedCall;
  readonly types: readonly string[];
  readonly change: SpendChange;
}

/** What was paid for each type, Region and day of a launch; null when the bill does not tell of one of them. */
function spendOf(window: ActivityWindow): readonly (Spend | null)[] {
  const asked = new Map<string, Spend | null>();
  for (const one of successes(window)) {
    const { account, region, time, types } = one.call;
    const instances = types.filter((type) => INSTANCE_TYPE.test(type));
    const key = [account, region, Math.floor(time / DAY), ...instances].join(' ');
    if (asked.has(key)) continue;
    const change = window.bill.change(account, region, instances, time);
    asked.set(key, change === null ? null : { call: one, types: instances, change });
  }
  return [...asked.values()];
}

/** Mining is paid for: what was launched costs several times what the same cost in the week before. */
export const costRise: Signal = (window) => {
  const rises = spendOf(window).filter(
    (one): one is Spend =>
      one !== null &&
      one.change.after >= RISE * one.change.before &&
      one.change.after - one.change.before >= LEAST_RISE,
  );
  const [most] = rises.sort((a, b) => b.change.after - b.change.before - (a.change.after - a.change.before));
  if (most === undefined) return null;
  const { call, types, change } = most;
  const { before, after, day, currency } = change;
  const what = types.length === 0 ? 'Compute' : types.join(', ');
  return {
    text: `${what} in ${call.call.region} cost ${after.toFixed(2)} ${currency} on ${dayText(day)}, and ${before.toFixed(2)} a day in the week before.`,
    calls: rises.map((one) => one.call),
  };
};

/** Whatever was launched replaced something of its kind: the bill did not move. Only a bill that goes on behind the launch says so. */
export const costSteady: Signal = (window) => {
  const spends = spendOf(window);
  const steady = spends.filter(
    (one): one is Spend =>
      one !== null && one.change.complete && one.change.before > 0 && one.change.after <= STEADY * one.change.before,
  );
  const [first] = steady;
  if (first === undefined || steady.length < spends.length) return null;
  const { before, after, day, currency } = first.change;
  return {
    text: `What was launched cost no more than in the week before: ${after.toFixed(2)} ${currency} on ${dayText(day)}, ${before.toFixed(2)} a day before.`,
    calls: [first.call],
  };
};

function dayText(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
