import type { Grammar } from '../sources/hcl/grammar.js';
import { parseJsonTree } from '../sources/hcl/json-tree.js';
import type { StatementChange } from './changes.js';
import { type Node, type NodeMember, parseValue } from './nodes.js';
import { removeListed, removeWritten, subtractFrom } from './lists.js';
import { indentOf, removeElement, replacePart } from './text-edits.js';
import {
  quoted,
  type References,
  type RewriteOptions,
  type Style,
  type Writable,
  writeMember,
  writeName,
  writeReferences,
  writeValue,
} from './write.js';

type ObjectNode = Extract<Node, { kind: 'object' }>;

/**
 * Makes a change in a statement that is written as an object, in an expression or in JSON. Null where it cannot be made.
 */
export function rewriteObject(
  grammar: Grammar,
  text: string,
  change: StatementChange,
  { subtract, references }: RewriteOptions,
): string | null {
  const statement = parseValue(grammar, text);
  if (statement?.kind !== 'object') return null;
  return new ObjectText(text, statement, isJson(text) ? 'json' : 'hcl', subtract, references).change(change);
}

/** True for what is JSON as well as an expression; a comma must then not stand behind the last element. */
function isJson(text: string): boolean {
  return parseJsonTree([{ kind: 'text', text, range: null }]) !== null;
}

class ObjectText {
  constructor(
    private readonly text: string,
    private readonly statement: ObjectNode,
    private readonly style: Style,
    private readonly subtract: boolean,
    private readonly references: References,
  ) {}

