import { toolOf } from '../user-agent.js';
import { attempts, HOUR, type Signal } from './signal.js';

/** A dry run tells a stranger what a key may do. Karpenter makes dry runs as well, so tools do not count. */
export const dryRunProbe: Signal = (window) => {
  const launches = attempts(window);
  const calls = window.episode.launches.filter(
    ({ call }) =>
      call.outcome === 'dry-run' &&
      toolOf(call.userAgent) === null &&
      launches.some((launch) => launch.call.time >= call.time && launch.call.time - call.time <= HOUR),
  );
  const [first] = calls;
  return first === undefined ? null : { text: `${first.call.name} was tried as a dry run, then in earnest.`, calls };
};
