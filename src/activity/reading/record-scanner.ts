const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const SPACE = 0x20;
/** The bytes of a byte order mark. */
const MARK = [0xef, 0xbb, 0xbf];

/** Longer than any record that CloudTrail writes (256 KB), with room for what wraps one. */
const LONGEST_RECORD = 16 * 1024 * 1024;
/** Stands for "no object is a record any more": what follows the list in the object that wraps it. */
const NO_LEVEL = -2;

/** What became of a text. */
export interface ScanResult {
  /** Records seen. */
  readonly records: number;
  /** Why the text could not be read to its end; null when it could. */
  readonly problem: string | null;
}

/**
 * Finds the records of a CloudTrail text, chunk by chunk, and hands on those whose event name is wanted, as bytes, before
 * any of them is parsed.
 *
 * A text is one or several JSON values, with any white space: CloudTrail's own `{"Records": […]}`, a LookupEvents response
 * (`{"Events": […]}`), a list of records, or records one after another. A record is an object at the level of the list, and its name is the one
 * at its own level, so nothing that a caller wrote into a parameter passes for a record.
 */
export class RecordScanner {
  readonly #wanted: (name: string) => boolean;
  readonly #emit: (record: Buffer) => void;
  /** What was not done with: the record, or the string, that the last chunk ended in. */
  #kept: Buffer | null = null;
  /** Open brackets before what is kept. */
  #depth = 0;
  /** Depth at which an object is a record. */
  #level = 0;
  #records = 0;
  #problem: string | null = null;

  /** `emit` gets a view of the chunk, which is valid during the call only. */
  constructor(wanted: (name: string) => boolean, emit: (record: Buffer) => void) {
    this.#wanted = wanted;
    this.#emit = emit;
  }

  /** Takes the next bytes. Returns false when there is no use in more. */
  push(chunk: Buffer): boolean {
    if (this.#problem !== null) return false;
    const bytes = this.#kept === null ? chunk : Buffer.concat([this.#kept, chunk]);
    const done = this.#scan(bytes);
    // A copy, since the chunk is larger and not ours.
    this.#kept = done < bytes.length ? Buffer.from(bytes.subarray(done)) : null;
    if (this.#kept !== null && this.#kept.length > LONGEST_RECORD) {
      this.#problem ??= `holds a record of more than ${LONGEST_RECORD / 1024 / 1024} MB`;
    }
    return this.#problem === null;
  }

  /** To be called after the last chunk. */
  end(): ScanResult {
    const open = this.#depth > 0 || this.#kept !== null;
    return { records: this.#records, problem: this.#problem ?? (open ? 'ends in the middle of a record' : null) };
  }

  /** Returns how many bytes are done with; what begins after them is looked at again with the next chunk. */
  #scan(bytes: Buffer): number {
    const { length } = bytes;
    let depth = this.#depth;
    let level = this.#level;
    let start = -1;
    let hit = false;
    let at = 0;
    while (at < length) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        let end = at + 1;
        let character = bytes[end];
        while (end < length && character !== QUOTE) {
          end += character === BACKSLASH ? 2 : 1;
          character = bytes[end];
        }
        if (end >= length) break;
        if (depth === level + 1 && start >= 0) {
          const key = this.#key(bytes, at + 1, end);
          if (key === 'more') break;
          if (key === 'hit') hit = true;
          else if (key === 'list' && level === 0) {
            // The object only wraps the records: it is none itself. The list's bracket is the next byte but white space.
            at = bytes.indexOf(OPEN_BRACKET, end);
            start = -1;
            depth = 1;
            level = 2;
            continue;
          }
        }
        at = end + 1;
        continue;
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === 0 && byte === OPEN_BRACKET) level = 1;
        else if (depth === level && byte === OPEN_BRACE) {
          start = at;
          hit = false;
        }
        depth += 1;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === level) {
          if (start >= 0) {
            this.#records += 1;
            if (hit) this.#emit(bytes.subarray(start, at + 1));
            start = -1;
          }
        } else if (depth === 0) level = 0;
        else if (depth < 0) {
          this.#problem = 'is not JSON: a bracket is closed that was not opened';
          return length;
        } else if (depth < level) level = NO_LEVEL;
      } else if (depth === 0 && byte !== undefined && byte > SPACE && byte !== COMMA && !MARK.includes(byte)) {
        this.#problem = 'is not JSON';
        return length;
      }
      at += 1;
    }
    this.#depth = start >= 0 ? level : depth;
    this.#level = level;
    return start >= 0 ? start : Math.min(at, length);
  }

  /** What a string at the record's own level says; `more` when that is not to be seen yet. */
  #key(bytes: Buffer, from: number, to: number): 'hit' | 'list' | 'more' | null {
    const size = to - from;
    if (size !== 9 && size !== 7 && size !== 6) return null;
    const first = bytes[from];
    // `eventName` or `EventName`, `Records`, `Events`, `detail`
    if (first !== 0x65 && first !== 0x45 && first !== 0x52 && first !== 0x64) return null;
    const key = bytes.toString('latin1', from, to);
    const name = size === 9 && key.toLowerCase() === 'eventname';
    if (!name && key !== 'Records' && key !== 'Events' && key !== 'detail') return null;
    const colon = skipBlanks(bytes, to + 1);
    if (colon >= bytes.length) return 'more';
    if (bytes[colon] !== COLON) return null;
    const value = skipBlanks(bytes, colon + 1);
    if (value >= bytes.length) return 'more';
    if (!name) {
      // An event of EventBridge holds the record under `detail`, and its name with it: it is parsed in any case.
      if (key === 'detail') return bytes[value] === OPEN_BRACE ? 'hit' : null;
      return bytes[value] === OPEN_BRACKET ? 'list' : null;
    }
    if (bytes[value] !== QUOTE) return null;
    const end = bytes.indexOf(QUOTE, value + 1);
    if (end < 0) return 'more';
    return this.#wanted(bytes.toString('latin1', value + 1, end)) ? 'hit' : null;
  }
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= SPACE) at += 1;
  return at;
}
