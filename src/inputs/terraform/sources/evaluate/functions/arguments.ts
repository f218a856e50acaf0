import type { Call } from '../context.js';
import { partlyKnown, toBoolean, toNumber, toString, toText } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { knownText } from '../json.js';
import type { StringValue, Value } from '../value.js';

/**
 * A function of Terraform (https://developer.hashicorp.com/terraform/language/functions). It throws an
 * {@link EvaluationError} for what Terraform refuses, and {@link Undetermined} where it cannot do without a value that is
 * not known.
 */
export type TerraformFunction = (args: readonly Value[], call: Call) => Value;

/** The argument with this number. */
export function argument(args: readonly Value[], index: number): Value {
  const value = args[index];
  if (value === undefined) throw new EvaluationError('an argument is missing');
  return value;
}

/** A text that must be known as a whole. */
export function knownString(args: readonly Value[], index: number): string {
  const value = toText(argument(args, index));
  if (value.kind === 'unknown') throw new Undetermined(value);
  const text = knownText(value);
  if (text === null) throw new Undetermined(partlyKnown(value));
  return text;
}

/** A text that may have parts that are not known. */
export function symbolicString(args: readonly Value[], index: number): StringValue {
  return toString(argument(args, index));
}

/** A number that must be known. */
export function knownNumber(args: readonly Value[], index: number): number {
  const value = toNumber(argument(args, index));
  if (typeof value !== 'number') throw new Undetermined(value);
  return value;
}

/** A whole number that must be known. */
export function knownInteger(args: readonly Value[], index: number): number {
  const value = knownNumber(args, index);
  if (!Number.isInteger(value)) throw new EvaluationError('expected a whole number');
  return value;
}

/** True or false, which must be known. */
export function knownBoolean(value: Value): boolean {
  const converted = toBoolean(value);
  if (typeof converted !== 'boolean') throw new Undetermined(converted);
  return converted;
}
