import type {
  Attributes,
  Change,
  ConfigurationResource,
  ResourceChange,
  StateModule,
  StateResource,
  TerraformPlan,
} from '../../schemas/terraform-plan.generated.js';
import { isPlainObject, type PlainObject } from './guards.js';
import { type Key, type ModuleInstance, ModuleTree, resourceId } from './modules.js';

/** One instance of a managed resource or of a data source at one point in time. */
export interface Instance {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly key: Key;
  readonly module: ModuleInstance;
  readonly values: PlainObject;
  /** Has the shape of `values`, with `true` where the value is known only after apply. */
  readonly unknown: PlainObject;
  readonly configuration: ConfigurationResource | null;
  /** JSON pointer to `values`. */
  readonly pointer: string;
  /** JSON pointer to `unknown`, or to `values` where everything is known. */
  readonly unknownPointer: string;
}

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
  const prior = stateResources(plan.prior_state?.values?.root_module, '/prior_state/values/root_module');
  const planned = stateResources(plan.planned_values?.root_module, '/planned_values/root_module');
  const changes = (plan.resource_changes ?? []).map((row, index) => ({
    row,
    pointer: `/resource_changes/${String(index)}`,
  }));
  return { before: listBefore(plan, prior, changes), after: listAfter(plan, prior, planned, changes) };
}

function listBefore(
  plan: TerraformPlan,
  prior: readonly Located<StateResource & { readonly module: string }>[],
  changes: readonly Located<ResourceChange>[],
): Instances {
  const list = new InstanceList(plan);
  const byAddress = new Map<string, Located<ResourceChange>>();
  for (const change of changes) {
    if (change.row.deposed !== undefined) continue;
    byAddress.set(change.row.previous_address ?? change.row.address, change);
    byAddress.set(change.row.address, change);
  }
  const seen = new Set<ResourceChange>();
  for (const { row, pointer } of prior) {
    const change = row.deposed_key === undefined ? byAddress.get(row.address) : undefined;
    if (change !== undefined) seen.add(change.row);
    const values = change === undefined ? null : valuesBefore(change);
    const state = row.values === undefined ? null : known(row.values, `${pointer}/values`);
    // The change carries the address after a move, which is what the configuration knows.
    list.add(change?.row ?? row, row.module, values ?? state);
  }
  for (const change of changes) {
    if (!seen.has(change.row)) list.add(change.row, change.row.module_address ?? '', valuesBefore(change));
  }
  return list.instances();
}

function listAfter(
  plan: TerraformPlan,
  prior: readonly Located<StateResource & { readonly module: string }>[],
  planned: readonly Located<StateResource & { readonly module: string }>[],
  changes: readonly Located<ResourceChange>[],
): Instances {
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
  for (const { row, pointer } of planned) {
    if (byAddress.has(row.address) || row.values === undefined) continue;
    byAddress.add(row.address);
    list.add(row, row.module, known(row.values, `${pointer}/values`));
  }
  for (const { row, pointer } of prior) {
    if (row.mode !== 'data' || byAddress.has(row.address) || row.values === undefined) continue;
    list.add(row, row.module, known(row.values, `${pointer}/values`));
  }
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
  return { values: after, unknown, pointer: `${pointer}/change/after`, unknownPointer: `${pointer}/change/after_unknown` };
}

/** The resources of a state in the order of the file; modules are walked without recursion, however deep they nest. */
function stateResources(
  root: StateModule | undefined,
  pointer: string,
): readonly Located<StateResource & { readonly module: string }>[] {
  const found: Located<StateResource & { readonly module: string }>[] = [];
  const open = root === undefined ? [] : [{ row: root, pointer }];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    const { row, pointer: at } = module;
    const address = row.address ?? '';
    row.resources?.forEach((resource, index) => {
      found.push({ row: { ...resource, module: address }, pointer: `${at}/resources/${String(index)}` });
    });
    row.child_modules?.forEach((child, index) => {
      open.push({ row: child, pointer: `${at}/child_modules/${String(index)}` });
    });
  }
  return found;
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
