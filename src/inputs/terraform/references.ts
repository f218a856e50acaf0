import type { Expression } from '../../schemas/terraform-plan.generated.js';
import { isPlainObject, listOf, own } from './guards.js';
import type { Instance, Key, ModuleInstance } from './instance.js';
import { splitAddress } from './modules.js';

/** Where a reference is written: the module, and what `each` and `count` stand for there. */
export interface Scope {
  readonly module: ModuleInstance;
  readonly key: Key;
  readonly forEach: Expression | null;
}

/** Instances that one reference leads to. */
export interface Target {
  /** More than one where the plan does not say which instance is meant. */
  readonly instances: readonly Instance[];
  /** The attribute referred to; empty where an instance key that is not constant hides it. */
  readonly attribute: string;
}

/** Where the references of an expression lead. */
export interface Resolution {
  readonly targets: readonly Target[];
  /** References that the plan does not let us follow, as `local.x`. */
  readonly unresolved: readonly string[];
}

/** Deeper than modules nest; each step up or down is one. */
const MAX_STEPS = 64;
/** More than any expression needs; a plan made to multiply references ends here. */
const MAX_REFERENCES = 2_000;

/** The scope of a resource's own expressions. */
export function scopeOf(instance: Instance): Scope {
  return {
    module: instance.module,
    key: instance.key,
    forEach: instance.configuration?.for_each_expression ?? null,
  };
}

/** The references that an expression names, the most specific form of each. */
export function referencesOf(expression: unknown): readonly string[] {
  if (!isPlainObject(expression)) return [];
  const references = listOf(own(expression, 'references')).filter((entry) => typeof entry === 'string');
  const specific: string[] = [];
  for (const reference of references) {
    // Terraform lists `a.b.c` followed by its shorter forms `a.b` and `a`.
    const last = specific.at(-1);
    if (last?.startsWith(reference) === true && '.['.includes(last.charAt(reference.length))) continue;
    if (!specific.includes(reference)) specific.push(reference);
  }
  return specific;
}

/**
 * Follows references to the resources and data sources that they lead to: through the variables of a module up to its
 * call, and through a module's outputs down. The plan does not hold instance keys that are not constant: then the
 * instance with the key of the referring one is meant where `each` or `count` is referred to beside, otherwise any.
 */
export function resolveReferences(references: readonly string[], scope: Scope): Resolution {
  const resolver = new Resolver();
  resolver.follow(references, scope, 0);
  return { targets: resolver.targets, unresolved: [...resolver.unresolved] };
}

class Resolver {
  readonly targets: Target[] = [];
  readonly unresolved = new Set<string>();
  #budget = MAX_REFERENCES;

  follow(references: readonly string[], scope: Scope, steps: number, attribute = ''): void {
    const keyed = references.some((reference) => reference.startsWith('each.') || reference.startsWith('count.'));
    for (const reference of references) {
      this.#budget -= 1;
      if (steps > MAX_STEPS || this.#budget < 0) this.unresolved.add(reference);
      else this.#followOne(reference, keyed, scope, steps, attribute);
    }
  }

  #followOne(reference: string, keyed: boolean, scope: Scope, steps: number, attribute: string): void {
    const [first, second, ...rest] = splitAddress(reference);
    const name = second?.name ?? '';
    const { module } = scope;
    switch (first?.name) {
      case undefined:
      case '':
      case 'count':
      case 'path':
      case 'self':
      case 'terraform':
        return;
      case 'local':
        this.unresolved.add(reference);
        return;
      case 'each':
        if (name === 'value') this.#followEach(reference, scope, steps, rest.at(-1)?.name ?? attribute);
        return;
      case 'var':
        this.#followVariable(name, module, steps, rest.at(-1)?.name ?? attribute);
        return;
      case 'module': {
        const children = pick(module.children.get(name) ?? [], second?.key ?? null, keyed ? scope.key : null);
        if (children.length === 0) this.unresolved.add(reference);
        const output = rest[0]?.name ?? null;
        for (const child of children) this.#followOutputs(child, output, steps, rest.at(1)?.name ?? attribute);
        return;
      }
      case 'data':
        this.#add(
          reference,
          `data.${name}.${rest[0]?.name ?? ''}`,
          rest[0]?.key ?? null,
          rest[1]?.name ?? attribute,
          keyed,
          scope,
        );
        return;
      default:
        this.#add(
          reference,
          `${first?.name ?? ''}.${name}`,
          second?.key ?? null,
          rest[0]?.name ?? attribute,
          keyed,
          scope,
        );
    }
  }

  /** `each.value` is an element of what `for_each` iterates over, under the same key. */
  #followEach(reference: string, scope: Scope, steps: number, attribute: string): void {
    const references = referencesOf(scope.forEach);
    if (references.length === 0) this.unresolved.add(reference);
    else this.follow([...references, 'each.key'], { ...scope, forEach: null }, steps + 1, attribute);
  }

  #followVariable(name: string, module: ModuleInstance, steps: number, attribute: string): void {
    // A variable of the root module is known when the plan is made, so that it never makes a value unknown.
    if (module.parent === null) return;
    const block = module.call?.block ?? null;
    const expression = own(block?.expressions, name);
    const scope = { module: module.parent, key: module.key, forEach: block?.for_each_expression ?? null };
    this.follow(referencesOf(expression), scope, steps + 1, attribute);
  }

  #followOutputs(child: ModuleInstance, output: string | null, steps: number, attribute: string): void {
    const outputs = child.configuration?.outputs ?? {};
    const scope = { module: child, key: null, forEach: null };
    for (const [name, { expression }] of Object.entries(outputs)) {
      // A key that is not constant hides the output as well: `module.m[each.key].role` is listed as `module.m`.
      if (output === null || output === name) this.follow(referencesOf(expression), scope, steps + 1, attribute);
    }
  }

  #add(reference: string, id: string, key: Key, attribute: string, keyed: boolean, scope: Scope): void {
    const instances = pick(scope.module.resources.get(id) ?? [], key, keyed ? scope.key : null);
    const [first] = instances;
    if (first === undefined) {
      this.unresolved.add(reference);
      return;
    }
    const known = this.targets.some(
      (target) =>
        target.attribute === attribute && target.instances[0] === first && target.instances.length === instances.length,
    );
    if (!known) this.targets.push({ instances, attribute });
  }
}

function pick<T extends { readonly key: Key }>(instances: readonly T[], key: Key, sameKey: Key): readonly T[] {
  const wanted = key ?? sameKey;
  if (wanted === null || instances.length === 0) return instances;
  const match = instances.find((instance) => instance.key === wanted);
  if (match !== undefined) return [match];
  return key === null ? instances : [];
}
