import type { Expression } from '../sources/hcl/ast.js';
import { plainText } from './nodes.js';
import { type Part, removeElement, replacePart } from './text-edits.js';
import { quoted } from './write.js';

/**
 * Takes a text out of the one list in an expression that has it beside others, as in a branch of a conditional. Null where
 * none has it, or several do. `offset` is where the expression's own text begins in `text`.
 */
export function removeWritten(
  text: string,
  expression: Expression,
  value: string,
  { offset = 0, strict = false } = {},
): string | null {
  const found = tuplesIn(expression).flatMap(({ items }) =>
    items.length < 2 ? [] : items.filter((item) => plainText(item) === value),
  );
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : removeElement(text, moved(only.range, offset), strict);
}

/**
 * Takes one item out of a list that has others: the one with a text, or else the one at its place, as a reference is no text.
 * Null where neither is written there.
 */
export function removeListed(
  text: string,
  expression: Expression,
  { value, index }: { readonly value: string; readonly index: number },
  { offset = 0, strict = false } = {},
): string | null {
  const written = removeWritten(text, expression, value, { offset, strict });
  if (written !== null || expression.kind !== 'tuple') return written;
  const item = expression.items[index];
  return item === undefined || expression.items.length < 2
    ? null
    : removeElement(text, moved(item.range, offset), strict);
}

/**
 * Takes a text away from a list that comes from somewhere else, as from a variable
 * (https://developer.hashicorp.com/terraform/language/functions/setsubtract).
 */
export function subtractFrom(text: string, expression: Expression, value: string, offset = 0): string | null {
  // What is written here was not found in a list, and is no list.
  if (expression.kind === 'template' || expression.kind === 'tuple') return null;
  const range = moved(expression.range, offset);
  const written = text.slice(range.start, range.end);
  const earlier = /^(setsubtract\(.*, \[".*")\]\)$/s.exec(written)?.[1];
  const changed =
    earlier === undefined ? `setsubtract(${written}, [${quoted(value)}])` : `${earlier}, ${quoted(value)}])`;
  return replacePart(text, range, changed);
}

function moved({ start, end }: Part, offset: number): Part {
  return { start: start + offset, end: end + offset };
}

/** Every list that is written in an expression, however deep. */
function tuplesIn(expression: Expression): readonly Extract<Expression, { kind: 'tuple' }>[] {
  switch (expression.kind) {
    case 'tuple':
      return [expression, ...expression.items.flatMap(tuplesIn)];
    case 'conditional':
      return [expression.whenTrue, expression.whenFalse].flatMap(tuplesIn);
    case 'call':
      return expression.arguments.flatMap(tuplesIn);
    case 'parentheses':
      return tuplesIn(expression.expression);
    default:
      return [];
  }
}
