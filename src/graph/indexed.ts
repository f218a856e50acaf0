/**
 * The number at a position that is there by construction. Takes numbers of one type only, so that engines keep the
 * access quick.
 *
 * @throws RangeError where there is none: a wrong position must never pass for a zero.
 */
export function numberAt(numbers: Int32Array, position: number): number {
  const value = numbers[position];
  if (value === undefined) throw new RangeError(`no number at ${String(position)} of ${String(numbers.length)}`);
  return value;
}
