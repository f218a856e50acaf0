/** The folder of a file; empty for one that is in none. */
export function directoryOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '' : path.slice(0, end);
}

/** Follows a relative path from a folder; null when it leads out of the sources. */
export function joinPath(directory: string, path: string): string | null {
  const steps: string[] = [];
  for (const step of `${directory}/${path}`.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return null;
  }
  return steps.join('/');
}

/** The path from one folder to another, as Terraform writes it. */
export function relativePath(from: string, to: string): string {
  const source = from === '' ? [] : from.split('/');
  const target = to === '' ? [] : to.split('/');
  let common = 0;
  while (common < source.length && common < target.length && source[common] === target[common]) common += 1;
  const steps = [...source.slice(common).map(() => '..'), ...target.slice(common)];
  return steps.length === 0 ? '.' : steps.join('/');
}
