import { InputError } from '../../input-error.js';
import { readArchive } from './archive.js';

/** What a saved plan says that its JSON says too, so that the two can be known to belong together. */
export interface Planned {
  /** When it was planned, by RFC 3339; null for Terraform before 1.5. */
  readonly timestamp: string | null;
  /**
   * What is done to each object of a resource, by {@link changeKey}, as the actions of the JSON joined by commas; null where that is
   * not known. Empty for Terraform before 1.1.
   */
  readonly actions: ReadonlyMap<string, string | null>;
}

const ENTRY = 'tfplan';
/** It holds each resource once and is looked at without being taken apart: far more than the files of a configuration. */
const LIMITS = { entries: 100_000, entryBytes: 2 ** 28, totalBytes: 2 ** 28 };

/** Reads it of a saved plan; null where it has none, none that can be read within bounds, or has it in another format. */
export async function readPlanned(path: string): Promise<Planned | null> {
  try {
    const bytes = (await readArchive(path, (name) => name === ENTRY, LIMITS)).get(ENTRY);
    return bytes === undefined ? null : parsePlanned(bytes);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Names what a plan changes: an object of a resource. */
export function changeKey(address: string, deposed = ''): string {
  return `${address} ${deposed}`;
}

/** https://github.com/hashicorp/terraform/blob/v1.11.4/internal/plans/planproto/planfile.proto */
const PLAN = { changes: 3, timestamp: 21 } as const;
const CHANGE = { deposed: 7, change: 9, address: 13 } as const;
const ACTION = 1;
/** The actions of a change, as the JSON has them, by their number; what is not here is not compared. */
const ACTIONS: readonly (string | undefined)[] = [
  'no-op',
  'create',
  'read',
  'update',
  undefined,
  'delete',
  'delete,create',
  'create,delete',
  'forget',
];

/** Null for what is no message of a plan. */
export function parsePlanned(bytes: Buffer): Planned | null {
  const plan = fieldsOf(bytes, [PLAN.changes, PLAN.timestamp]);
  if (plan === null) return null;
  const actions = new Map<string, string | null>();
  for (const content of plan.get(PLAN.changes) ?? []) {
    const row = Buffer.isBuffer(content) ? fieldsOf(content, [CHANGE.deposed, CHANGE.change, CHANGE.address]) : null;
    const change = row?.get(CHANGE.change)?.at(-1);
    const fields = Buffer.isBuffer(change) ? fieldsOf(change, [ACTION]) : null;
    if (row === null || fields === null) return null;
    const address = textOf(row.get(CHANGE.address));
    // What is zero is not written.
    const number = fields.get(ACTION)?.at(-1) ?? 0;
    const action = typeof number === 'number' ? ACTIONS[number] : undefined;
    if (address !== null) actions.set(changeKey(address, textOf(row.get(CHANGE.deposed)) ?? ''), action ?? null);
  }
  return { timestamp: textOf(plan.get(PLAN.timestamp)), actions };
}

function textOf(values: readonly (Buffer | number)[] = []): string | null {
  const value = values.at(-1);
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}

/**
 * The wanted fields of a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), by number: numbers, and the
 * bytes of texts and messages. Null for what is none.
 */
function fieldsOf(bytes: Buffer, wanted: readonly number[]): ReadonlyMap<number, readonly (Buffer | number)[]> | null {
  const found = new Map<number, (Buffer | number)[]>();
  const reader = new MessageReader(bytes);
  while (!reader.atEnd()) {
    const tag = reader.number();
    const value = tag === null ? null : reader.value(tag % 8);
    if (tag === null || value === null) return null;
    const field = Math.floor(tag / 8);
    if (!wanted.includes(field)) continue;
    const values = found.get(field) ?? [];
    values.push(value);
    found.set(field, values);
  }
  return found;
}

class MessageReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  atEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  /** A number of seven bits a byte, the lowest first; above 2^53 it is not exact, which no length or action is. */
  number(): number | null {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) return null;
      this.#at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    return null;
  }

  value(wireType: number): Buffer | number | null {
    if (wireType === 0) return this.number();
    if (wireType === 1) return this.#take(8);
    if (wireType === 5) return this.#take(4);
    const length = wireType === 2 ? this.number() : null;
    return length === null ? null : this.#take(length);
  }

  #take(length: number): Buffer | null {
    const end = this.#at + length;
    if (end > this.bytes.length) return null;
    const part = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
