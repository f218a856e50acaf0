import { type Signal, unusualSuccesses } from './signal.js';

const HIGH = 100;
const TIMES_FLOOR = 20;
/** A group that could grow far a day before is grown with its load. */
const TIMES_BEFORE = 5;

/** The campaign of November 2025 made fourteen groups of at least 20 and at most 999 instances. */
export const scalingCeiling: Signal = (window) => {
  const start = window.episode.calls[0]?.call.time ?? 0;
  const calls = unusualSuccesses(window).filter(({ call }) => {
    const { facts, source } = call;
    const { floor = 0, ceiling = 0 } = facts;
    if (ceiling < window.history.ceiling(call, start, 1) * TIMES_BEFORE) return false;
    // A service of containers may scale far; a group of machines rarely needs to.
    const high = source === 'autoscaling.amazonaws.com' || source === 'eks.amazonaws.com' ? HIGH : HIGH * 5;
    return ceiling >= high || (floor > 0 && ceiling >= 50 && ceiling / floor >= TIMES_FLOOR);
  });
  const [first] = calls;
  if (first === undefined) return null;
  const { floor = 0, ceiling = 0 } = first.call.facts;
  return { text: `${calls.length} group(s) may grow from ${floor} to ${ceiling}.`, calls };
};
