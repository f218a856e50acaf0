import type {
  Attributes,
  Change,
  ResourceChange,
  StateModule,
  StateResource,
  TerraformPlan,
} from '../../schemas/terraform-plan.generated.js';
import { isPlainObject } from './guards.js';
import type { Instance, ModuleInstance } from './instance.js';
import { ModuleTree, resourceId } from './modules.js';

/** The instances of one point in time: as it is before the plan or as it will be after it. */
export interface Instances {
  readonly root: ModuleInstance;
  readonly byType: ReadonlyMap<string, readonly Instance[]>;
  readonly all: readonly Instance[];
}

interface Located<T> {
  readonly row: T;
  readonly pointer: string;
}

/** Is given each resource of a state, the address of its module, and where it stands. */
type Visit = (resource: StateResource, module: string, pointer: () => string) => void;

interface Values {
  readonly values: Attributes;
  readonly unknown: unknown;
  readonly pointer: string;
  readonly unknownPointer: string;
}

/**
 * Lists the instances before and after the plan (https://developer.hashicorp.com/terraform/internals/json-format).
 *
 * `prior_state` is what exists, with the data sources that the plan could read; `planned_values` is what Terraform will
 * manage. A resource that the plan forgets stays as it was, since it goes on existing in AWS.
 */
export function listInstances(plan: TerraformPlan): { readonly before: Instances; readonly after: Instances } {
  const changes = (plan.resource_changes ?? []).map((row, index) => ({
    row,
    pointer: `/resource_changes/${index}`,
  }));
  return { before: listBefore(plan, changes), after: listAfter(plan, changes) };
}

function visitPriorState(plan: TerraformPlan, visit: Visit): void {
  visitState(plan.prior_state?.values?.root_module, '/prior_state/values/root_module', visit);
}

function visitPlannedValues(plan: TerraformPlan, visit: Visit): void {
  visitState(plan.planned_values?.root_module, '/planned_values/root_module', visit);
}

function listBefore(plan: TerraformPlan, changes: readonly Located<ResourceChange>[]): Instances {
  const list = new InstanceList(plan);
  const byAddress = new Map<string, Located<ResourceChange>>();
  const current = changes.filter(({ row }) => row.deposed === undefined);
  for (const change of current) byAddress.set(change.row.address, change);
  for (const change of current) {
    // What moved here may have taken the address of something that moved away.
    const { previous_address: previous } = change.row;
    if (previous !== undefined && !byAddress.has(previous)) byAddress.set(previous, change);
  }
  const seen = new Set<ResourceChange>();
  visitPriorState(plan, (row, module, pointer) => {
    const change = row.deposed_key === undefined ? byAddress.get(row.address) : undefined;
    if (change !== undefined) seen.add(change.row);
    const values = change === undefined ? null : valuesBefore(change);
    const state = row.values === undefined || values !== null ? null : known(row.values, `${pointer()}/values`);
    // The change carries the address after a move, which is what the configuration knows.
    list.add(change?.row ?? row, change?.row.module_address ?? module, values ?? state);
  });
  for (const change of current) {
    if (!seen.has(change.row)) list.add(change.row, change.row.module_address ?? '', valuesBefore(change));
  }
  return list.instances();
}

function listAfter(plan: TerraformPlan, changes: readonly Located<ResourceChange>[]): Instances {
  const list = new InstanceList(plan);
  const byAddress = new Set<string>();
  for (const change of changes) {
    const { row } = change;
    const { actions } = row.change;
    const module = row.module_address ?? '';
    byAddress.add(row.address);
    if (actions.includes('forget')) list.add(row, module, valuesBefore(change));
    if (row.deposed === undefined && actions.join() !== 'forget') list.add(row, module, valuesAfter(change));
  }
  visitPlannedValues(plan, (row, module, pointer) => {
    if (byAddress.has(row.address) || row.values === undefined) return;
    byAddress.add(row.address);
    list.add(row, module, known(row.values, `${pointer()}/values`));
  });
  visitPriorState(plan, (row, module, pointer) => {
    if (row.mode !== 'data' || byAddress.has(row.address) || row.values === undefined) return;
    list.add(row, module, known(row.values, `${pointer()}/values`));
  });
  return list.instances();
}

function known(values: Attributes, pointer: string): Values {
  return { values, unknown: null, pointer, unknownPointer: pointer };
}

function valuesBefore({ row, pointer }: Located<ResourceChange>): Values | null {
  const values = row.change.before ?? null;
  return values === null ? null : known(values, `${pointer}/change/before`);
}

function valuesAfter({ row, pointer }: Located<ResourceChange>): Values | null {
  const { after, after_unknown: unknown }: Change = row.change;
  if (after === null || after === undefined) return null;
  return {
    values: after,
    unknown,
    pointer: `${pointer}/change/after`,
    unknownPointer: `${pointer}/change/after_unknown`,
  };
}

/** Visits the resources of a state; modules are walked without recursion, however deep they nest. */
function visitState(root: StateModule | undefined, pointer: string, visit: Visit): void {
  const open = root === undefined ? [] : [{ row: root, pointer }];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    const { row, pointer: at } = module;
    const address = row.address ?? '';
    row.resources?.forEach((resource, index) => {
      visit(resource, address, () => `${at}/resources/${index}`);
    });
    row.child_modules?.forEach((child, index) => {
      open.push({ row: child, pointer: `${at}/child_modules/${index}` });
    });
  }
}

/** What {@link StateResource} and {@link ResourceChange} say alike. */
interface Identity {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
}

class InstanceList {
  readonly #tree: ModuleTree;
  readonly #all: Instance[] = [];
  readonly #byType = new Map<string, Instance[]>();

  constructor(plan: TerraformPlan) {
    this.#tree = new ModuleTree(plan.configuration?.root_module ?? null);
  }

  add(identity: Identity, moduleAddress: string, values: Values | null): void {
    if (values === null) return;
    const module = this.#tree.at(moduleAddress);
    const mode = identity.mode === 'data' ? 'data' : 'managed';
    const id = resourceId(mode, identity.type, identity.name);
    const instance: Instance = {
      address: identity.address,
      mode,
      type: identity.type,
      key: identity.index ?? null,
      module,
      values: values.values,
      unknown: isPlainObject(values.unknown) ? values.unknown : {},
      configuration: this.#tree.resourceConfiguration(module, id),
      pointer: values.pointer,
      unknownPointer: values.unknownPointer,
    };
    this.#all.push(instance);
    append(module.resources, id, instance);
    append(this.#byType, mode === 'data' ? `data.${identity.type}` : identity.type, instance);
  }

  instances(): Instances {
    return { root: this.#tree.root, byType: this.#byType, all: this.#all };
  }
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
