import type { Instance } from '../instance.js';
import type { Reader } from '../reader.js';
import { type Block, readList, readText, resolveAttribute } from '../values.js';

/** Resources of one type by their id, for attributes that name them. */
export class Linked {
  readonly #byName = new Map<string, Instance>();

  constructor(
    readonly reader: Reader,
    readonly type: string,
    names: readonly string[] = ['id', 'arn', 'name'],
  ) {
    for (const instance of reader.managed(type)) {
      for (const name of names) {
        const value = instance.values[name];
        if (typeof value === 'string' && !this.#byName.has(value)) this.#byName.set(value, instance);
      }
    }
  }

  /** The instance that an attribute names by its value, or by what it refers to; null for one that is not in the plan. */
  one(block: Block, attribute: string): Instance | null {
    const value = readText(block, attribute);
    const named = value === null ? undefined : this.#byName.get(value);
    return named ?? this.#referred(block, attribute)[0] ?? null;
  }

  /** Every instance that a list names. */
  all(block: Block, attribute: string): readonly Instance[] {
    const named = (readList(block, attribute)?.values ?? []).flatMap((value) => this.#byName.get(value) ?? []);
    return [...new Set([...named, ...this.#referred(block, attribute)])];
  }

  #referred(block: Block, attribute: string): readonly Instance[] {
    const { targets } = resolveAttribute(block, attribute);
    return targets.flatMap(({ instances }) => instances).filter(({ type }) => type === this.type);
  }
}
