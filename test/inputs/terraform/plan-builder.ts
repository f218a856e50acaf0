import { expect } from 'vitest';
import { readTerraformPlan, type TerraformModels } from '../../../src/inputs/terraform/index.js';
import type { Gap, Model } from '../../../src/model/model.js';
import type { Policy } from '../../../src/model/policy.js';
import type { TerraformPlan } from '../../../src/schemas/terraform-plan.generated.js';
import validate from '../../../src/schemas/terraform-plan.validate.generated.js';

export type Fields = Readonly<Record<string, unknown>>;

/** One resource instance as the plan would show it. */
export interface ResourceSpec {
  readonly address: string;
  readonly before?: Fields | null;
  readonly after?: Fields | null;
  readonly unknown?: Fields;
  readonly actions?: readonly string[];
  readonly expressions?: Fields;
  readonly forEach?: Fields;
  readonly provider?: string;
  readonly previousAddress?: string;
  readonly deposed?: string;
}

/** What a plan holds beside its resources. */
export interface PlanSpec {
  readonly modules?: Readonly<Record<string, ModuleSpec>>;
  readonly priorState?: readonly StateSpec[];
  readonly plannedValues?: readonly StateSpec[];
  readonly providers?: Fields;
  readonly more?: Fields;
}

export interface ModuleSpec {
  readonly expressions?: Fields;
  readonly outputs?: Readonly<Record<string, Fields>>;
  readonly forEach?: Fields;
}

export interface StateSpec {
  readonly address: string;
  readonly values?: Fields;
}

