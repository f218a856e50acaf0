import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { csvReader, isCsv } from './csv.js';
import { type FileResult, type TakeCall, TextReader, type Wanted } from './read-text.js';

/** A file to read: by its path, or with its bytes when it came from elsewhere. */
export interface FileTask {
  readonly uri: string;
  readonly path: string | null;
  readonly bytes: Uint8Array | null;
}

/** Small enough that what was decompressed is still in the processor's cache when it is looked at. */
const CHUNK = 256 * 1024;

/** Reads the calls of one file, plain or gzipped, in bounded memory. Never throws: what goes wrong is in the result. */
export async function readActivityFile(
  { uri, path, bytes }: FileTask,
  wanted: Wanted,
  take: TakeCall,
): Promise<FileResult> {
  const reader = isCsv(uri) ? csvReader(wanted, take) : new TextReader(wanted, take);
  let problem: string | null = null;
  try {
    const raw =
      path === null ? Readable.from([Buffer.from(bytes ?? [])]) : createReadStream(path, { highWaterMark: CHUNK });
    for await (const chunk of await inflated(raw)) if (!reader.push(chunk as Buffer)) break;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problem = PROBLEMS[code] ?? `cannot be read (${code})`;
  }
  return reader.end(uri, problem);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'ends in the middle of its compressed data',
  Z_DATA_ERROR: 'holds compressed data that is damaged',
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
};

/** Decompresses what begins as gzip does, whatever the file is called. */
async function inflated(raw: Readable): Promise<AsyncIterable<unknown>> {
  const iterator = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await iterator.next();
  if (first.done === true) return Readable.from([]);
  const whole = joined(first.value, iterator);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return whole;
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const source = Readable.from(whole);
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  return source.pipe(gunzip);
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
