import type { ConfigurationModule, ConfigurationResource } from '../../schemas/terraform-plan.generated.js';
import type { Key, ModuleInstance } from './instance.js';

/** One step of a module's address. */
interface Step {
  readonly name: string;
  readonly key: Key;
}

/** Names a resource within its module; instances of the same resource share it. */
export function resourceId(mode: string, type: string, name: string): string {
  return mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
}

/** The modules of one point in time, made as their addresses are met. */
export class ModuleTree {
  readonly root: ModuleInstance;
  readonly #byAddress = new Map<string, ModuleInstance>();
  readonly #resources = new Map<ConfigurationModule, ReadonlyMap<string, ConfigurationResource>>();

  constructor(configuration: ConfigurationModule | null) {
    this.root = newModule('', null, null, null, configuration);
    this.#byAddress.set('', this.root);
  }

  /** The module instance with this address; `''` is the root module. */
  at(address: string): ModuleInstance {
    const known = this.#byAddress.get(address);
    if (known !== undefined) return known;
    let module = this.root;
    for (const step of moduleSteps(address)) module = child(module, step);
    this.#byAddress.set(address, module);
    return module;
  }

  /** The configuration of a resource, or null where the plan does not hold it. */
  resourceConfiguration(module: ModuleInstance, id: string): ConfigurationResource | null {
    const { configuration } = module;
    if (configuration === null) return null;
    let resources = this.#resources.get(configuration);
    if (resources === undefined) {
      resources = new Map(
        configuration.resources?.map((resource) => [
          resourceId(resource.mode ?? 'managed', resource.type, resource.name),
          resource,
        ]),
      );
      this.#resources.set(configuration, resources);
    }
    return resources.get(id) ?? null;
  }
}

function newModule(
  address: string,
  parent: ModuleInstance | null,
  key: Key,
  call: ModuleInstance['call'],
  configuration: ConfigurationModule | null,
): ModuleInstance {
  return { address, key, parent, call, configuration, children: new Map(), resources: new Map() };
}

function child(parent: ModuleInstance, { name, key }: Step): ModuleInstance {
  const siblings = parent.children.get(name) ?? [];
  parent.children.set(name, siblings);
  const known = siblings.find((sibling) => sibling.key === key);
  if (known !== undefined) return known;
  const calls = parent.configuration?.module_calls ?? {};
  const block = Object.hasOwn(calls, name) ? (calls[name] ?? null) : null;
  const address = `${parent.address === '' ? '' : `${parent.address}.`}module.${name}${keySuffix(key)}`;
  const created = newModule(address, parent, key, { name, block }, block?.module ?? null);
  siblings.push(created);
  return created;
}

/**
 * Splits `module.a["b.c"].module.d[0]` into its steps. Keys may hold dots and escaped quotes
 * (https://developer.hashicorp.com/terraform/cli/state/resource-addressing).
 */
function moduleSteps(address: string): readonly Step[] {
  const segments = splitAddress(address);
  const steps: Step[] = [];
  for (let index = 0; index + 1 < segments.length; index += 2) {
    const segment = segments[index + 1];
    if (segments[index]?.name !== 'module' || segment === undefined) break;
    steps.push(segment);
  }
  return steps;
}

/** Splits an address or reference at the dots outside its brackets. A key that is not constant is null. */
export function splitAddress(address: string): readonly Step[] {
  if (!address.includes('[')) return address.split('.').map((name) => ({ name, key: null }));
  const segments: Step[] = [];
  let at = 0;
  while (at < address.length) {
    const nameStart = at;
    while (at < address.length && address[at] !== '.' && address[at] !== '[') at += 1;
    const name = address.slice(nameStart, at);
    let key: Key = null;
    while (address[at] === '[') {
      const end = endOfBrackets(address, at);
      key = readKey(address.slice(at + 1, end - 1));
      at = end;
    }
    segments.push({ name, key });
    at += 1;
  }
  return segments;
}

function endOfBrackets(address: string, start: number): number {
  let at = start + 1;
  let quoted = false;
  while (at < address.length) {
    const character = address[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === ']' && !quoted) return at + 1;
    at += 1;
  }
  return address.length;
}

/** A key as an address has it. */
export function keySuffix(key: Key): string {
  return key === null ? '' : `[${JSON.stringify(key)}]`;
}

const INDEX = /^\d{1,15}$/;

function readKey(text: string): Key {
  if (INDEX.test(text)) return Number(text);
  if (!text.startsWith('"')) return null;
  // HCL escapes a quoted key as JSON does, and doubles the mark of a template.
  const plain = text.replaceAll('$${', '${').replaceAll('%%{', '%{');
  try {
    const key: unknown = JSON.parse(plain);
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}
