import type { CompiledPattern } from '../wildcard.js';

/** A condition operator without its quantifier and `IfExists`. */
export interface ConditionOperator {
  /** Spelled as in https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. */
  readonly name: string;
  /** A negated operator holds when no value matches, and when the key is absent. */
  readonly negated: boolean;
  /** Whether policy variables in the expected value are substituted. */
  readonly variables: boolean;
  /**
   * Whether one value of the request matches one expected value; for a negated operator, before the negation. The
   * expected value is compiled: wildcards that the operator does not know are characters.
   */
  matches(actual: string, expected: CompiledPattern): boolean;
  /** Texts near an expected value, on both sides of the decision, for a search for a request. */
  samples(expected: string): readonly string[];
}
