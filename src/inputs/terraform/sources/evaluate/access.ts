import type { Range } from '../hcl/source-text.js';
import { describe, equals, partlyKnown, toNumber } from './convert.js';
import { EvaluationError } from './errors.js';
import { knownText, keyOf } from './json.js';
import { unknown, type Value } from './value.js';

/** `value.name` */
export function access(value: Value, name: string, range: Range): Value {
  switch (value.kind) {
    case 'unknown':
      return unknown(value.reason, value.range);
    case 'instance':
      return value.get(name, range);
    case 'object': {
      const member = value.members.get(name);
      if (member !== undefined) return member.value;
      if ([...value.members.values()].some((other) => other.name !== null)) {
        return unknown(`whether there is a \`${name}\` is known only after apply`, range);
      }
      throw new EvaluationError(`there is no \`${name}\``, range);
    }
    default:
      throw new EvaluationError(`${describe(value)} has no \`${name}\``, range);
  }
}

/** `value[key]` */
export function indexOf(value: Value, key: Value, range: Range): Value {
  switch (value.kind) {
    case 'unknown':
      return unknown(value.reason, value.range);
    case 'list': {
      if (value.rest !== null) return unknown(value.rest.reason, value.rest.range);
      if (value.loose) return unknown('the order of the items is not known', range);
      const position = toNumber(key);
      if (typeof position !== 'number')
        return commonItem(value.items) ?? unknown(position.reason, position.range ?? range);
      const item = value.items[position];
      if (item === undefined || value.set) throw new EvaluationError(`there is no item ${position}`, range);
      return item;
    }
    case 'object':
    case 'instance': {
      if (key.kind === 'unknown') return unknown(key.reason, key.range ?? range);
      const name = key.kind === 'string' ? key : null;
      const known = name === null ? (key.kind === 'number' ? String(key.value) : null) : knownText(name);
      if (known !== null) return access(value, known, range);
      if (name === null) throw new EvaluationError(`expected a name, got ${describe(key)}`, range);
      const symbolic = keyOf(name);
      const member = value.kind === 'object' && typeof symbolic === 'string' ? value.members.get(symbolic) : undefined;
      return member?.value ?? partlyKnown(name);
    }
    default:
      throw new EvaluationError(`${describe(value)} has no items`, range);
  }
}

function commonItem(items: readonly Value[]): Value | null {
  const [first] = items;
  return first !== undefined && items.every((item) => equals(first, item) === true) ? first : null;
}
