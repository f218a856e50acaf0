import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { InputError } from '../input-error.js';

const compress = promisify(gzip);

/**
 * Writes JSON to a file, gzipped if its name ends in `.gz`: either all of it is there or the file is as it was. Only the
 * owner may read it, since it says where an account is open. Throws {@link InputError}.
 */
export async function saveJson(path: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 1)}\n`;
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, path.endsWith('.gz') ? await compress(text) : text, { mode: 0o600 });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw unwritable(path, error);
  }
}

/** The file that a path means: of a folder, or of what ends as one, the file `name` in it. */
export async function fileAt(path: string, name: string): Promise<string> {
  if (/[/\\]$/.test(path)) return join(path, name);
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true ? join(path, name) : path;
}

/** Makes a folder, and those that it lies in. Throws {@link InputError}. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Makes the folder that a file is to lie in. Throws {@link InputError}. */
export async function makeFolderOf(path: string): Promise<void> {
  await makeFolder(dirname(path));
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'expected a folder, found a file'],
  ['ENOTDIR', 'expected a folder, found a file'],
  ['ENOSPC', 'cannot be written: the disk is full (ENOSPC)'],
  ['EDQUOT', 'cannot be written: the quota is used up (EDQUOT)'],
  ['EACCES', 'cannot be written: no permission (EACCES)'],
  ['EROFS', 'cannot be written: the file system is read-only (EROFS)'],
]);

/** Why a file cannot be written, in words. */
export function unwritable(path: string, error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new InputError(path, '', REASONS.get(code) ?? `cannot be written (${code})`);
}
