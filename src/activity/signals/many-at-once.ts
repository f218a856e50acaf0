import type { AttributedCall } from '../attribution/attribute.js';
import { HOUR, type ActivityWindow, type Evidence, type Signal, unusualSuccesses } from './signal.js';

/** Services whose count is one of machines or tasks, and not of processors or jobs in a queue. */
const COUNTED = new Map([
  ...([
    ['ec2.amazonaws.com', 1],
    ['ecs.amazonaws.com', 1],
    ['lightsail.amazonaws.com', 1],
  ] as const),
  // A training job of several machines is ordinary work: they count half.
  ['sagemaker.amazonaws.com', 0.5],
]);

/** The most that were launched within an hour; null below `least`. */
function mostWithinAnHour(window: ActivityWindow, least: number): Evidence | null {
  const counted = unusualSuccesses(window).filter(({ call }) => COUNTED.has(call.source) && call.count !== null);
  let from = 0;
  let sum = 0;
  let best: { readonly sum: number; readonly calls: readonly AttributedCall[] } = { sum: 0, calls: [] };
  for (const [to, { call }] of counted.entries()) {
    sum += weighed(call);
    for (let first = counted[from]; first !== undefined && first.call.time < call.time - HOUR; first = counted[from]) {
      sum -= weighed(first.call);
      from += 1;
    }
    if (sum > best.sum) best = { sum, calls: counted.slice(from, to + 1) };
  }
  if (best.sum < least) return null;
  const launched = best.calls.reduce((total, { call }) => total + (call.count ?? 0), 0);
  return { text: `${launched} were launched within an hour.`, calls: best.calls };
}

function weighed({ source, count }: AttributedCall['call']): number {
  return (count ?? 0) * (COUNTED.get(source) ?? 0);
}

/** Ten is where the published detection rules of Elastic, Datadog and Splunk begin. */
export const manyAtOnce: Signal = (window) => mostWithinAnHour(window, 10);

/** DXC lost 244 instances in a day, others 600 in three hours. */
export const hundredsAtOnce: Signal = (window) => mostWithinAnHour(window, 100);
