import {
  allItems,
  describe,
  distinct,
  elementsOf,
  equals,
  hasLooseOrder,
  identity,
  orderedItems,
  toList,
  toObject,
  toSet,
  toString,
  unify,
} from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { keyOf, knownText } from '../json.js';
import {
  boolean,
  compareText,
  list,
  type ListValue,
  type Member,
  number,
  object,
  type ObjectValue,
  open,
  type Openness,
  sortedMembers,
  text,
  unknown,
  type Value,
} from '../value.js';
import { access } from '../access.js';
import { sizeOf } from '../size.js';
import { argument, knownBoolean, knownInteger, knownNumber, knownString, type TerraformFunction } from './arguments.js';
import { isEmptyText, knownTexts } from './strings.js';

/** More than any configuration has in one collection. */
export const MAX_ITEMS = 100_000;

/** The list, or what is known of it: a list that is not known at all has nothing but unknown items. */
function openList(value: Value): ListValue {
  const converted = toList(value);
  return converted.kind === 'unknown' ? list([], converted.range, [open(converted)]) : converted;
}

function objectOf(value: Value): ObjectValue {
  const converted = toObject(value);
  if (converted.kind === 'unknown') throw new Undetermined(converted);
  return converted;
}

export const concat: TerraformFunction = (args, { range, budget }) => {
  const lists = args.map(openList);
  budget.spend(lists.reduce((sum, { items }) => sum + items.length, 0));
  return list(
    lists.flatMap(({ items }) => items),
    range,
    lists,
  );
};

const flatten: TerraformFunction = (args, { range, budget }) => {
  const items: Value[] = [];
  const from: Openness[] = [];
  const visit = (value: Value): void => {
    budget.spend(1);
    if (value.kind === 'list') {
      budget.nested(() => {
        value.items.forEach(visit);
      });
      from.push(value);
    } else if (value.kind === 'unknown') from.push(open(value));
    else items.push(value);
  };
  visit(openList(argument(args, 0)));
  return list(items, range, from);
};

const merge: TerraformFunction = (args, { range, budget }) => {
  const members = new Map<string, Member>();
  for (const value of args) {
    if (value.kind === 'null') continue;
    const entries = objectOf(value).members;
    budget.spend(entries.size);
    for (const [key, member] of entries) members.set(key, member);
  }
  return { kind: 'object', members, range };
};

const lookup: TerraformFunction = (args, { range }) => {
  const value = objectOf(argument(args, 0));
  const key = toString(argument(args, 1));
  const name = keyOf(key);
  if (typeof name !== 'string') throw new Undetermined(name);
  const member = value.members.get(name);
  if (member !== undefined) return member.value;
  const symbolic = [...value.members.values()].some((other) => other.name !== null);
  if (symbolic || knownText(key) === null)
    throw new Undetermined(unknown('whether there is such a key is not known', range));
  return args[2] ?? access(value, name, range);
};

const length: TerraformFunction = (args, { range }) => {
  const value = argument(args, 0);
  if (value.kind === 'string') return number([...new Intl.Segmenter().segment(knownString(args, 0))].length, range);
  if (value.kind === 'object') return number(value.members.size, range);
  const items = allItems(value);
  // Two items that are not known may be the same.
  if (value.kind === 'list' && value.loose && items.some((item) => identity(item) === null)) {
    throw new Undetermined(unknown('how many items differ is not known', range));
  }
  return number(items.length, range);
};

const element: TerraformFunction = (args) => {
  const items = orderedItems(argument(args, 0));
  const index = knownInteger(args, 1);
  if (items.length === 0 || index < 0) throw new EvaluationError('there is no such item');
  return argument(items, index % items.length);
};

const contains: TerraformFunction = (args, { range, budget }) => {
  const { items, rest } = openList(argument(args, 0));
  const wanted = argument(args, 1);
  budget.spend(items.length * sizeOf(wanted));
  const results = items.map((item) => equals(item, wanted));
  if (results.includes(true)) return boolean(true, range);
  if (rest !== null) throw new Undetermined(rest);
  if (results.includes(null)) throw new Undetermined(unknown('an item is not known', range));
  return boolean(false, range);
};

