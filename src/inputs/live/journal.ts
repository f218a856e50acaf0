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
  readonly #answers: Map<string, Answer>;
  #file: FileHandle | null;
  #pending: Promise<unknown> = Promise.resolve();

  private constructor(path: string, answers: Map<string, Answer>, file: FileHandle) {
    this.path = path;
    this.#answers = answers;
    this.#file = file;
  }

  /**
   * Opens the journal of a snapshot. With `resume` it knows what an interrupted audit with the same `scope` has read;
   * otherwise it starts anew. Throws {@link InputError} for a journal of another scope, or one that cannot be written.
   */
  static async open(path: string, scope: string, resume: boolean): Promise<Journal> {
    const answers = resume ? await readAnswers(path, scope) : null;
    try {
      const file = await open(path, answers === null ? 'w' : 'a', 0o600);
      // After a kill the last line may lack its end.
      await file.write(answers === null ? `${JSON.stringify({ journal: 1, scope })}\n` : '\n');
      return new Journal(path, answers ?? new Map<string, Answer>(), file);
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

/** Null when there is no journal to go on from. */
async function readAnswers(path: string, scope: string): Promise<Map<string, Answer> | null> {
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
  if (JSON.stringify(head) !== JSON.stringify({ journal: 1, scope }))
    throw new InputError(
      path,
      '',
      'belongs to an audit of another account or organization, with other regions or role, or of another version; start without --resume',
    );
  return answers;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
