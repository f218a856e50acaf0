import compiled from './record-scan.generated.json' with { type: 'json' };
import { WRAPPED, type WantedNames } from './wanted-names.js';

/** What record-scan.wat exports. */
interface Scan {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly next: (from: number, to: number) => number;
  readonly depth: Global;
  readonly level: Global;
  readonly records: Global;
  readonly named: Global;
  readonly start: Global;
  readonly end: Global;
  readonly nameStart: Global;
  readonly nameEnd: Global;
}

interface Global {
  value: number;
}

/** The part of WebAssembly that is used: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Answers of `next`. */
const MORE = 0;
const RECORD = 1;
const NO_JSON = 2;

/** What is wrong with a text that ends too early. */
export const CUT_OFF = 'ends in the middle of a record';

const PAGE = 65_536;
/** Bytes behind the text that are read, though not looked at. */
const BEHIND = 32;
/** Where the text begins, behind the table of beginnings. */
const TEXT = 1024;
/** Longer than any record that CloudTrail writes (256 KB), with room for what wraps one. */
const LONGEST_RECORD = 16 * 1024 * 1024;

/** What became of a text. */
export interface ScanResult {
  /** Records seen. */
  readonly records: number;
  /** Why the text could not be read to its end; null when it could. */
  readonly problem: string | null;
}

const scanModule = new WebAssembly.Module(Buffer.from(compiled.wasm, 'base64'));
/** Instances that no scanner uses at the moment: each reserves an address space, so there are only as many as files that are read at once. */
const idle: Scan[] = [];
const MOST_IDLE_BYTES = 4 * 1024 * 1024;

function takeScan(): Scan {
  const scan = idle.pop() ?? (new WebAssembly.Instance(scanModule).exports as Scan);
  for (const state of [scan.depth, scan.level, scan.records, scan.named]) state.value = 0;
  return scan;
}

/** A record that was found, in the memory of the scanner: nothing is copied before it is asked for. */
export class FoundRecord {
  #memory: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  place(memory: Buffer, start: number, end: number): void {
    this.#memory = memory;
    this.#start = start;
    this.#end = end;
  }

  /** The first bytes, as Latin-1. */
  beginning(bytes: number): string {
    return this.#memory.toString('latin1', this.#start, Math.min(this.#start + bytes, this.#end));
  }

  toString(): string {
    return this.#memory.toString('utf8', this.#start, this.#end);
  }
}

/**
 * Finds the records of a CloudTrail text, chunk by chunk, and hands on those whose event name is wanted, as bytes, before
 * any of them is parsed.
 *
 * A text is one or several JSON values, with any white space: CloudTrail's own `{"Records": […]}`, a LookupEvents response
 * (`{"Events": […]}`), a list of records, or records one after another. A record is an object at the level of the list, and its name is the one
 * at its own level, so nothing that a caller wrote into a parameter passes for a record. Every byte is looked at for that, sixteen at
 * a time, by WebAssembly: in JavaScript it takes longer than decompressing does.
 */
export class RecordScanner {
  readonly #wanted: WantedNames;
  readonly #emit: (record: FoundRecord, name: string) => void;
  readonly #record = new FoundRecord();
  readonly #scan = takeScan();
  #memory = Buffer.from(this.#scan.memory.buffer);
  /** Bytes at the beginning of the text that are not done with: the record, or the string, that the last chunk ended in. */
  #kept = 0;
  #problem: string | null = null;

  /** `emit` gets a record, which is valid during the call only, and the event name ({@link WRAPPED} for an EventBridge event). */
  constructor(wanted: WantedNames, emit: (record: FoundRecord, name: string) => void) {
    this.#wanted = wanted;
    this.#emit = emit;
    this.#memory.set(wanted.table);
  }

  /** Records so far that have the name of an event. */
  get named(): number {
    return this.#scan.named.value;
  }

  /** Takes the next bytes. Returns false when there is no use in more. */
  push(chunk: Uint8Array): boolean {
    if (this.#problem !== null) return false;
    const from = TEXT + this.#kept;
    const to = from + chunk.length;
    this.#reserve(to + BEHIND);
    this.#memory.set(chunk, from);
    const { next, start, end, nameStart, nameEnd } = this.#scan;
    let answer = next(TEXT, to);
    for (; answer === RECORD; answer = next(end.value, to)) {
      const name = this.#memory.toString('latin1', nameStart.value, nameEnd.value);
      if (name !== WRAPPED && !this.#wanted.has(name)) continue;
      this.#record.place(this.#memory, start.value, end.value);
      this.#emit(this.#record, name);
    }
    if (answer !== MORE) {
      this.#problem = answer === NO_JSON ? 'is not JSON' : 'is not JSON: a bracket is closed that was not opened';
      return false;
    }
    this.#kept = to - start.value;
    this.#memory.copyWithin(TEXT, start.value, to);
    if (this.#kept > LONGEST_RECORD) this.#problem = `holds a record of more than ${LONGEST_RECORD / 1024 / 1024} MB`;
    return this.#problem === null;
  }

  /** To be called once, after the last chunk. */
  end(): ScanResult {
    const open = this.#scan.depth.value > 0 || this.#kept > 0;
    const records = this.#scan.records.value;
    this.#problem ??= open ? CUT_OFF : null;
    if (this.#memory.length <= MOST_IDLE_BYTES) idle.push(this.#scan);
    return { records, problem: this.#problem };
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.length;
    if (missing <= 0) return;
    this.#scan.memory.grow(Math.ceil(missing / PAGE));
    this.#memory = Buffer.from(this.#scan.memory.buffer);
  }
}
