import type { TerraformPlan } from '../../../schemas/terraform-plan.generated.js';
import { type Arns, issuerOf } from '../arns.js';
import { own } from '../guards.js';
import type { Instance, ModuleInstance } from '../instance.js';
import type { Instances } from '../instances.js';
import { resourceId } from '../modules.js';
import { partsOf } from '../placeholder.js';
import { fromJson } from '../sources/evaluate/convert.js';
import { joined, type Value } from '../sources/evaluate/value.js';
import { type AttributeReference, type Grammar, openSources, type Sources } from '../sources/index.js';
import type { SourceTree } from '../source-files/index.js';
import type { Written } from '../written.js';
import { writtenOf } from './written.js';

/** A plan whose values the sources complete. */
export interface SourcedPlan {
  readonly plan: TerraformPlan;
  readonly after: Instances;
  readonly arns: Arns;
}

/** Deeper than names are made of names; each step asks the sources for the name of another instance. */
const MAX_DEPTH = 40;

/** The sources of a plan, which know the values that the plan has, and tell those that it does not have. */
export class ConnectedSources {
  readonly sources: Sources;
  readonly #byAddress = new Map<string, Instance>();
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #written = new Map<Instance, Map<string, Written | null>>();
  /** What is being evaluated: a name that depends on itself ends here. */
  readonly #open = new Set<string>();

  constructor(
    readonly tree: SourceTree,
    grammar: Grammar,
    { plan, after, arns }: SourcedPlan,
  ) {
    for (const instance of after.all) {
      if (!this.#byAddress.has(instance.address)) this.#byAddress.set(instance.address, instance);
      for (let module: ModuleInstance | null = instance.module; module !== null; module = module.parent) {
        if (this.#modules.has(module.address)) break;
        this.#modules.set(module.address, module);
      }
    }
    this.sources = openSources(tree.files, {
      grammar,
      root: tree.root,
      moduleDirectory: (names) => tree.modules.get(names.map((name) => `module.${name}`).join('.'))?.folder ?? null,
      readFile: tree.readFile,
      listFolder: tree.listFolder,
      variables: plan.variables ?? {},
      instanceKeys: (module, mode, type, name) => {
        const found = this.#modules.get(module)?.resources.get(resourceId(mode, type, name)) ?? [];
        return found.length === 0 ? null : [...new Set(found.map(({ key }) => key))];
      },
      moduleKeys: (module, name) => {
        const found = this.#modules.get(module)?.children.get(name) ?? [];
        return found.length === 0 ? null : found.map(({ key }) => key);
      },
      known: (reference) => this.#known(reference),
      predicted: ({ address, attribute }) => {
        const instance = this.#byAddress.get(address);
        const text = instance === undefined ? null : arns.predict(instance, attribute);
        return text === null ? null : symbolic(text, `${address}.${attribute}`);
      },
    });
  }

  /** What the sources set an attribute or nested block of an instance to. */
  readonly written = (instance: Instance, name: string): Written | null => {
    const known = this.#written.get(instance) ?? new Map<string, Written | null>();
    this.#written.set(instance, known);
    const found = known.get(name);
    if (found !== undefined) return found;
    const id = `${instance.address}.${name}`;
    if (this.#open.has(id) || this.#open.size >= MAX_DEPTH) return null;
    this.#open.add(id);
    try {
      const value = this.sources.evaluateAttribute(resourceOf(instance), instance.key, name);
      const written = value === null ? null : writtenOf(value);
      known.set(name, written);
      return written;
    } finally {
      this.#open.delete(id);
    }
  };

  #known({ address, attribute }: AttributeReference): Value | null {
    const instance = this.#byAddress.get(address);
    const value = own(instance?.values, attribute);
    if (instance === undefined || value === undefined || value === null) return null;
    return fromJson(asRead(instance.type, attribute, value), own(instance.unknown, attribute));
  }
}

/**
 * A value as it is once it was applied: IAM gives the URL of an OpenID Connect provider without its scheme, and so it stands in
 * the condition keys that are made of it.
 */
function asRead(type: string, attribute: string, value: unknown): unknown {
  const isIssuer = type === 'aws_iam_openid_connect_provider' && attribute === 'url' && typeof value === 'string';
  return isIssuer ? issuerOf(value) : value;
}

/** An instance as the sources name it. */
export function resourceOf({ module, mode, type, name }: Instance): {
  readonly module: string;
  readonly mode: Instance['mode'];
  readonly type: string;
  readonly name: string;
} {
  return { module: module.address, mode, type, name };
}

/** A text in which what AWS will choose stands as a placeholder. */
function symbolic(text: string, what: string): Value {
  const reason = `\`${what}\` is known only after apply`;
  const parts = partsOf(text).map((part) =>
    part.kind === 'text'
      ? { kind: 'text' as const, text: part.text, range: null }
      : { kind: 'hole' as const, id: part.text, reason, range: null },
  );
  return joined(parts, null);
}
