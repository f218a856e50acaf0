import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { LoadedInput } from '../inputs/index.js';
import { maskSecrets } from '../inputs/mask-secrets.js';
import { fileNames, type Repository } from '../reports/index.js';
import type { Report } from '../schemas/report.generated.js';

/** The folder that holds `.git`, at the working folder or above it; undefined where there is none. */
export function findRepository(folder: string): Repository | undefined {
  for (let root = resolve(folder); ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return { root, folder: resolve(folder) };
    if (dirname(root) === root) return undefined;
  }
}

/**
 * Texts of the files that the report names, by the name that it gives them: as they stand on the disk, since line hashes are
 * compared with those of programs that read them there, but without secrets. An account is taken as it was read; a file
 * that is not there is left out.
 */
export async function readSources(
  report: Report,
  inputs: readonly LoadedInput[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Set(inputs.flatMap((input) => [...input.secrets]));
  const sources = new Map(inputs.filter(({ kind }) => kind !== 'terraform-plan').map(({ uri, text }) => [uri, text]));
  for (const uri of fileNames(report)) {
    if (sources.has(uri)) continue;
    try {
      const { text } = maskSecrets({ text: await readFile(resolve(folder, uri), 'utf8') }, secrets);
      sources.set(uri, text);
    } catch (error) {
      // What is not there, or no file, has no lines to show; the report is right without them.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return sources;
}
