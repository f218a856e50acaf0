import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type AccountSource, readAccount } from './account.js';
import { type Assumption, assumeUnknown } from './assume-unknown.js';
import { detectKind, type InputKind, isSource, noPlan } from './detect.js';
import { InputError } from './input-error.js';
import { parseJsonDocuments } from './json.js';
import { openManagedPolicies, type ManagedPolicies } from './managed-policies.js';
import type { Model } from '../model/model.js';
import validatePlan from '../schemas/terraform-plan.validate.generated.js';
import type { LoadedInput } from './loaded-input.js';
import { type InputText, isArchive, readInput } from './read.js';
import { readTerraformPlan } from './terraform/index.js';
import type { FoundSources } from './terraform/plan-sources/index.js';
import { checkSchema } from './validate.js';

export { CONFIGURATION_FILE, loadConfiguration, parseConfiguration } from './configuration.js';
export { configurationText, type Settings } from './configuration-text.js';
export type { Configuration, KnownNames, Suppression } from './configuration.js';
export { ASSUMPTIONS } from './assume-unknown.js';
export { INPUT_KINDS } from './detect.js';
export type { InputKind } from './detect.js';
export { InputError } from './input-error.js';
export { type Combined, combineInputs } from './combine.js';
export type { LoadedInput } from './loaded-input.js';
export type { SourceEdit, SourcePatch } from './source-edit.js';
export { loadBaseline } from './baseline.js';
export { type InputFile, inputFiles } from './snapshot/folder.js';

/** How an input is read; each setting has a default. */
export interface LoadOptions {
  /** Taken instead of the kind that the content shows. */
  readonly kind?: InputKind;
  readonly stdin?: Readable;
  /** True for an account that the changes of other inputs are laid over. */
  readonly base?: boolean;
  readonly managedPolicies?: ManagedPolicies;
  /** The saved plan that a plan's JSON was made from: its sources complete what the JSON does not know. */
  readonly binaryPlan?: string;
  /** The folder that Terraform ran in; the folder of the plan by default. Null to look for no sources. */
  readonly sourceRoot?: string | null;
  /** What policies and parts of policies are taken for that are not known; by default they stay unknown. */
  readonly assumeUnknown?: Assumption;
  /** The account that a snapshot has to be of, as the manifest of its folder says. */
  readonly snapshotOf?: string;
  /** Account numbers by the alias of the plan's provider; `aws` or `default` means the one without alias. */
  readonly accounts?: ReadonlyMap<string, string>;
}

/**
 * Reads a file, or standard input for `-`. A saved plan is turned into JSON by `terraform show`, and is its own source.
 * Throws {@link InputError} for what cannot be used.
 */
export async function loadInput(path: string, options: LoadOptions = {}): Promise<LoadedInput> {
  const input = await loadKnown(path, options);
  const { assumeUnknown: assumption } = options;
  if (assumption === undefined) return input;
  const { recorded = null, before, after } = input;
  return {
    ...input,
    recorded: recorded === null ? null : assumeUnknown(recorded, assumption),
    before: before === null ? null : assumeUnknown(before, assumption),
    after: assumeUnknown(after, assumption),
  };
}

async function loadKnown(path: string, options: LoadOptions): Promise<LoadedInput> {
  if (path !== '-' && (await isArchive(path))) return loadSavedPlan(path, options);
  const { uri, text } = await readInput(path, options.stdin);
  if (isSource(path)) throw noPlan(uri, 'one of the files that it is made from');
  const documents = parseJsonDocuments(text, uri);
  const kind = options.kind ?? detectKind(documents, uri);
  if (kind === 'terraform-plan') return loadPlan({ uri, text }, documents, options);
  const { document: managedPolicy } = options.managedPolicies ?? openManagedPolicies();
  const { model: after, ...scope } = await readDocuments(kind, documents, { uri, managedPolicy });
  const { base = false, snapshotOf } = options;
  const [account] = after.accounts;
  if (snapshotOf !== undefined && account !== snapshotOf)
    throw new InputError(uri, '/account', `the manifest says that it is of ${snapshotOf}, found ${account ?? 'none'}`);
  return {
    kind,
    uri,
    ...scope,
    text,
    before: null,
    after,
    changes: new Map(),
    base,
    providers: [],
    secrets: new Set(),
    sources: null,
  };
}

/** The readers of snapshots are loaded only where there are any. */
async function readDocuments(
  kind: Exclude<InputKind, 'terraform-plan'>,
  documents: readonly unknown[],
  source: AccountSource,
): Promise<{ readonly model: Model; readonly scope?: string }> {
  if (kind === 'authorization-details') return { model: withoutRoles(readAccount(documents, source), source.uri) };
  const { readOrganization, readSnapshot } = await import('./snapshot/index.js');
  const [document] = documents;
  return kind === 'account-snapshot'
    ? { model: readSnapshot(document, source) }
    : readOrganization(document, source.uri);
}

/** Every account has service-linked roles, so an answer without roles was asked for with a filter, or is a part of one. */
function withoutRoles(model: Model, uri: string): Model {
  if (model.roles.length > 0) return model;
  const reason = 'no role is in the input, though every account has some: was it asked for with `--filter`?';
  return { ...model, gaps: [...model.gaps, { kind: 'incomplete-input', address: uri, reason, location: null }] };
}

async function loadSavedPlan(path: string, options: LoadOptions): Promise<LoadedInput> {
  if (options.kind !== undefined && options.kind !== 'terraform-plan') {
    throw new InputError(path, '', `expected ${options.kind}, found a zip archive`);
  }
  const { showPlan } = await import('./terraform/source-files/index.js');
  const { sourceRoot } = options;
  const text = await showPlan(path, typeof sourceRoot === 'string' ? { directory: sourceRoot } : {});
  return loadPlan({ uri: path, text }, parseJsonDocuments(text, path), { binaryPlan: path, ...options });
}

async function loadPlan(
  { uri, text }: InputText,
  documents: readonly unknown[],
  options: LoadOptions,
): Promise<LoadedInput> {
  const [first, ...rest] = documents;
  if (rest.length > 0) throw new InputError(uri, '', 'expected one Terraform plan, found several JSON documents');
  const plan = checkSchema(validatePlan, first, uri);
  const { document: managedPolicy } = options.managedPolicies ?? openManagedPolicies();
  const { accounts = new Map<string, string>(), base = false } = options;
  const found = await findPlanSources(uri, options);
  const models = readTerraformPlan(plan, { uri, managedPolicy, accounts, sources: found });
  return { kind: 'terraform-plan', uri, text, base, ...models };
}

/** The parser of the sources is loaded only where there are any. */
async function findPlanSources(uri: string, { binaryPlan, sourceRoot }: LoadOptions): Promise<FoundSources | null> {
  if (sourceRoot === null && binaryPlan === undefined) return null;
  const named = binaryPlan !== undefined || sourceRoot !== undefined;
  if (!named && (uri === 'stdin' || !holdsConfiguration(dirname(uri)))) return null;
  const { findSources } = await import('./terraform/plan-sources/index.js');
  return findSources(uri, {
    ...(binaryPlan === undefined ? {} : { binaryPlan }),
    ...(typeof sourceRoot === 'string' ? { sourceRoot } : {}),
  });
}

function holdsConfiguration(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
  } catch {
    return false;
  }
}
