const EXPLANATIONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'no such file or directory'],
  ['EACCES', 'no permission to read it'],
  ['EPERM', 'no permission to read it'],
  ['ELOOP', 'too many symbolic links'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

/** Why the file system refused to read a file or directory. */
export function readProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return EXPLANATIONS.get(code) ?? `cannot be read (${typeof code === 'string' ? code : String(error)})`;
}
