import { readdir, readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { isSource, noPlan } from '../detect.js';
import { InputError } from '../input-error.js';
import { parseJsonDocuments } from '../json.js';

/** The file that makes a folder one of snapshots. */
export const MANIFEST = 'manifest.json';

/** A file to read. */
export interface InputFile {
  readonly path: string;
  /** The account that it has to be of, as a manifest says; null where nothing says so. */
  readonly account: string | null;
}

/**
 * The files that inputs stand for: a folder of snapshots (one with a `manifest.json` of `iam-miner-lint audit`) stands for
 * the files that its manifest names, anything else for itself. Throws {@link InputError} for a manifest that cannot be
 * read.
 */
export async function inputFiles(paths: readonly string[]): Promise<readonly InputFile[]> {
  return (await Promise.all(paths.map(async (path) => (await snapshotsIn(path)) ?? [{ path, account: null }]))).flat();
}

/** Null for what is no folder of snapshots. */
async function snapshotsIn(folder: string): Promise<readonly InputFile[] | null> {
  const path = join(folder, MANIFEST);
  const text = folder === '-' ? null : await readManifest(path);
  if (text === null) {
    const names = folder === '-' ? null : await readdir(folder).catch(() => null);
    if (names === null) return null;
    if (names.some(isSource)) throw noPlan(folder, 'a folder of the files that it is made from');
    throw new InputError(folder, '', 'expected a file, found a folder without the `manifest.json` of an audit');
  }
  const { checkManifest } = await import('./shape.js');
  const { organization, accounts } = checkManifest(parseJsonDocuments(text, path)[0], path);
  const files = accounts.flatMap(({ account, file }, index): readonly InputFile[] =>
    file === undefined ? [] : [{ path: inside(folder, file, path, `/accounts/${String(index)}/file`), account }],
  );
  const first: readonly InputFile[] =
    organization === undefined ? [] : [{ path: inside(folder, organization, path, '/organization'), account: null }];
  if (first.length + files.length === 0) throw new InputError(path, '', 'names no snapshot');
  return [...first, ...files];
}

/** The manifest of a folder of snapshots; other tools have manifests too. */
async function readManifest(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8');
    return text.includes('"snapshot-manifest"') ? text : null;
  } catch {
    // The folder has none, or is none: reading the input will say what is wrong with it.
    return null;
  }
}

/** A manifest speaks of its own folder only. */
function inside(folder: string, file: string, manifest: string, pointer: string): string {
  const relative = normalize(file);
  if (relative.startsWith('..') || relative.startsWith(sep) || /^[a-z]:/i.test(relative))
    throw new InputError(manifest, pointer, 'expected a file of the same folder');
  return join(folder, relative);
}
