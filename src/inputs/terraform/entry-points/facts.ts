import type { Resource } from '../../../model/resource.js';
import type { Instance } from '../instance.js';

/** Facts of resources that stand in other resources than their own; lists of one resource are put together. */
type Facts = Partial<Pick<Resource, 'code' | 'triggers' | 'exposures' | 'webhook' | 'aclGrants'>> &
  Partial<Pick<Resource, 'publicAccessBlock' | 'tokensOptional' | 'tagMutability' | 'scanOnPush'>>;

/** Collects facts by the address of the resource that they are of. */
export class FactTable {
  readonly #byAddress = new Map<string, Facts>();

  add({ address }: Pick<Instance, 'address'>, facts: Facts): void {
    const known = this.#byAddress.get(address) ?? {};
    this.#byAddress.set(address, {
      ...known,
      ...facts,
      ...lists(known, facts, 'code'),
      ...lists(known, facts, 'triggers'),
      ...lists(known, facts, 'exposures'),
      ...lists(known, facts, 'aclGrants'),
    });
  }

  /** The resources with what was collected of them. */
  on(resources: readonly Resource[]): readonly Resource[] {
    return resources.map((resource) => {
      const facts = resource.address === null ? undefined : this.#byAddress.get(resource.address);
      return facts === undefined ? resource : { ...resource, ...facts };
    });
  }
}

type List = 'code' | 'triggers' | 'exposures' | 'aclGrants';

function lists(a: Facts, b: Facts, key: List): Facts {
  const [first, second]: readonly (readonly unknown[] | undefined)[] = [a[key], b[key]];
  return first === undefined || second === undefined ? {} : { [key]: [...first, ...second] };
}
