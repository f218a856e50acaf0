import type {
  Attributes,
  Change,
  ResourceChange,
  StateModule,
  StateResource,
  TerraformPlan,
} from '../../schemas/terraform-plan.generated.js';
import { isPlainObject, own, textOrNull } from './guards.js';
import type { Instance, ModuleInstance } from './instance.js';
import { ModuleTree, resourceId } from './modules.js';
import type { Written } from './written.js';

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

/** A change that the plan makes, or leaves to a later one. */
interface PlannedChange extends Located<ResourceChange> {
  readonly deferred: boolean;
}

/** Answers what the sources set an attribute of an instance to. */
export type Write = (instance: Instance, name: string) => Written | null;

const NOTHING: Write = () => null;

/** Is given each resource of a state, the address of its module, and where it stands. */
type Visit = (resource: StateResource, module: string, pointer: () => string) => void;

interface Values {
  readonly values: Attributes;
  readonly unknown: unknown;
  readonly sensitive?: unknown;
  readonly pointer: string;
  readonly unknownPointer: string;
}

/**
 * Lists the instances before and after the plan (https://developer.hashicorp.com/terraform/internals/json-format).
 *
 * `prior_state` is what exists, with the data sources that the plan could read; `planned_values` is what Terraform will
 * manage. What the plan forgets or leaves out stays as it was, since it goes on existing in AWS. What it defers to a later plan will
 * be as far as it is planned, and is there until then where it will be deleted. `recorded` is what the
 * state held before somebody changed it outside Terraform; null where nobody did. `write` is asked for
 * what will be, when an attribute of it is not known.
 */
export function listInstances(
  plan: TerraformPlan,
  write: Write = NOTHING,
): { readonly recorded: Instances | null; readonly before: Instances; readonly after: Instances } {
  const changes = changesOf(plan);
  const drift = new Map(
    (plan.resource_drift ?? []).map((row, index) => [row.address, { row, pointer: `/resource_drift/${index}` }]),
  );
  return {
    recorded: drift.size === 0 ? null : listBefore(plan, changes, drift),
    before: listBefore(plan, changes),
    after: listAfter(plan, changes, write),
  };
}

function changesOf(plan: TerraformPlan): readonly PlannedChange[] {
  const planned = (plan.resource_changes ?? []).map((row, index) => ({
    row,
    pointer: `/resource_changes/${index}`,
    deferred: false,
  }));
  const deferred = (plan.deferred_changes ?? []).flatMap(({ resource_change: row }, index) =>
    row === undefined ? [] : [{ row, pointer: `/deferred_changes/${index}/resource_change`, deferred: true }],
  );
  return [...planned, ...deferred];
}

function visitPriorState(plan: TerraformPlan, visit: Visit): void {
  visitState(plan.prior_state?.values?.root_module, '/prior_state/values/root_module', visit);
}

function visitPlannedValues(plan: TerraformPlan, visit: Visit): void {
  visitState(plan.planned_values?.root_module, '/planned_values/root_module', visit);
}

function listBefore(
  plan: TerraformPlan,
  changes: readonly Located<ResourceChange>[],
  drift: ReadonlyMap<string, Located<ResourceChange>> = new Map(),
): Instances {
  const list = new InstanceList(plan, NOTHING);
  const byAddress = new Map<string, Located<ResourceChange>>();
  const current = changes.filter(({ row }) => row.deposed === undefined);
  for (const change of current) byAddress.set(change.row.address, change);
  for (const change of current) {
    // What moved here may have taken the address of something that moved away.
    const { previous_address: previous } = change.row;
    if (previous !== undefined && !byAddress.has(previous)) byAddress.set(previous, change);
  }
  const seen = new Set<ResourceChange>();
  const placed = new Set<Located<ResourceChange>>();
  visitPriorState(plan, (row, module, pointer) => {
    const change = row.deposed_key === undefined ? byAddress.get(row.address) : undefined;
    if (change !== undefined) seen.add(change.row);
    const drifted = row.deposed_key === undefined ? drift.get(change?.row.address ?? row.address) : undefined;
    if (drifted !== undefined) placed.add(drifted);
    const recorded = drifted ?? change;
    const values = recorded === undefined ? null : valuesBefore(recorded);
    const state = row.values === undefined || values !== null ? null : known(row.values, `${pointer()}/values`);
    // The change carries the address after a move, which is what the configuration knows.
    list.add(change?.row ?? row, change?.row.module_address ?? module, values ?? state);
  });
  for (const change of current) {
    if (!seen.has(change.row) && !drift.has(change.row.address)) {
      list.add(change.row, change.row.module_address ?? '', valuesBefore(change));
    }
  }
  // What was deleted outside Terraform is in no state any more.
  for (const change of drift.values()) {
    if (!placed.has(change)) list.add(change.row, change.row.module_address ?? '', valuesBefore(change));
  }
  return list.instances();
}

