import { attempts, type Signal } from './signal.js';

const LEAST_DAYS = 7;

/** What has been launched in the same Region for a week or longer is somebody's workload. */
export const usualLaunch: Signal = (window) => {
  const { history, episode } = window;
  const start = episode.calls[0]?.call.time ?? 0;
  const calls = attempts(window);
  const usual = calls.every(({ call }) =>
    (call.types.length > 0 ? call.types : [call.name]).every((type) =>
      history.usedType(call.account, call.region, type, start, LEAST_DAYS),
    ),
  );
  if (calls.length === 0 || !usual) return null;
  return { text: 'Every type was launched in its Region a week before, too.', calls: calls.slice(0, 1) };
};
