import type { Range } from '../hcl/source-text.js';
import type { Unknown } from './value.js';

/** What Terraform would refuse, as an index that a list does not have. `try` goes on behind it. */
export class EvaluationError extends Error {
  constructor(
    message: string,
    readonly range: Range | null = null,
  ) {
    super(message);
  }
}

/** Ends the evaluation of a function that cannot do without a value that is not known. */
export class Undetermined extends Error {
  constructor(readonly value: Unknown) {
    super(value.reason);
  }
}

/** Ends an evaluation that takes more than any configuration needs. */
export class OutOfBudget extends Error {}
