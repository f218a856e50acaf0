import { hash } from 'node:crypto';
import { isServiceLinked } from '../model/principal.js';
import { IdSet } from './id-set.js';
import { isIssue } from './issue-line.js';
import { IssueLog } from './issue-log.js';
import type { Call, CallerIdentity, CallFacts } from './records/call.js';
import { agentFamily } from './user-agent.js';

/** A call, or several alike within the hour. */
export interface StoredCall extends Call {
  readonly occurrences: number;
  /** Time of the last of them. */
  readonly last: number;
}

const HOUR = 3_600_000;
const MOST_RESOURCES = 100;
/** What calls of one row may differ in, and how much of it is kept. */
const MOST_JOINED = { ends: 1000, owns: 1000, names: 100, interfaces: MOST_RESOURCES } as const;
type Joined = keyof typeof MOST_JOINED;
const JOINED = Object.keys(MOST_JOINED) as Joined[];
const IS_JOINED: ReadonlySet<string> = new Set(JOINED);
const MOST_SHARED = 20_000;
const MOST_ROWS = 30_000;

/** A row's lists are its own, and grow. */
type Row = { -readonly [K in Exclude<keyof StoredCall, 'resources' | 'facts'>]: StoredCall[K] } & {
  readonly resources: string[];
  readonly facts: Omit<CallFacts, Joined> & Partial<Record<Joined, string[]>>;
};

/** Bounds of memory. */
export interface StoreBounds {
  /** Rows before calls are told less apart. */
  readonly mostRows?: number;
  /** Bytes of compressed calls that only returned credentials. */
  readonly mostIssueBytes?: number;
}

/** What did not fit into memory, as the report has to say. */
export interface StoreLimits {
  /** Calls that stand in a row with those of other sessions of the same principal. */
  readonly merged: number;
  /** Calls for which there was no row. */
  readonly dropped: number;
}

/** What tells rows apart: the less, the more calls there are to keep. */
const EXACT = 0;
const BY_PRINCIPAL = 1;
const BY_DAY = 2;
type Grain = typeof EXACT | typeof BY_PRINCIPAL | typeof BY_DAY;

/**
 * Collects calls in memory that does not grow with the number of records: each call once, whatever the number of files
 * that hold it, and calls that differ in nothing but their time and what they created as one row an hour.
 *
 * When there are too many rows, those that differ in their session only become one; when there are too many of these,
 * those that differ in their address, or the hour of the day. What is lost is who began the sessions, never a principal, a Region,
 * a type or an outcome.
 */
export class CallStore {
  readonly #mostRows: number;
  #rows = new Map<string, Row>();
  #grain: Grain = EXACT;
  #dropped = 0;
  readonly #texts = new Texts();
  readonly #seen = new IdSet();
  readonly #issues: IssueLog;

  constructor({ mostRows = MOST_ROWS, mostIssueBytes }: StoreBounds = {}) {
    this.#mostRows = mostRows;
    this.#issues = new IssueLog(mostIssueBytes);
  }

