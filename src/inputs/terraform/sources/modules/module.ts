import { keySuffix } from '../../modules.js';
import type { Budget } from '../evaluate/budget.js';
import type { References, Resolved, Scope, Step } from '../evaluate/context.js';
import { elementsOf, fromJson, toNumber } from '../evaluate/convert.js';
import type { Evaluator } from '../evaluate/evaluator.js';
import { knownText } from '../evaluate/json.js';
import { joined, list, number, object, placed, text, type Unknown, unknown, type Value } from '../evaluate/value.js';
import type { Block, Expression } from '../hcl/ast.js';
import type { Range, SourceText } from '../hcl/source-text.js';
import { bodyMember, constantText } from './blocks.js';
import { type Configuration, type Mode, resourceKey } from './configuration.js';
import { evaluatePolicyDocument } from './policy-document.js';
import { type AttributeReference, unknownAttribute } from './predict.js';
import { convertToType } from './type-constraint.js';

/** What tells the instances of a `count` or `for_each` apart; null without either. */
export type Key = string | number | null;

/** What the modules of a configuration share. */
export interface Surroundings {
  readonly evaluator: (budget: Budget) => Evaluator;
  readonly readFile: (path: string) => SourceText | null;
  readonly filesBelow: (path: string) => readonly string[] | null;
  /** The values of the root module's variables, as JSON; null for one that is not given. */
  readonly variable: (name: string) => { readonly value: unknown } | null;
  readonly workspace: string | null;
  /** Keys of the instances that a plan has; null when it does not say. */
  readonly instanceKeys: (module: string, mode: Mode, type: string, name: string) => readonly Key[] | null;
  readonly moduleKeys: (module: string, name: string) => readonly Key[] | null;
  readonly known: (reference: AttributeReference) => Value | null;
  readonly predicted: (reference: AttributeReference) => Value | null;
  readonly child: (parent: Module, name: string, key: Key) => Module;
  /** From the folder of the root module to that of a module. */
  readonly relativePath: (directory: string) => string;
}

/** The block that calls a module, and the instance of the caller. */
export interface Caller {
  readonly module: Module;
  readonly name: string;
  readonly key: Key;
}

/** An instance of a module. Everything in it is evaluated once, when it is asked for. */
export class Module {
  readonly #values = new Map<string, Value | null>();

  constructor(
    private readonly surroundings: Surroundings,
    /** Empty for the root module. */
    readonly address: string,
    readonly caller: Caller | null,
    /** Null when its source is not at hand. */
    readonly configuration: Configuration | null,
  ) {}

  /** The block of a resource; null when the sources do not hold it. */
  resource(mode: Mode, type: string, name: string): Block | null {
    return this.configuration?.resources.get(resourceKey(mode, type, name)) ?? null;
  }

  /** The block that calls a module. */
  call(name: string): Block | null {
    return this.configuration?.calls.get(name) ?? null;
  }

