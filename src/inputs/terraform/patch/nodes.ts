import type { Block, Expression } from '../sources/hcl/ast.js';
import type { Grammar } from '../sources/hcl/grammar.js';
import { parseFile } from '../sources/hcl/parse.js';
import { SourceText } from '../sources/hcl/source-text.js';
import type { Part } from './text-edits.js';

/** A value as it is written. */
export type Node =
  | (Written & { readonly kind: 'object'; readonly members: readonly NodeMember[] })
  | (Written & { readonly kind: 'list'; readonly items: readonly Node[] })
  /** `text` is null for what is no plain text. */
  | (Written & { readonly kind: 'other'; readonly text: string | null });

interface Written extends Part {
  /** What was read, whose places are before the `offset`. */
  readonly expression: Expression;
  readonly offset: number;
}

/** Name and value, from the start of the name. */
export interface NodeMember extends Part {
  readonly name: string | null;
  readonly value: Node;
}

const PREFIX = 'value = ';

/** Reads an expression; JSON is one, too. Null for what is none. */
export function parseValue(grammar: Grammar, text: string): Node | null {
  const { attributes, blocks, problems } = parseFile(grammar, new SourceText('', `${PREFIX}${text}\n`));
  const attribute = attributes.get('value');
  if (attribute === undefined || problems.length > 0 || blocks.length > 0) return null;
  return nodeOf(attribute.expression, -PREFIX.length);
}

/** Reads one nested block. Null for what is none. */
export function parseBlock(grammar: Grammar, text: string): Block | null {
  const { attributes, blocks, problems } = parseFile(grammar, new SourceText('', `${text}\n`));
  const [block, ...others] = blocks;
  return problems.length > 0 || others.length > 0 || attributes.size > 0 ? null : (block ?? null);
}

/** An expression with the places of its parts. */
export function nodeOf(expression: Expression, offset = 0): Node {
  const { range } = expression;
  const part = { start: range.start + offset, end: range.end + offset, expression, offset };
  switch (expression.kind) {
    case 'object': {
      const members = expression.items.map(({ key, value }) => ({
        name: plainText(key),
        start: key.range.start + offset,
        end: value.range.end + offset,
        value: nodeOf(value, offset),
      }));
      return { kind: 'object', members, ...part };
    }
    case 'tuple':
      return { kind: 'list', items: expression.items.map((item) => nodeOf(item, offset)), ...part };
    default:
      return { kind: 'other', text: plainText(expression), ...part };
  }
}

/** The text of a template without interpolation. */
export function plainText(expression: Expression): string | null {
  if (expression.kind !== 'template') return null;
  const texts = expression.parts.map((part) => (part.kind === 'text' ? part.text : null));
  return texts.includes(null) ? null : texts.join('');
}
