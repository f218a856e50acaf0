import type { Readable } from 'node:stream';
import { readAccount } from './account.js';
import { detectKind, type InputKind } from './detect.js';
import { InputError } from './input-error.js';
import { parseJsonDocuments } from './json.js';
import { openManagedPolicies, type ManagedPolicies } from './managed-policies.js';
import validatePlan from '../schemas/terraform-plan.validate.generated.js';
import type { LoadedInput } from './loaded-input.js';
import { readInput } from './read.js';
import { readTerraformPlan } from './terraform/index.js';
import { checkSchema } from './validate.js';

export { CONFIGURATION_FILE, loadConfiguration, parseConfiguration } from './configuration.js';
export { configurationText, type Settings } from './configuration-text.js';
export type { Configuration, KnownNames, Suppression } from './configuration.js';
export { INPUT_KINDS } from './detect.js';
export type { InputKind } from './detect.js';
export { InputError } from './input-error.js';
export { combineInputs } from './combine.js';
export type { LoadedInput } from './loaded-input.js';

/** How an input is read; each setting has a default. */
export interface LoadOptions {
  /** Taken instead of the kind that the content shows. */
  readonly kind?: InputKind;
  readonly stdin?: Readable;
  /** True for an account that the changes of other inputs are laid over. */
  readonly base?: boolean;
  readonly managedPolicies?: ManagedPolicies;
  /** Account numbers by the alias of the plan's provider; `aws` or `default` means the one without alias. */
  readonly accounts?: ReadonlyMap<string, string>;
}

/** Reads a file, or standard input for `-`. Throws {@link InputError} for what cannot be used. */
export async function loadInput(path: string, options: LoadOptions = {}): Promise<LoadedInput> {
  const { base = false } = options;
  const { uri, text } = await readInput(path, options.stdin);
  const documents = parseJsonDocuments(text, uri);
  const kind = options.kind ?? detectKind(documents, uri);
  const { document: managedPolicy } = options.managedPolicies ?? openManagedPolicies();
  if (kind === 'authorization-details') {
    const after = readAccount(documents, { uri, managedPolicy });
    return { kind, uri, text, before: null, after, changes: new Map(), base, providers: [] };
  }
  const [plan, ...rest] = documents;
  if (rest.length > 0) throw new InputError(uri, '', 'expected one Terraform plan, found several JSON documents');
  const { accounts = new Map<string, string>() } = options;
  const models = readTerraformPlan(checkSchema(validatePlan, plan, uri), { uri, managedPolicy, accounts });
  return { kind, uri, text, base, ...models };
}
