import type { Attribute, Block, Body, Expression, ObjectItem } from './ast.js';
import type { Grammar } from './grammar.js';
import { type JsonMember, type JsonTree, jsonTextOf, parseJsonTree } from './json-tree.js';
import { parseTemplate } from './parse.js';
import { type Range, SourceText } from './source-text.js';

/** A file holds no holes. */
interface NoHole {
  readonly kind: 'none';
}
type Tree = JsonTree<NoHole>;
type Member = JsonMember<NoHole>;

/** How many labels the blocks of a file have; a name that is not here has none. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['check', 1],
]);

/**
 * Parses a file in Terraform's JSON syntax (https://developer.hashicorp.com/terraform/language/syntax/json) into the same
 * tree as the native one. Without the provider's schema an object may be a block or a value: within a block every object
 * is among the attributes and among the blocks. Never throws.
 */
export function parseJsonFile(grammar: Grammar, source: SourceText): Body {
  const range = { source, start: 0, end: source.text.length };
  const tree = parseJsonTree<NoHole>([jsonTextOf(source)]);
  if (tree === null) return { attributes: new Map(), blocks: [], problems: [range], range };
  const reader = new JsonReader(grammar, range);
  return { attributes: new Map(), blocks: reader.topLevel(tree), problems: reader.problems, range };
}

class JsonReader {
  readonly problems: Range[] = [];

  constructor(
    private readonly grammar: Grammar,
    private readonly whole: Range,
  ) {}

  topLevel(tree: Tree): readonly Block[] {
    return this.#objects(tree).flatMap(({ members }) =>
      members.flatMap((member) => {
        const type = textOf(member);
        if (type === '//') return [];
        return this.#labelled(type, [], LABELS.get(type) ?? 0, member);
      }),
    );
  }

  #labelled(type: string, labels: readonly string[], missing: number, member: Member): readonly Block[] {
    if (missing > 0) {
      return this.#objects(member.value).flatMap(({ members }) =>
        members.flatMap((inner) => this.#labelled(type, [...labels, textOf(inner)], missing - 1, inner)),
      );
    }
    return this.#objects(member.value).map((object) => this.#block(type, labels, member, object));
  }

  #block(type: string, labels: readonly string[], member: Member, object: Extract<Tree, { kind: 'object' }>): Block {
    const range = object.range ?? this.whole;
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    for (const inner of object.members) {
      const name = textOf(inner);
      if (name === '//') continue;
      const nameRange = inner.name.range ?? range;
      const attributeRange = { ...nameRange, end: inner.value.range?.end ?? nameRange.end };
      attributes.set(name, { name, expression: this.#expression(inner.value), nameRange, range: attributeRange });
      blocks.push(...this.#innerBlocks(type, name, inner));
    }
    const headerRange = member.name.range ?? range;
    return { type, labels, body: { attributes, blocks, problems: [], range }, headerRange, range };
  }

  #innerBlocks(type: string, name: string, member: Member): readonly Block[] {
    const { value } = member;
    if (name === 'dynamic') return this.#labelled(name, [], 1, member);
    if (name === 'data' && type === 'check') return this.#labelled(name, [], 2, member);
    const isBlock =
      value.kind === 'object' || (value.kind === 'array' && value.items.some(({ kind }) => kind === 'object'));
    return isBlock ? this.#objects(value).map((object) => this.#block(name, [], member, object)) : [];
  }

  /** An object, or each object of a list. */
  #objects(tree: Tree): readonly Extract<Tree, { kind: 'object' }>[] {
    if (tree.kind === 'object') return [tree];
    if (tree.kind === 'array') return tree.items.flatMap((item) => this.#objects(item));
    if (tree.kind !== 'literal' || tree.value !== null) this.problems.push(tree.range ?? this.whole);
    return [];
  }

  #expression(tree: Tree): Expression {
    const range = tree.range ?? this.whole;
    switch (tree.kind) {
      case 'literal':
        return { kind: 'literal', value: tree.value, range };
      case 'array':
        return { kind: 'tuple', items: tree.items.map((item) => this.#expression(item)), range };
      case 'object': {
        const items = tree.members.map(({ name, value }): ObjectItem => ({
          key: this.#template(name),
          value: this.#expression(value),
          range: { ...(name.range ?? range), end: value.range?.end ?? range.end },
        }));
        return { kind: 'object', items, range };
      }
      case 'string':
        return this.#template(tree);
      case 'hole':
        return { kind: 'invalid', reason: 'not an expression', range };
    }
  }

  #template(tree: Extract<Tree, { kind: 'string' }>): Expression {
    const range = tree.range ?? this.whole;
    const text = textOfParts(tree);
    if (!text.includes('${') && !text.includes('%{')) {
      return { kind: 'template', parts: text === '' ? [] : [{ kind: 'text', text, range }], range };
    }
    return parseTemplate(this.grammar, new SourceText(this.whole.source.uri, text, range));
  }
}

function textOf({ name }: Member): string {
  return textOfParts(name);
}

function textOfParts({ parts }: Extract<Tree, { kind: 'string' }>): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
