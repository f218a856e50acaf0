/** Three-valued logic: `unknown` where a value that the input does not give would decide. */
export type Truth = 'true' | 'false' | 'unknown';

export function truthOf(value: boolean): Truth {
  return value ? 'true' : 'false';
}
