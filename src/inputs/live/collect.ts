import type { Gap } from '../../schemas/snapshot.generated.js';
import { type Caller, identityOf } from './caller.js';
import type { Call, Item, Service } from './calls/index.js';

/** What the calls of one service found, under the names that their rows give. */
type Section = Record<string, unknown>;

/** What was read of one service in one region. */
export interface Collected {
  readonly section: Section;
  readonly gaps: readonly Gap[];
  readonly calls: number;
  /** True when AWS said that the account has not enabled the region. */
  readonly regionDisabled: boolean;
}

/**
 * Makes the calls of a service, each with those for what it found, and puts the items where the rows say. `context` is
 * the last of the parents that every input is made of. Throws `InterruptedError` when all calls have come to their end
 * and one of them found that none can be answered.
 */
export async function collectService(
  service: Service,
  region: string | null,
  context: Item,
  caller: Caller,
): Promise<Collected> {
  const collection = new Collection(service, region, caller);
  await settled(service.calls.map(async (call) => collection.run(call, [context])));
  return collection.result();
}

class Collection {
  readonly #lists = new Map<string, Map<string, Item>>();
  readonly #singles = new Map<string, Item>();
  /** Names of the lists that hang on an item. */
  readonly #filled = new Set<string>();
  readonly #gone = new Set<Item>();
  readonly #gaps: Gap[] = [];
  #calls = 0;

  constructor(
    readonly service: Service,
    readonly region: string | null,
    readonly caller: Caller,
  ) {}

  async run(call: Call, parents: readonly Item[]): Promise<void> {
    await this.#make(call, parents, call.input?.(...parents) ?? {});
  }

  async #make(call: Call, parents: readonly Item[], input: Record<string, unknown>): Promise<void> {
    const [parent] = parents;
    const region = (parent === undefined ? undefined : call.region?.(parent)) ?? this.region;
    const outcome = await this.caller.ask(this.service, call, region, input);
    this.#calls += 1;
    if ('gap' in outcome) {
      this.#gap(call, parents, outcome.gap);
      return;
    }
    if (outcome.items === null) {
      // Deleted after it was listed: then there is nothing to say of it.
      if (parents.length > 1 && parent !== undefined) this.#gone.add(parent);
      else this.#gap(call, parents, { error: 'NotFound', kind: 'failed' });
      return;
    }
    this.#expect(call, parent);
    const items = outcome.items.map((item) => this.#place(call, parent, { ...(item as Item) }));
    await settled((call.then ?? []).map(async (next) => this.#follow(next, items, parents)));
  }

  async #follow(call: Call, items: readonly Item[], parents: readonly Item[]): Promise<void> {
    const { batch } = call;
    if (batch === undefined) {
      await settled(items.map(async (item) => this.run(call, [item, ...parents])));
      return;
    }
    const groups = Array.from({ length: Math.ceil(items.length / batch.size) }, (_, index) =>
      items.slice(index * batch.size, (index + 1) * batch.size),
    );
    await settled(groups.map(async (group) => this.#make(call, parents, batch.input(group, ...parents))));
  }

  /** A list that was asked for is there, even if nothing is in it; also one that only an item would have led to. */
  #expect(call: Call, parent: Item | undefined, seen = new Set<Call>()): void {
    const { into, then = [] } = call;
    if (typeof into === 'object' && 'parent' in into && parent !== undefined) {
      parent[into.parent] ??= [];
      this.#filled.add(into.parent);
    }
    if (typeof into === 'object' && 'service' in into) this.#list(into.service);
    seen.add(call);
    for (const next of then) if (!seen.has(next)) this.#expect(next, undefined, seen);
  }

  #list(name: string): Map<string, Item> {
    const list = this.#lists.get(name) ?? new Map<string, Item>();
    this.#lists.set(name, list);
    return list;
  }

  /** Puts an item where the row says; returns what further calls find of it. */
  #place({ into, shape = '', parentId }: Call, parent: Item | undefined, item: Item): Item {
    if (parentId === true) item['ParentId'] = parent?.['Id'];
    if (into === undefined) return item;
    if (into === 'merge') return parent === undefined ? item : Object.assign(parent, item);
    if ('single' in into) {
      if (Object.keys(item).length > 0) this.#singles.set(into.single, item);
      return item;
    }
    if ('parent' in into) {
      if (parent === undefined) return item;
      (parent[into.parent] as Item[]).push(item);
      return item;
    }
    const list = this.#list(into.service);
    const key = identityOf(shape, item);
    const known = list.get(key);
    if (known !== undefined) return known;
    list.set(key, item);
    return item;
  }

  #gap({ command, permission }: Call, parents: readonly Item[], gap: Pick<Gap, 'error' | 'kind'>): void {
    const [parent] = parents;
    const resource = parents.length > 1 && parent !== undefined ? firstText(parent) : undefined;
    this.#gaps.push({
      service: this.service.name,
      operation: command,
      region: this.region,
      ...(resource === undefined ? {} : { resource }),
      permission,
      ...gap,
    });
  }

  result(): Collected {
    const section: Section = {};
    for (const [name, item] of this.#singles) section[name] = item;
    for (const [name, list] of this.#lists) {
      const sorted = [...list].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
      section[name] = this.#withoutGone(sorted);
    }
    const gaps = [...this.#gaps];
    const regionDisabled = gaps.some(({ kind }) => kind === 'region-disabled');
    return { section, gaps, calls: this.#calls, regionDisabled };
  }

  #withoutGone(items: readonly Item[]): readonly Item[] {
    return items.filter((item) => !this.#gone.has(item)).map((item) => this.#settle(item));
  }

  /** The lists that calls filled: without what is gone, and in an order that does not depend on which answer came first. */
  #settle(item: Item): Item {
    const entries = Object.entries(item).map(([key, value]): [string, unknown] => {
      if (!this.#filled.has(key) || !Array.isArray(value)) return [key, value];
      return [key, this.#withoutGone(sortItems(value as Item[]))];
    });
    return Object.fromEntries(entries);
  }
}

function sortItems(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, key: JSON.stringify(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

function firstText(item: Item): string | undefined {
  return Object.values(item).find((value) => typeof value === 'string');
}

/** Waits for all, so that nothing goes on behind the back of whoever learns of a failure. */
export async function settled(tasks: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
