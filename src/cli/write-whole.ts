import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../inputs/index.js';

/** A file and the whole text that it is to hold, perhaps in parts. */
export interface FileText {
  readonly file: string;
  readonly text: string | Iterable<string>;
}

/** Looks whether files can be written where they are to lie. Throws {@link InputError} for the first that cannot. */
export async function checkFolders(targets: readonly { readonly file: string | null }[]): Promise<void> {
  for (const { file } of targets) {
    if (file === null) continue;
    try {
      await access(dirname(file), constants.W_OK);
    } catch (error) {
      throw unwritable(file, error);
    }
    const there = await stat(file).catch(() => null);
    if (there?.isDirectory() === true) throw new InputError(file, '', 'expected a file to write, found a folder');
  }
}

/**
 * Writes files so that each holds either its whole text or what it held before; when one cannot be written, none is changed.
 * Throws {@link InputError}.
 */
export async function writeWhole(texts: readonly FileText[]): Promise<void> {
  const partial = (file: string): string => `${file}.partial`;
  let current = '';
  try {
    for (const { file, text } of texts) {
      current = file;
      await writeFile(partial(file), text);
    }
    for (const { file } of texts) {
      current = file;
      await rename(partial(file), file);
    }
  } catch (error) {
    await Promise.all(texts.map(({ file }) => rm(partial(file), { force: true })));
    throw unwritable(current, error);
  }
}

function unwritable(file: string, error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new InputError(file, '', code === 'ENOENT' ? 'its folder does not exist' : `cannot be written (${code})`);
}
