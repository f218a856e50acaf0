import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type IssueMarks, issueOfLine, lineOfIssue, marksOfLine, sessionKey } from './issue-line.js';
import type { Call } from './records/call.js';

/** What tells the calls that returned the credentials of other calls. */
export type SessionUser = Pick<Call, 'identity' | 'sharedEventId'>;

/** Characters that are compressed together. */
const BLOCK = 512 * 1024;
/** Room for about half a million calls. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Longer chains than AWS allows are not followed. */
const MOST_PASSES = 16;
const MOST_KNOWN = 20_000;

/**
 * Calls that only returned credentials. They are a good part of every log, and next to none of them matter: those whose
 * credentials made another call that is kept. Which ones that is shows only when all was read, so until then they
 * lie compressed, some sixty bytes each.
 */
export class IssueLog {
  readonly #most: number;
  #open: string[] = [];
  #openSize = 0;
  #blocks: Buffer[] = [];
  #bytes = 0;
  /** The first call of each principal: they show which unique id is whose. */
  readonly #firsts = new Map<string, string>();
  #full = false;

  /** `most`: bytes that are kept before calls are left out. */
  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** Adds a call, unless there is no more room. */
  add(call: Call): void {
    this.addLine(lineOfIssue(call));
  }

  /** The same for a call that is a line already. */
  addLine(line: string): void {
    const marks = marksOfLine(line);
    if (marks.caller !== '' && this.#firsts.size < MOST_KNOWN && !this.#firsts.has(marks.caller))
      this.#firsts.set(marks.caller, line);
    if (this.#full) return;
    this.#open.push(line);
    this.#openSize += line.length;
    if (this.#openSize < BLOCK) return;
    this.#close();
    if (this.#bytes < this.#most) return;
    // Some of them are of no use: the calls that matter are looked for by key, in all.
    this.clear();
    this.#full = true;
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
    // By a hash, since a line would keep all the text alive that it is a part of.
    const found = new Map<string, Call>();
    const issueOf = (line: string, marks: IssueMarks): Call => {
      const id = hash('sha256', line, 'base64url');
      const call = found.get(id) ?? issueOfLine(line, marks);
      found.set(id, call);
      return call;
    };
    for (const line of this.#firsts.values()) issueOf(line, marksOfLine(line));
    const looked = new Set<string>();
    let wanted = marksOf(users, looked);
    for (let pass = 0; wanted.size > 0 && pass < MOST_PASSES; pass += 1) {
      const next: Call[] = [];
      for (const line of this.#lines()) {
        const marks = marksOfLine(line);
        if (isWanted(marks, wanted)) next.push(issueOf(line, marks));
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

/** No mark of a call that is looked for is empty. */
function isWanted({ key, session, sharedEventId }: IssueMarks, wanted: ReadonlySet<string>): boolean {
  return wanted.has(key) || wanted.has(session) || wanted.has(sharedEventId);
}

/** By what the calls that returned the credentials of these are found, without what was looked for before. */
function marksOf(users: Iterable<SessionUser>, looked: Set<string>): ReadonlySet<string> {
  const marks = new Set<string>();
  const want = (mark: string): void => {
    if (mark === '' || looked.has(mark)) return;
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
