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
/** Lists within lists are gone through no deeper than this; AWS writes one within another at most. */
const DEEPEST_LIST = 16;

/** A key on the way of one or several paths. */
interface PathNode {
  /** By the key in lower case. */
  readonly children: Map<string, PathNode>;
  /** What a key leads to as records spell it; keys repeat from record to record. */
  readonly spelled: Map<string, PathNode | null>;
  /** The paths that end here, by their place in the table. */
  readonly ends: number[];
}

/** Paths whose values are looked for together, in one way through a record. */
export class PathTable {
  readonly #root = emptyNode();
  readonly #places = new Map<ValuePath, number>();

  constructor(paths: Iterable<ValuePath>) {
    for (const path of paths) {
      if (this.#places.has(path)) continue;
      let node = this.#root;
      for (const key of path.keys) {
        const next = node.children.get(key) ?? emptyNode();
        node.children.set(key, next);
        node = next;
      }
      node.ends.push(this.#places.size);
      this.#places.set(path, this.#places.size);
    }
  }

  /** The values of a record. */
  read(record: unknown): RecordValues {
    const values: unknown[][] = [];
    collect(this.#root, record, values, 0);
    return new RecordValues(this.#places, values);
  }
}

function emptyNode(): PathNode {
  return { children: new Map(), spelled: new Map(), ends: [] };
}

const MOST_SPELLED = 1000;

function childOf(node: PathNode, key: string): PathNode | null {
  const known = node.spelled.get(key);
  if (known !== undefined) return known;
  const child = node.children.get(key.toLowerCase()) ?? null;
  if (node.spelled.size < MOST_SPELLED && key.length < 100) node.spelled.set(key, child);
  return child;
}

function collect(node: PathNode, value: unknown, into: unknown[][], lists: number): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    if (lists < DEEPEST_LIST) for (const item of value) collect(node, item, into, lists + 1);
    return;
  }
  const object = isObject(value) ? value : null;
  if (object !== null && 'content' in object && 'tag' in object) {
    if (lists < DEEPEST_LIST) collect(node, object['content'], into, lists + 1);
    return;
  }
  for (const place of node.ends) {
    const found = (into[place] ??= []);
    if (found.length < MOST_VALUES) found.push(value);
  }
  if (object === null || node.children.size === 0) return;
  for (const key of Object.keys(object)) {
    const child = childOf(node, key);
    if (child !== null) collect(child, object[key], into, lists);
  }
}

/**
 * The values of one record by path. Keys compare without regard to case, since services lower only the first letter of a name
 * (`eC2InstanceType`). Every list on the way is gone through; the newer EC2 layout (`{"tag": 1, "content": …}`) counts as
 * its content.
 */
export class RecordValues {
  readonly #places: ReadonlyMap<ValuePath, number>;
  readonly #values: readonly (readonly unknown[] | undefined)[];

  constructor(places: ReadonlyMap<ValuePath, number>, values: readonly (readonly unknown[] | undefined)[]) {
    this.#places = places;
    this.#values = values;
  }

  /** The same as {@link at} by the path's place in the list that the table was made of, which is known without a look-up. */
  atPlace(place: number): readonly unknown[] {
    return this.#values[place] ?? NOTHING;
  }

  /** The values at a path of the table, in the order of the record; at most a thousand. */
  at(path: ValuePath): readonly unknown[] {
    const place = this.#places.get(path);
    if (place === undefined) throw new Error(`the path \`${path.keys.join('.')}\` is not in the table`);
    return this.#values[place] ?? NOTHING;
  }
}

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
