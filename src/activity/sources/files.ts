import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { minimatch } from 'minimatch';
import { InputError } from '../../inputs/index.js';
import { type PoolOptions, readFiles } from '../reading/pool.js';
import type { FileTask } from '../reading/read-file.js';
import type { TimeSpan } from '../records/read-call.js';
import { mayHold } from './layout.js';
import { withoutEarlierVersions } from './report-versions.js';
import type { ActivitySource } from './source.js';

const MAGIC = /[*?[\]{}]/;
const TOLD_EACH = 500;

/** A file, a folder with all that lies in it, or a glob (`logs/2026/**` with `/*.json.gz`). */
export function filesSource(path: string, options: PoolOptions = {}): ActivitySource {
  return {
    uri: path,
    needsSpan: false,
    async read(wanted, sink, progress) {
      let files = 0;
      const tasks = async function* (): AsyncGenerator<FileTask> {
        for await (const file of filesOf(path, wanted.span)) {
          files += 1;
          if (files % TOLD_EACH === 0) progress(`${path}: ${files} files`);
          yield { uri: file, path: file, bytes: null };
        }
      };
      await readFiles(tasks(), wanted, sink, options);
      if (files === 0)
        throw new InputError(path, '', 'expected CloudTrail log files of the time asked for, found none');
    },
  };
}

/** Every file that may hold calls of the span, in the order of names. */
async function* filesOf(path: string, span: TimeSpan): AsyncGenerator<string> {
  const known = await stat(path).catch(() => null);
  if (known?.isFile() === true) yield path;
  else if (known?.isDirectory() === true) yield* walk(path, (file) => mayHold(slashed(file), span));
  else if (MAGIC.test(path)) {
    const pattern = slashed(path);
    yield* walk(baseOf(path), (file) => minimatch(slashed(file), pattern) && mayHold(slashed(file), span));
  } else throw new InputError(path, '', 'expected a file, a folder or a glob of CloudTrail logs, found nothing');
}

/** The folder before the first wildcard. */
function baseOf(glob: string): string {
  const parts = slashed(glob).split('/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => MAGIC.test(part)),
  );
  return fixed.length === 0 ? '.' : fixed.join('/') || '/';
}

/** Folders that cannot be read are skipped only where others can: the root must be there. */
async function* walk(folder: string, wanted: (file: string) => boolean): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(folder, '', `cannot be read (${reason})`);
  });
  const names = (kept: typeof entries): readonly string[] => kept.map(({ name }) => name);
  const listing = {
    files: names(entries.filter((entry) => entry.isFile())),
    folders: names(entries.filter((entry) => entry.isDirectory())),
  };
  const read = async (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const folders = new Set(await withoutEarlierVersions(slashed(folder), listing, read));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '.' ? entry.name : join(folder, entry.name);
    if (folders.has(entry.name)) yield* walk(path, wanted);
    else if (entry.isFile() && wanted(path)) yield path;
  }
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