export const SHIPPED = 'arn:aws:iam::aws:policy/AdministratorAccess';
export const ACCOUNT = '111111111111';
export const TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
export const READ = document({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** The data source that tells the account of the default provider. */
const CALLER: StateSpec = { address: 'data.aws_caller_identity.me', values: { account_id: ACCOUNT } };

export function document(...statements: readonly Fields[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** An expression that refers to these, each followed by its shorter forms as Terraform lists them. */
export function references(...names: readonly string[]): Fields {
  return { references: names.flatMap((name) => shorterForms(name)) };
}

export function constant(value: unknown): Fields {
  return { constant_value: value };
}

function shorterForms(name: string): readonly string[] {
  const shorter = name.replace(/(?:\.[^.[\]]+|\[[^\]]*\])$/, '');
  return shorter === name || !shorter.includes('.') ? [name] : [name, ...shorterForms(shorter)];
}

interface Parts {
  readonly module: string;
  readonly path: readonly string[];
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
}

function parse(address: string): Parts {
  const match =
    /^(?<module>(?:module\.\w+(?:\[[^\]]+\])?\.)*)(?<data>data\.)?(?<type>\w+)\.(?<name>[\w-]+)(?:\[(?<key>.+)\])?$/.exec(
      address,
    )?.groups;
  if (match === undefined) throw new Error(`not an address: ${address}`);
  const module = (match['module'] ?? '').slice(0, -1);
  const key = match['key'];
  return {
    module,
    path: [...module.matchAll(/module\.(\w+)/g)].map(([, name = '']) => name),
    mode: match['data'] === undefined ? 'managed' : 'data',
    type: match['type'] ?? '',
    name: match['name'] ?? '',
    ...(key === undefined ? {} : { index: JSON.parse(key) as string | number }),
  };
}

/** A plan that is valid by the schema. */
export function plan(resources: readonly ResourceSpec[], spec: PlanSpec = {}): TerraformPlan {
  const built: unknown = {
    format_version: '1.2',
    planned_values: { root_module: state(spec.plannedValues ?? []) },
    prior_state: { values: { root_module: state(spec.priorState ?? []) } },
    resource_changes: resources.map(toChange),
    configuration: { provider_config: spec.providers ?? {}, root_module: configuration(resources, spec) },
    complete: true,
    errored: false,
    ...spec.more,
  };
  const valid = validate(built);
  expect(validate.errors ?? [], 'the plan is valid by the schema').toEqual([]);
  if (!valid) throw new Error('not a plan');
  return built;
}

function toChange(spec: ResourceSpec): Fields {
  const { module, mode, type, name, index } = parse(spec.address);
  const { before = null, after = null } = spec;
  return {
    address: spec.address,
    ...(spec.previousAddress === undefined ? {} : { previous_address: spec.previousAddress }),
    ...(module === '' ? {} : { module_address: module }),
    ...(index === undefined ? {} : { index }),
    ...(spec.deposed === undefined ? {} : { deposed: spec.deposed }),
    mode,
    type,
    name,
    change: { actions: spec.actions ?? actionsOf(before, after), before, after, after_unknown: spec.unknown ?? {} },
  };
}

function actionsOf(before: Fields | null, after: Fields | null): readonly string[] {
  if (before === null) return ['create'];
  if (after === null) return ['delete'];
  return JSON.stringify(before) === JSON.stringify(after) ? ['no-op'] : ['update'];
}

function state(specs: readonly StateSpec[]): Fields {
  const rows = specs.map(({ address, values }) => {
    const { module, path: _path, ...row } = parse(address);
    return { module, row: { address, ...row, ...(values === undefined ? {} : { values }) } };
  });
  const modules = [...new Set(rows.map(({ module }) => module))].filter((module) => module !== '');
  const of = (module: string): readonly Fields[] =>
    rows.filter((entry) => entry.module === module).map(({ row }) => row);
  return {
    resources: of(''),
    child_modules: modules.map((address) => ({ address, resources: of(address) })),
  };
}

interface ModuleDraft {
  resources: Fields[];
  module_calls: Record<string, { module: ModuleDraft } & Fields>;
  outputs: Fields;
}

function configuration(resources: readonly ResourceSpec[], { modules = {}, priorState = [] }: PlanSpec): ModuleDraft {
  const root: ModuleDraft = { resources: [], module_calls: {}, outputs: {} };
  const at = (path: readonly string[]): ModuleDraft => {
    let draft = root;
    path.forEach((name, depth) => {
      const spec = modules[path.slice(0, depth + 1).join('.')] ?? {};
      draft.module_calls[name] ??= {
        expressions: spec.expressions ?? {},
        ...(spec.forEach === undefined ? {} : { for_each_expression: spec.forEach }),
        module: { resources: [], module_calls: {}, outputs: outputsOf(spec) },
      };
      draft = draft.module_calls[name].module;
    });
    return draft;
  };
  for (const path of Object.keys(modules)) at(path.split('.'));
  const seen = new Set<string>();
  for (const spec of [...resources, ...priorState]) {
    const { path, mode, type, name } = parse(spec.address);
    const id = [...path, mode, type, name].join(' ');
    if (seen.has(id)) continue;
    seen.add(id);
    const { expressions, forEach, provider = 'aws' }: Partial<ResourceSpec> = spec;
    at(path).resources.push({
      mode,
      type,
      name,
      provider_config_key: provider,
      ...(expressions === undefined ? {} : { expressions }),
      ...(forEach === undefined ? {} : { for_each_expression: forEach }),
    });
  }
  return root;
}

function outputsOf({ outputs = {} }: ModuleSpec): Fields {
  return Object.fromEntries(Object.entries(outputs).map(([name, expression]) => [name, { expression }]));
}

export function readPlan(built: TerraformPlan): TerraformModels {
  return readTerraformPlan(built, {
    uri: 'plan.json',
    managedPolicy: (arn) => (arn === SHIPPED ? ADMINISTRATOR : null),
  });
}

/** The models of a plan of these resources, in the account {@link ACCOUNT}. */
export function read(resources: readonly ResourceSpec[], spec: PlanSpec = {}): TerraformModels {
  return readPlan(plan(resources, { ...spec, priorState: [CALLER, ...(spec.priorState ?? [])] }));
}

export function after(resources: readonly ResourceSpec[], spec: PlanSpec = {}): Model {
  return read(resources, spec).after;
}

/** A role that the plan creates. */
export function role(name: string, more: Partial<ResourceSpec> = {}): ResourceSpec {
  return {
    address: `aws_iam_role.${name}`,
    ...more,
    after: { name, path: '/', assume_role_policy: TRUST, ...more.after },
    unknown: { arn: true, id: true, inline_policy: true, managed_policy_arns: true, ...more.unknown },
    expressions: { name: constant(name), assume_role_policy: {}, ...more.expressions },
  };
}

/** A user or group that the plan creates. */
export function named(kind: 'user' | 'group', name: string, more: Partial<ResourceSpec> = {}): ResourceSpec {
  return { address: `aws_iam_${kind}.${name}`, after: { name, path: '/' }, unknown: { arn: true, id: true }, ...more };
}

/** A managed policy that the plan creates. */
export function policy(name: string, more: Partial<ResourceSpec> = {}): ResourceSpec {
  return {
    address: `aws_iam_policy.${name}`,
    ...more,
    after: { name, path: '/', policy: READ, ...more.after },
    unknown: { arn: true, id: true, ...more.unknown },
    expressions: { name: constant(name), policy: {}, ...more.expressions },
  };
}

/** What is there already and stays as it is. */
export function unchanged(address: string, values: Fields, more: Partial<ResourceSpec> = {}): ResourceSpec {
  return { address, before: values, after: values, ...more };
}

export function arn(kind: string, name: string): string {
  return `arn:aws:iam::${ACCOUNT}:${kind}/${name}`;
}

export function policiesOf(model: Model, name: string): readonly Policy[] {
  const principal = [...model.roles, ...model.users, ...model.groups].find((entry) => entry.name === name);
  if (principal === undefined) throw new Error(`no principal ${name}`);
  return principal.policies.map((held) => held.policy);
}

export function roleNamed(model: Model, name: string): Model['roles'][number] {
  const found = model.roles.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
}

export function gapLines(gaps: readonly Gap[]): readonly string[] {
  return gaps.map(({ kind, address, location }) => `${kind} ${address} ${location?.pointer ?? ''}`);
}

/** A statement with what is not said left out. */
export function statements(read: Policy): readonly Fields[] {
  return read.statements.map(({ effect, actions, resources, principals, conditions, sid }) => ({
    effect,
    ...(sid === null ? {} : { sid }),
    ...(actions === undefined ? {} : { actions: actions.values }),
    ...(resources === undefined ? {} : { resources: resources.values, unknown: resources.unknown.length }),
    ...(principals === undefined ? {} : { principals }),
    ...(conditions.length === 0
      ? {}
      : { conditions: conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.values.join()}`) }),
  }));
}
