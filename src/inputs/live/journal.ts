import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { InputError } from '../input-error.js';
import { unwritable } from './save.js';

/** What an answered call left: the items, or null for what was not there. */
export type Answer = readonly unknown[] | null;

/**
 * The answers of an audit that is not finished, one line each, beside the file that it will write. A line is written
 * whole or, when the process is killed in the middle, is the last one and left out; so nothing that was read is lost and
 * nothing half-read is kept. Answers are trimmed before they come here.
 */
export class Journal {
  readonly path: string;
  /** When the first of its answers was asked for, in milliseconds since 1970. */
  readonly began: number;
  readonly #answers: Map<string, Answer>;
  #file: FileHandle | null;
  #pending: Promise<unknown> = Promise.resolve();

  private constructor(path: string, { began, answers }: Kept, file: FileHandle) {
    this.path = path;
    this.began = began;
    this.#answers = answers;
    this.#file = file;
  }

  /**
   * Opens the journal of a snapshot at the time `now`. With `resume` it knows what an interrupted audit with the same
   * `scope` has read; otherwise it starts anew. Throws {@link InputError} for a journal of another scope, one that is too
   * old to go on from, or one that cannot be written.
   */
  static async open(path: string, scope: string, resume: boolean, now: number): Promise<Journal> {
    const kept = resume ? await readAnswers(path, scope) : null;
    if (kept !== null && now - kept.began > OLDEST_MS) {
      const days = Math.floor((now - kept.began) / OLDEST_MS);
      const age = `${String(days)} ${days === 1 ? 'day' : 'days'}`;
      throw new InputError(path, '', `was begun ${age} ago, and much may have changed since; start without --resume`);
    }
    try {
      const file = await open(path, kept === null ? 'w' : 'a', 0o600);
      // After a kill the last line may lack its end.
      await file.write(kept === null ? `${JSON.stringify({ journal: 1, scope, began: now })}\n` : '\n');
      return new Journal(path, kept ?? { began: now, answers: new Map<string, Answer>() }, file);
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** How many calls were answered before. */
  get size(): number {
    return this.#answers.size;
  }

  /** What the call answered before, or undefined. */
  get(key: string): Answer | undefined {
    return this.#answers.get(key);
  }

  /** Keeps an answer. Resolves when it is in the file; throws {@link InputError} when the disk does not take it. */
  async add(key: string, answer: Answer): Promise<void> {
    const line = `${JSON.stringify([key, answer])}\n`;
    // One after the other, so that lines do not run into each other.
    const written = this.#pending.then(async () => this.#file?.appendFile(line));
    this.#pending = written.catch(() => undefined);
    try {
      await written;
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.#pending;
    await this.#file?.close();
    this.#file = null;
  }

  /** Closes the journal and removes it: what it held is in the snapshot. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }
}

/** What is older shows an account that may no longer be so. */
const OLDEST_MS = 24 * 60 * 60_000;

interface Kept {
  readonly began: number;
  readonly answers: Map<string, Answer>;
}

/** Null when there is no journal to go on from. */
async function readAnswers(path: string, scope: string): Promise<Kept | null> {
  const answers = new Map<string, Answer>();
  let head: unknown;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
      const value = parse(line);
      if (head === undefined) head = value ?? null;
      else if (Array.isArray(value) && typeof value[0] === 'string') answers.set(value[0], value[1] as Answer);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  if (head === undefined || head === null) return null;
  const { journal, scope: own, began } = head as Readonly<Record<string, unknown>>;
  if (journal !== 1 || own !== scope || typeof began !== 'number')
    throw new InputError(
      path,
      '',
      'belongs to an audit of another account or organization, with other regions or role, or of another version; start without --resume',
    );
  return { began, answers };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
