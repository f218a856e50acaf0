import { EvaluationError, Undetermined } from './errors.js';
import { flat, knownText } from './json.js';
import {
  boolean,
  compareText,
  joined,
  list,
  type ListValue,
  number,
  object,
  type ObjectValue,
  type Openness,
  sortedMembers,
  type StringValue,
  text,
  type Unknown,
  unknown,
  type Value,
} from './value.js';

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * The conversions of https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-primitive-types.
 * Each throws an {@link EvaluationError} for a value that Terraform does not convert.
 */
export function toText(value: Value): StringValue | Unknown {
  switch (value.kind) {
    case 'string':
    case 'unknown':
      return value;
    case 'boolean':
      return text(String(value.value), value.range);
    case 'number':
      return text(formatNumber(value.value), value.range);
    default:
      throw new EvaluationError(`expected a string, got ${describe(value)}`, value.range);
  }
}

/** The value as a text that may have parts that are not known. */
export function toString(value: Value): StringValue {
  const converted = toText(value);
  return converted.kind === 'unknown' ? joined([converted], converted.range) : converted;
}

export function toNumber(value: Value): number | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'number') return value.value;
  if (value.kind === 'string') {
    const content = knownText(value);
    if (content === null) return partlyKnown(value);
    if (DECIMAL.test(content)) return Number(content);
  }
  throw new EvaluationError(`expected a number, got ${describe(value)}`, value.range);
}

export function toBoolean(value: Value): boolean | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'boolean') return value.value;
  if (value.kind === 'string') {
    const content = knownText(value);
    if (content === null) return partlyKnown(value);
    if (content === 'true' || content === 'false') return content === 'true';
  }
  throw new EvaluationError(`expected true or false, got ${describe(value)}`, value.range);
}

/** A string, part of which is not known, where all of it is needed. */
export function partlyKnown(value: StringValue): Unknown {
  const part = value.parts.find(({ kind }) => kind === 'unknown' || kind === 'hole');
  const reason = part?.kind === 'unknown' || part?.kind === 'hole' ? part.reason : 'a part of it is not known';
  return unknown(reason, part?.range ?? value.range);
}

/** A number as Terraform writes it: never with an exponent. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** What a `for` goes through: keys and values. */
export interface Elements extends Openness {
  readonly entries: readonly (readonly [Value, Value])[];
}

/** The elements of a collection in the order of Terraform. */
export function elementsOf(value: Value): Elements | Unknown {
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'list':
      return {
        entries: value.items.map((item, index) => [value.set ? item : indexIn(value, index), item] as const),
        rest: value.rest,
        loose: value.loose,
      };
    case 'object':
      return {
        entries: sortedMembers(value).map(
          ([key, { name, range, value: item }]) => [name ?? text(key, range), item] as const,
        ),
        rest: null,
        loose: hasLooseOrder(value),
      };
    case 'instance':
      return unknown(`the attributes of \`${value.address}\` are counted`, value.range);
    default:
      throw new EvaluationError(`expected a collection, got ${describe(value)}`, value.range);
  }
}

function indexIn({ rest, loose, items }: ListValue, index: number): Value {
  const range = items[index]?.range ?? null;
  return rest === null && !loose ? number(index, range) : unknown('where the item stands is not known', range);
}

/** Whether the order of an object's members depends on what is not known. */
export function hasLooseOrder({ members }: ObjectValue): boolean {
  return members.size > 1 && [...members.values()].some(({ name }) => name !== null);
}

/** A list of a list, set or tuple. */
export function toList(value: Value): ListValue | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'list') throw new EvaluationError(`expected a list, got ${describe(value)}`, value.range);
  return value.set ? { ...value, set: false } : value;
}

/** The items of a list that must be known as a whole; throws {@link Undetermined} otherwise. */
export function allItems(value: Value): readonly Value[] {
  const converted = toList(value);
  if (converted.kind === 'unknown') throw new Undetermined(converted);
  if (converted.rest !== null) throw new Undetermined(converted.rest);
  return converted.items;
}

/** The items of a list whose order must be known, too. */
export function orderedItems(value: Value): readonly Value[] {
  const items = allItems(value);
  if (value.kind === 'list' && value.loose)
    throw new Undetermined(unknown('the order of the items is not known', value.range));
  return items;
}

/** A set: every item once, texts and numbers in their order. Elements are converted to one type. */
export function toSet(value: Value): ListValue | Unknown {
  const converted = toList(value);
  if (converted.kind === 'unknown') return converted;
  const items = distinct(unify(converted.items));
  return { ...converted, set: true, items: sortItems(items), loose: items.length > 1 && !haveOrder(items) };
}

/** Only texts, and only numbers, have an order that Terraform tells. */
function haveOrder(items: readonly Value[]): boolean {
  return (
    items.every(({ kind }) => kind === 'number') ||
    items.every((item) => item.kind === 'string' && knownText(item) !== null)
  );
}

/** Where one of the items is a text, Terraform makes texts of the numbers and truth values. */
export function unify(items: readonly Value[]): readonly Value[] {
  if (!items.some(({ kind }) => kind === 'string')) return items;
  return items.map((item) => (item.kind === 'number' || item.kind === 'boolean' ? toText(item) : item));
}

