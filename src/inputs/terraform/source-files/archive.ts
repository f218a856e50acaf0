import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { InputError } from '../../input-error.js';
import { readProblem } from './read-problem.js';

/** What is read of a zip archive at most. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
}

/** Configurations of thousands of modules are far below; what lies above was made to fill the memory. */
export const ARCHIVE_LIMITS: ArchiveLimits = { entries: 100_000, entryBytes: 2 ** 23, totalBytes: 2 ** 28 };

/** Text never shrinks more than this. */
const MAX_RATIO = 500;
/** Below this size any ratio is harmless. */
const MIN_RATIO_BYTES = 2 ** 20;
const HEAD_BYTES = 2 ** 16;

/**
 * Reads those entries of a zip archive that are wanted; directories never are. Throws {@link InputError} for what is not
 * a zip archive, is damaged or encrypted, exceeds the limits, or has names that lead out of it.
 */
export async function readArchive(
  path: string,
  wanted: (name: string) => boolean,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<ReadonlyMap<string, Buffer>> {
  await checkHead(path);
  try {
    const archive = await yauzl.openPromise(path, { strictFileNames: true, autoClose: false });
    try {
      return await readEntries(archive, path, wanted, limits);
    } finally {
      archive.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      path,
      '',
      `the zip archive is damaged (${error instanceof Error ? error.message : 'unknown'})`,
    );
  }
}

async function readEntries(
  archive: yauzl.ZipFile,
  path: string,
  wanted: (name: string) => boolean,
  limits: ArchiveLimits,
): Promise<ReadonlyMap<string, Buffer>> {
  if (archive.entryCount > limits.entries) throw new InputError(path, '', `more than ${limits.entries} files in it`);
  const found = new Map<string, Buffer>();
  let total = 0;
  for await (const entry of archive.eachEntry()) {
    const { fileName: name, compressedSize, uncompressedSize } = entry;
    if (name.endsWith('/') || !wanted(name)) continue;
    const refuse = (reason: string): never => {
      throw new InputError(path, '', `\`${name}\` in it ${reason}`);
    };
    if (found.has(name)) refuse('is there twice');
    if (entry.isEncrypted()) refuse('is encrypted');
    if (uncompressedSize > limits.entryBytes) refuse(`is larger than ${limits.entryBytes} bytes`);
    if (uncompressedSize > MIN_RATIO_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
      refuse(`is compressed more than ${MAX_RATIO} times`);
    }
    total += uncompressedSize;
    if (total > limits.totalBytes) throw new InputError(path, '', `more than ${limits.totalBytes} bytes of text in it`);
    const bytes = await collect(await archive.openReadStreamPromise(entry));
    if (crc32(bytes) !== entry.crc32) refuse('is damaged');
    found.set(name, bytes);
  }
  return found;
}

/** The stream ends with an error as soon as it is longer than the entry says. */
async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Says what a file is that is not a zip archive but could be taken for a saved plan. */
async function checkHead(path: string): Promise<void> {
  const head = await readHead(path);
  if (head.startsWith('PK\u0003\u0004')) return;
  throw new InputError(path, '', explainHead(head));
}

function explainHead(head: string): string {
  if (head === '') return 'the file is empty';
  if (head.startsWith('tfplan')) return 'a plan of Terraform 0.11 or earlier, which cannot be read';
  if (head.trimStart().startsWith('{')) {
    if (head.includes('"encrypted_data"')) {
      return 'a plan that OpenTofu has encrypted; run `tofu show -json` where the key is configured and give its output';
    }
    if (head.includes('"remote_plan_format"')) {
      return 'only names a plan that is kept by HCP Terraform; run `terraform show -json` and give its output';
    }
    return 'expected a plan saved by `terraform plan -out=tfplan`, found JSON';
  }
  return 'expected a plan saved by `terraform plan -out=tfplan`, which is a zip archive';
}

async function readHead(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw new InputError(path, '', 'expected a file, found a directory');
      // The table of contents is at the end, which a pipe does not show.
      if (!stat.isFile()) throw new InputError(path, '', 'expected a file that can be read more than once');
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES) });
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(path, '', readProblem(error));
  }
}
