import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { type Range, span } from '../../hcl/source-text.js';
import { type Member, text, type Value } from '../value.js';
import { knownText } from '../json.js';

/** A text that is put together of parts, and knows where in the sources each of them stands. */
export class PlacedText {
  content = '';
  readonly #parts: { readonly start: number; readonly length: number; readonly range: Range | null }[] = [];

  add(part: string, range: Range | null): void {
    this.#parts.push({ start: this.content.length, length: part.length, range });
    this.content += part;
  }

  /** Where a part of the text stands, as far as its ends are known. */
  rangeOf(start: number, end: number): Range | null {
    const first = this.#at(start);
    const last = end > start ? this.#at(end - 1) : first;
    return first === null || last === null ? first : span(first, last);
  }

  #at(offset: number): Range | null {
    let [low, high] = [0, this.#parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#parts[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const part = this.#parts[low];
    const range = part?.range ?? null;
    // What is written with escapes is longer than what it says, and its characters cannot be told apart.
    if (part === undefined || range === null || range.end - range.start !== part.length) return range;
    const start = range.start + offset - part.start;
    return { ...range, start, end: start + 1 };
  }
}

/** A value that was read of a document, with the places where the document has it. Keys that were merged in have none. */
export function placedIn(value: Value, node: unknown, document: Document, source: PlacedText): Value {
  const found = isAlias(node) ? node.resolve(document) : node;
  if (!isNode(found)) return value;
  const range = rangeOf(found, source);
  if (isMap(found) && value.kind === 'object') {
    const members = new Map(value.members);
    for (const { key, value: inner } of found.items) {
      const name = isScalar(key) ? String(key.value) : null;
      const member = name === null ? undefined : members.get(name);
      if (name === null || member === undefined) continue;
      members.set(name, placedMember(member, isScalar(key) ? rangeOf(key, source) : null, inner, document, source));
    }
    return { ...value, members, range };
  }
  if (isSeq(found) && value.kind === 'list') {
    return {
      ...value,
      items: value.items.map((item, index) => placedIn(item, found.items[index], document, source)),
      range,
    };
  }
  return value.kind === 'string' ? text(knownText(value) ?? '', range) : { ...value, range };
}

function placedMember(
  member: Member,
  name: Range | null,
  inner: unknown,
  document: Document,
  source: PlacedText,
): Member {
  const value = placedIn(member.value, inner, document, source);
  return { ...member, value, range: name === null || value.range === null ? name : span(name, value.range) };
}

function rangeOf({ range }: Node, source: PlacedText): Range | null {
  return range === undefined || range === null ? null : source.rangeOf(range[0], range[1]);
}
