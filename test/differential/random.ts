/** A seeded source of choices: the same seed makes the same choices. */
export interface Random {
  /** A whole number from zero up to, and without, `limit`. */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(values: readonly [T, ...T[]] | readonly T[]) => T;
  /** One to `most` of the values, perhaps one of them twice. */
  readonly some: <T>(values: readonly T[], most: number) => readonly T[];
}

/** The generator called mulberry32: small, fast, and good enough for choosing. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  return {
    below,
    chance: (probability) => next() < probability,
    pick,
    some: (values, most) => Array.from({ length: 1 + below(most) }, () => pick(values)),
  };
}
