import type {
  Call as CallExpression,
  Conditional,
  Expression,
  ForObject,
  ForTuple,
  ObjectConstructor,
} from '../hcl/ast.js';
import type { Grammar } from '../hcl/grammar.js';
import { parseTemplate } from '../hcl/parse.js';
import type { Range } from '../hcl/source-text.js';
import type { Budget } from './budget.js';
import type { Scope, Step } from './context.js';
import { elementsOf, equals, toBoolean, toText } from './convert.js';
import { EvaluationError, Undetermined } from './errors.js';
import { callFunction } from './functions/index.js';
import { access, indexOf } from './access.js';
import { keyOf, knownText } from './json.js';
import { binary, unary } from './operators.js';
import { sizeOf } from './size.js';
import { evaluateTemplate } from './template.js';
import { list, type Member, number, type Openness, placed, unknown, type Unknown, type Value } from './value.js';

/** Larger than any value that AWS takes. */
const MAX_SIZE = 100_000;

/** Evaluates expressions of Terraform's language, as far as what they refer to is known. */
export class Evaluator {
  constructor(
    private readonly grammar: Grammar,
    private readonly budget: Budget,
  ) {}

  /**
   * The value of an expression. What cannot be evaluated is {@link Unknown}, with the reason and the place. Throws only
   * when the budget is used up and, in a strict scope, an {@link EvaluationError}.
   */
  readonly evaluate = (expression: Expression, scope: Scope): Value => {
    this.budget.spend(1);
    try {
      const value = this.budget.nested(() => this.#evaluate(expression, scope));
      if (sizeOf(value) > MAX_SIZE) throw new EvaluationError('it is too large', expression.range);
      return placed(value, expression.range);
    } catch (error) {
      if (error instanceof Undetermined) return error.value;
      if (!(error instanceof EvaluationError) || scope.strict) throw error;
      return unknown(error.message, error.range ?? expression.range);
    }
  };

  #evaluate(expression: Expression, scope: Scope): Value {
    const { range } = expression;
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression;
        if (value === null) return { kind: 'null', range };
        return typeof value === 'number' ? literalNumber(value, range) : { kind: 'boolean', value, range };
      }
      case 'template':
        return evaluateTemplate(expression, scope, this.evaluate, this.budget);
      case 'tuple':
        this.budget.spend(expression.items.length);
        return list(
          expression.items.map((item) => this.evaluate(item, scope)),
          range,
        );
      case 'object':
        return this.#object(expression, scope);
      case 'for-tuple':
        return this.#forTuple(expression, scope);
      case 'for-object':
        return this.#forObject(expression, scope);
      case 'conditional':
        return this.#conditional(expression, scope);
      case 'unary':
        return unary(expression.operator, this.evaluate(expression.operand, scope), range);
      case 'binary': {
        const left = this.evaluate(expression.left, scope);
        const right = this.evaluate(expression.right, scope);
        this.budget.spend(sizeOf(left) + sizeOf(right));
        return binary(expression.operator, left, right, range);
      }
      case 'call':
        return this.#call(expression, scope);
      case 'variable':
      case 'attribute':
      case 'index':
        return this.#reference(expression, scope);
      case 'splat':
        return this.#splat(this.evaluate(expression.target, scope), expression.each, scope, range);
      case 'item':
        return scope.item ?? unknown('not an expression', range);
      case 'parentheses':
        return this.evaluate(expression.expression, scope);
      case 'invalid':
        return unknown(`the source cannot be read: ${expression.reason}`, range);
    }
  }

  #object({ items, range }: ObjectConstructor, scope: Scope): Value {
    const members = new Map<string, Member>();
    this.budget.spend(items.length);
    for (const item of items) {
      const name = toText(this.evaluate(item.key, scope));
      const key = name.kind === 'unknown' ? name : keyOf(name);
      const value = this.evaluate(item.value, scope);
      if (typeof key !== 'string' || name.kind === 'unknown') return unknownName(key, item.key.range);
      members.delete(key);
      members.set(key, { value, name: knownText(name) === null ? name : null, range: item.range });
    }
    return { kind: 'object', members, range };
  }

  /** Calls `visit` with the scope of each element that the condition lets through. */
  #forEach(expression: ForTuple | ForObject, scope: Scope, visit: (inner: Scope, loose: boolean) => void): Openness {
    const collection = this.evaluate(expression.collection, scope);
    const elements = elementsOf(collection);
    if ('kind' in elements) throw new Undetermined(elements);
    let { rest } = elements;
    const { loose } = elements;
    this.budget.spend(elements.entries.length);
    for (const [key, value] of elements.entries) {
      const names = new Map(scope.names);
      if (expression.keyName !== null) names.set(expression.keyName, key);
      names.set(expression.valueName, value);
      const inner = { ...scope, names };
      if (expression.condition !== null) {
        const condition = toBoolean(this.evaluate(expression.condition, inner));
        if (typeof condition !== 'boolean') {
          rest ??= unknown(condition.reason, expression.condition.range);
          continue;
        }
        if (!condition) continue;
      }
      visit(inner, loose);
    }
    return { rest, loose };
  }

  #forTuple(expression: ForTuple, scope: Scope): Value {
    const items: Value[] = [];
    const from = this.#forEach(expression, scope, (inner) => items.push(this.evaluate(expression.value, inner)));
    return list(items, expression.range, [from]);
  }

  #forObject(expression: ForObject, scope: Scope): Value {
    const members = new Map<string, Member>();
    const failed: Unknown[] = [];
    const { rest } = this.#forEach(expression, scope, (inner, loose) => {
      const name = toText(this.evaluate(expression.key, inner));
      const value = this.evaluate(expression.value, inner);
      const key = name.kind === 'unknown' ? name : keyOf(name);
      if (typeof key !== 'string' || name.kind === 'unknown') {
        failed.push(unknownName(key, expression.key.range));
        return;
      }
      const earlier = members.get(key);
      if (earlier !== undefined && !expression.grouped)
        throw new EvaluationError('two elements have the same key', expression.key.range);
      const grouped = earlier?.value.kind === 'list' ? earlier.value.items : [];
      members.set(key, {
        value: expression.grouped ? list([...grouped, value], value.range, [{ rest: null, loose }]) : value,
        name: knownText(name) === null ? name : null,
        range: value.range,
      });
    });
    return failed[0] ?? rest ?? { kind: 'object', members, range: expression.range };
  }

  #conditional(expression: Conditional, scope: Scope): Value {
    const condition = toBoolean(this.evaluate(expression.condition, scope));
    if (condition === true) return this.evaluate(expression.whenTrue, scope);
    if (condition === false) return this.evaluate(expression.whenFalse, scope);
    const whenTrue = this.evaluate(expression.whenTrue, scope);
    const whenFalse = this.evaluate(expression.whenFalse, scope);
    if (equals(whenTrue, whenFalse) === true) return whenTrue;
    return unknown(condition.reason, expression.condition.range);
  }

  #call(expression: CallExpression, scope: Scope): Value {
    const { budget, evaluate, grammar } = this;
    return callFunction(expression, {
      range: expression.range,
      scope,
      budget,
      evaluate,
      parseTemplate: (source) => parseTemplate(grammar, source),
    });
  }

  /** Evaluates a chain of names and indices: the scope says what its first words mean. */
  #reference(expression: Expression, scope: Scope): Value {
    const chain: Extract<Expression, { kind: 'attribute' | 'index' }>[] = [];
    let root = expression;
    while (root.kind === 'attribute' || root.kind === 'index') {
      chain.push(root);
      root = root.target;
    }
    chain.reverse();
    const steps = chain.map((link): Step =>
      link.kind === 'attribute'
        ? { kind: 'attribute', name: link.name, range: link.range }
        : { kind: 'index', key: this.evaluate(link.key, scope), range: link.range },
    );
    let value: Value;
    let used = 0;
    if (root.kind === 'variable') {
      const named = scope.names.get(root.name);
      const resolved =
        named === undefined
          ? scope.references.resolve(root.name, steps, expression.range, this.budget)
          : { value: named, used };
      if (resolved === null) throw new EvaluationError(`\`${root.name}\` is not known here`, root.range);
      ({ value, used } = resolved);
    } else value = this.evaluate(root, scope);
    for (const step of steps.slice(used)) {
      value = step.kind === 'attribute' ? access(value, step.name, step.range) : indexOf(value, step.key, step.range);
    }
    return value;
  }

  /** https://developer.hashicorp.com/terraform/language/expressions/splat: a single value is a list of one, null of none. */
  #splat(target: Value, each: Expression, scope: Scope, range: Range): Value {
    if (target.kind === 'unknown') return target;
    if (target.kind === 'null') return list([], range);
    const items = target.kind === 'list' ? target.items : [target];
    this.budget.spend(items.length);
    return list(
      items.map((item) => this.evaluate(each, { ...scope, item })),
      range,
      target.kind === 'list' ? [target] : [],
    );
  }
}

/** Digits beyond those that a number here can hold would be another account or port. */
function literalNumber(value: number, range: Range): Value {
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? unknown('the number has too many digits', range)
    : number(value, range);
}

function unknownName(name: string | Unknown, range: Range): Unknown {
  return unknown(typeof name === 'string' ? 'a name in an object is not known' : name.reason, range);
}