  /** An attribute, or the nested blocks of that name, as the configuration of an instance sets it; null when it does not. */
  configured(block: Block, key: Key, name: string, budget: Budget): Value | null {
    const { evaluate } = this.surroundings.evaluator(budget);
    return bodyMember(block.body, name, this.#scope(block, key), evaluate);
  }

  /** The document of an `aws_iam_policy_document`. */
  policyDocument(block: Block, key: Key, budget: Budget): Value {
    const { evaluate } = this.surroundings.evaluator(budget);
    return evaluatePolicyDocument(block, this.#scope(block, key), evaluate);
  }

  /** The value of an output; null when the module has none of that name. */
  output(name: string, budget: Budget): Value | null {
    const expression = this.configuration?.outputs.get(name)?.body.attributes.get('value')?.expression;
    return expression === undefined
      ? null
      : this.#once(`output.${name}`, () => this.#evaluate(expression, null, null, budget));
  }

  #once(key: string, compute: () => Value): Value {
    const known = this.#values.get(key);
    if (known === null) return unknown(`\`${key}\` refers to itself`);
    if (known !== undefined) return known;
    this.#values.set(key, null);
    try {
      const value = compute();
      this.#values.set(key, value);
      return value;
    } finally {
      if (this.#values.get(key) === null) this.#values.delete(key);
    }
  }

  #evaluate(expression: Expression, block: Block | null, key: Key, budget: Budget): Value {
    return this.surroundings.evaluator(budget).evaluate(expression, this.#scope(block, key));
  }

  /** `block` is what `count` or `for_each` stands in. */
  #scope(block: Block | null, key: Key): Scope {
    const references: References = {
      resolve: (root, steps, range, budget) => this.#resolve({ root, steps, range, budget, block, key }),
    };
    const { readFile, filesBelow } = this.surroundings;
    return { references, names: new Map(), item: null, strict: false, readFile, filesBelow };
  }

  #resolve(reference: Reference): Resolved | null {
    const { root, steps, range, budget } = reference;
    const [first, second] = steps;
    const name = first?.kind === 'attribute' ? first.name : null;
    if (name === null) return null;
    switch (root) {
      case 'var':
        return { value: placed(this.#variable(name, budget), range), used: 1 };
      case 'local': {
        const attribute = this.configuration?.locals.get(name);
        if (attribute === undefined) return null;
        return {
          value: this.#once(`local.${name}`, () => this.#evaluate(attribute.expression, null, null, budget)),
          used: 1,
        };
      }
      case 'path':
      case 'terraform':
        return { value: this.#setting(root, name, range), used: 1 };
      case 'count':
      case 'each':
        return { value: this.#repetition(name, reference), used: 1 };
      case 'module':
        return { value: this.#module(name, range, budget), used: 1 };
      case 'data':
      case 'resource': {
        if (second?.kind !== 'attribute') return null;
        const mode = root === 'data' ? 'data' : 'managed';
        return { value: this.#resource(mode, name, second.name, range, budget), used: 2 };
      }
      default:
        return { value: this.#resource('managed', root, name, range, budget), used: 1 };
    }
  }

  #setting(root: string, name: string, range: Range): Value {
    const { configuration, surroundings } = this;
    if (root === 'terraform') {
      const { workspace } = surroundings;
      return name === 'workspace' && workspace !== null
        ? text(workspace, range)
        : unknown('the workspace is not known', range);
    }
    if (name === 'root') return text('.', range);
    if (name === 'module' && configuration !== null)
      return text(surroundings.relativePath(configuration.directory), range);
    return unknown('the folder that Terraform runs in is not known', range);
  }

  #variable(name: string, budget: Budget): Value {
    return this.#once(`var.${name}`, () => {
      const block = this.configuration?.variables.get(name) ?? null;
      const type = block?.body.attributes.get('type')?.expression;
      const value = this.#given(name, budget) ?? this.#default(name, block, budget);
      const evaluate = (expression: Expression): Value => this.#evaluate(expression, null, null, budget);
      return type === undefined ? value : convertToType(value, type, evaluate);
    });
  }

  #given(name: string, budget: Budget): Value | null {
    const { caller } = this;
    if (caller === null) {
      const given = this.surroundings.variable(name);
      return given === null ? null : fromJson(given.value);
    }
    const block = caller.module.call(caller.name);
    const expression = block?.body.attributes.get(name)?.expression;
    return block === null || expression === undefined
      ? null
      : caller.module.#evaluate(expression, block, caller.key, budget);
  }

  #default(name: string, block: Block | null, budget: Budget): Value {
    const expression = block?.body.attributes.get('default')?.expression;
    return expression === undefined
      ? unknown(`the variable \`${name}\` is not given`, block?.headerRange ?? null)
      : this.#evaluate(expression, null, null, budget);
  }

  /** `count.index`, `each.key` and `each.value`. */
  #repetition(name: string, { root, block, key, range, budget }: Reference): Value {
    if (root === 'count')
      return typeof key === 'number' ? number(key, range) : unknown('there is no `count` here', range);
    if (typeof key !== 'string') return unknown('there is no `for_each` here', range);
    if (name === 'key') return text(key, range);
    const expression = block?.body.attributes.get('for_each')?.expression;
    if (block === null || expression === undefined) return unknown('there is no `for_each` here', range);
    const collection = this.#forEach(block, expression, budget);
    if (collection.kind === 'object') {
      return collection.members.get(key)?.value ?? unknown(`\`each.value\` of \`${key}\` is not known`, range);
    }
    if (collection.kind === 'list') return text(key, range);
    return unknown(collection.kind === 'unknown' ? collection.reason : 'there is no `for_each` here', range);
  }

