import { arnOperators } from './arn.js';
import { plainOperators } from './bool.js';
import { dateOperators } from './date.js';
import { ipAddressOperators } from './ip-address.js';
import { numericOperators } from './numeric.js';
import type { ConditionOperator } from './operator.js';
import { stringOperators } from './string.js';

export type { ConditionOperator, ValueTest } from './operator.js';

/** `Null` looks at whether a key is there, not at values. */
const nullOperator: ConditionOperator = {
  name: 'Null',
  negated: false,
  wildcards: false,
  variables: false,
  compile: () => null,
  samples: () => [],
};

const operators = new Map(
  [
    ...stringOperators,
    ...numericOperators,
    ...dateOperators,
    ...plainOperators,
    ...ipAddressOperators,
    ...arnOperators,
    nullOperator,
  ].map((operator) => [operator.name.toLowerCase(), operator]),
);

/** An operator as a policy spells it, taken apart. */
export interface ParsedOperator {
  readonly operator: ConditionOperator;
  readonly quantifier: 'all' | 'any' | null;
  readonly ifExists: boolean;
}

const parsedOperators = new Map<string, ParsedOperator | null>();
const MAX_KEPT = 500;

/** Takes apart `ForAnyValue:StringLikeIfExists` and the like, in any case. Null for an operator that AWS does not know. */
export function parseOperator(text: string): ParsedOperator | null {
  const known = parsedOperators.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text.toLowerCase());
  if (parsedOperators.size < MAX_KEPT) parsedOperators.set(text, parsed);
  return parsed;
}

function parse(text: string): ParsedOperator | null {
  const colon = text.indexOf(':');
  const prefix = colon < 0 ? null : text.slice(0, colon);
  if (prefix !== null && prefix !== 'forallvalues' && prefix !== 'foranyvalue') return null;
  const rest = text.slice(colon + 1);
  const ifExists = rest.endsWith('ifexists');
  const operator = operators.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (operator === undefined || (operator === nullOperator && (ifExists || prefix !== null))) return null;
  return { operator, quantifier: prefix === null ? null : prefix === 'forallvalues' ? 'all' : 'any', ifExists };
}
