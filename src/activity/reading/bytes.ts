import { closeSync, openSync, readSync } from 'node:fs';
import { constants } from 'node:zlib';
import { Gunzip } from 'minizlib';

const READ = 256 * 1024;
/** Small enough that what was decompressed is still in the processor's cache when it is looked at. */
const INFLATED = 64 * 1024;
/** So much is decompressed before any of it is handed on: sixteen megabytes at the very worst. */
const DEFLATED = 16 * 1024;

/**
 * The bytes of a file, decompressed and in UTF-8, in chunks that are valid until the next one is asked for. One thread does it
 * all: to hand chunks from one to another takes longer than to decompress them. Throws what reading and decompressing throw,
 * after what could be read.
 */
export function* bytesOf(path: string | null, bytes: Uint8Array | null): Generator<Buffer> {
  yield* utf8(inflated(path === null ? parts(bytes ?? new Uint8Array()) : read(path)));
}

function* read(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const room = Buffer.allocUnsafeSlow(READ);
    for (let size = readSync(file, room); size > 0; size = readSync(file, room)) yield room.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

function* parts(bytes: Uint8Array): Generator<Buffer> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole.length; at += READ) yield whole.subarray(at, at + READ);
}

/** Decompresses what begins as gzip does, whatever the file is called. */
function* inflated(chunks: Iterable<Buffer>): Generator<Buffer> {
  let gunzip: Inflater | null | undefined;
  for (const chunk of chunks) {
    gunzip ??= chunk[0] === 0x1f && chunk[1] === 0x8b ? new Inflater() : null;
    if (gunzip === null) yield chunk;
    else for (let at = 0; at < chunk.length; at += DEFLATED) yield* gunzip.write(chunk.subarray(at, at + DEFLATED));
  }
  yield* gunzip?.end() ?? [];
}

/** Options of `node:zlib` that the types of the library leave out. */
const OPTIONS = { chunkSize: INFLATED, finishFlush: constants.Z_FINISH };

/** A stream that decompresses as it is written to, taken as the function that it is. */
class Inflater {
  readonly #stream = new Gunzip(OPTIONS);
  #ready: Buffer[] = [];
  #error: Error | null = null;

  constructor() {
    this.#stream.on('data', (chunk) => this.#ready.push(chunk));
    this.#stream.on('error', (error) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
  }

  write(chunk: Buffer): readonly Buffer[] {
    this.#stream.write(chunk);
    return this.#taken();
  }

  end(): readonly Buffer[] {
    this.#stream.end();
    return this.#taken();
  }

  #taken(): readonly Buffer[] {
    if (this.#error !== null) throw this.#error;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

/** Windows PowerShell writes UTF-16 when a command's output is redirected to a file; the mark at the beginning tells. */
function* utf8(chunks: Iterable<Buffer>): Generator<Buffer> {
  let decode: ((chunk: Buffer) => Buffer) | undefined;
  for (const chunk of chunks) {
    if (chunk.length === 0) continue;
    decode ??= decoderOf(chunk);
    yield decode(chunk);
  }
}

function decoderOf([one, two]: Buffer): (chunk: Buffer) => Buffer {
  const encoding = one === 0xff && two === 0xfe ? 'utf-16le' : one === 0xfe && two === 0xff ? 'utf-16be' : null;
  if (encoding === null) return (chunk) => chunk;
  const decoder = new TextDecoder(encoding);
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}
