import { allItems, toSet } from '../convert.js';
import { EvaluationError } from '../errors.js';
import { list, type Value } from '../value.js';
import { argument, type TerraformFunction } from './arguments.js';
import { concat, identified, MAX_ITEMS } from './collections.js';

const setProduct: TerraformFunction = (args, { range: place, budget }) => {
  const lists = args.map(allItems);
  const count = lists.reduce((product, items) => product * items.length, 1);
  if (count > MAX_ITEMS) throw new EvaluationError('the product is too large', place);
  budget.spend(count * lists.length);
  const rows = lists.reduce<readonly (readonly Value[])[]>(
    (product, items) => product.flatMap((row) => items.map((item) => [...row, item])),
    [[]],
  );
  return list(
    rows.map((row) => list(row, place)),
    place,
    args.filter((value) => value.kind === 'list'),
  );
};

function setOf(items: Iterable<Value>, place: Value['range']): Value {
  return toSet(list([...items], place));
}

const setUnion: TerraformFunction = (args, call) => toSet(concat(args, call));

const setIntersection: TerraformFunction = (args, { range: place }) => {
  const [first, ...others] = args.map(identified);
  const items = [...(first ?? [])].filter(([key]) => others.every((other) => other.has(key)));
  return setOf(
    items.map(([, item]) => item),
    place,
  );
};

const setSubtract: TerraformFunction = (args, { range: place }) => {
  const subtracted = identified(argument(args, 1));
  const items = [...identified(argument(args, 0))].filter(([key]) => !subtracted.has(key));
  return setOf(
    items.map(([, item]) => item),
    place,
  );
};

/** The functions of https://developer.hashicorp.com/terraform/language/functions#collection-functions about sets. */
export const SET_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['setintersection', setIntersection],
  ['setproduct', setProduct],
  ['setsubtract', setSubtract],
  ['setunion', setUnion],
];
