import { createHash } from 'node:crypto';
import { IssueLog } from './issue-log.js';
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
const MOST_SHARED = 50_000;

/**
 * Collects calls in memory that does not grow with the number of records: each call once, whatever the number of files
 * that hold it, and calls that differ in nothing but their time and what they created as one row an hour.
 */
export class CallStore {
  readonly #rows = new Map<string, { -readonly [K in keyof StoredCall]: StoredCall[K] }>();
  readonly #texts = new Texts();
  readonly #seen = new IdSet();
  readonly #issues = new IssueLog();

  /** Adds a call unless it is there already. */
  add(call: Call): void {
    if (isIssue(call)) {
      this.addIssue(call);
      return;
    }
    if (call.eventId !== '' && !this.#seen.add(`${call.eventId}${call.account}`)) return;
    const key = keyOf(call);
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, { ...this.#texts.shared(call), occurrences: 1, last: call.time });
      return;
    }
    row.occurrences += 1;
    row.count = row.count === null ? call.count : row.count + (call.count ?? 0);
    row.last = Math.max(row.last, call.time);
    if (call.time < row.time) {
      row.time = call.time;
      row.eventId = call.eventId;
    }
    if (call.resources.length > 0 && row.resources.length < MOST_RESOURCES)
      row.resources = [...row.resources, ...call.resources].slice(0, MOST_RESOURCES);
    if (call.facts.ends !== undefined) {
      row.facts = { ...row.facts, ends: [...(row.facts.ends ?? []), ...call.facts.ends] };
    }
    if (call.facts.owns?.some((thing) => row.facts.owns?.includes(thing) !== true) === true) {
      row.facts = { ...row.facts, owns: [...new Set([...(row.facts.owns ?? []), ...call.facts.owns])] };
    }
    if (
      call.facts.names?.some((one) => row.facts.names?.includes(one) !== true) === true &&
      (row.facts.names?.length ?? 0) < MOST_NAMES
    ) {
      row.facts = { ...row.facts, names: [...new Set([...(row.facts.names ?? []), ...call.facts.names])] };
    }
  }

  /** Adds a call that returned credentials. */
  addIssue(call: Call): void {
    // What a service gets for its own compute starts a chain; it does not continue one.
    if (call.identity.type === 'AWSService') return;
    this.#issues.add(call);
  }

  /** Forgets every call that only returned credentials, so that the ones that matter can be looked for by key. */
  clearIssues(): void {
    this.#issues.clear();
  }

  /** True when calls that returned credentials were left out for want of room. */
  get overflow(): boolean {
    return this.#issues.full;
  }

  /** Every call but those that only returned credentials, in the order of time. */
  calls(): readonly StoredCall[] {
    return [...this.#rows.values()].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
  }

  /** The calls that returned the credentials of the others, directly or through further ones. */
  issues(): readonly Call[] {
    return this.#issues.behind(this.#rows.values());
  }
}

/** True for a call that only returns credentials. */
function isIssue({ source, compute }: Call): boolean {
  return source === 'sts.amazonaws.com' && compute.length === 0;
}

/**
 * Two calls with the same key say the same but for their time, and for what they created. The key is a hash, since a row would
 * be half as large again with all of it, and one for which nobody finds two texts, since callers write part of it.
 */
function keyOf(call: Call): string {
  const { identity, facts } = call;
  const { ends: _ends, owns: _owns, names: _names, ...rest } = facts;
  const text = JSON.stringify([
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
  return createHash('sha256').update(text).digest('base64url');
}

/** Keeps one copy of what many calls say alike: a call that was read has copies of its own. */
class Texts {
  readonly #known = new Map<string, unknown>();

  shared(call: Call): Call {
    const { source, name, account, region, sourceIp, userAgent, error, compute, hops, types, identity } = call;
    return {
      ...call,
      source: this.#one(source, source),
      name: this.#one(name, name),
      account: this.#one(account, account),
      region: this.#one(region, region),
      sourceIp: sourceIp === null ? null : this.#one(sourceIp, sourceIp),
      userAgent: userAgent === null ? null : this.#one(userAgent, userAgent),
      error: error === null ? null : this.#one(error, error),
      compute: this.#one(`compute ${compute.join()}`, compute),
      hops: this.#one(`hops ${hops.join()}`, hops),
      types: this.#one(`types ${types.join()}`, types),
      identity: this.#one(JSON.stringify(identity), identity),
    };
  }

  #one<T>(key: string, value: T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known as T;
    if (this.#known.size < MOST_SHARED) this.#known.set(key, value);
    return value;
  }
}

const MOST_IDS = 1_000_000;

/**
 * A set of texts by 64 bits of their hash: sixteen bytes each, however long the text. It knows the last million of them at least, so
 * that it does not grow without end.
 */
class IdSet {
  #table = new Uint32Array(2 * 4096);
  #size = 0;
  #older: Uint32Array | null = null;

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
    if (old.length / 4 >= MOST_IDS) {
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
