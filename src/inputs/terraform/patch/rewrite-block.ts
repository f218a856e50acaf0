import type { Block } from '../sources/hcl/ast.js';
import type { Grammar } from '../sources/hcl/grammar.js';
import type { StatementChange } from './changes.js';
import { nodeOf, parseBlock, plainText } from './nodes.js';
import { removeListed, removeWritten, subtractFrom } from './lists.js';
import { indentOf, removeBlock, removeElement, replacePart } from './text-edits.js';
import { quoted, type References, type RewriteOptions, writeList, writeReferences } from './write.js';

/**
 * Makes a change in a `statement` block of an `aws_iam_policy_document`
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document). Null where it
 * cannot be made.
 */
export function rewriteBlock(
  grammar: Grammar,
  text: string,
  change: StatementChange,
  { subtract, references }: RewriteOptions,
): string | null {
  const statement = parseBlock(grammar, text);
  return statement === null ? null : new BlockText(text, statement, subtract, references).change(change);
}

class BlockText {
  constructor(
    private readonly text: string,
    private readonly statement: Block,
    private readonly subtract: boolean,
    private readonly references: References,
  ) {}

  change(change: StatementChange): string | null {
    switch (change.kind) {
      case 'remove-action':
        return this.#removeAction(change.value);
      case 'remove-resource': {
        const listed = this.statement.body.attributes.get('resources')?.expression;
        return listed === undefined || this.subtract ? null : removeListed(this.text, listed, change);
      }
      case 'set-resources': {
        const listed = this.statement.body.attributes.get('resources')?.expression;
        return listed === undefined || this.subtract
          ? null
          : replacePart(this.text, listed.range, writeReferences(change.values, this.references));
      }
      case 'replace-principal':
        return this.#principal(change);
      case 'remove-condition': {
        const block = this.#condition(change.operator, change.key);
        return block === null ? null : removeBlock(this.text, block.range);
      }
      case 'set-condition':
        return change.instead === null ? this.#addCondition(change) : this.#replaceCondition(change.instead, change);
    }
  }

  #removeAction(value: string): string | null {
    const attribute = this.statement.body.attributes.get('actions');
    if (attribute === undefined) return null;
    return this.subtract
      ? subtractFrom(this.text, attribute.expression, value)
      : removeWritten(this.text, attribute.expression, value);
  }

  #principal({ type, value, by }: Extract<StatementChange, { kind: 'replace-principal' }>): string | null {
    const blocks = this.#blocks('principals').filter((block) => {
      const written = textOf(block, 'type');
      return (written === type || (written === '*' && type === 'AWS')) && this.#item(block, 'identifiers', value);
    });
    const [block, ...others] = blocks;
    if (block === undefined || others.length > 0) return null;
    const { items = [] } = this.#list(block, 'identifiers') ?? {};
    if (by === null) {
      return items.length > 1 ? this.#removeItem(block, 'identifiers', value) : removeBlock(this.text, block.range);
    }
    const item = this.#item(block, 'identifiers', value);
    const kind = block.body.attributes.get('type')?.expression.range;
    if (item === null || kind === undefined) return null;
    return replaceAll(this.text, [
      [item, quoted(by)],
      ...(textOf(block, 'type') === type ? [] : [[kind, quoted(type)] as const]),
    ]);
  }

  #replaceCondition(
    instead: string,
    { operator, key, values }: Extract<StatementChange, { kind: 'set-condition' }>,
  ): string | null {
    const { attributes } = this.#condition(instead, key)?.body ?? {};
    const [test, written] = [attributes?.get('test'), attributes?.get('values')];
    if (test === undefined || written === undefined) return null;
    return replaceAll(this.text, [
      [written.expression.range, writeList(values)],
      ...(operator === instead ? [] : [[test.expression.range, quoted(operator)] as const]),
    ]);
  }

  #addCondition({ operator, key, values }: Extract<StatementChange, { kind: 'set-condition' }>): string | null {
    const { attributes, blocks } = this.statement.body;
    const parts = [...[...attributes.values()].map(({ range }) => range), ...blocks.map(({ range }) => range)];
    const last = parts.reduce((one, other) => (other.end > one.end ? other : one), parts[0] ?? this.statement.range);
    const indent = indentOf(this.text, last.start);
    const end = this.text.indexOf('\n', last.end);
    if (last === this.statement.range || indent === null || end === -1) return null;
    const lines = [
      '',
      'condition {',
      `  test     = ${quoted(operator)}`,
      `  variable = ${quoted(key)}`,
      `  values   = ${writeList(values)}`,
      '}',
    ];
    const written = lines.map((line) => `\n${line === '' ? '' : indent}${line}`).join('');
    return replacePart(this.text, { start: end, end }, written);
  }

  #condition(operator: string, key: string): Block | null {
    const found = this.#blocks('condition').filter(
      (block) => textOf(block, 'test') === operator && textOf(block, 'variable')?.toLowerCase() === key.toLowerCase(),
    );
    const [block, ...others] = found;
    return others.length > 0 ? null : (block ?? null);
  }

  #removeItem(block: Block, name: string, value: string): string | null {
    const item = this.#item(block, name, value);
    const { items = [] } = this.#list(block, name) ?? {};
    return item === null || items.length < 2 ? null : removeElement(this.text, item, false);
  }

  #item(block: Block, name: string, value: string) {
    return this.#list(block, name)?.items.find((item) => item.kind === 'other' && item.text === value) ?? null;
  }

  #list(block: Block, name: string) {
    const attribute = block.body.attributes.get(name);
    const node = attribute === undefined ? null : nodeOf(attribute.expression);
    return node?.kind === 'list' ? node : null;
  }

  #blocks(type: string): readonly Block[] {
    return this.statement.body.blocks.filter((block) => block.type === type);
  }
}

function textOf({ body }: Block, name: string): string | null {
  const attribute = body.attributes.get(name);
  return attribute === undefined ? null : plainText(attribute.expression);
}

/** Replaces parts that do not overlap. */
function replaceAll(
  text: string,
  parts: readonly (readonly [{ readonly start: number; readonly end: number }, string])[],
): string {
  return [...parts]
    .sort(([a], [b]) => b.start - a.start)
    .reduce((changed, [part, by]) => replacePart(changed, part, by), text);
}
