import { toBoolean, toNumber, toSet, toText, unify } from '../evaluate/convert.js';
import { EvaluationError } from '../evaluate/errors.js';
import { boolean, type Member, number, type Value } from '../evaluate/value.js';
import type { Expression } from '../hcl/ast.js';

/**
 * Converts a value to the type of a variable (https://developer.hashicorp.com/terraform/language/expressions/type-constraints),
 * with the defaults of `optional`. `evaluate` gives the value of such a default. What does not fit is left as it is.
 */
export function convertToType(value: Value, type: Expression, evaluate: (expression: Expression) => Value): Value {
  try {
    return convert(value, type, evaluate);
  } catch (error) {
    if (error instanceof EvaluationError) return value;
    throw error;
  }
}

function convert(value: Value, type: Expression, evaluate: (expression: Expression) => Value): Value {
  if (value.kind === 'null' || value.kind === 'unknown' || value.kind === 'instance') return value;
  if (type.kind === 'variable') return convertPrimitive(value, type.name);
  if (type.kind !== 'call') return value;
  const [argument] = type.arguments;
  if (argument === undefined) return value;
  const inner = (item: Value): Value => convert(item, argument, evaluate);
  switch (type.name) {
    case 'list':
      return value.kind === 'list' ? { ...value, set: false, items: unify(value.items.map(inner)) } : value;
    case 'set':
      return value.kind === 'list' ? toSet({ ...value, items: value.items.map(inner) }) : value;
    case 'map':
      return value.kind === 'object'
        ? {
            ...value,
            members: new Map(
              [...value.members].map(([key, member]) => [key, { ...member, value: inner(member.value) }]),
            ),
          }
        : value;
    case 'tuple':
      if (value.kind !== 'list' || argument.kind !== 'tuple') return value;
      return {
        ...value,
        items: value.items.map((item, index) => convert(item, argument.items[index] ?? argument, evaluate)),
      };
    case 'object':
      return convertObject(value, argument, evaluate);
    default:
      return value;
  }
}

function convertPrimitive(value: Value, name: string): Value {
  switch (name) {
    case 'string':
      return toText(value);
    case 'number': {
      const converted = toNumber(value);
      return typeof converted === 'number' ? number(converted, value.range) : converted;
    }
    case 'bool': {
      const converted = toBoolean(value);
      return typeof converted === 'boolean' ? boolean(converted, value.range) : converted;
    }
    default:
      return value;
  }
}

/** Members that the type does not name are dropped; those that it calls optional are null or have their default. */
function convertObject(value: Value, type: Expression, evaluate: (expression: Expression) => Value): Value {
  if (value.kind !== 'object' || type.kind !== 'object') return value;
  const members = new Map<string, Member>();
  for (const { key, value: memberType } of type.items) {
    const name = evaluate(key);
    const text = name.kind === 'string' && name.parts[0]?.kind === 'text' ? name.parts[0].text : '';
    const optional = memberType.kind === 'call' && memberType.name === 'optional' ? memberType.arguments : null;
    const inner = optional === null ? memberType : (optional[0] ?? memberType);
    const given = value.members.get(text);
    if (given !== undefined && given.value.kind !== 'null') {
      members.set(text, { ...given, value: convert(given.value, inner, evaluate) });
      continue;
    }
    if (optional === null) {
      if (given !== undefined) members.set(text, given);
      continue;
    }
    const fallback = optional[1];
    const missing: Value =
      fallback === undefined ? { kind: 'null', range: value.range } : convert(evaluate(fallback), inner, evaluate);
    members.set(text, { value: missing, name: null, range: given?.range ?? value.range });
  }
  return { ...value, members };
}
