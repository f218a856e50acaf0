import { listed, type Signal } from './signal.js';

/** The name of a miner, of a mining pool or of an image that a published campaign used. */
export const knownMiner: Signal = ({ episode }) => {
  const calls = episode.calls.filter(({ call }) => call.facts.miners !== undefined);
  const [first] = calls;
  if (first === undefined) return null;
  const miners = listed(calls.flatMap(({ call }) => call.facts.miners ?? []));
  const images = calls.flatMap(({ call }) => call.facts.images ?? []);
  return {
    text: `${miners} stands in ${first.call.name}${images.length > 0 ? ` (${listed(images, 3)})` : ''}.`,
    calls,
  };
};
