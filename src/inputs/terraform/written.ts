import type { PlainObject } from './guards.js';
import type { EvaluatedPolicy } from './sources/policy.js';

/** What the sources set an attribute or nested block to. */
export interface Written {
  /** As the plan would have it: null where nothing is set; what AWS will choose is a text in parentheses. */
  readonly value: unknown;
  /** Has the shape of `value`, with `true` where the sources do not tell it; false where they tell all of it. */
  readonly unknown: unknown;
  /** The texts of a list, and how many more there are; null when not even that is known. */
  readonly list: () => { readonly values: readonly string[]; readonly unknown: number | null } | null;
  /** Nested blocks in the order in which they are written; null when they are not known. */
  readonly rows: () => readonly WrittenRow[] | null;
  /** The value as a policy document; null when nothing is set. */
  readonly policy: () => EvaluatedPolicy | null;
}

/** One nested block. */
export interface WrittenRow {
  readonly values: PlainObject;
  readonly unknown: PlainObject;
  readonly written: (name: string) => Written | null;
}
