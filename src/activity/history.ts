import type { Attribution } from './attribution/attribute.js';
import { Bill } from './bill.js';
import type { StoredCall } from './call-store.js';
import { agentFamily } from './user-agent.js';

const DAY = 86_400_000;

/** What is usual, as the log shows it: what was seen before a moment. Whatever the log does not reach back to is not known. */
export class History {
  readonly #accountStart = new Map<string, number>();
  readonly #regionStart = new Map<string, number>();
  readonly #typeStart = new Map<string, number>();
  /** Days on which a caller called, and the addresses and tools that it called with by the first time of each. */
  readonly #callers = new Map<string, Caller>();
  readonly #quarantined = new Set<string>();
  /** By account, Region and name. */
  readonly #ceilings = new Map<string, { readonly time: number; readonly ceiling: number }[]>();
  #asked: { readonly origin: string; readonly time: number; readonly habits: Habits } | null = null;

  readonly #bill: Bill;

  /** `bill`: in which Regions compute was paid for, often from long before the log. */
  constructor({ attributed, unattributed }: Attribution, bill = new Bill()) {
    this.#bill = bill;
    for (const { call } of unattributed) this.#see(call);
    for (const { call, origin } of attributed) {
      this.#see(call);
      const caller: Caller = this.#callers.get(origin.id) ?? {
        days: new Map(),
        addresses: new Map(),
        agents: new Map(),
      };
      this.#callers.set(origin.id, caller);
      const day = Math.floor(call.time / DAY);
      caller.days.set(day, Math.min(caller.days.get(day) ?? call.time, call.time));
      if (call.sourceIp !== null && call.identity.invokedBy === null) first(caller.addresses, call.sourceIp, call.time);
      if (call.userAgent !== null) first(caller.agents, agentFamily(call.userAgent), call.time);
    }
  }

  #see(call: StoredCall): void {
    const { account, region, time } = call;
    first(this.#accountStart, account, time);
    if (call.facts.policyArn?.includes('AWSCompromisedKeyQuarantine') === true && call.facts.target !== undefined) {
      this.#quarantined.add(`${account} ${call.facts.target}`);
    }
    if (call.compute.length === 0 || call.outcome === 'dry-run') return;
    this.#seeCeiling(call);
    first(this.#regionStart, `${account} ${region}`, time);
    if (call.outcome !== 'success') return;
    for (const type of call.types.length > 0 ? call.types : [call.name])
      first(this.#typeStart, `${account} ${region} ${type}`, time);
  }

  #seeCeiling({ account, region, time, outcome, facts: { ceiling, names = [] } }: StoredCall): void {
    const [name] = names;
    if (ceiling === undefined || name === undefined || outcome !== 'success') return;
    const key = `${account} ${region} ${name}`;
    const known = this.#ceilings.get(key);
    if (known === undefined) this.#ceilings.set(key, [{ time, ceiling }]);
    // The first days say what is usual, and are what is asked for.
    else if (known.length < MOST_VALUES) known.push({ time, ceiling });
  }

  /** The highest ceiling that a group, service or environment of this name had at least `days` before `time`; 0 where none is known. */
  ceiling({ account, region, facts: { names = [] } }: StoredCall, time: number, days: number): number {
    const seen = this.#ceilings.get(`${account} ${region} ${names[0] ?? ''}`) ?? [];
    return Math.max(0, ...seen.filter((one) => one.time <= time - days * DAY).map(({ ceiling }) => ceiling));
  }

  /** True when the log reaches back at least `days` before `time` in the account. */
  reaches(account: string, time: number, days: number): boolean {
    return (this.#accountStart.get(account) ?? Infinity) <= time - days * DAY;
  }

  /** True when the log, or a cost report, reaches back at least `days` before `time` in the account, so that its Regions are known. */
  knowsRegions(account: string, time: number, days: number): boolean {
    return this.reaches(account, time, days) || this.#bill.reaches(account, time, days);
  }

  /** True when compute was launched, or paid for, in the Region before `time`. */
  usedRegion(account: string, region: string, time: number): boolean {
    return (
      (this.#regionStart.get(`${account} ${region}`) ?? Infinity) < time || this.#bill.usedRegion(account, region, time)
    );
  }

  /** True when the type was launched in the Region at least `days` before `time`. */
  usedType(account: string, region: string, type: string, time: number, days: number): boolean {
    return (this.#typeStart.get(`${account} ${region} ${type}`) ?? Infinity) <= time - days * DAY;
  }

  /** What a caller called with before `time`, and on how many days. */
  caller(origin: string, time: number): Habits {
    // Signals ask the same of every call of an episode.
    if (this.#asked?.origin !== origin || this.#asked.time !== time) {
      this.#asked = { origin, time, habits: this.#habits(origin, time) };
    }
    return this.#asked.habits;
  }

  #habits(origin: string, time: number): Habits {
    const caller = this.#callers.get(origin);
    const before = (seen: ReadonlyMap<unknown, number>): string[] =>
      [...seen].filter(([, start]) => start < time).map(([value]) => String(value));
    if (caller === undefined) return { days: 0, addresses: [], agents: [] };
    return { days: before(caller.days).length, addresses: before(caller.addresses), agents: before(caller.agents) };
  }

  /** True when AWS attached its quarantine policy to the user. */
  quarantined(account: string, userName: string): boolean {
    return this.#quarantined.has(`${account} ${userName}`);
  }
}

/** What a caller called with, and on how many days. */
export interface Habits {
  readonly days: number;
  readonly addresses: readonly string[];
  readonly agents: readonly string[];
}

interface Caller {
  readonly days: Map<number, number>;
  readonly addresses: Map<string, number>;
  readonly agents: Map<string, number>;
}

/** Values beyond this number are not told apart: a caller with so many has no usual ones. */
const MOST_VALUES = 1000;

function first<K>(seen: Map<K, number>, key: K, time: number): void {
  const known = seen.get(key);
  if (known === undefined ? seen.size < MOST_VALUES || typeof key !== 'string' || key.includes(' ') : time < known)
    seen.set(key, time);
}
