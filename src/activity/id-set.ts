const MOST_IDS = 1_000_000;

/**
 * A set of texts by 64 bits of their hash: sixteen bytes each, however long the text. It knows the last million of them at least, so
 * that it does not grow without end.
 */
export class IdSet {
  readonly #most: number;
  #table = new Uint32Array(2 * 4096);
  #size = 0;
  #older: Uint32Array | null = null;

  /** `most`: the number that is known at least. */
  constructor(most = MOST_IDS) {
    this.#most = most;
  }

  /** Returns false when the text is there already. */
  add(text: string): boolean {
    if (this.#size * 4 > this.#table.length) this.#grow();
    let high = 0x811c9dc5;
    let low = 0x9747b28c;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x85ebca6b);
      low ^= low >>> 13;
    }
    // Zero marks an empty slot.
    high = (high | 1) >>> 0;
    low >>>= 0;
    if (this.#older !== null && slotOf(this.#older, high, low) < 0) return false;
    return this.#insert(high, low);
  }

  #insert(high: number, low: number): boolean {
    const slot = slotOf(this.#table, high, low);
    if (slot < 0) return false;
    this.#table[slot] = high;
    this.#table[slot + 1] = low;
    this.#size += 1;
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#size = 0;
    if (old.length / 4 >= this.#most) {
      this.#older = old;
      this.#table = new Uint32Array(old.length);
      return;
    }
    this.#table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      if (high !== 0) this.#insert(high, old[at + 1] ?? 0);
    }
  }
}

/** Where in the table the pair goes; negative when it is there already. */
function slotOf(table: Uint32Array, high: number, low: number): number {
  const mask = table.length / 2 - 1;
  for (let slot = (low ^ (high >>> 3)) & mask; ; slot = (slot + 1) & mask) {
    const found = table[slot * 2];
    if (found === 0) return slot * 2;
    if (found === high && table[slot * 2 + 1] === low) return -1;
  }
}