  change(change: StatementChange): string | null {
    switch (change.kind) {
      case 'remove-action': {
        const actions = memberOf(this.statement, 'Action')?.value;
        return actions === undefined ? null : this.#removeText(actions, change.value);
      }
      case 'remove-resource': {
        const listed = memberOf(this.statement, 'Resource')?.value;
        if (listed === undefined || this.subtract) return null;
        const { expression, offset } = listed;
        return removeListed(this.text, expression, change, { offset, strict: this.#strict });
      }
      case 'set-resources': {
        const listed = memberOf(this.statement, 'Resource')?.value;
        if (listed === undefined || this.subtract) return null;
        const references: References = this.#strict ? new Map() : this.references;
        return replacePart(this.text, listed, writeReferences(change.values, references));
      }
      case 'replace-principal':
        return this.#principal(change);
      case 'remove-condition':
        return this.#removeCondition(change.operator, change.key);
      case 'set-condition':
        return this.#setCondition(change);
    }
  }

  #principal({ type, value, by }: Extract<StatementChange, { kind: 'replace-principal' }>): string | null {
    const element = memberOf(this.statement, 'Principal')?.value;
    if (element === undefined) return null;
    if (element.kind === 'other')
      return element.text === value && by !== null
        ? replacePart(this.text, element, writeValue({ [type]: by }, this.style, null))
        : null;
    const member = element.kind === 'object' ? memberOf(element, type) : null;
    if (element.kind !== 'object' || member === null) return null;
    const items = member.value.kind === 'list' ? member.value.items : [member.value];
    const named = items.find((item) => item.kind === 'other' && item.text === value);
    if (named === undefined) return null;
    if (by !== null) return replacePart(this.text, named, quoted(by));
    if (items.length > 1) return removeElement(this.text, named, this.#strict);
    return element.members.length > 1 ? removeElement(this.text, member, this.#strict) : null;
  }

  #removeCondition(operator: string, key: string): string | null {
    const found = this.#condition(operator, key);
    if (found === null) return null;
    const { conditions, test, member } = found;
    if (!isObject(test.value)) return null;
    if (test.value.members.length > 1) return removeElement(this.text, member, this.#strict);
    if (conditions.value.members.length > 1) return removeElement(this.text, test, this.#strict);
    return removeElement(this.text, conditions, this.#strict);
  }

  #setCondition({ operator, key, values, instead }: Extract<StatementChange, { kind: 'set-condition' }>) {
    const conditions = memberOf(this.statement, 'Condition');
    if (conditions === null) {
      return instead === null ? this.#insert(this.statement, 'Condition', { [operator]: { [key]: values } }) : null;
    }
    if (!isObject(conditions.value)) return null;
    const test = memberOf(conditions.value, operator);
    if (instead !== null) return this.#replaceCondition(instead, { operator, key, values }, test !== null);
    if (test === null) return this.#insert(conditions.value, operator, { [key]: values });
    return isObject(test.value) ? this.#insert(test.value, key, values) : null;
  }

  /** Where the operator changes, it must have tested nothing else, and no other test may have the new one already. */
  #replaceCondition(
    instead: string,
    { operator, key, values }: { operator: string; key: string; values: readonly string[] },
    hasOperator: boolean,
  ): string | null {
    const found = this.#condition(instead, key);
    if (found === null) return null;
    const { test, member } = found;
    const changed = replacePart(this.text, member.value, writeValue(values, this.style, null));
    if (operator === instead) return changed;
    if (hasOperator || !isObject(test.value) || test.value.members.length > 1) return null;
    const name = { start: test.start, end: test.start + nameLength(this.text.slice(test.start)) };
    return replacePart(changed, name, writeName(operator, this.style));
  }

  #condition(operator: string, key: string) {
    const conditions = memberOf(this.statement, 'Condition');
    if (conditions === null || !isObject(conditions.value)) return null;
    const test = memberOf(conditions.value, operator);
    if (test === null || !isObject(test.value)) return null;
    const member = test.value.members.find(({ name }) => name?.toLowerCase() === key.toLowerCase());
    return member === undefined ? null : { conditions: { ...conditions, value: conditions.value }, test, member };
  }

  /** Adds a member behind the last one, on lines of its own where that one has them. */
  #insert({ members }: ObjectNode, name: string, value: Writable): string | null {
    const last = members.at(-1);
    if (last === undefined) return null;
    const indent = indentOf(this.text, last.start);
    const rest = /^([ \t]*,?)([ \t]*(?:(?:#|\/\/)[^\n]*)?)(?=\r?\n)/.exec(this.text.slice(last.end));
    if (indent === null || rest === null) {
      const inline = `, ${writeMember(name, value, this.style, null)}`;
      return replacePart(this.text, { start: last.end, end: last.end }, inline);
    }
    const [, comma = '', comment = ''] = rest;
    const hasComma = comma.trim() === ',';
    const written = this.#aligned(last, writeMember(name, value, this.style, indent));
    const before = this.#strict || hasComma ? ',' : '';
    const end = last.end + comma.length + comment.length;
    return replacePart(
      this.text,
      { start: last.end, end },
      `${before}${comment}\n${indent}${written}${hasComma ? ',' : ''}`,
    );
  }

  /** With its `=` below that of the line before, as `terraform fmt` has it. */
  #aligned(last: NodeMember, written: string): string {
    const line = this.text.slice(last.start, last.value.start);
    const [equals, own] = [line.indexOf('='), written.indexOf(' = ')];
    const short = own !== -1 && own + 1 <= equals && !written.includes('\n');
    if (this.style === 'json' || !short) return written;
    return `${written.slice(0, own).padEnd(equals - 1)}${written.slice(own)}`;
  }

  #removeText({ expression, offset }: Node, value: string): string | null {
    return this.subtract
      ? this.#strict
        ? null
        : subtractFrom(this.text, expression, value, offset)
      : removeWritten(this.text, expression, value, { offset, strict: this.#strict });
  }

  get #strict(): boolean {
    return this.style === 'json';
  }
}

function memberOf(object: ObjectNode, name: string): NodeMember | null {
  return object.members.find((member) => member.name === name) ?? null;
}

function isObject(node: Node): node is ObjectNode {
  return node.kind === 'object';
}

/** Of a name with or without quotes, at the start of a text. */
function nameLength(text: string): number {
  return /^(?:"[^"]*"|[\w-]+)/.exec(text)?.[0].length ?? 0;
}
