import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson } from '../../../../src/inputs/terraform/sources/evaluate/convert.js';
import type { Value } from '../../../../src/inputs/terraform/sources/evaluate/value.js';
import {
  type AttributeReference,
  type Grammar,
  type Key,
  openSources,
  type Sources,
} from '../../../../src/inputs/terraform/sources/index.js';

type Attributes = Readonly<Record<string, unknown>>;

/** An instance of a plan. */
export interface PlanInstance {
  readonly address: string;
  readonly module: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly key: Key;
  readonly values: Attributes;
  readonly unknown: Attributes;
}

interface Row {
  readonly address: string;
  readonly module_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values?: Attributes;
  readonly change?: { readonly after: Attributes | null; readonly after_unknown?: Attributes };
}

interface StateModule {
  readonly address?: string;
  readonly resources?: readonly Row[];
  readonly child_modules?: readonly StateModule[];
}

interface Plan {
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly resource_changes?: readonly Row[];
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } };
}

/** What a plan will have: its changes, and the data sources that were read while it was made. */
function instancesOf(plan: Plan): readonly PlanInstance[] {
  const instance = (row: Row, module: string, values: Attributes, unknown: Attributes): PlanInstance => ({
    ...{ address: row.address, module, mode: row.mode, type: row.type, name: row.name },
    ...{ key: row.index ?? null, values, unknown },
  });
  const changes = (plan.resource_changes ?? []).flatMap((row) =>
    row.change?.after
      ? [instance(row, row.module_address ?? '', row.change.after, row.change.after_unknown ?? {})]
      : [],
  );
  const read = (module: StateModule | undefined): readonly PlanInstance[] => [
    ...(module?.resources ?? [])
      .filter(({ mode }) => mode === 'data')
      .map((row) => instance(row, module?.address ?? '', row.values ?? {}, {})),
    ...(module?.child_modules ?? []).flatMap(read),
  ];
  return [...changes, ...read(plan.prior_state?.values?.root_module)];
}

/** A folder with a plan and its sources; null for another one. */
export function openFolder(
  folder: string,
  grammar: Grammar,
): { readonly sources: Sources; readonly instances: readonly PlanInstance[] } | null {
  const path = join(folder, 'plan.json');
  if (!existsSync(path)) return null;
  const plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  const instances = instancesOf(plan);
  const byAddress = new Map(instances.map((instance) => [instance.address, instance]));
  const known = ({ address, attribute }: AttributeReference): Value | null => {
    const found = byAddress.get(address);
    const value = found?.values[attribute];
    return value === undefined || value === null ? null : fromJson(value, found?.unknown[attribute]);
  };
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names
    .filter((name) => !name.startsWith('base/') && /\.(?:tf|tftpl|json)$/.test(name) && name !== 'plan.json')
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const sources = openSources(new Map(files), {
    grammar,
    known,
    variables: plan.variables ?? {},
    instanceKeys: (module, mode, type, name) => {
      const found = instances.filter(
        (row) => row.module === module && row.mode === mode && row.type === type && row.name === name,
      );
      return found.length === 0 ? null : found.map(({ key }) => key);
    },
  });
  return { sources, instances };
}
