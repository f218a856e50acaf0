import { plainName } from '../records/interest.js';

const LONGEST_NAME = 128;
/** Names of records that are remembered with their answer. */
const MOST_KNOWN = 10_000;
const BEGINNING = 8;
/** Odd and without pattern: the upper bits of a product depend on all bits of the other factor. */
const FACTOR = 0x9e3779b97f4a7c15n;
const BITS = 13n;

/** Name of what wraps a record, whatever the record's own name is. */
export const WRAPPED = 'detail';

/** The event names that are wanted, and a table by which the scanner passes over most of the others without a look at the whole name. */
export class WantedNames {
  /** A bit for each hash of the first eight bytes of a name, as record-scan.wat works it out. */
  readonly table = new Uint8Array(2 ** Number(BITS) / 8);
  readonly #plain: ReadonlySet<string>;
  readonly #known = new Map<string, boolean>();

  /** `plain`: names without the date that some services add. */
  constructor(plain: Iterable<string>) {
    this.#plain = new Set(plain);
    this.#mark(WRAPPED);
    for (const name of this.#plain) this.#mark(name);
  }

  /** `name` as a record has it. Names repeat, and could be any text: the memory for them is bounded. */
  has(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const answer = name.length <= LONGEST_NAME && this.#plain.has(plainName(name));
    if (this.#known.size < MOST_KNOWN) this.#known.set(name, answer);
    return answer;
  }

  #mark(name: string): void {
    // The date begins with `20`; what follows it is within the beginning of very short names only.
    if (name.length < BEGINNING - 2) this.table.fill(0xff);
    for (const dated of [name, `${name}20`]) {
      const bytes = Buffer.alloc(BEGINNING);
      bytes.write(dated, 'latin1');
      const place = Number(BigInt.asUintN(64, bytes.readBigUInt64LE() * FACTOR) >> (64n - BITS));
      const at = place >> 3;
      this.table[at] = (this.table[at] ?? 0) | (1 << (place & 7));
    }
  }
}
