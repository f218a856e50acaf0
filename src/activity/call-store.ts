import { hash } from 'node:crypto';
import { isServiceLinked } from '../model/principal.js';
import { IdSet } from './id-set.js';
import { isIssue } from './issue-line.js';
import { IssueLog } from './issue-log.js';
import type { Call, CallerIdentity } from './records/call.js';
import { agentFamily } from './user-agent.js';

/** A call, or several alike within the hour. */
export interface StoredCall extends Call {
  readonly occurrences: number;
  /** Time of the last of them. */
  readonly last: number;
}

const HOUR = 3_600_000;
const MOST_RESOURCES = 100;
const MOST_NAMES = 100;
const MOST_OWNED = 1000;
const MOST_SHARED = 20_000;
const MOST_ROWS = 30_000;

type Row = { -readonly [K in keyof StoredCall]: StoredCall[K] };

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
    this.#put({ ...call, occurrences: 1, last: call.time });
    if (this.#rows.size > this.#mostRows && this.#grain !== BY_DAY) this.#coarsen();
  }

  #put(one: StoredCall): void {
    const key = keyOf(one, this.#grain);
    const row = this.#rows.get(key);
    if (row !== undefined) merge(row, one);
    else if (this.#rows.size > this.#mostRows) this.#dropped += one.occurrences;
    else this.#rows.set(key, this.#texts.shared(one));
  }

  #coarsen(): void {
    this.#grain = this.#grain === EXACT ? BY_PRINCIPAL : BY_DAY;
    const rows = this.#rows;
    this.#rows = new Map();
    for (const row of rows.values()) this.#put(row);
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

/** Makes one row of two that have the same key. */
function merge(row: Row, other: StoredCall): void {
  row.occurrences += other.occurrences;
  row.count = row.count === null ? other.count : row.count + (other.count ?? 0);
  row.last = Math.max(row.last, other.last);
  if (other.time < row.time) {
    row.time = other.time;
    row.eventId = other.eventId;
  }
  row.resources = joined(row.resources, other.resources, MOST_RESOURCES);
  const { facts } = row;
  const ends = joined(facts.ends, other.facts.ends, MOST_OWNED);
  const owns = joined(facts.owns, other.facts.owns, MOST_OWNED);
  const names = joined(facts.names, other.facts.names, MOST_NAMES);
  const interfaces = joined(facts.interfaces, other.facts.interfaces, MOST_RESOURCES);
  if (ends !== facts.ends || owns !== facts.owns || names !== facts.names || interfaces !== facts.interfaces) {
    row.facts = {
      ...facts,
      ...(ends.length === 0 ? {} : { ends }),
      ...(owns.length === 0 ? {} : { owns }),
      ...(names.length === 0 ? {} : { names }),
      ...(interfaces.length === 0 ? {} : { interfaces }),
    };
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

const NONE: readonly string[] = [];

/** Both lists, each text once; the first as it is when the second adds nothing. */
function joined(one: readonly string[] = NONE, other: readonly string[] = NONE, most: number): readonly string[] {
  if (one.length >= most || other.every((text) => one.includes(text))) return one;
  return [...new Set([...one, ...other])].slice(0, most);
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
  const { ends: _ends, owns: _owns, names: _names, interfaces: _interfaces, ...rest } = facts;
  const who = identity.arn ?? identity.invokedBy ?? identity.principalId;
  const text = JSON.stringify([
    Math.floor(call.time / (grain === BY_DAY ? 24 * HOUR : HOUR)),
    call.name,
    call.source,
    call.account,
    call.region,
    ...(grain === EXACT
      ? [who, identity.accessKeyId, call.userAgent]
      : [
          identity.issuer?.arn ?? who,
          personOf(identity),
          call.userAgent === null ? null : agentFamily(call.userAgent),
        ]),
    grain === BY_DAY ? null : call.sourceIp,
    call.outcome,
    call.error,
    call.types,
    rest,
  ]);
  return hash('sha256', text, 'base64url');
}

/** Keeps one copy of what many calls say alike: a call that was read has copies of its own. */
class Texts {
  readonly #known = new Map<string, unknown>();

  shared(call: StoredCall): Row {
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
      identity: {
        ...identity,
        issuer: identity.issuer === null ? null : this.#one(JSON.stringify(identity.issuer), identity.issuer),
      },
    };
  }

  #one<T>(key: string, value: T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known as T;
    if (this.#known.size < MOST_SHARED) this.#known.set(key, value);
    return value;
  }
}
