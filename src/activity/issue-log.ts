import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Call } from './records/call.js';

/** What tells the calls that returned the credentials of other calls. */
export type SessionUser = Pick<Call, 'identity' | 'sharedEventId'>;

/** Characters that are compressed together. */
const BLOCK = 512 * 1024;
/** Room for about a million calls. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Longer chains than AWS allows are not followed. */
const MOST_PASSES = 16;
const MOST_KNOWN = 20_000;

/**
 * Calls that only returned credentials. They are a good part of every log, and next to none of them matter: those whose
 * credentials made another call that is kept. Which ones that is shows only when all was read, so until then they
 * lie compressed, some sixty bytes each.
 */
export class IssueLog {
  #open: string[] = [];
  #openSize = 0;
  #blocks: Buffer[] = [];
  #bytes = 0;
  /** The first call of each principal: they show which unique id is whose. */
  readonly #firsts = new Map<string, Call>();
  #full = false;

  /** Adds a call, unless there is no more room. */
  add(call: Call): void {
    const { principalId, issuer } = call.identity;
    const who = issuer?.principalId ?? principalId;
    if (who !== null && this.#firsts.size < MOST_KNOWN && !this.#firsts.has(who)) this.#firsts.set(who, call);
    if (this.#bytes >= MOST_BYTES) {
      this.#full = true;
      return;
    }
    const { issuedKey = '', issuedTo } = call.facts;
    const start = issuedTo === undefined ? '' : sessionKey(issuedTo, call.time);
    const line = [issuedKey, start, call.sharedEventId ?? '', JSON.stringify(call)].join('\t');
    this.#open.push(line);
    this.#openSize += line.length;
    if (this.#openSize >= BLOCK) this.#close();
  }

  /** True when calls were left out for want of room. */
  get full(): boolean {
    return this.#full;
  }

  clear(): void {
    this.#open = [];
    this.#openSize = 0;
    this.#blocks = [];
    this.#bytes = 0;
    this.#full = false;
  }

  /** The calls that returned the credentials of these, those that returned the credentials of the former, and so on. */
  behind(users: Iterable<SessionUser>): readonly Call[] {
    this.#close();
    const found = new Map([...this.#firsts.values()].map((call) => [JSON.stringify(call), call]));
    const looked = new Set<string>();
    let wanted = marksOf(users, looked);
    for (let pass = 0; wanted.size > 0 && pass < MOST_PASSES; pass += 1) {
      const next: Call[] = [];
      for (const line of this.#lines()) {
        const keyEnd = line.indexOf('\t');
        const startEnd = line.indexOf('\t', keyEnd + 1);
        const sharedEnd = line.indexOf('\t', startEnd + 1);
        const marks = [line.slice(0, keyEnd), line.slice(keyEnd + 1, startEnd), line.slice(startEnd + 1, sharedEnd)];
        if (!marks.some((mark) => mark !== '' && wanted.has(mark))) continue;
        const text = line.slice(sharedEnd + 1);
        const call = found.get(text) ?? (JSON.parse(text) as Call);
        found.set(text, call);
        next.push(call);
      }
      wanted = marksOf(next, looked);
    }
    return [...found.values()];
  }

  #close(): void {
    if (this.#open.length === 0) return;
    const block = deflateRawSync(this.#open.join('\n'), { level: 1 });
    this.#blocks.push(block);
    this.#bytes += block.length;
    this.#open = [];
    this.#openSize = 0;
  }

  *#lines(): Generator<string> {
    for (const block of this.#blocks) yield* inflateRawSync(block).toString().split('\n');
  }
}

/** A session by its ARN and the second in which it began, for records that show no access key. */
export function sessionKey(arn: string, time: number): string {
  return `${arn} ${Math.floor(time / 1000)}`;
}

/** By what the calls that returned the credentials of these are found, without what was looked for before. */
function marksOf(users: Iterable<SessionUser>, looked: Set<string>): ReadonlySet<string> {
  const marks = new Set<string>();
  const want = (mark: string): void => {
    if (looked.has(mark)) return;
    looked.add(mark);
    marks.add(mark);
  };
  for (const { identity, sharedEventId } of users) {
    if (identity.accessKeyId !== null) want(identity.accessKeyId);
    if (identity.arn !== null && identity.sessionStart !== null) want(sessionKey(identity.arn, identity.sessionStart));
    if (sharedEventId !== null) want(sharedEventId);
  }
  return marks;
}
