import type { AttributedCall, Origin } from './attribution/attribute.js';

/** Calls that one caller made without a long pause, through whichever principals, in the order of time. */
export interface Episode {
  readonly origin: Origin;
  readonly calls: readonly AttributedCall[];
  /** Those of them that create, change or enter compute. */
  readonly launches: readonly AttributedCall[];
}

const HOUR = 3_600_000;
/** What a published campaign does around its launches, it does within two hours of them. */
const PAUSE = 2 * HOUR;
const LONGEST = 24 * HOUR;

/** Parts the calls by who is at the start of their chains, and by pauses. `attributed` is in the order of time. */
export function episodesOf(attributed: readonly AttributedCall[]): readonly Episode[] {
  const open = new Map<
    string,
    { last: number; readonly first: number; readonly origin: Origin; readonly calls: AttributedCall[] }
  >();
  const episodes: Episode[] = [];
  const close = ({ origin, calls }: { origin: Origin; calls: AttributedCall[] }): void => {
    const launches = calls.filter(({ call }) => call.compute.length > 0);
    if (launches.length > 0 || calls.some(({ call }) => call.hops.length > 0))
      episodes.push({ origin, calls, launches });
  };
  for (const one of attributed) {
    const { call, origin } = one;
    const current = open.get(origin.id);
    if (current !== undefined && call.time - current.last <= PAUSE && call.time - current.first <= LONGEST) {
      current.calls.push(one);
      current.last = Math.max(current.last, call.last);
      continue;
    }
    if (current !== undefined) close(current);
    open.set(origin.id, { first: call.time, last: call.last, origin, calls: [one] });
  }
  for (const rest of open.values()) close(rest);
  return episodes;
}
