import { type Signal, unusualSuccesses } from './signal.js';

const HIGH = 100;
const TIMES_FLOOR = 20;

/** The campaign of November 2025 made fourteen groups of at least 20 and at most 999 instances. */
export const scalingCeiling: Signal = (window) => {
  const calls = unusualSuccesses(window).filter(({ call: { facts, source } }) => {
    const { floor = 0, ceiling = 0 } = facts;
    // A service of containers may scale far; a group of machines rarely needs to.
    const high = source === 'autoscaling.amazonaws.com' || source === 'eks.amazonaws.com' ? HIGH : HIGH * 5;
    return ceiling >= high || (floor > 0 && ceiling >= 50 && ceiling / floor >= TIMES_FLOOR);
  });
  const [first] = calls;
  if (first === undefined) return null;
  const { floor = 0, ceiling = 0 } = first.call.facts;
  return { text: `${calls.length} group(s) may grow from ${floor} to ${ceiling}.`, calls };
};
