import type { RawStatement } from './case.js';
import type { Random } from './random.js';
import { type Family, type KeyPool, OPERATORS } from './synthetic-values.js';

/** Families for keys of another; a number or a date that something else begins with is none, and is one to the oracle. */
const OTHER_FAMILIES: readonly Family[] = ['String', 'Bool', 'Binary', 'IpAddress', 'Arn'];

/** One or two conditions on keys that the request may hold. */
export function condition(
  random: Random,
  keys: readonly KeyPool[],
  context: Readonly<Record<string, readonly string[]>>,
): RawStatement {
  const block: Record<string, Record<string, unknown>> = {};
  for (let count = random.pick([1, 2, 2]); count > 0; count -= 1) {
    const pool = random.pick(keys);
    const key = random.chance(0.1) ? random.pick([pool.key.toLowerCase(), pool.key.toUpperCase()]) : pool.key;
    if (random.chance(0.08)) {
      put(block, 'Null', key, random.pick(['true', 'false', true, false, ['true', 'false']]));
      continue;
    }
    const family = random.chance(0.04) ? random.pick(OTHER_FAMILIES) : pool.family;
    const value = (): string => expectedValue(random, pool, context[pool.key]);
    const values = random.chance(0.6) ? value() : Array.from({ length: random.pick([1, 2, 2, 3]) }, value);
    put(block, operator(random, family, pool.several), key, raw(random, values));
  }
  return block;
}

/** A second value for the same key would replace the first. */
function put(block: Record<string, Record<string, unknown>>, operator: string, key: string, value: unknown): void {
  const keys = (block[operator] ??= {});
  if (!Object.keys(keys).some((other) => other.toLowerCase() === key.toLowerCase())) keys[key] = value;
}

function operator(random: Random, family: Family, several: boolean): string {
  const name = random.pick(OPERATORS[family]);
  const quantifier = random.chance(several ? 0.85 : 0.6) ? random.pick(['ForAllValues:', 'ForAnyValue:']) : '';
  const whole = `${quantifier}${name}${random.chance(0.45) ? 'IfExists' : ''}`;
  return random.chance(0.06) ? random.pick([whole.toLowerCase(), whole.toUpperCase()]) : whole;
}

/** Half of the values are the request's own, where they are no patterns. */
function expectedValue(random: Random, { expected }: KeyPool, actual: readonly string[] | undefined): string {
  const own = actual?.[0];
  return own !== undefined && random.chance(0.35) ? own : random.pick(expected);
}

/** JSON knows numbers and truth values, and AWS takes them. */
function raw(random: Random, value: string | readonly string[]): unknown {
  if (typeof value !== 'string' || !random.chance(0.1)) return value;
  return /^(true|false|\d{1,6})$/.test(value) ? (JSON.parse(value) as unknown) : value;
}
