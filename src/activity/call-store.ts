import type { Call } from './records/call.js';

/** A call, or several alike within the hour. */
export interface StoredCall extends Call {
  readonly occurrences: number;
  /** Time of the last of them. */
  readonly last: number;
}

const HOUR = 3_600_000;
const MOST_RESOURCES = 100;
const MOST_NAMES = 100;
/** Room for this many calls that only returned credentials; beyond it they are looked for again by key. */
const MOST_ISSUES = 200_000;

/**
 * Collects calls in memory that does not grow with the number of records: each call once, whatever the number of files
 * that hold it, and calls that differ in nothing but their time and what they created as one row an hour.
 */
export class CallStore {
  readonly #rows = new Map<string, { -readonly [K in keyof StoredCall]: StoredCall[K] }>();
  readonly #seen = new IdSet();
  readonly #issues = new Map<string, Call>();
  #overflow = false;

  /** Adds a call unless it is there already. */
  add(call: Call): void {
    if (call.eventId !== '' && !this.#seen.add(`${call.eventId}${call.account}`)) return;
    if (isIssue(call)) {
      this.addIssue(call);
      return;
    }
    const key = keyOf(call);
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, { ...call, occurrences: 1, last: call.time });
      return;
    }
    row.occurrences += 1;
    row.count = row.count === null ? call.count : row.count + (call.count ?? 0);
    row.last = Math.max(row.last, call.time);
    if (call.time < row.time) {
      row.time = call.time;
      row.eventId = call.eventId;
    }
    if (row.resources.length < MOST_RESOURCES)
      row.resources = [...row.resources, ...call.resources].slice(0, MOST_RESOURCES);
    if (call.facts.ends !== undefined) {
      row.facts = { ...row.facts, ends: [...(row.facts.ends ?? []), ...call.facts.ends] };
    }
    if (call.facts.owns !== undefined) {
      row.facts = { ...row.facts, owns: [...new Set([...(row.facts.owns ?? []), ...call.facts.owns])] };
    }
    if (call.facts.names !== undefined && (row.facts.names?.length ?? 0) < MOST_NAMES) {
      row.facts = { ...row.facts, names: [...new Set([...(row.facts.names ?? []), ...call.facts.names])] };
    }
  }

  /** Adds a call that returned credentials. */
  addIssue(call: Call): void {
    // What a service gets for its own compute starts a chain; it does not continue one.
    if (call.identity.type === 'AWSService') return;
    if (this.#issues.size >= MOST_ISSUES) {
      this.#overflow = true;
      return;
    }
    this.#issues.set(
      call.eventId === '' ? `${call.time} ${call.facts.issuedKey ?? ''}` : `${call.eventId}${call.account}`,
      call,
    );
  }

  /** Forgets every call that only returned credentials, so that the ones that matter can be looked for by key. */
  clearIssues(): void {
    this.#issues.clear();
    this.#overflow = false;
  }

  /** True when calls that returned credentials were left out for want of room. */
  get overflow(): boolean {
    return this.#overflow;
  }

  /** Every call but those that only returned credentials, in the order of time. */
  calls(): readonly StoredCall[] {
    return [...this.#rows.values()].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
  }

  /** The calls that returned credentials. */
  issues(): readonly Call[] {
    return [...this.#issues.values()];
  }
}

/** True for a call that only returns credentials. */
function isIssue({ source, compute }: Call): boolean {
  return source === 'sts.amazonaws.com' && compute.length === 0;
}

/** Two calls with the same key say the same but for their time, and for what they created. */
function keyOf(call: Call): string {
  const { identity, facts } = call;
  const { ends: _ends, owns: _owns, names: _names, ...rest } = facts;
  return JSON.stringify([
    Math.floor(call.time / HOUR),
    call.name,
    call.source,
    call.account,
    call.region,
    identity.arn ?? identity.invokedBy ?? identity.principalId,
    identity.accessKeyId,
    call.sourceIp,
    call.userAgent,
    call.outcome,
    call.error,
    call.types,
    rest,
  ]);
}

/** A set of texts by 64 bits of their hash: sixteen bytes each, however long the text. */
class IdSet {
  #table = new Uint32Array(2 * 4096);
  #size = 0;

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
    return this.#insert((high | 1) >>> 0, low >>> 0);
  }

  #insert(high: number, low: number): boolean {
    const table = this.#table;
    const mask = table.length / 2 - 1;
    let slot = (low ^ (high >>> 3)) & mask;
    for (;;) {
      const found = table[slot * 2];
      if (found === 0) break;
      if (found === high && table[slot * 2 + 1] === low) return false;
      slot = (slot + 1) & mask;
    }
    table[slot * 2] = high;
    table[slot * 2 + 1] = low;
    this.#size += 1;
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    this.#size = 0;
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0;
      if (high !== 0) this.#insert(high, old[at + 1] ?? 0);
    }
  }
}