  /** Adds a call unless it is there already. */
  add(call: Call): void {
    if (isIssue(call)) {
      this.addIssue(call);
      return;
    }
    if (call.eventId !== '' && !this.#seen.add(`${call.eventId}${call.account}`)) return;
    this.#put(call, 1, call.time);
    if (this.#rows.size > this.#mostRows && this.#grain !== BY_DAY) this.#coarsen();
  }

  #put(call: Call, occurrences: number, last: number): void {
    const key = keyOf(call, this.#grain);
    const row = this.#rows.get(key);
    if (row !== undefined) merge(row, call, occurrences, last);
    else if (this.#rows.size > this.#mostRows) this.#dropped += occurrences;
    else this.#rows.set(key, this.#texts.rowOf(call, occurrences, last));
  }

  #coarsen(): void {
    this.#grain = this.#grain === EXACT ? BY_PRINCIPAL : BY_DAY;
    const rows = this.#rows;
    this.#rows = new Map();
    for (const row of rows.values()) this.#put(row, row.occurrences, row.last);
    if (this.#rows.size > this.#mostRows / 2 && this.#grain === BY_PRINCIPAL) this.#coarsen();
  }

  /** Adds a call that returned credentials. */
  addIssue(call: Call): void {
    // What a service gets for its own compute starts a chain; it does not continue one.
    if (call.identity.type === 'AWSService') return;
    this.#issues.add(call);
  }

  /** Adds the lines of calls that returned credentials (`lineOfIssue`). */
  addIssueLines(lines: readonly string[]): void {
    for (const line of lines) this.#issues.addLine(line);
  }

  /** Forgets every call that only returned credentials, so that the ones that matter can be looked for by key. */
  clearIssues(): void {
    this.#issues.clear();
  }

  /** True when calls that returned credentials were left out for want of room. */
  get overflow(): boolean {
    return this.#issues.full;
  }

  /** What is not told apart, or not there, for want of room. */
  limits(): StoreLimits {
    let merged = 0;
    if (this.#grain !== EXACT) {
      for (const { identity, occurrences } of this.#rows.values())
        if (occurrences > 1 && identity.accessKeyId === null && isSession(identity)) merged += occurrences;
    }
    return { merged, dropped: this.#dropped };
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

/** A session that somebody began: those of service-linked roles have no chain to lose. */
function isSession({ type, issuer }: CallerIdentity): boolean {
  return type === 'AssumedRole' && !isServiceLinked({ arn: issuer?.arn ?? '' });
}

/** Adds a call, or the calls of another row, to the row that has the same key. */
function merge(row: Row, other: Call, occurrences: number, last: number): void {
  row.occurrences += occurrences;
  row.count = row.count === null ? other.count : row.count + (other.count ?? 0);
  row.last = Math.max(row.last, last);
  if (other.time < row.time) {
    row.time = other.time;
    row.eventId = other.eventId;
  }
  addAll(row.resources, other.resources, MOST_RESOURCES);
  for (const fact of JOINED) {
    const more = other.facts[fact];
    if (more === undefined) continue;
    const known = row.facts[fact];
    if (known === undefined) row.facts[fact] = [...more];
    else addAll(known, more, MOST_JOINED[fact]);
  }
  // Calls of several sessions are nobody's session: a chain that holds for one of them is not told of all.
  const { identity } = other;
  if (row.identity.accessKeyId !== identity.accessKeyId || row.identity.sessionStart !== identity.sessionStart)
    row.identity = { ...row.identity, accessKeyId: null, sessionStart: null };
  if (row.identity.arn !== identity.arn && row.identity.issuer !== null) row.identity = { ...row.identity, arn: null };
  if (row.identity.sourceIdentity !== identity.sourceIdentity) row.identity = { ...row.identity, sourceIdentity: null };
  if (row.sourceIp !== other.sourceIp) row.sourceIp = null;
  if (row.userAgent !== other.userAgent) row.userAgent = null;
}

/** Puts texts into a list that has each once, in place: of some rows there are thousands of calls. */
function addAll(list: string[], more: readonly string[], most: number): void {
  for (const text of more) if (list.length < most && !list.includes(text)) list.push(text);
}

/** Who is behind a session, where the session itself says so: attribution tells these apart. Many people share a role of Identity Center. */
function personOf({ arn, issuer, sourceIdentity }: CallerIdentity): string | null {
  return sourceIdentity ?? (issuer?.arn?.includes(':role/aws-reserved/sso.amazonaws.com/') === true ? arn : null);
}

/**
 * Two calls with the same key say the same but for their time, and for what they created. The key is a hash, since a row would
 * be half as large again with all of it, and one for which nobody finds two texts, since callers write part of it.
 */
function keyOf(call: Call, grain: Grain): string {
  const { identity, facts } = call;
  const who = identity.arn ?? identity.invokedBy ?? identity.principalId;
  const parts: unknown[] = [
    Math.floor(call.time / (grain === BY_DAY ? 24 * HOUR : HOUR)),
    call.name,
    call.source,
    call.account,
    call.region,
    grain === BY_DAY ? null : call.sourceIp,
    call.outcome,
    call.error,
    call.types,
  ];
  if (grain === EXACT) parts.push(who, identity.accessKeyId, call.userAgent);
  else {
    const agent = call.userAgent === null ? null : agentFamily(call.userAgent);
    parts.push(identity.issuer?.arn ?? who, personOf(identity), agent);
  }
  // Facts are written in one order for all calls.
  for (const fact in facts) if (!IS_JOINED.has(fact)) parts.push(fact, facts[fact as keyof CallFacts]);
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/** Keeps one copy of what many calls say alike: a call that was read has copies of its own. */
class Texts {
  readonly #texts = new Map<string, string>();
  /** Lists and issuers, by what they say. */
  readonly #values = new Map<string, object>();

  rowOf(call: Call, occurrences: number, last: number): Row {
    const { identity, facts, compute, hops, types } = call;
    const { issuer } = identity;
    // Written out, since to spread an object that was read from JSON takes several times as long.
    return {
      eventId: call.eventId,
      time: call.time,
      source: this.#text(call.source),
      name: this.#text(call.name),
      account: this.#text(call.account),
      region: this.#text(call.region),
      identity: {
        type: identity.type,
        arn: identity.arn,
        account: identity.account,
        principalId: identity.principalId,
        accessKeyId: identity.accessKeyId,
        userName: identity.userName,
        issuer: issuer === null ? null : this.#value(issuer),
        invokedBy: identity.invokedBy,
        sourceIdentity: identity.sourceIdentity,
        provider: identity.provider,
        sessionStart: identity.sessionStart,
      },
      sourceIp: call.sourceIp === null ? null : this.#text(call.sourceIp),
      userAgent: call.userAgent === null ? null : this.#text(call.userAgent),
      outcome: call.outcome,
      error: call.error === null ? null : this.#text(call.error),
      sharedEventId: call.sharedEventId,
      compute: this.#value(compute),
      hops: this.#value(hops),
      resources: [...call.resources],
      types: this.#value(types),
      count: call.count,
      facts: ownFacts(facts),
      occurrences,
      last,
    };
  }

  #text(text: string): string {
    return oneOf(this.#texts, text, text);
  }

  #value<T extends object>(value: T): T {
    return oneOf(this.#values, JSON.stringify(value), value) as T;
  }
}

function oneOf<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size < MOST_SHARED) known.set(key, value);
  return value;
}

/** The facts, with lists that belong to the row alone. */
function ownFacts(facts: CallFacts): Row['facts'] {
  const own: { -readonly [K in keyof CallFacts]: CallFacts[K] } = { ...facts };
  for (const fact of JOINED) {
    const list = facts[fact];
    if (list !== undefined) own[fact] = [...list];
  }
  return own as Row['facts'];
}
