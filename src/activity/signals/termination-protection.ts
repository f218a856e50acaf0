import { HOUR, isRoutine, type Signal, successes } from './signal.js';

/** The campaign of November 2025 set `disableApiTermination` on all that it launched, to keep responders from ending it. */
export const terminationProtection: Signal = (window) => {
  const launches = successes(window);
  const calls = window.episode.calls.filter(
    (one) =>
      !isRoutine(one, window) &&
      one.call.facts.protects !== undefined &&
      one.call.outcome === 'success' &&
      launches.some((launch) => Math.abs(launch.call.time - one.call.time) <= HOUR),
  );
  const [first] = calls;
  if (first === undefined) return null;
  return { text: `${first.call.name} protects instances from termination within an hour of a launch.`, calls };
};
