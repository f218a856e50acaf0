import type { StoredCall } from '../call-store.js';
import type { Call } from '../records/call.js';

/** Records of one second need not be in the order of their causes. */
const SLACK = 60_000;

/** Who made or changed what AWS services launch for. */
export class Deputies {
  /** By account, Region and thing, in the order of time. */
  readonly #owners = new Map<string, StoredCall[]>();

  constructor(calls: readonly StoredCall[]) {
    for (const call of calls) {
      if (call.outcome !== 'success') continue;
      for (const thing of call.facts.owns ?? []) {
        const key = keyOf(call, thing);
        const known = this.#owners.get(key);
        if (known === undefined) this.#owners.set(key, [call]);
        else known.push(call);
      }
    }
  }

  /** The last call that made or changed one of the things before the service acted; null when the log has none. */
  ownerOf(call: Call, things: readonly string[]): StoredCall | null {
    let latest: StoredCall | null = null;
    for (const thing of things) {
      for (const owner of this.#owners.get(keyOf(call, thing)) ?? []) {
        if (owner.time > call.time + SLACK) break;
        // What a service did for the thing itself does not make it the owner.
        if (owner.eventId === call.eventId || owner.facts.actsFor?.includes(thing) === true) continue;
        if (latest === null || owner.time >= latest.time) latest = owner;
      }
    }
    return latest;
  }
}

function keyOf({ account, region }: Call, thing: string): string {
  return `${account} ${region} ${thing}`;
}
