import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InputError } from './input-error.js';

const MAX_BYTES = 2 ** 30;
const TOO_LARGE = 'larger than 1 GiB';
const TOO_LONG = 'more text than can be held in memory at once';
const inflate = promisify(gunzip);

/** The text of an input, and the name that locations in it carry. */
export interface InputText {
  readonly uri: string;
  readonly text: string;
}

/**
 * Reads a file, or standard input for `-`, as text: gzip is recognised by its first bytes, UTF-8 and UTF-16 by the
 * byte order mark. Throws {@link InputError} for whatever is not text.
 */
export async function readInput(path: string, stdin?: Readable): Promise<InputText> {
  const uri = path === '-' ? 'stdin' : path;
  const raw = path === '-' ? await readStandardInput(stdin, uri) : await readFile(path);
  if (raw.length === 0) throw new InputError(uri, '', 'the file is empty');
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? await decompress(raw, uri) : raw;
  const text = decode(bytes, uri);
  if (text.trimStart() === '') throw new InputError(uri, '', 'the file is empty');
  return { uri, text };
}

/** True for a file that begins as a zip archive does, such as a saved plan; false for whatever cannot be read. */
export async function isArchive(path: string): Promise<boolean> {
  try {
    // A pipe can be read only once.
    if (!(await stat(path)).isFile()) return false;
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return bytesRead === 4 && ZIP.equals(buffer);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

const ZIP = Buffer.from([0x50, 0x4b, 3, 4]);

async function readFile(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw new InputError(path, '', 'expected a file, found a directory');
      if (stat.size > MAX_BYTES) throw new InputError(path, '', TOO_LARGE);
      // A pipe or a device has no size, so it is read like standard input.
      return stat.isFile() ? await file.readFile() : await collect(file.createReadStream({ autoClose: false }), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(path, '', explain(error));
  }
}

const EXPLANATIONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'no permission to read the file'],
  ['EPERM', 'no permission to read the file'],
  ['EISDIR', 'expected a file, found a directory'],
  ['ELOOP', 'too many symbolic links'],
  ['ENAMETOOLONG', 'the file name is too long'],
]);

function explain(error: unknown): string {
  const code = codeOf(error);
  return EXPLANATIONS.get(code) ?? `cannot be read (${typeof code === 'string' ? code : String(error)})`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function readStandardInput(stdin: Readable | undefined, uri: string): Promise<Buffer> {
  if (stdin === undefined) throw new InputError(uri, '', 'standard input is not available');
  return collect(stdin, uri);
}

async function collect(stream: Readable, uri: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > MAX_BYTES) throw new InputError(uri, '', TOO_LARGE);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}

async function decompress(bytes: Buffer, uri: string): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: MAX_BYTES, chunkSize: 2 ** 20 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new InputError(uri, '', `${TOO_LARGE} when decompressed`);
    if (code === 'Z_BUF_ERROR') throw new InputError(uri, '', 'the gzip file is truncated');
    throw new InputError(uri, '', 'the gzip file is damaged');
  }
}

function decode(bytes: Buffer, uri: string): string {
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2), 'utf-16le', uri);
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes.subarray(2), 'utf-16be', uri);
    if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
      throw new InputError(
        uri,
        '',
        `a zip archive; if it is a saved Terraform plan, run \`terraform show -json ${uri} > plan.json\` and give plan.json`,
      );
    }
    if (bytes.includes(0) || !isUtf8(bytes)) throw new InputError(uri, '', 'expected JSON text, found a binary file');
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    return bytes.toString('utf8', mark);
  } catch (error) {
    if (codeOf(error) === 'ERR_STRING_TOO_LONG') throw new InputError(uri, '', TOO_LONG);
    throw error;
  }
}

/** Windows PowerShell writes UTF-16 when a command's output is redirected to a file. */
function utf16(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be', uri: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(uri, '', 'expected JSON text, found a binary file');
  }
}
