import { agentFamily, attackToolOf } from '../user-agent.js';
import { attempts, isOfService, listed, type Signal } from './signal.js';

/** A caller is known after so many days, and has habits if it has no more addresses than this. */
const LEAST_DAYS = 3;
const MOST_ADDRESSES = 4;

/** A key that is used from another place, or with another tool, than on the days before; or with a tool of attackers. */
export const newOrigin: Signal = (window) => {
  const { episode, history } = window;
  // What a service launches for the caller comes from the service's address.
  const launches = attempts(window).filter(({ call }) => !isOfService(call));
  const armed = launches.filter(({ call }) => attackToolOf(call.userAgent) !== null);
  if (armed.length > 0) {
    return {
      text: `The caller used ${listed(armed.flatMap(({ call }) => attackToolOf(call.userAgent) ?? []))}.`,
      calls: armed,
    };
  }
  const start = episode.calls[0]?.call.time ?? 0;
  const { days, addresses, agents } = history.caller(episode.origin.id, start);
  if (days < LEAST_DAYS || addresses.length > MOST_ADDRESSES) return null;
  const elsewhere = launches.filter(({ call }) => call.sourceIp !== null && !addresses.includes(call.sourceIp));
  if (elsewhere.length > 0) {
    const from = listed(elsewhere.flatMap(({ call }) => call.sourceIp ?? []));
    return { text: `The caller was not seen at ${from} in ${days} days before.`, calls: elsewhere };
  }
  const otherwise = launches.filter(
    ({ call }) => call.userAgent !== null && !agents.includes(agentFamily(call.userAgent)),
  );
  if (otherwise.length === 0 || agents.length > MOST_ADDRESSES) return null;
  const tools = listed(otherwise.flatMap(({ call }) => (call.userAgent === null ? [] : agentFamily(call.userAgent))));
  return { text: `The caller did not use ${tools} in ${days} days before.`, calls: otherwise };
};
