import type { AttributedCall, UnattributedCall } from './attribution/attribute.js';
import type { StoredCall } from './call-store.js';

/** When what calls created was seen to end, by account, Region and id. */
export class Endings {
  readonly #ended = new Map<string, number>();

  constructor(calls: Iterable<AttributedCall | UnattributedCall>) {
    for (const { call } of calls) {
      if (call.outcome !== 'success') continue;
      for (const id of call.facts.ends ?? []) {
        const key = keyOf(call, id);
        this.#ended.set(key, Math.max(this.#ended.get(key) ?? 0, call.time));
      }
    }
  }

  /** When the last of the resources ended; null when one of them did not, or there are more than are known. */
  endOf(call: StoredCall): number | null {
    const { resources, count, outcome } = call;
    if (outcome !== 'success' || resources.length === 0 || (count ?? 0) > resources.length) return null;
    let last = 0;
    for (const id of resources) {
      const end = this.#ended.get(keyOf(call, id)) ?? this.#ended.get(keyOf(call, id.slice(id.lastIndexOf('/') + 1)));
      if (end === undefined || end < call.time) return null;
      last = Math.max(last, end);
    }
    return last;
  }
}

function keyOf({ account, region }: StoredCall, id: string): string {
  return `${account} ${region} ${id}`;
}
