import { rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '../inputs/index.js';

/** A file and the whole text that it is to hold, perhaps in parts. */
export interface FileText {
  readonly file: string;
  readonly text: string | Iterable<string>;
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
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(current, '', `cannot be written (${reason})`);
  }
}
