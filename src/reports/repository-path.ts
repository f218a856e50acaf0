import { posix } from 'node:path';
import type { Repository } from './options.js';

/**
 * A file of the report as the repository knows it: from its root, `/` between segments, no `.` or `..` where the file is
 * inside. What is outside keeps an absolute name, or the name that the report gives it.
 */
export function repositoryPath(uri: string, repository: Repository | undefined): string {
  const name = slashes(uri);
  if (repository === undefined) return name.replace(/^(?:\.\/)+/, '');
  const root = posix.normalize(slashes(repository.root)).replace(/\/+$/, '');
  const absolute = isAbsolute(name) ? posix.normalize(name) : posix.join(slashes(repository.folder), name);
  return absolute.startsWith(`${root}/`) ? absolute.slice(root.length + 1) : posix.normalize(name);
}

/** True for `/x` and `C:/x`. */
export function isAbsolute(name: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/.test(slashes(name));
}

function slashes(name: string): string {
  return name.replaceAll('\\', '/');
}
