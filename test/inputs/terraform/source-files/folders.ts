import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { InputError } from '../../../../src/inputs/input-error.js';

/** Makes a folder with these files that is gone after the test. */
export function makeFolder(files: Readonly<Record<string, Buffer | string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sources-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The line that is shown when an input is refused, without the folder; anything else is thrown on. */
export async function refusal(folder: string, read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    if (error instanceof InputError) return error.toString().replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER');
    throw error;
  }
  throw new Error('it was read');
}
