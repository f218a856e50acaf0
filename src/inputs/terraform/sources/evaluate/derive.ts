import { createHash } from 'node:crypto';

/** Calls within calls are longer than anybody reads. */
const MAX_LENGTH = 200;

/** The id of the hole that a function makes of others: the same for the same arguments. */
export function derivedId(name: string, args: string): string {
  const id = args.length > MAX_LENGTH ? createHash('sha256').update(args).digest('hex') : args;
  return `${name}(${id})`;
}
