import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../../input-error.js';
import { readProblem } from './read-problem.js';

/** Configurations of thousands of files are far below; what lies above was made to fill the memory. */
const MAX_FILE_BYTES = 2 ** 23;
const MAX_TOTAL_BYTES = 2 ** 28;

/**
 * Reads text files of the repository that Terraform's folder is a part of, and nothing outside it. Paths start at the
 * repository's root.
 */
export interface Folder {
  /** Terraform's folder. */
  readonly root: string;
  /**
   * The text of a file. Null for what is missing, too large, not UTF-8 text, or, once symbolic links are followed, outside
   * the repository.
   */
  readonly read: (path: string) => string | null;
  /** The names in a folder; null when it is not a folder of the repository. */
  readonly list: (path: string) => readonly string[] | null;
  /** The path without symbolic links; null when nothing of the repository is there. */
  readonly locate: (path: string) => string | null;
  /** The path by which a reader of the report knows the file: from the working directory where that is in the repository too. */
  readonly named: (path: string) => string;
}

/**
 * Opens Terraform's folder. The repository's root is the nearest folder upwards that holds `.git`; without one it is the
 * working directory, or Terraform's folder when that is not within. Throws {@link InputError} for what is not a folder.
 */
export function openFolder(path: string, workingDirectory: string = resolve('.')): Folder {
  const root = realFolder(path);
  const repository = findRepository(root) ?? containing(workingDirectory, root);
  const here = realPath(workingDirectory) ?? resolve(workingDirectory);
  let remaining = MAX_TOTAL_BYTES;

  const find = (inner: string): string | null => {
    const real = realPath(resolve(repository, inner));
    return real !== null && isReadable(repository, real) ? real : null;
  };
  const shown = (real: string, from = repository): string => relative(from, real).split(sep).join('/');
  return {
    root: shown(root),
    read: (inner) => {
      const real = find(inner);
      const text = real === null ? null : readText(real, Math.min(MAX_FILE_BYTES, remaining));
      remaining -= text?.length ?? 0;
      return text;
    },
    list: (inner) => {
      const real = find(inner);
      return real === null ? null : namesIn(real);
    },
    locate: (inner) => {
      const real = find(inner);
      return real === null ? null : shown(real);
    },
    named: (inner) => (isWithin(repository, here) ? shown(resolve(repository, inner), here) : inner),
  };
}

function realFolder(path: string): string {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    throw new InputError(path, '', readProblem(error));
  }
  throw new InputError(path, '', 'expected a directory, found a file');
}

function findRepository(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    // A file in a worktree or a submodule.
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}

function containing(workingDirectory: string, root: string): string {
  const real = realPath(workingDirectory);
  return real !== null && isWithin(real, root) ? real : root;
}

function isWithin(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Git's folder and Terraform's own hold credentials, and a state holds every secret: no policy is built from them. */
function isReadable(repository: string, real: string): boolean {
  if (!isWithin(repository, real)) return false;
  const names = relative(repository, real).toLowerCase().split(sep);
  if (names.includes('.git') || names.at(-1)?.includes('.tfstate') === true) return false;
  const own = names.indexOf('.terraform');
  return own === -1 || names[own + 1] === 'modules';
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function namesIn(real: string): readonly string[] | null {
  try {
    return readdirSync(real);
  } catch {
    return null;
  }
}

function readText(real: string, limit: number): string | null {
  try {
    const stat = statSync(real);
    // Reading a pipe would wait for ever.
    return stat.isFile() && stat.size <= limit ? decodeText(readFileSync(real)) : null;
  } catch {
    return null;
  }
}

/** The text of a file as Terraform reads it, without a byte order mark; null when it is not UTF-8. */
export function decodeText(bytes: Buffer): string | null {
  if (bytes.includes(0) || !isUtf8(bytes)) return null;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.toString('utf8', start);
}
