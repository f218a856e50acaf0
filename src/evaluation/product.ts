/** Every choice of one item of each list, one after the other; the last list varies fastest. */
export function* product<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const item of first) for (const others of product(rest)) yield [item, ...others];
}
