import type { Call as CallExpression } from '../../hcl/ast.js';
import type { Call } from '../context.js';
import { identity, orderedItems } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { derivedId } from '../derive.js';
import { sizeOf } from '../size.js';
import { boolean, hole, unknown, type Value } from '../value.js';
import type { TerraformFunction } from './arguments.js';
import { ADDRESS_FUNCTIONS } from './addresses.js';
import { COLLECTION_FUNCTIONS } from './collections.js';
import { FILE_FUNCTIONS } from './files.js';
import { PROVIDER_FUNCTIONS } from './provider.js';
import { REGULAR_EXPRESSION_FUNCTIONS } from './regular-expressions.js';
import { SET_FUNCTIONS } from './sets.js';
import { STRING_FUNCTIONS } from './strings.js';
import { TIME_FUNCTIONS } from './times.js';
import { VALUE_FUNCTIONS } from './values.js';
import { YAML_FUNCTIONS } from './yaml.js';

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map([
  ...COLLECTION_FUNCTIONS,
  ...SET_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...VALUE_FUNCTIONS,
  ...FILE_FUNCTIONS,
  ...ADDRESS_FUNCTIONS,
  ...REGULAR_EXPRESSION_FUNCTIONS,
  ...PROVIDER_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...YAML_FUNCTIONS,
]);

/** How much of the arguments a function goes through in the time of one step. */
const ARGUMENTS_PER_STEP = 16;

/**
 * What these make of a text that AWS will choose is again such a text: they add nothing to it, or only letters and digits.
 */
const DERIVING: ReadonlySet<string> = new Set([
  ...['trimspace', 'trim', 'trimprefix', 'trimsuffix', 'substr', 'strrev', 'title', 'base64encode', 'basename'],
  ...['md5', 'sha1', 'sha256', 'sha512', 'base64sha256', 'base64sha512', 'urlencode'],
]);

/** Calls a function; what cannot be evaluated is unknown, with the reason and the place. */
export function callFunction(expression: CallExpression, call: Call): Value {
  const name = expression.name.startsWith('core::') ? expression.name.slice('core::'.length) : expression.name;
  if (name === 'try') return tryEach(expression, call);
  if (name === 'can') return can(expression, call);
  const args = argumentsOf(expression, call);
  const implementation = FUNCTIONS.get(name);
  if (implementation === undefined) return unknown(`the function \`${name}\` is not evaluated`, call.range);
  call.budget.spend(args.reduce((sum, argument) => sum + sizeOf(argument), 0) / ARGUMENTS_PER_STEP);
  try {
    return implementation(args, call);
  } catch (error) {
    if (!(error instanceof Undetermined)) throw error;
    const known = args.map(identity);
    if (!DERIVING.has(name) || known.includes(null)) throw error;
    return hole(derivedId(name, known.join(', ')), error.value.reason, call.range);
  }
}

function argumentsOf(expression: CallExpression, { scope, evaluate, budget }: Call): readonly Value[] {
  const args = expression.arguments.map((argument) => evaluate(argument, scope));
  const last = args.at(-1);
  if (!expression.expanded || last === undefined) return args;
  const items = orderedItems(last);
  budget.spend(items.length);
  return [...args.slice(0, -1), ...items];
}

/** https://developer.hashicorp.com/terraform/language/functions/try */
function tryEach(expression: CallExpression, { scope, evaluate, range }: Call): Value {
  for (const argument of expression.arguments) {
    try {
      return evaluate(argument, { ...scope, strict: true });
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  throw new EvaluationError('every expression of `try` fails', range);
}

function can(expression: CallExpression, { scope, evaluate, range }: Call): Value {
  const [argument] = expression.arguments;
  if (argument === undefined) throw new EvaluationError('an argument is missing', range);
  try {
    const value = evaluate(argument, { ...scope, strict: true });
    return value.kind === 'unknown' ? unknown(value.reason, range) : boolean(true, range);
  } catch (error) {
    if (error instanceof EvaluationError) return boolean(false, range);
    throw error;
  }
}
