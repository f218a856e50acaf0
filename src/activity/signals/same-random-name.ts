import type { AttributedCall } from '../attribution/attribute.js';
import { listed, type Signal } from './signal.js';

/** A name that no person thought of: letters and digits in turn, or hardly a vowel. */
function isRandom(name: string): boolean {
  if (!/^[A-Za-z0-9]{6,}$/.test(name)) return false;
  const turns = (name.match(/[a-z](?=\d)|\d(?=[a-z])/gi) ?? []).length;
  const vowels = (name.match(/[aeiou]/gi) ?? []).length;
  return turns >= 3 || vowels / name.length < 0.15;
}

/** Scripts that loop over Regions give cluster, task family and service one random name. */
export const sameRandomName: Signal = ({ episode }) => {
  const uses = new Map<string, AttributedCall[]>();
  for (const one of episode.calls) {
    for (const name of one.call.facts.names ?? []) {
      if (!isRandom(name)) continue;
      const known = uses.get(name);
      if (known === undefined) uses.set(name, [one]);
      else known.push(one);
    }
  }
  const shared = [...uses].filter(([, calls]) => new Set(calls.map(({ call }) => call.name)).size > 1);
  if (shared.length === 0) return null;
  return {
    text: `${listed(
      shared.map(([name]) => name),
      3,
    )} names several things at once.`,
    calls: [...new Set(shared.flatMap(([, calls]) => calls))],
  };
};
