import { DocumentSplitter } from './documents.js';
import { type ChunkReader, type FileResult, type TakeCall, type Wanted, wantedCall } from './read-text.js';
import { CUT_OFF } from './record-scanner.js';
import { isObject } from '../records/paths.js';
import { isKnownToBeEmpty, parse, recordsIn } from './unwrap.js';

const LONGEST = 128 * 1024 * 1024;
/** What a file is expected to be that holds nothing of the kind. */
const EXPECTED = 'holds no record of CloudTrail';

/** The Open Cybersecurity Schema Framework, in which Security Lake keeps events (https://schema.ocsf.io). */
const IN_OCSF =
  'holds events of OCSF, as Security Lake keeps them, and not records of CloudTrail: give the trail itself, or query it with Athena';

function isOcsf(value: unknown): boolean {
  return isObject(value) && typeof value['class_uid'] === 'number' && isObject(value['metadata']);
}

/** Reads JSON in which another program wrapped CloudTrail records: slower than what CloudTrail writes itself. */
export class WrappedReader implements ChunkReader {
  readonly #wanted: Wanted;
  readonly #take: TakeCall;
  readonly #decoder = new TextDecoder();
  readonly #splitter = new DocumentSplitter(LONGEST);
  #records = 0;
  #values = 0;
  #empty = 0;
  #ocsf = false;

  constructor(wanted: Wanted, take: TakeCall) {
    this.#wanted = wanted;
    this.#take = take;
  }

  push(chunk: Buffer): boolean {
    this.#read(this.#decoder.decode(chunk, { stream: true }));
    return !this.#splitter.overflow;
  }

  end(uri: string, problem: string | null = null): FileResult {
    this.#read(this.#decoder.decode());
    return { uri, records: this.#records, problem: problem ?? this.#problem() };
  }

  #read(text: string): void {
    for (const document of this.#splitter.push(text)) {
      const parsed = parse(document);
      if (parsed === null) continue;
      this.#values += 1;
      this.#ocsf ||= isOcsf(parsed.value);
      const before = this.#records;
      for (const record of recordsIn(parsed.value)) {
        this.#records += 1;
        const call = wantedCall(record, this.#wanted);
        if (call !== null) this.#take(call);
      }
      if (this.#records === before && isKnownToBeEmpty(parsed.value)) this.#empty += 1;
    }
  }

  #problem(): string | null {
    if (this.#splitter.overflow) {
      return `holds one JSON value of more than ${LONGEST / 1024 / 1024} MB that wraps its records; a record a line can be read`;
    }
    if (this.#splitter.unfinished && this.#records > 0) return CUT_OFF;
    if (this.#records > 0 || (this.#values > 0 && this.#empty === this.#values)) return null;
    return this.#ocsf ? IN_OCSF : EXPECTED;
  }
}
