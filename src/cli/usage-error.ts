import { oneLine } from '../inputs/input-error.js';

/** The command line asks for something that there is not. Printed as one line, with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(oneLine(message));
  }
}
