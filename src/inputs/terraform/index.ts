import { UNKNOWN_ACCOUNT } from '../../model/arn.js';
import type { Change, Gap, Model } from '../../model/model.js';
import type { Change as PlannedChange, TerraformPlan } from '../../schemas/terraform-plan.generated.js';
import { Arns } from './arns.js';
import { type Attached, collectAttachments, type Earlier } from './attachments.js';
import { readComputeResources, RESOURCE_KINDS } from './compute.js';
import {
  certificateProviders,
  ENTRY_KINDS,
  readIdentityPools,
  withEntryPoints,
  withSources,
} from './entry-points/index.js';
import { readFunctions } from './functions.js';
import { isPlainObject, listOf, own, textOrNull } from './guards.js';
import { collectCredentials, collectMemberships, InstanceProfiles, readIdentityProviders } from './identities.js';
import { type Instances, listInstances } from './instances.js';
import { readOrganization } from './organization.js';
import type { FoundSources, PlanSources } from './plan-sources/index.js';
import { readPermissionSets } from './permission-sets.js';
import { type ManagedPolicyLookup, Policies } from './policies.js';
import { finishPrincipals, Principals, strayPolicies } from './principals.js';
import { Providers } from './providers.js';
import { Reader } from './reader.js';
import { collectSecrets } from './secrets.js';

/** Where a plan comes from, and the shipped AWS managed policies. */
export interface TerraformSource {
  readonly uri: string;
  /** The document of an AWS managed policy, or null when it is not known. */
  readonly managedPolicy: ManagedPolicyLookup;
  /** Accounts that the user names, by provider alias. */
  readonly accounts?: ReadonlyMap<string, string>;
  /** The sources of the plan, where they were found. */
  readonly sources?: FoundSources | null;
}

/** What a plan says: what is there, what will be, and what it changes. */
export interface TerraformModels {
  /** As the state had it before somebody changed it outside Terraform; null where nobody did. */
  readonly recorded: Model | null;
  readonly before: Model;
  readonly after: Model;
  /** What the plan does to the resources that it changes, by address. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Every name by which the user may mean a provider configuration of the plan. */
  readonly providers: readonly string[];
  /** Texts that no report may show. */
  readonly secrets: ReadonlySet<string>;
  /** The sources that were used; null without. */
  readonly sources: PlanSources | null;
}

/**
 * Reads a plan as `terraform show -json` writes it (https://developer.hashicorp.com/terraform/internals/json-format),
 * checked against its schema. What a value known only after apply hides is resolved from the sources and through the
 * references of the configuration where they are clear; otherwise it is a gap. Throws {@link InputError} where the user names an account
 * that the plan shows to be another.
 */
export function readTerraformPlan(
  plan: TerraformPlan,
  { uri, managedPolicy, accounts: named = new Map(), sources: found = null }: TerraformSource,
): TerraformModels {
  let sources: PlanSources | null = null;
  const instances = listInstances(plan, (instance, name) => sources?.written(instance, name) ?? null);
  const both = [instances.before.all, instances.after.all];
  const providers = new Providers(plan, { instances: both, named, uri });
  const arns = new Arns(providers);
  sources = found?.connect({ plan, ...instances, arns }) ?? null;
  const secrets = new Set(collectSecrets(plan));
  const build = (side: Instances, earlier: Earlier): Built => {
    const reader = new Reader(side, arns, uri, sources);
    const built = buildModel(reader, managedPolicy, providers, earlier);
    for (const secret of reader.secrets) secrets.add(secret);
    return built;
  };
  const first: Earlier = { attached: new Map(), policies: new Set(), carriers: new Set(), fullAccess: new Set() };
  const before = build(instances.before, first);
  const after = build(instances.after, before.earlier);
  return {
    recorded: instances.recorded === null ? null : build(instances.recorded, first).model,
    before: before.model,
    after: { ...after.model, gaps: [...incompleteness(plan, uri), ...unreadableFiles(sources), ...after.model.gaps] },
    changes: changesOf(plan),
    providers: providers.names(),
    secrets,
    sources,
  };
}

interface Built {
  readonly model: Model;
  readonly earlier: Earlier;
}

