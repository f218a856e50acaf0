import type { Attribute, Block, Body } from './ast.js';
import type { Converter } from './convert-expression.js';
import type { SyntaxNode } from './grammar.js';
import type { Range } from './source-text.js';

/** Deeper than any provider nests blocks. */
const MAX_DEPTH = 32;

/** Turns the syntax tree of a file into its {@link Body}. */
export function convertBody(converter: Converter, root: SyntaxNode, range: Range): Body {
  return bodyOf(converter, [root], range, 0);
}

function bodyOf(converter: Converter, nodes: readonly SyntaxNode[], range: Range, depth: number): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const problems: Range[] = [];
  const add = (node: SyntaxNode): void => {
    if (node.type === 'attribute') {
      const attribute = attributeOf(converter, node);
      if (attribute === null || attributes.has(attribute.name)) problems.push(converter.range(node));
      else attributes.set(attribute.name, attribute);
    } else if (node.type === 'block' && depth < MAX_DEPTH) {
      const block = blockOf(converter, node, depth);
      if (block === null) problems.push(converter.range(node));
      else blocks.push(block);
    } else problems.push(converter.range(node));
  };
  for (const node of nodes) {
    if (node.type === 'config_file' || node.type === 'body') {
      for (const child of node.children) {
        if (child.type === 'body') child.children.forEach(add);
        else add(child);
      }
    } else add(node);
  }
  return { attributes, blocks, problems, range };
}

function attributeOf(converter: Converter, node: SyntaxNode): Attribute | null {
  const [name, equals, value, ...rest] = node.children;
  if (name?.type !== 'identifier' || equals?.type !== '=' || value?.type !== 'expression' || rest.length > 0)
    return null;
  return {
    name: converter.text(name),
    expression: converter.expression(value),
    nameRange: converter.range(name),
    range: converter.range(node),
  };
}

function blockOf(converter: Converter, node: SyntaxNode, depth: number): Block | null {
  const [type, ...rest] = node.children;
  if (type?.type !== 'identifier') return null;
  const labels: string[] = [];
  const inner: SyntaxNode[] = [];
  let header = type;
  let opened = false;
  let closed = false;
  for (const child of rest) {
    if (child.type === 'block_start') opened = true;
    else if (child.type === 'block_end') closed = true;
    else if (opened) inner.push(child);
    else {
      const label = labelOf(converter, child);
      if (label === null) return null;
      labels.push(label);
      header = child;
    }
  }
  if (!opened) return null;
  const range = converter.range(node);
  const body = bodyOf(converter, inner, range, depth + 1);
  return {
    type: converter.text(type),
    labels,
    body: closed ? body : { ...body, problems: [...body.problems, range] },
    headerRange: { ...range, end: converter.range(header).end },
    range,
  };
}

function labelOf(converter: Converter, node: SyntaxNode): string | null {
  if (node.type === 'identifier') return converter.text(node);
  return node.type === 'string_lit' ? converter.constantText(node) : null;
}
