import type { Attribute, Block, Body } from '../hcl/ast.js';
import type { Range } from '../hcl/source-text.js';

/** What the files of one folder say; https://developer.hashicorp.com/terraform/language/files. */
export interface Configuration {
  readonly directory: string;
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Attribute>;
  readonly outputs: ReadonlyMap<string, Block>;
  readonly calls: ReadonlyMap<string, Block>;
  /** By {@link resourceKey}. */
  readonly resources: ReadonlyMap<string, Block>;
  /** What could not be read; anything may be missing there. */
  readonly problems: readonly Range[];
}

/** Whether a resource is managed or only read. */
export type Mode = 'managed' | 'data';

/** Names a resource within its module. */
export function resourceKey(mode: Mode, type: string, name: string): string {
  return mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
}

/** A file of the folder; files whose name says so override what the others say. */
export interface ConfigurationFile {
  readonly body: Body;
  readonly overrides: boolean;
}

/** Collects the blocks of the files of a folder. */
export function collectConfiguration(directory: string, files: readonly ConfigurationFile[]): Configuration {
  const variables = new Map<string, Block>();
  const locals = new Map<string, Attribute>();
  const outputs = new Map<string, Block>();
  const calls = new Map<string, Block>();
  const resources = new Map<string, Block>();
  const maps: ReadonlyMap<string, Map<string, Block>> = new Map([
    ['variable', variables],
    ['output', outputs],
    ['module', calls],
  ]);
  const add = (map: Map<string, Block>, key: string, block: Block): void => {
    const earlier = map.get(key);
    map.set(key, earlier === undefined ? block : override(earlier, block));
  };
  const inOrder = [...files].sort((a, b) => Number(a.overrides) - Number(b.overrides));
  for (const { body } of inOrder) {
    for (const block of body.blocks.flatMap(withScoped)) {
      const [first = '', second = ''] = block.labels;
      const map = maps.get(block.type);
      if (map !== undefined) add(map, first, block);
      else if (block.type === 'resource' || block.type === 'data') {
        add(resources, resourceKey(block.type === 'data' ? 'data' : 'managed', first, second), block);
      } else if (block.type === 'locals')
        for (const [name, attribute] of block.body.attributes) locals.set(name, attribute);
    }
  }
  const problems = files.flatMap(({ body }) => body.problems);
  return { directory, variables, locals, outputs, calls, resources, problems };
}

/** A check may read a data source of its own, which the plan lists with those of the module (https://developer.hashicorp.com/terraform/language/block/check). */
function withScoped(block: Block): readonly Block[] {
  return block.type === 'check' ? block.body.blocks.filter(({ type }) => type === 'data') : [block];
}

/** https://developer.hashicorp.com/terraform/language/files/override: an attribute, and all blocks of a type, take the place of what was. */
function override(block: Block, over: Block): Block {
  const types = new Set(over.body.blocks.map(typeOf));
  const body: Body = {
    attributes: new Map([...block.body.attributes, ...over.body.attributes]),
    blocks: [...block.body.blocks.filter((inner) => !types.has(typeOf(inner))), ...over.body.blocks],
    problems: [...block.body.problems, ...over.body.problems],
    range: block.body.range,
  };
  return { ...block, body };
}

function typeOf({ type, labels }: Block): string {
  return type === 'dynamic' ? (labels[0] ?? '') : type;
}