  #forEach(block: Block, expression: Expression, budget: Budget): Value {
    const id = `for_each of \`${block.labels.join('.')}\``;
    return this.#once(id, () => this.#evaluate(expression, null, null, budget));
  }

  /** Keys of what a block makes: from the plan, otherwise from `count` or `for_each`. */
  #keys(block: Block | null, planned: readonly Key[] | null, budget: Budget): readonly Key[] | Unknown {
    if (planned !== null) return planned;
    const count = block?.body.attributes.get('count')?.expression;
    const forEach = block?.body.attributes.get('for_each')?.expression;
    if (block !== null && count !== undefined) {
      const value = this.#evaluate(count, null, null, budget);
      const size = value.kind === 'null' ? 1 : toNumber(value);
      if (typeof size !== 'number') return size;
      budget.spend(size);
      return Array.from({ length: size }, (_, index) => index);
    }
    if (block === null || forEach === undefined) return [null];
    const elements = elementsOf(this.#forEach(block, forEach, budget));
    if ('kind' in elements) return elements;
    if (elements.rest !== null) return elements.rest;
    const keys = elements.entries.map(([key]) => (key.kind === 'string' ? knownText(key) : null));
    return keys.includes(null) ? unknown('a key of `for_each` is not known', forEach.range) : keys;
  }

  /** What stands for all instances: one, a list for `count`, an object for `for_each`. */
  #instances(block: Block | null, keys: readonly Key[] | Unknown, range: Range, instance: (key: Key) => Value): Value {
    if ('kind' in keys) return unknown(keys.reason, keys.range ?? range);
    const attributes = block?.body.attributes;
    const counted = attributes?.has('count') ?? typeof keys[0] === 'number';
    const named = attributes?.has('for_each') ?? typeof keys[0] === 'string';
    if (counted) {
      const numbers = keys.filter((key) => typeof key === 'number');
      const size = numbers.reduce((largest, key) => Math.max(largest, key + 1), 0);
      // An instance that is not there is only missing among those that a plan does not touch.
      if (size !== numbers.length) return unknown('some of the instances are not in the plan', range);
      return list(numbers.sort((a, b) => a - b).map(instance), range);
    }
    if (named)
      return object(
        keys.flatMap((key) => (typeof key === 'string' ? [[key, instance(key)]] : [])),
        range,
      );
    return keys.includes(null) ? instance(null) : unknown('it is not in the plan', range);
  }

  #module(name: string, range: Range, budget: Budget): Value {
    const block = this.call(name);
    if (block === null) return unknown(`there is no module \`${name}\``, range);
    const keys = this.#keys(block, this.surroundings.moduleKeys(this.address, name), budget);
    return this.#instances(block, keys, range, (key) => {
      const child = this.surroundings.child(this, name, key);
      const get = (output: string, place: Range): Value => {
        if (child.configuration === null) return unknown(`the source of \`${child.address}\` is not at hand`, place);
        return child.output(output, budget) ?? unknown(`\`${child.address}\` has no output \`${output}\``, place);
      };
      return { kind: 'instance', address: child.address, get, range };
    });
  }

  #resource(mode: Mode, type: string, name: string, range: Range, budget: Budget): Value {
    const block = this.resource(mode, type, name);
    const planned = this.surroundings.instanceKeys(this.address, mode, type, name);
    const id = `${this.address === '' ? '' : `${this.address}.`}${resourceKey(mode, type, name)}`;
    if (block === null && planned === null) return unknown(`\`${id}\` is not in the sources`, range);
    return this.#instances(block, this.#keys(block, planned, budget), range, (key) => {
      const address = `${id}${keySuffix(key)}`;
      const get = (attribute: string, place: Range): Value => {
        const reference = { module: this.address, mode, type, name, key, address, attribute };
        return placed(this.#attribute(reference, block, place, budget), place);
      };
      return { kind: 'instance', address, get, range };
    });
  }

  #attribute(reference: AttributeReference, block: Block | null, range: Range, budget: Budget): Value {
    return this.#once(`${reference.address}.${reference.attribute}`, () => {
      const { known, predicted } = this.surroundings;
      const { mode, type, key, attribute } = reference;
      const planned = known(reference);
      const isDocument = mode === 'data' && type === 'aws_iam_policy_document';
      if (isDocument && block !== null && (attribute === 'json' || attribute === 'minified_json')) {
        const document = this.policyDocument(block, key, budget);
        if (planned === null || isWhole(document))
          return joined([{ kind: 'json', value: document, range: document.range }], document.range);
      }
      if (planned !== null && isWhole(planned)) return planned;
      const written = block === null ? null : this.configured(block, key, attribute, budget);
      if (written !== null && written.kind !== 'unknown' && written.kind !== 'null') return written;
      return (
        planned ?? predicted(reference) ?? this.#special(reference, block, budget) ?? unknownAttribute(reference, range)
      );
    });
  }

  /** What a resource of another provider than AWS makes of its own attributes. */
  #special(reference: AttributeReference, block: Block | null, budget: Budget): Value | null {
    // https://developer.hashicorp.com/terraform/language/resources/terraform-data: the output is the input.
    if (reference.type === 'terraform_data' && reference.attribute === 'output' && block !== null) {
      return this.#attribute({ ...reference, attribute: 'input' }, block, block.range, budget);
    }
    // A random text without special characters is an identifier like any other.
    if (reference.type !== 'random_string' || reference.attribute !== 'result' || block === null) return null;
    const special = this.configured(block, reference.key, 'special', budget);
    if (special?.kind !== 'boolean' || special.value) return null;
    return unknownAttribute({ ...reference, type: 'random_pet', attribute: 'id' }, block.range);
  }

  /** The source of a module that this one calls. */
  sourceOf(name: string, budget: Budget): string | null {
    const block = this.call(name);
    return block === null
      ? null
      : constantText(block.body, 'source', this.#scope(null, null), this.surroundings.evaluator(budget).evaluate);
  }
}

interface Reference {
  readonly root: string;
  readonly steps: readonly Step[];
  readonly range: Range;
  readonly budget: Budget;
  readonly block: Block | null;
  readonly key: Key;
}

/** Whether nothing in a value is unknown. */
function isWhole(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return false;
    case 'string':
      return value.parts.every(
        (part) => part.kind === 'text' || part.kind === 'hole' || (part.kind === 'json' && isWhole(part.value)),
      );
    case 'list':
      return value.rest === null && value.items.every(isWhole);
    case 'object':
      return [...value.members.values()].every((member) => isWhole(member.value));
    default:
      return true;
  }
}
