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
 * The values at a path. Keys compare without regard to case, since services lower only the first letter of a name
 * (`eC2InstanceType`). Every list on the way is gone through; the newer EC2 layout (`{"tag": 1, "content": …}`) counts as
 * its content.
 */
export function valuesAt(root: unknown, { keys }: ValuePath): readonly unknown[] {
  let values: unknown[] = unpack(root);
  for (const key of keys) {
    const next: unknown[] = [];
    for (const value of values) {
      if (!isObject(value)) continue;
      for (const item of unpack(member(value, key))) if (next.length < MOST_VALUES) next.push(item);
    }
    if (next.length === 0) return next;
    values = next;
  }
  return values;
}

/** The member of that name, which is in lower case, whatever the case of the object's own key. */
export function member(object: JsonObject, lowerKey: string): unknown {
  for (const key of Object.keys(object))
    if (key.length === lowerKey.length && key.toLowerCase() === lowerKey) return object[key];
  return undefined;
}

/** Text, numbers and booleans among values, as text. */
export function textsOf(values: readonly unknown[]): readonly string[] {
  const texts = values.flatMap((value) =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'number' || typeof value === 'boolean'
        ? [String(value)]
        : [],
  );
  return [...new Set(texts)].filter((text) => text !== '');
}

function unpack(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(unpack);
  if (isObject(value) && 'content' in value && 'tag' in value) return unpack(value['content']);
  return [value];
}
