import { type Signal, unusualAttempts } from './signal.js';

/** AWS's quarantine policies deny Spot requests to leaked keys; ordinary workloads use Spot as well. */
export const spot: Signal = (window) => {
  const calls = unusualAttempts(window).filter(({ call }) => call.facts.spot === true);
  const [first] = calls;
  return first === undefined ? null : { text: `${first.call.name} asks for Spot capacity.`, calls };
};