const index: TerraformFunction = (args, { range, budget }) => {
  const items = orderedItems(argument(args, 0));
  budget.spend(items.length * sizeOf(argument(args, 1)));
  for (const [position, item] of items.entries()) {
    const equal = equals(item, argument(args, 1));
    if (equal === null) throw new Undetermined(unknown('an item is not known', range));
    if (equal) return number(position, range);
  }
  throw new EvaluationError('there is no such item', range);
};

const coalesce: TerraformFunction = (args) => {
  for (const value of args) {
    if (value.kind === 'unknown') throw new Undetermined(value);
    if (value.kind === 'null') continue;
    const empty = value.kind === 'string' ? isEmptyText(value) : false;
    if (empty === null) throw new Undetermined(unknown('whether the text is empty is not known', value.range));
    if (!empty) return value;
  }
  throw new EvaluationError('there is no value');
};

const coalesceList: TerraformFunction = (args) => {
  for (const value of args) {
    if (value.kind === 'null') continue;
    const items = toList(value);
    if (items.kind === 'unknown') throw new Undetermined(items);
    if (items.items.length > 0) return value;
    if (items.rest !== null) throw new Undetermined(items.rest);
  }
  throw new EvaluationError('there is no list with items');
};

const compact: TerraformFunction = (args, { range }) => {
  const source = openList(argument(args, 0));
  const kept: Value[] = [];
  let { rest } = source;
  for (const item of source.items) {
    if (item.kind === 'null') continue;
    const empty = item.kind === 'string' ? isEmptyText(item) : item.kind === 'unknown' ? null : false;
    if (empty === null) rest ??= unknown('whether the text is empty is not known', item.range);
    else if (!empty) kept.push(item);
  }
  return list(kept, range, [{ ...source, rest }]);
};

const keys: TerraformFunction = (args, { range }) => {
  const value = objectOf(argument(args, 0));
  const names = sortedMembers(value).map(([key, { name, range: place }]) => name ?? text(key, place));
  return list(names, range, [{ rest: null, loose: hasLooseOrder(value) }]);
};

const values: TerraformFunction = (args, { range }) => {
  const value = objectOf(argument(args, 0));
  const items = sortedMembers(value).map(([, member]) => member.value);
  return list(items, range, [{ rest: null, loose: hasLooseOrder(value) }]);
};

const one: TerraformFunction = (args, { range }) => {
  const value = argument(args, 0);
  if (value.kind === 'null') return value;
  const items = allItems(value.kind === 'list' || value.kind === 'unknown' ? value : list([value]));
  if (items.length > 1 && value.kind === 'list' && value.loose) orderedItems(value);
  if (items.length > 1) throw new EvaluationError('there is more than one item', range);
  return items[0] ?? { kind: 'null', range };
};

const range: TerraformFunction = (args, { range: place, budget }) => {
  const numbers = args.map((_, position) => knownNumber(args, position));
  const [first = 0, second, third] = numbers;
  const [start, limit] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (limit < start ? -1 : 1);
  if (step === 0 || (limit - start) * step < 0) throw new EvaluationError('the range has no end', place);
  const count = Math.ceil((limit - start) / step);
  if (count > 1_024) throw new EvaluationError('the range is too long', place);
  budget.spend(count);
  return list(
    Array.from({ length: count }, (_, position) => number(start + position * step)),
    place,
  );
};

const sort: TerraformFunction = (args, { range: place }) => {
  const items = allItems(argument(args, 0));
  const pairs = items.map((item) => ({ item, key: knownString([item], 0) }));
  return list(
    pairs.sort((a, b) => compareText(a.key, b.key)).map(({ item }) => item),
    place,
  );
};

const slice: TerraformFunction = (args, { range: place }) => {
  const items = orderedItems(argument(args, 0));
  const [start, end] = [knownInteger(args, 1), knownInteger(args, 2)];
  if (start < 0 || end < start || end > items.length) throw new EvaluationError('the list has no such part', place);
  return list(items.slice(start, end), place);
};

const zipmap: TerraformFunction = (args, { range: place }) => {
  const names = knownTexts(argument(args, 0));
  const items = orderedItems(argument(args, 1));
  if (names.length !== items.length) throw new EvaluationError('the lists differ in length', place);
  return object(
    names.map((name, position) => [name, argument(items, position)]),
    place,
  );
};

const chunklist: TerraformFunction = (args, { range: place }) => {
  const items = orderedItems(argument(args, 0));
  const size = knownInteger(args, 1);
  if (size < 1) throw new EvaluationError('expected a size', place);
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, position) =>
    list(items.slice(position * size, (position + 1) * size), place),
  );
  return list(chunks, place);
};