/** Every item once; one that is not known is kept, because it may be another. */
export function distinct(items: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = identity(item);
    if (key === null) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function sortItems(items: readonly Value[]): readonly Value[] {
  if (items.every((item) => item.kind === 'number')) return [...items].sort((a, b) => a.value - b.value);
  return items
    .map((item) => ({ item, key: item.kind === 'string' ? knownText(item) : null }))
    .sort((a, b) =>
      a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : compareText(a.key, b.key),
    )
    .map(({ item }) => item);
}

/** A text that is the same for equal values, and null for a value that is not known. Holes are equal to themselves. */
export function identity(value: Value): string | null {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'number':
      return String(value.value);
    case 'string': {
      const content = knownText(value);
      if (content !== null) return JSON.stringify(content);
      if (value.parts.some(({ kind }) => kind === 'unknown' || kind === 'json')) return null;
      const parts = value.parts.map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'hole' ? [part.id] : [],
      );
      return `s${JSON.stringify(mergeTexts(parts))}`;
    }
    case 'list': {
      if (value.rest !== null || value.loose) return null;
      const items = value.items.map(identity);
      return items.includes(null) ? null : `[${items.join(',')}]`;
    }
    case 'object': {
      const members = sortedMembers(value).map(([key, member]) => {
        const inner = identity(member.value);
        return inner === null ? null : `${JSON.stringify(key)}:${inner}`;
      });
      return members.includes(null) ? null : `{${members.join(',')}}`;
    }
    case 'instance':
      return `i${JSON.stringify(value.address)}`;
    case 'unknown':
      return null;
  }
}

function mergeTexts<T>(parts: readonly (string | T)[]): readonly (string | T)[] {
  const merged: (string | T)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged;
}

/** Whether two values are equal; null when that depends on what is not known. */
export function equals(a: Value, b: Value): boolean | null {
  if (a.kind !== b.kind && (a.kind === 'null' || b.kind === 'null')) {
    return a.kind === 'unknown' || b.kind === 'unknown' ? null : false;
  }
  if (a.kind === 'string' && b.kind === 'string' && differ(contentOf(a), contentOf(b))) return false;
  const first = identity(a);
  const second = identity(b);
  if (first === null || second === null) return null;
  if (first === second) return true;
  return hasHole(a) || hasHole(b) ? null : false;
}

/** The parts of a text; null for one that could be anything. */
type Content = readonly (string | readonly [hole: string] | null)[];

function contentOf({ parts }: StringValue): Content {
  return mergeTexts(
    flat(parts).map((part) => (part.kind === 'text' ? part.text : part.kind === 'hole' ? [part.id] : null)),
  );
}

/** Whether two texts cannot be the same, whatever their holes are: they begin or end otherwise. */
function differ(a: Content, b: Content): boolean {
  return beginOtherwise(a, b) || beginOtherwise(backwards(a), backwards(b));
}

function beginOtherwise(a: Content, b: Content): boolean {
  const [first, second] = [a.values(), b.values()];
  const next = (parts: typeof first): Content[number] | undefined => parts.next().value;
  let [left, right] = [next(first), next(second)];
  for (;;) {
    if (typeof left === 'string' && typeof right === 'string') {
      const size = Math.min(left.length, right.length);
      if (left.slice(0, size) !== right.slice(0, size)) return true;
      left = left.length > size ? left.slice(size) : next(first);
      right = right.length > size ? right.slice(size) : next(second);
    } else if (Array.isArray(left) && Array.isArray(right) && left[0] === right[0]) {
      left = next(first);
      right = next(second);
    } else {
      // What one goes on with where the other has ended makes them two.
      return (typeof left === 'string' && right === undefined) || (left === undefined && typeof right === 'string');
    }
  }
}

function backwards(content: Content): Content {
  return content.map((part) => (typeof part === 'string' ? Array.from(part).reverse().join('') : part)).reverse();
}

function hasHole(value: Value): boolean {
  switch (value.kind) {
    case 'string':
      return knownText(value) === null;
    case 'list':
      return value.items.some(hasHole);
    case 'object':
      return [...value.members.values()].some((member) => member.name !== null || hasHole(member.value));
    default:
      return false;
  }
}

/** An object; an instance is not one, since its attributes are not listed. */
export function toObject(value: Value): ObjectValue | Unknown {
  if (value.kind === 'unknown' || value.kind === 'object') return value;
  if (value.kind === 'instance') return unknown(`all of \`${value.address}\` is used as an object`, value.range);
  throw new EvaluationError(`expected an object, got ${describe(value)}`, value.range);
}

/**
 * A value from JSON, as a plan holds it. Where `mask` is true, or has true at the same place, the value is known only
 * after apply; `unknownAt` says what stands there then.
 */
export function fromJson(
  json: unknown,
  mask: unknown = null,
  unknownAt: () => Value = () => unknown('known only after apply'),
): Value {
  if (mask === true) return unknownAt();
  const inner = (key: string | number): unknown =>
    typeof mask === 'object' && mask !== null && Object.hasOwn(mask, key)
      ? (mask as Record<string, unknown>)[key]
      : null;
  if (json === null || json === undefined) return { kind: 'null', range: null };
  if (typeof json === 'boolean') return boolean(json);
  if (typeof json === 'number') return number(json);
  if (typeof json === 'string') return text(json);
  if (Array.isArray(json)) return list(json.map((entry: unknown, index) => fromJson(entry, inner(index), unknownAt)));
  const record = json as Readonly<Record<string, unknown>>;
  const masked =
    typeof mask === 'object' && mask !== null ? Object.keys(mask).filter((key) => inner(key) === true) : [];
  const keys = new Set([...Object.keys(record), ...masked]);
  return object(
    [...keys].map((key) => [key, fromJson(Object.hasOwn(record, key) ? record[key] : null, inner(key), unknownAt)]),
  );
}

/** The kind of a value in words. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'number':
      return 'a number';
    case 'string':
      return 'a string';
    case 'list':
      return value.set ? 'a set' : 'a list';
    case 'object':
      return 'an object';
    case 'instance':
      return `\`${value.address}\``;
    case 'unknown':
      return 'what is not known';
  }
}
