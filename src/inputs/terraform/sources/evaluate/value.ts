import { placeholder } from '../../placeholder.js';
import type { JsonText } from '../hcl/json-tree.js';
import type { Range } from '../hcl/source-text.js';

/**
 * A value of Terraform's language, as far as it is known. `range` is where it is written; null for a value that comes
 * from outside the sources.
 */
export type Value =
  NullValue | BooleanValue | NumberValue | StringValue | ListValue | ObjectValue | InstanceValue | Unknown;

interface Ranged {
  readonly range: Range | null;
}

export interface NullValue extends Ranged {
  readonly kind: 'null';
}

export interface BooleanValue extends Ranged {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NumberValue extends Ranged {
  readonly kind: 'number';
  readonly value: number;
}

/** A text, which may have parts that are not known. */
export interface StringValue extends Ranged {
  readonly kind: 'string';
  readonly parts: readonly StringPart[];
}

export type StringPart = JsonText | Hole | Encoded | Unknown;

/**
 * A text that AWS or a provider will choose when the plan is applied, such as the identifier of a resource that the plan
 * creates: nobody knows it, but it is equal to itself, to nothing else, and holds no wildcards.
 */
export interface Hole extends Ranged {
  readonly kind: 'hole';
  /** The same for the same text. */
  readonly id: string;
  readonly reason: string;
}

/** The JSON text of a value. It is kept as the value, so that the places in it are not lost. */
export interface Encoded extends Ranged {
  readonly kind: 'json';
  readonly value: Value;
}

/** A list, tuple or set. */
export interface ListValue extends Ranged {
  readonly kind: 'list';
  readonly set: boolean;
  readonly items: readonly Value[];
  /** Why there may be further items, anywhere among the others; null when there are none. */
  readonly rest: Unknown | null;
  /** Whether the order of the items is not known, nor whether two that are not known are the same. */
  readonly loose: boolean;
}

/** An object or map; in the order of the source. */
export interface ObjectValue extends Ranged {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, Member>;
}

export interface Member {
  readonly value: Value;
  /** The name where a part of it is a hole; the key of the member then has {@link holeText} in its place. */
  readonly name: StringValue | null;
  /** Where name and value are written. */
  readonly range: Range | null;
}

/** An instance of a resource or module: an object whose attributes are looked up when they are asked for. */
export interface InstanceValue extends Ranged {
  readonly kind: 'instance';
  readonly address: string;
  readonly get: (name: string, range: Range) => Value;
}

/** A value that could be anything. `reason` completes the sentence "it is not known, because …". */
export interface Unknown extends Ranged {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** Makes an {@link Unknown}. */
export function unknown(reason: string, range: Range | null = null): Unknown {
  return { kind: 'unknown', reason, range };
}

/** Makes a {@link StringValue} of a known text. */
export function text(value: string, range: Range | null = null): StringValue {
  return { kind: 'string', parts: value === '' ? [] : [{ kind: 'text', text: value, range }], range };
}

/** Makes a {@link StringValue} of parts. */
export function joined(parts: readonly StringPart[], range: Range | null): StringValue {
  return { kind: 'string', parts, range };
}

/** Makes a {@link StringValue} that is one {@link Hole}. */
export function hole(id: string, reason: string, range: Range | null = null): StringValue {
  return { kind: 'string', parts: [{ kind: 'hole', id, reason, range }], range };
}

/** Makes a {@link NumberValue}. */
export function number(value: number, range: Range | null = null): NumberValue {
  return { kind: 'number', value, range };
}

/** Makes a {@link BooleanValue}. */
export function boolean(value: boolean, range: Range | null = null): BooleanValue {
  return { kind: 'boolean', value, range };
}

/** How much of a list or of its order is not known. */
export type Openness = Pick<ListValue, 'rest' | 'loose'>;

/** What is known of a list that may have further items, anywhere among the others. */
export function open(rest: Unknown): Openness {
  return { rest, loose: false };
}

/** Makes a list or tuple, of which no more is known than of those that it is made `from`. */
export function list(items: readonly Value[], range: Range | null = null, from: readonly Openness[] = []): ListValue {
  const rest = from.find((other) => other.rest !== null)?.rest ?? null;
  return { kind: 'list', set: false, items, rest, loose: from.some(({ loose }) => loose), range };
}

/** Makes an object of entries with known names; of entries with the same name the last one counts. */
export function object(entries: Iterable<readonly [string, Value]>, range: Range | null = null): ObjectValue {
  const members = new Map<string, Member>();
  for (const [key, value] of entries) members.set(key, { value, name: null, range: value.range });
  return { kind: 'object', members, range };
}

/** The value with a place, if it has none. */
export function placed(value: Value, range: Range): Value {
  return value.range === null ? { ...value, range } : value;
}

/** The members of an object in the order of Terraform: by name. */
export function sortedMembers({ members }: ObjectValue): readonly (readonly [string, Member])[] {
  return [...members].sort(([a], [b]) => compareText(a, b));
}

/** The order of texts in Terraform: by code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < a.length && at < b.length;) {
    const first = a.codePointAt(at) ?? 0;
    const second = b.codePointAt(at) ?? 0;
    if (first !== second) return first - second;
    at += first > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

/** Writes a hole as a text that no name in AWS can be. */
export function holeText({ id }: Hole): string {
  return placeholder(id);
}