function listAfter(plan: TerraformPlan, changes: readonly PlannedChange[], write: Write): Instances {
  const list = new InstanceList(plan, write);
  const seen = new Set<string>();
  const forgotten: Located<ResourceChange>[] = [];
  for (const change of changes) {
    const { row, deferred } = change;
    const { actions } = row.change;
    if (deferred && valuesAfter(change) === null) continue;
    seen.add(objectKey(row.address, row.deposed));
    if (row.previous_address !== undefined) seen.add(objectKey(row.previous_address));
    if (actions.includes('forget')) forgotten.push(change);
    if (row.deposed === undefined && actions.join() !== 'forget')
      list.add(row, row.module_address ?? '', valuesAfter(change));
  }
  const rest: Visit = (row, module, pointer) => {
    const key = objectKey(row.address, row.deposed_key);
    if (seen.has(key) || row.values === undefined) return;
    seen.add(key);
    list.add(row, module, known(row.values, `${pointer()}/values`));
  };
  visitPlannedValues(plan, rest);
  // What the plan says nothing of stays as it is: data sources, and whatever a plan of targets or with an error leaves out.
  visitPriorState(plan, rest);
  for (const change of forgotten) {
    const values = valuesBefore(change);
    // Something may be forgotten under one address to be imported under another.
    if (!list.holds(change.row.type, values)) list.add(change.row, change.row.module_address ?? '', values);
  }
  return list.instances();
}

/** Names an object of a state: the current one of a resource, or one that its replacement has left. */
function objectKey(address: string, deposed = ''): string {
  return `${address} ${deposed}`;
}

function known(values: Attributes, pointer: string): Values {
  return { values, unknown: null, pointer, unknownPointer: pointer };
}

function valuesBefore({ row, pointer }: Located<ResourceChange>): Values | null {
  const values = row.change.before ?? null;
  return values === null ? null : known(values, `${pointer}/change/before`);
}

function valuesAfter({ row, pointer }: Located<ResourceChange>): Values | null {
  const { after, after_unknown: unknown, after_sensitive: sensitive }: Change = row.change;
  if (after === null || after === undefined) return null;
  return {
    values: after,
    unknown,
    sensitive,
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

  constructor(
    plan: TerraformPlan,
    private readonly write: Write,
  ) {
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
      name: identity.name,
      key: identity.index ?? null,
      module,
      values: values.values,
      unknown: isPlainObject(values.unknown) ? values.unknown : {},
      sensitive: isPlainObject(values.sensitive) ? values.sensitive : {},
      configuration: this.#tree.resourceConfiguration(module, id),
      pointer: values.pointer,
      unknownPointer: values.unknownPointer,
      written: (name) => this.write(instance, name),
    };
    this.#all.push(instance);
    append(module.resources, id, instance);
    append(this.#byType, mode === 'data' ? `data.${identity.type}` : identity.type, instance);
  }

  /** Whether an instance stands for the same thing in AWS. */
  holds(type: string, values: Values | null): boolean {
    const id = textOrNull(own(values?.values, 'id'));
    const same = ({ values: held }: Instance): boolean =>
      id !== null && own(held, 'id') === id && own(held, 'arn') === own(values?.values, 'arn');
    return (this.#byType.get(type) ?? []).some(same);
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