function buildModel(reader: Reader, lookup: ManagedPolicyLookup, providers: Providers, earlier: Earlier): Built {
  const policies = new Policies(reader, lookup);
  const principals = new Principals(reader);
  const attached: Attached = collectAttachments(principals, policies, reader, earlier);
  collectMemberships(principals, reader);
  collectCredentials(principals, reader);
  const profiles = new InstanceProfiles(principals, reader);
  const configured = finishPrincipals(principals, policies, reader);
  const finished = { ...configured, roles: [...configured.roles, ...readPermissionSets(policies, reader)] };
  const compute = [
    ...readFunctions(principals, policies, reader),
    ...readComputeResources(principals, profiles, policies, reader, earlier.carriers),
  ];
  const resources = withSources(withEntryPoints(compute, reader), policies, reader);
  const managedPolicies = policies.managedPolicies();
  const owners = [...finished.roles, ...finished.users, ...finished.groups].map(({ account }) => account);
  const inUse = new Set([...owners, ...resources.map(({ account }) => account)]);
  const { controls, fullAccess, accounts } = readOrganization(policies, reader, inUse, earlier.fullAccess);
  const model: Model = {
    accounts: [...new Set([...providers.accounts(), ...owners, ...accounts])].filter(
      (account) => account !== UNKNOWN_ACCOUNT,
    ),
    organization: organizationOf(reader),
    ...finished,
    managedPolicies,
    identityProviders: [
      ...readIdentityProviders(reader),
      ...readIdentityPools(reader),
      ...certificateProviders(reader),
    ],
    strayPolicies: strayPolicies(principals),
    resources,
    controls,
    partial: true,
    shows: new Set([...RESOURCE_KINDS, ...ENTRY_KINDS]),
    complete: new Map(),
    gaps: reader.gaps,
  };
  const arns = managedPolicies.map(({ arn }) => arn).filter((arn) => policies.instance(arn)?.mode === 'managed');
  const carriers = resources.filter(({ policy, address }) => policy !== null && policy.address !== address);
  const carrierArns = new Set(carriers.map(({ arn }) => arn));
  return { model, earlier: { attached, policies: new Set(arns), carriers: carrierArns, fullAccess } };
}

function organizationOf(reader: Reader): string | null {
  const type = 'aws_organizations_organization';
  for (const { values } of [...reader.managed(type), ...reader.data(type)]) {
    const id = textOrNull(own(values, 'id'));
    if (id !== null) return id;
  }
  return null;
}

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation: two actions are a replacement. */
function changesOf(plan: TerraformPlan): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  // What will be deleted later is there until then.
  const deferred = (plan.deferred_changes ?? [])
    .flatMap(({ resource_change: row }) => row ?? [])
    .filter(({ change }) => isPlainObject(change.after));
  for (const { address, change } of [...(plan.resource_changes ?? []), ...deferred]) {
    const actions = change.actions.filter(
      (action) => action === 'create' || action === 'update' || action === 'delete',
    );
    const [action] = actions;
    if (action === undefined) continue;
    const both = action === 'update' || actions.length > 1;
    const attributes = both ? changedAttributes(change) : [];
    changes.set(address, { action: actions.length > 1 ? 'replace' : action, attributes });
  }
  return changes;
}

/** What gets a value goes before what loses its own, of which no line is left, and before what may change. */
function changedAttributes({ before, after, after_unknown: unknown }: PlannedChange): readonly string[] {
  const changed = Object.keys(after ?? {})
    .filter((name) => textOf(own(after, name)) !== textOf(own(before, name)))
    .sort((a, b) => Number(textOf(own(after, a)) === '') - Number(textOf(own(after, b)) === ''))
    .map((name) => [name, ...changedInBlock(own(before, name), own(after, name))].join('/'));
  const open = isPlainObject(unknown) ? Object.keys(unknown).filter((name) => own(unknown, name) === true) : [];
  return [...changed, ...open];
}

/** Providers keep what is not set as null or as an empty text, and not always as the same. */
function textOf(value: unknown): string {
  return value === null || value === undefined || value === '' ? '' : JSON.stringify(value);
}

/** Of several blocks of a kind, the only one that is new, and what of it was another; nothing for what is no such list. */
function changedInBlock(before: unknown, after: unknown): readonly string[] {
  const [was, is] = [before, after].map(listOf);
  const missing = (items: readonly unknown[] = [], others: readonly unknown[] = []): readonly unknown[] =>
    items.filter((item) => !others.some((other) => textOf(other) === textOf(item)));
  const [[block, ...more], gone] = [missing(is, was), missing(was, is)];
  if (is === undefined || !isPlainObject(block) || more.length > 0) return [];
  const index = String(is.indexOf(block));
  const [earlier] = gone;
  if (!isPlainObject(earlier) || gone.length > 1) return [index];
  return [index, ...changedAttributes({ actions: [], before: earlier, after: block }).slice(0, 1)];
}

/** Files of the sources that nothing, or not all, is taken from. */
function unreadableFiles(sources: PlanSources | null): readonly Gap[] {
  return (sources?.unread() ?? []).map(({ uri, reason }) => ({
    kind: 'incomplete-input',
    address: uri,
    reason,
    location: { uri, startLine: 1 },
  }));
}

/** What the plan itself says that it leaves open. */
function incompleteness(plan: TerraformPlan, uri: string): readonly Gap[] {
  const gap = (address: string, reason: string, pointer: string): Gap => ({
    kind: 'incomplete-input',
    address,
    reason,
    location: { uri, pointer },
  });
  const deferred = (plan.deferred_changes ?? []).map(({ reason, resource_change: change }, index) =>
    gap(
      change?.address ?? 'a deferred change',
      `Terraform defers the change of this resource to a later plan (${reason ?? 'no reason given'}), so that it is known in part`,
      `/deferred_changes/${String(index)}`,
    ),
  );
  return [
    ...(plan.errored === true
      ? [gap(uri, 'the plan ended with an error, so that resources are missing', '/errored')]
      : []),
    ...(plan.complete === false && plan.errored !== true
      ? [gap(uri, 'the plan covers only a part of the configuration', '/complete')]
      : []),
    ...deferred,
  ];
}
