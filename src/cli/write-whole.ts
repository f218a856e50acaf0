import { rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '../inputs/index.js';

/** Writes a file so that it holds either the whole text or what it held before. Throws {@link InputError}. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(path, '', `cannot be written (${reason})`);
  }
}
