import type { AttributedCall } from '../attribution/attribute.js';
import { HOUR, type ActivityWindow, type Evidence, type Signal, unusualSuccesses } from './signal.js';

/** Services whose count is one of machines or tasks, and not of processors or jobs in a queue. */
const COUNTED = new Set(['ec2.amazonaws.com', 'ecs.amazonaws.com', 'lightsail.amazonaws.com']);

/** The most that were launched within an hour; null below `least`. */
function mostWithinAnHour(window: ActivityWindow, least: number): Evidence | null {
  const counted = unusualSuccesses(window).filter(({ call }) => COUNTED.has(call.source) && call.count !== null);
  let from = 0;
  let sum = 0;
  let best: { readonly sum: number; readonly calls: readonly AttributedCall[] } = { sum: 0, calls: [] };
  for (const [to, { call }] of counted.entries()) {
    sum += call.count ?? 0;
    while ((counted[from]?.call.time ?? 0) < call.time - HOUR) {
      sum -= counted[from]?.call.count ?? 0;
      from += 1;
    }
    if (sum > best.sum) best = { sum, calls: counted.slice(from, to + 1) };
  }
  return best.sum < least ? null : { text: `${best.sum} were launched within an hour.`, calls: best.calls };
}

/** Ten is where the published detection rules of Elastic, Datadog and Splunk begin. */
export const manyAtOnce: Signal = (window) => mostWithinAnHour(window, 10);

/** DXC lost 244 instances in a day, others 600 in three hours. */
export const hundredsAtOnce: Signal = (window) => mostWithinAnHour(window, 100);