const transpose: TerraformFunction = (args, { range: place }) => {
  const turned = new Map<string, Value[]>();
  for (const [key, { value }] of sortedMembers(objectOf(argument(args, 0)))) {
    for (const item of knownTexts(value)) turned.set(item, [...(turned.get(item) ?? []), text(key, place)]);
  }
  return object(
    [...turned].map(([key, items]) => [key, list(items, place)]),
    place,
  );
};

/** The items by what tells them apart: they must be known, since they are compared. */
export function identified(value: Value): ReadonlyMap<string, Value> {
  return new Map(
    allItems(value).map((item) => {
      const key = identity(item);
      if (key === null) throw new Undetermined(unknown('an item is not known', item.range));
      return [key, item];
    }),
  );
}

const matchkeys: TerraformFunction = (args, { range: place }) => {
  const items = orderedItems(argument(args, 0));
  const itemKeys = orderedItems(argument(args, 1));
  const wanted = identified(argument(args, 2));
  return list(
    items.filter((_, position) => {
      const key = identity(argument(itemKeys, position));
      if (key === null) throw new Undetermined(unknown('an item is not known', place));
      return wanted.has(key);
    }),
    place,
  );
};

const all =
  (decisive: boolean): TerraformFunction =>
  (args, { range: place }) => {
    const { items, rest } = openList(argument(args, 0));
    let missing = rest;
    for (const item of items) {
      if (item.kind === 'null') return boolean(decisive, place);
      if (item.kind === 'unknown') missing ??= item;
      else if (knownBoolean(item) === decisive) return boolean(decisive, place);
    }
    if (missing !== null) throw new Undetermined(missing);
    return boolean(!decisive, place);
  };

const tomap: TerraformFunction = (args, { range: place }) => {
  const { members } = objectOf(argument(args, 0));
  const converted = unify([...members.values()].map(({ value }) => value));
  const pairs = [...members].map(([key, member], position): [string, Member] => [
    key,
    { ...member, value: converted[position] ?? member.value },
  ]);
  return { kind: 'object', members: new Map(pairs), range: place };
};

const tolist: TerraformFunction = (args, { range: place }) => {
  const value = argument(args, 0);
  if (value.kind === 'null') return value;
  const source = openList(value);
  return list(unify(source.items), value.range ?? place, [source]);
};

const toset: TerraformFunction = (args) => {
  const value = argument(args, 0);
  return value.kind === 'null' ? value : toSet(openList(value));
};

const distinctItems: TerraformFunction = (args, { range: place }) => {
  const source = openList(argument(args, 0));
  const items = distinct(unify(source.items));
  const loose = source.loose || (items.length > 1 && items.some((item) => identity(item) === null));
  return list(items, place, [{ ...source, loose }]);
};

const reverse: TerraformFunction = (args, { range: place }) =>
  list([...orderedItems(argument(args, 0))].reverse(), place);

const sum: TerraformFunction = (args, { range: place }) => {
  const elements = elementsOf(argument(args, 0));
  if ('kind' in elements) throw new Undetermined(elements);
  if (elements.rest !== null) throw new Undetermined(elements.rest);
  if (elements.entries.length === 0) throw new EvaluationError(`expected numbers, got ${describe(argument(args, 0))}`);
  return number(
    elements.entries.reduce((total, [, item]) => total + knownNumber([item], 0), 0),
    place,
  );
};

/** https://developer.hashicorp.com/terraform/language/functions#collection-functions */
export const COLLECTION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['alltrue', all(false)],
  ['anytrue', all(true)],
  ['chunklist', chunklist],
  ['coalesce', coalesce],
  ['coalescelist', coalesceList],
  ['compact', compact],
  ['concat', concat],
  ['contains', contains],
  ['distinct', distinctItems],
  ['element', element],
  ['flatten', flatten],
  ['index', index],
  ['keys', keys],
  ['length', length],
  ['lookup', lookup],
  ['matchkeys', matchkeys],
  ['merge', merge],
  ['one', one],
  ['range', range],
  ['reverse', reverse],
  ['slice', slice],
  ['sort', sort],
  ['sum', sum],
  ['tolist', tolist],
  ['tomap', tomap],
  ['toset', toset],
  ['transpose', transpose],
  ['values', values],
  ['zipmap', zipmap],
];
