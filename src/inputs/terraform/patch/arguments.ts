import type { Block } from '../sources/hcl/ast.js';
import { indentOf, replacePart } from './text-edits.js';

/**
 * The text of a file with one more argument of a block: behind the last, and an empty line, so that the others stay aligned. Null
 * where the block has it, or is written on one line.
 */
export function addArgument({ body, range: { source } }: Block, name: string, written: string): string | null {
  if (body.attributes.has(name)) return null;
  const last = [...body.attributes.values()].map(({ range }) => range).sort((a, b) => b.end - a.end)[0];
  const indent = last === undefined ? null : indentOf(source.text, last.start);
  const end = last === undefined ? -1 : source.text.indexOf('\n', last.end);
  if (indent === null || end === -1) return null;
  return replacePart(source.text, { start: end, end }, `\n\n${indent}${name} = ${written}`);
}
