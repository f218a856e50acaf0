import { isServiceLinked } from '../../model/principal.js';
import type { Call } from '../records/call.js';
import type { Interest } from '../records/interest.js';
import { isObject } from '../records/paths.js';
import { readCall, type TimeSpan } from '../records/read-call.js';
import type { PoolFlow } from '../traffic.js';
import type { Costs } from './cost-sums.js';
import { type FoundRecord, RecordScanner } from './record-scanner.js';
import { recordsIn } from './unwrap.js';
import { WantedNames } from './wanted-names.js';

/** What was read of one file. */
export interface FileResult {
  readonly uri: string;
  readonly records: number;
  /** Why the file could not be read, or not wholly; null when it could. */
  readonly problem: string | null;
  /** Of a flow log: connections to ports of mining pools, and the number of those for which there was no room. */
  readonly flows?: readonly PoolFlow[];
  readonly leftOut?: number;
  /** Of a cost report: what compute cost. */
  readonly costs?: Costs;
}

/** What is wanted of the files. */
export interface Wanted {
  readonly interest: Interest;
  readonly span: TimeSpan;
  /**
   * Access keys whose issue is looked for; null for everything that the catalogue knows. With it only the calls that
   * returned one of these keys are kept.
   */
  readonly keys: ReadonlySet<string> | null;
  /** ARNs of the principals whose calls are wanted; null for everybody's. */
  readonly principals?: ReadonlySet<string> | null;
}

/** Takes the calls of a text as they are found. */
export type TakeCall = (call: Call) => void;

/** Reads the calls of one text, given in chunks. Never throws for what the text holds. */
export interface ChunkReader {
  /** Returns false when there is no use in more. */
  push(chunk: Buffer): boolean;
  /** `problem` says what went wrong outside the text, as in its decompression. */
  end(uri: string, problem?: string | null): FileResult;
}

/** The call that a record shows, if it is wanted. */
export function wantedCall(record: unknown, { interest, span, keys, principals = null }: Wanted): Call | null {
  const call = readCall(record, interest, span);
  if (call === null || (principals !== null && !isOf(call, principals))) return null;
  if (keys === null) return call;
  return call.facts.issuedKey !== undefined && keys.has(call.facts.issuedKey) ? call : null;
}

/** True for a call of one of the principals, and for what leads to their calls and from them: sessions, and what services did for them. */
function isOf({ identity, source }: Call, principals: ReadonlySet<string>): boolean {
  const { arn, issuer, invokedBy, type } = identity;
  if (source === 'sts.amazonaws.com' || type === 'AWSService' || invokedBy !== null) return true;
  return principals.has(issuer?.arn ?? arn ?? '') || isServiceLinked({ arn: issuer?.arn ?? '' });
}

/** Reaches behind the source of a call that a service makes: its identity comes first, and is short. */
const BEGINNING = 320;

/** True for a session that a service is given for its own compute: it starts no chain, and such are a good part of every log. */
function isForService(beginning: string): boolean {
  return beginning.includes('"type":"AWSService"') && beginning.includes('"eventSource":"sts.amazonaws.com"');
}

const names = new WeakMap<Interest, WantedNames>();

function namesOf(interest: Interest): WantedNames {
  const found = names.get(interest) ?? new WantedNames(interest.events.keys());
  names.set(interest, found);
  return found;
}

/** Reads JSON, in any of the forms that {@link RecordScanner} knows. */
export class TextReader implements ChunkReader {
  readonly #wanted: Wanted;
  readonly #scanner: RecordScanner;
  readonly #take: TakeCall;
  #unparsed = 0;

  constructor(wanted: Wanted, take: TakeCall) {
    this.#wanted = wanted;
    this.#take = take;
    this.#scanner = new RecordScanner(namesOf(wanted.interest), (record, name) => {
      this.#read(record, name);
    });
  }

  push(chunk: Buffer): boolean {
    return this.#scanner.push(chunk);
  }

  /** True when nothing that was read has the name of an event where CloudTrail writes it. */
  get foundNone(): boolean {
    return this.#scanner.named === 0;
  }

  end(uri: string, problem: string | null = null): FileResult {
    const scanned = this.#scanner.end();
    const unparsed = this.#unparsed === 0 ? null : `holds ${this.#unparsed} records that are not JSON`;
    return { uri, records: scanned.records, problem: problem ?? scanned.problem ?? unparsed };
  }

  #read(record: FoundRecord, name: string): void {
    if (name === 'AssumeRole' && isForService(record.beginning(BEGINNING))) return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(record.toString());
    } catch {
      this.#unparsed += 1;
      return;
    }
    // A LookupEvents response holds each record as a text within the text, as a row of Splunk does beside the fields that it drew from it.
    for (const found of isRecord(parsed) ? [parsed] : recordsIn(parsed)) {
      const call = wantedCall(found, this.#wanted);
      if (call !== null) this.#take(call);
    }
  }
}

function isRecord(value: unknown): boolean {
  return isObject(value) && typeof value['eventSource'] === 'string';
}
