import { parseJsonTree, type JsonTree } from '../hcl/json-tree.js';
import type { Range } from '../hcl/source-text.js';
import {
  type Encoded,
  type Hole,
  holeText,
  joined,
  list,
  type Member,
  sortedMembers,
  type StringPart,
  type StringValue,
  text,
  type Unknown,
  unknown,
  type Value,
} from './value.js';

type JsonHole = Hole | Encoded | Unknown;

/** Far above any policy; JSON within JSON within JSON doubles its escapes each time. */
const MAX_LENGTH = 1_000_000;

/**
 * The JSON text of a value as `jsonencode` writes it
 * (https://developer.hashicorp.com/terraform/language/functions/jsonencode), in parts; one that is not known when it is too
 * long.
 */
export function encodeJson(value: Value): readonly StringPart[] {
  const writer = new JsonWriter();
  writer.write(value);
  return writer.parts ?? [unknown('the JSON text is too long', value.range)];
}

class JsonWriter {
  readonly #parts: StringPart[] = [];
  #left = MAX_LENGTH;

  /** Null when they are too long. */
  get parts(): readonly StringPart[] | null {
    return this.#left < 0 ? null : this.#parts;
  }

  write(value: Value): void {
    if (this.#left < 0) return;
    const add = (content: string): void => {
      this.#push({ kind: 'text', text: content, range: value.range });
    };
    switch (value.kind) {
      case 'null':
        add('null');
        return;
      case 'boolean':
      case 'number':
        add(String(value.value));
        return;
      case 'string':
        add('"');
        for (const part of flat(value.parts)) {
          this.#push(part.kind === 'text' ? { ...part, text: quoted(part.text) } : part);
        }
        add('"');
        return;
      case 'list':
        add('[');
        for (const [index, item] of [...value.items, ...(value.rest === null ? [] : [value.rest])].entries()) {
          if (index > 0) add(',');
          this.write(item);
        }
        add(']');
        return;
      case 'object':
        add('{');
        for (const [index, [key, member]] of sortedMembers(value).entries()) {
          if (index > 0) add(',');
          this.write(member.name ?? text(key, member.range));
          add(':');
          this.write(member.value);
        }
        add('}');
        return;
      case 'instance':
        this.#push(unknown(`all of \`${value.address}\` is written as JSON`, value.range));
        return;
      case 'unknown':
        this.#push(value);
    }
  }

  #push(part: StringPart): void {
    this.#left -= part.kind === 'text' ? part.text.length : 1;
    if (this.#left >= 0) this.#parts.push(part);
  }
}

/** A part of a text that is not {@link Encoded}. */
export type FlatPart = Exclude<StringPart, Encoded>;

/** Parts without {@link Encoded}: its JSON text is written out. */
export function flat(parts: readonly StringPart[]): readonly FlatPart[] {
  return parts.flatMap((part): readonly FlatPart[] => (part.kind === 'json' ? flat(encodeJson(part.value)) : [part]));
}

/** Neighbouring texts as one; where they stand is lost. */
export function mergeTexts(parts: readonly FlatPart[]): readonly FlatPart[] {
  const merged: FlatPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      merged[merged.length - 1] = { ...last, text: last.text + part.text, range: null };
    else merged.push(part);
  }
  return merged;
}

/** The text, or null when a part of it is not known. */
export function knownText({ parts }: StringValue): string | null {
  let result = '';
  for (const part of flat(parts)) {
    if (part.kind !== 'text') return null;
    result += part.text;
  }
  return result;
}

/** The key of an object's member with this name: its text with holes written out; {@link Unknown} when it could be any. */
export function keyOf({ parts }: StringValue): string | Unknown {
  let key = '';
  for (const part of flat(parts)) {
    if (part.kind === 'unknown') return part;
    key += part.kind === 'text' ? part.text : holeText(part);
  }
  return key;
}

/** Go escapes these in JSON, and so does Terraform. */
const HTML = /[<>&\u2028\u2029]/g;

function quoted(content: string): string {
  return JSON.stringify(content)
    .slice(1, -1)
    .replace(HTML, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Reads JSON, with parts that are not known in it, as a value whose parts know where they are written. Null for what is
 * not JSON. A part that is not known is taken to be within the value or string that it stands in.
 */
export function decodeJson(value: StringValue): Value | null {
  const { parts } = value;
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'json') return only.value;
  const tree = parseJsonTree<JsonHole>(parts);
  return tree === null ? null : valueOf(tree, value.range);
}

function valueOf(tree: JsonTree<JsonHole>, fallback: Range | null): Value {
  const range = tree.range ?? fallback;
  switch (tree.kind) {
    case 'literal':
      if (tree.value === null) return { kind: 'null', range };
      return typeof tree.value === 'number'
        ? { kind: 'number', value: tree.value, range }
        : { kind: 'boolean', value: tree.value, range };
    case 'string':
      return joined(tree.parts, range);
    case 'array':
      return list(
        tree.items.map((item) => valueOf(item, range)),
        range,
      );
    case 'hole': {
      const { hole } = tree;
      if (hole.kind === 'json') return hole.value;
      return hole.kind === 'unknown' ? hole : unknown(hole.reason, hole.range);
    }
    case 'object': {
      const members = new Map<string, Member>();
      for (const member of tree.members) {
        const name = joined(member.name.parts, member.name.range ?? range);
        const key = keyOf(name);
        if (typeof key !== 'string') return key;
        const symbolic = knownText(name) === null ? name : null;
        members.set(key, { value: valueOf(member.value, range), name: symbolic, range: name.range });
      }
      return { kind: 'object', members, range };
    }
  }
}
