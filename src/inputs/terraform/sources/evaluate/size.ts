import type { Value } from './value.js';

/** Characters that count as much as one item of a list. */
const CHARACTERS = 16;

const sizes = new WeakMap<Value, number>();

/**
 * How large a value is when it is written out: parts that it holds twice count twice. Linear in what is in memory,
 * whatever the size is.
 */
export function sizeOf(value: Value): number {
  if (value.kind !== 'list' && value.kind !== 'object' && value.kind !== 'string') return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = measure(value);
  sizes.set(value, size);
  return size;
}

function measure(value: Extract<Value, { readonly kind: 'list' | 'object' | 'string' }>): number {
  let size = 1;
  if (value.kind === 'list') for (const item of value.items) size += sizeOf(item);
  else if (value.kind === 'object') for (const member of value.members.values()) size += 1 + sizeOf(member.value);
  else {
    for (const part of value.parts) {
      if (part.kind === 'json') size += sizeOf(part.value);
      else size += part.kind === 'text' ? part.text.length / CHARACTERS : 1;
    }
  }
  return size;
}
