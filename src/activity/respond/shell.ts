/** One argument of a POSIX shell: bare when it needs no quotes, else in single quotes, in which nothing is read. */
export function quote(text: string): string {
  // A line break or another control would end the command for whoever pastes it.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '');
  return /^[A-Za-z0-9_./:=@%+,][A-Za-z0-9_./:=@%+,-]*$/.test(clean) ? clean : `'${clean.replaceAll("'", `'\\''`)}'`;
}

/** A command with its arguments quoted. Options begin with `--` and are the program's own. */
export function command(...parts: readonly string[]): string {
  return parts.map((part) => (/^--[a-z-]+$/.test(part) ? part : quote(part))).join(' ');
}
