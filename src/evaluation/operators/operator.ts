import type { CompiledPattern } from '../wildcard.js';

/** Whether one value of a request matches; null when it is not a value of the operator's type, which fails the condition. */
export type ValueTest = (actual: string) => boolean | null;

/** A condition operator without its quantifier and `IfExists`. */
export interface ConditionOperator {
  /** Spelled as in https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. */
  readonly name: string;
  /** A negated operator holds when no value matches, and when the key is absent. */
  readonly negated: boolean;
  /** Whether `*` and `?` in the expected value are wildcards. */
  readonly wildcards: boolean;
  /** Whether policy variables in the expected value are substituted. */
  readonly variables: boolean;
  /**
   * Prepares an expected value; for a negated operator, for before the negation. Wildcards that the operator does not
   * know are characters. Returns null when the value is not of the operator's type: then the condition fails, whatever
   * the request holds.
   */
  compile(expected: CompiledPattern): ValueTest | null;
  /** Texts near an expected value, on both sides of the decision, for a search for a request. */
  samples(expected: string): readonly string[];
}
