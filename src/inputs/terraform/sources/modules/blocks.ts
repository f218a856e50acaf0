import type { Scope } from '../evaluate/context.js';
import { elementsOf, toList } from '../evaluate/convert.js';
import { knownText } from '../evaluate/json.js';
import { list, type Member, object, open, type Unknown, unknown, type Value } from '../evaluate/value.js';
import type { Block, Body, Expression } from '../hcl/ast.js';
import type { Range } from '../hcl/source-text.js';

type Evaluate = (expression: Expression, scope: Scope) => Value;

/** A block, or what a `dynamic` block makes of one element. */
export interface ExpandedBlock {
  readonly body: Body;
  readonly scope: Scope;
  readonly range: Range;
}

/** The blocks of a type, and why there may be more. */
export interface ExpandedBlocks {
  readonly blocks: readonly ExpandedBlock[];
  readonly rest: Unknown | null;
}

/** The blocks of a type in a body, with those of `dynamic` blocks (https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks). */
export function expandBlocks(body: Body, type: string, scope: Scope, evaluate: Evaluate): ExpandedBlocks {
  const blocks: ExpandedBlock[] = [];
  const [problem] = body.problems;
  let rest = problem === undefined ? null : unknown('the source cannot be read', problem);
  for (const block of body.blocks) {
    if (block.type === type) blocks.push({ body: block.body, scope, range: block.range });
    else if (block.type === 'dynamic' && block.labels[0] === type) {
      const expanded = expandDynamic(block, type, scope, evaluate);
      blocks.push(...expanded.blocks);
      rest ??= expanded.rest;
    }
  }
  return { blocks, rest };
}

function expandDynamic(block: Block, type: string, scope: Scope, evaluate: Evaluate): ExpandedBlocks {
  const content = block.body.blocks.find((inner) => inner.type === 'content');
  const collection = block.body.attributes.get('for_each');
  if (content === undefined || collection === undefined) {
    return { blocks: [], rest: unknown('the source cannot be read', block.range) };
  }
  const value = evaluate(collection.expression, scope);
  if (value.kind === 'null') return { blocks: [], rest: null };
  if (value.kind !== 'list' && value.kind !== 'object') {
    const reason = value.kind === 'unknown' ? value.reason : 'it is made for each element of no collection';
    return { blocks: [], rest: unknown(reason, collection.expression.range) };
  }
  const elements = elementsOf(value);
  if ('kind' in elements) return { blocks: [], rest: elements };
  const iterator = iteratorName(block) ?? type;
  const expanded = elements.entries.map(([key, element]): ExpandedBlock => {
    const names = new Map(scope.names);
    names.set(
      iterator,
      object([
        ['key', key],
        ['value', element],
      ]),
    );
    return {
      body: content.body,
      scope: { ...scope, names },
      range: placeOf(element, content, collection.expression.range),
    };
  });
  return { blocks: expanded, rest: elements.rest };
}

/** The element says more about a block than the content that all of them share, if it is written out in the sources. */
function placeOf(element: Value, content: Block, collection: Range): Range {
  const { kind, range } = element;
  if (range === null || kind !== 'object' || !range.source.text.startsWith('{', range.start)) return content.range;
  return range.source === collection.source && range.start === collection.start ? content.range : range;
}

function iteratorName(block: Block): string | null {
  const expression = block.body.attributes.get('iterator')?.expression;
  if (expression?.kind === 'variable') return expression.name;
  const [only] = expression?.kind === 'template' ? expression.parts : [];
  return only?.kind === 'text' ? only.text : null;
}

/** The value of an attribute, or of the blocks of that name as a list; null when the body has neither. */
export function bodyMember(body: Body, name: string, scope: Scope, evaluate: Evaluate): Value | null {
  const attribute = body.attributes.get(name);
  if (attribute !== undefined) return evaluate(attribute.expression, scope);
  const { blocks, rest } = expandBlocks(body, name, scope, evaluate);
  const named = body.blocks.some(({ type, labels }) => type === name || (type === 'dynamic' && labels[0] === name));
  if (!named) return rest;
  return list(
    blocks.map((block) => bodyObject(block, evaluate)),
    blocks[0]?.range ?? body.range,
    rest === null ? [] : [open(rest)],
  );
}

function bodyObject({ body, scope, range }: ExpandedBlock, evaluate: Evaluate): Value {
  const members = new Map<string, Member>();
  const types = body.blocks.map(({ type, labels }) => (type === 'dynamic' ? (labels[0] ?? '') : type));
  for (const name of new Set([...body.attributes.keys(), ...types])) {
    const value = bodyMember(body, name, scope, evaluate);
    if (value !== null)
      members.set(name, { value, name: null, range: body.attributes.get(name)?.range ?? value.range });
  }
  return { kind: 'object', members, range };
}

/** A text that a body spells out, or null. */
export function constantText(body: Body, name: string, scope: Scope, evaluate: Evaluate): string | null {
  const attribute = body.attributes.get(name);
  if (attribute === undefined) return null;
  const value = evaluate(attribute.expression, scope);
  return value.kind === 'string' ? knownText(value) : null;
}

/** The items of an attribute that is a list or set; none when it is not set. */
export function listAttribute(body: Body, name: string, scope: Scope, evaluate: Evaluate): Value | null {
  const attribute = body.attributes.get(name);
  if (attribute === undefined) return null;
  const value = evaluate(attribute.expression, scope);
  return value.kind === 'null' ? null : toList(value.kind === 'string' ? list([value], value.range) : value);
}
