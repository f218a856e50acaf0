import { attempts, listed, type Signal } from './signal.js';

/** A log of fewer days does not show what is usual. */
const LEAST_DAYS = 7;

/** Intruders launch where nobody looks: a Region in which the account had launched nothing before. */
export const newRegion: Signal = (window) => {
  const { history, episode } = window;
  const start = episode.calls[0]?.call.time ?? 0;
  const calls = attempts(window).filter(
    ({ call }) =>
      call.region !== '' &&
      history.knowsRegions(call.account, start, LEAST_DAYS) &&
      !history.usedRegion(call.account, call.region, start),
  );
  if (calls.length === 0) return null;
  return { text: `Nothing was launched in ${listed(calls.map(({ call }) => call.region))} before.`, calls };
};
