import { unqualified } from '../../../model/arn.js';
import type { Instance } from '../instance.js';
import { NameIndex } from '../name-index.js';
import { placeholder } from '../placeholder.js';
import type { Reader } from '../reader.js';
import { type Block, onlyInstance, readAttribute, readList, readText, resolveAttribute } from '../values.js';

/** Attributes by whose value other resources name one. */
const NAMING = [
  'id',
  'arn',
  'execution_arn',
  'url',
  'invoke_arn',
  'repository_url',
  'dns_name',
  'stream_arn',
  'bucket',
  'family',
  'name',
];

const INTEGRATION = ['aws_apigatewayv2_integration'];

/** Follows attributes that name another resource: by ARN, id or name, or, when that is not known yet, by reference. */
export class Links {
  readonly #indexes = new Map<string, NameIndex>();

  constructor(readonly reader: Reader) {}

  /** The instance that an attribute names, of one of the types; null when it is not set, not clear, or not in the plan. */
  instance(block: Block, attribute: string, types: readonly string[]): Instance | null {
    const read = readAttribute(block, attribute);
    if (read.state === 'absent') return null;
    const named = read.state === 'known' ? this.named(read.value, types, block.instance) : null;
    return named ?? this.referred(block, attribute, types);
  }

  /** The instance that a text names where `from` has it. */
  named(text: string, types: readonly string[], from: Instance): Instance | null {
    for (const type of types) {
      const found = this.#index(type).find(text, from) ?? this.#index(type).find(invokedFunction(text), from);
      if (found !== null) return found;
    }
    return null;
  }

  /** The one instance of these types that an attribute's expression leads to. */
  referred(block: Block, attribute: string, types: readonly string[]): Instance | null {
    const { targets } = resolveAttribute(block, attribute);
    return onlyInstance(targets, ({ type }) => types.includes(type));
  }

  /** Every instance of these types that a list names or refers to. */
  all(block: Block, attribute: string, types: readonly string[]): readonly Instance[] {
    const texts = readList(block, attribute)?.values ?? [];
    const named = texts.flatMap((text) => this.named(text, types, block.instance) ?? []);
    const { targets } = resolveAttribute(block, attribute);
    const referred = targets.flatMap(({ instances }) => instances.filter(({ type }) => types.includes(type)));
    return [...new Set([...named, ...referred])];
  }

  /** The integration that the route of an HTTP or WebSocket API targets. */
  integrationOf(route: Block): Instance | null {
    const id = /^integrations\/(.+)$/.exec(readText(route, 'target') ?? '')?.[1];
    return (
      this.referred(route, 'target', INTEGRATION) ??
      (id === undefined ? null : this.named(id, INTEGRATION, route.instance))
    );
  }

  arnOf(instance: Instance): string {
    return this.reader.arns.arnOf(instance) ?? instance.address;
  }

  #index(type: string): NameIndex {
    const known = this.#indexes.get(type);
    if (known !== undefined) return known;
    const index = new NameIndex(this.reader.arns);
    for (const instance of this.reader.managed(type)) {
      const block = { values: instance.values } as Block;
      for (const attribute of NAMING) index.add(readText(block, attribute), instance);
      index.add(this.reader.arns.arnOf(instance), instance);
      // What AWS will choose stands like this in what the sources tell.
      for (const attribute of NAMING) index.add(placeholder(`${instance.address}.${attribute}`), instance);
      index.add(this.reader.arns.nameOf(instance), instance);
    }
    this.#indexes.set(type, index);
    return index;
  }
}

/** The ARN of a function without its alias or version, or of the function in an invocation URI of API Gateway. */
function invokedFunction(text: string): string {
  return unqualified(/\/functions\/(?<arn>arn:[^/]+)\/invocations$/.exec(text)?.groups?.['arn'] ?? text);
}
