/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path of the catalogue, taken apart once. */
export interface ValuePath {
  readonly keys: readonly string[];
  /** True when the path ends in `[]`, so that the items count and not their values. */
  readonly items: boolean;
}

/** Takes `responseElements.instancesSet.items[].instanceId` apart; `[]` may be left out where CloudTrail writes one item as itself. */
export function parsePath(path: string): ValuePath {
  return { keys: path.split('.').map((key) => key.replace('[]', '').toLowerCase()), items: path.endsWith('[]') };
}

const MOST_VALUES = 1000;

/**
 * The values of one record by path. Keys compare without regard to case, since services lower only the first letter of a name
 * (`eC2InstanceType`). Every list on the way is gone through; the newer EC2 layout (`{"tag": 1, "content": …}`) counts as
 * its content.
 *
 * Most of some hundred paths begin with a key that a record does not have, so the keys of its two uppermost levels are looked up
 * in a table.
 */
export class RecordValues {
  readonly #record: unknown;
  readonly #sections = new Map<string, readonly Section[]>();

  constructor(record: unknown) {
    this.#record = record;
  }

  /** The values at a path, in the order of the record; at most a thousand. */
  at({ keys }: ValuePath): readonly unknown[] {
    const [first, second] = keys;
    if (first === undefined) return unpack(this.#record);
    if (second === undefined) return step(unpack(this.#record), first);
    let values: readonly unknown[] = NOTHING;
    for (const section of this.sections(first)) {
      const found = unpack(section.get(second));
      if (found.length > 0) values = values.length === 0 ? found : [...values, ...found];
    }
    if (values.length > MOST_VALUES) values = values.slice(0, MOST_VALUES);
    for (let level = 2; level < keys.length && values.length > 0; level += 1) values = step(values, keys[level] ?? '');
    return values;
  }

  /** The objects at a key of the record itself, which is in lower case, by their keys in lower case. */
  sections(name: string): readonly Section[] {
    const known = this.#sections.get(name);
    if (known !== undefined) return known;
    const tables = step(unpack(this.#record), name).flatMap((value) => {
      if (!isObject(value)) return [];
      const table = new Map<string, unknown>();
      for (const key of Object.keys(value)) {
        const lower = lowerCase(key);
        // Of keys that differ in case only, the first counts.
        if (!table.has(lower)) table.set(lower, value[key]);
      }
      return [table];
    });
    this.#sections.set(name, tables);
    return tables;
  }
}

type Section = ReadonlyMap<string, unknown>;

const lowered = new Map<string, string>();
const MOST_LOWERED = 10_000;

/** The key in lower case; keys repeat from record to record. */
export function lowerCase(key: string): string {
  const known = lowered.get(key);
  if (known !== undefined) return known;
  const lower = key.toLowerCase();
  if (lowered.size < MOST_LOWERED && key.length < 100) lowered.set(key, lower);
  return lower;
}

function step(values: readonly unknown[], key: string): unknown[] {
  const next: unknown[] = [];
  for (const value of values) {
    if (!isObject(value)) continue;
    for (const item of unpack(member(value, key))) if (next.length < MOST_VALUES) next.push(item);
  }
  return next;
}

/** The member of that name, which is in lower case, whatever the case of the object's own key. */
export function member(object: JsonObject, lowerKey: string): unknown {
  for (const key of Object.keys(object))
    if (key.length === lowerKey.length && key.toLowerCase() === lowerKey) return object[key];
  return undefined;
}

const NO_TEXTS: readonly string[] = [];

/** Text, numbers and booleans among values, as text. */
export function textsOf(values: readonly unknown[]): readonly string[] {
  if (values.length === 0) return NO_TEXTS;
  const [only] = values;
  if (values.length === 1 && typeof only === 'string') return only === '' ? NO_TEXTS : [only];
  const texts = values.flatMap((value) =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'number' || typeof value === 'boolean'
        ? [String(value)]
        : [],
  );
  return [...new Set(texts)].filter((text) => text !== '');
}

const NOTHING: readonly unknown[] = [];

function unpack(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return NOTHING;
  if (Array.isArray(value)) return value.flatMap(unpack);
  if (isObject(value) && 'content' in value && 'tag' in value) return unpack(value['content']);
  return [value];
}
