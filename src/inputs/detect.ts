import { isPolicyList, pagesOf } from './authorization-pages.js';
import { InputError } from './input-error.js';

/** What an input is; `--input-kind` takes these names. */
export type InputKind = 'terraform-plan' | 'authorization-details' | 'account-snapshot' | 'organization-snapshot';

/** Every {@link InputKind}. */
export const INPUT_KINDS: readonly InputKind[] = [
  'terraform-plan',
  'authorization-details',
  'account-snapshot',
  'organization-snapshot',
];

/**
 * Tells an input's kind from its content: JSON documents, one or, for the pages of a paginated answer, several.
 * Throws {@link InputError} that names what would have been accepted.
 */
export function detectKind(documents: readonly unknown[], uri: string): InputKind {
  const [first] = documents;
  const saved = snapshotKind(first, uri);
  if (saved !== null) {
    if (documents.length > 1) throw new InputError(uri, '', 'expected one snapshot, found several JSON documents');
    return saved;
  }
  if (isTerraform(first)) {
    if (documents.length > 1)
      throw new InputError(uri, '', 'expected one Terraform plan, found several JSON documents');
    if (has(first, 'planned_values') || has(first, 'resource_changes')) return 'terraform-plan';
    if (has(first, 'values')) throw noPlan(uri, 'a state');
  }
  if (isRecord(first) && has(first, 'terraform_version') && has(first, 'lineage')) throw noPlan(uri, 'a state file');
  if (isRecord(first) && has(first, '@level') && has(first, '@message'))
    throw noPlan(uri, 'the log of `terraform plan -json`');
  if (documents.length > 0 && documents.every((document) => pagesOf(document) !== null)) return 'authorization-details';
  throw new InputError(
    uri,
    '',
    'expected a Terraform plan (`terraform show -json tfplan`) or the output of `aws iam get-account-authorization-details` or of `iam-miner-lint audit`' +
      otherInput(first),
  );
}

/** What Terraform made, or makes a plan of, in the place of the plan: `found` says what it is. */
export function noPlan(uri: string, found: string): InputError {
  const how = 'run `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`';
  return new InputError(uri, '', `expected a Terraform plan, found ${found}; ${how}`);
}

/** Whether a file is named as the sources of Terraform or OpenTofu are. */
export function isSource(name: string): boolean {
  return /\.(?:tf|tofu)$/.test(name);
}

function snapshotKind(document: unknown, uri: string): InputKind | null {
  if (!isRecord(document)) return null;
  const kind = document['kind'];
  if (kind === 'snapshot-manifest') throw new InputError(uri, '', 'a manifest; name the folder that it is in');
  return kind === 'account-snapshot' || kind === 'organization-snapshot' ? kind : null;
}

function isTerraform(document: unknown): document is Readonly<Record<string, unknown>> {
  return isRecord(document) && typeof document['format_version'] === 'string';
}

/** What people give by mistake, in words that tell what to do; empty for what nobody gives. */
function otherInput(document: unknown): string {
  const value: unknown = Array.isArray(document) ? (document as readonly unknown[])[0] : document;
  if (!isRecord(value)) return '';
  if (has(value, 'Records') || has(value, 'Events') || has(value, 'eventName'))
    return ', found recorded activity: give it with `--activity`';
  if (has(value, 'encrypted_data'))
    return ', found what OpenTofu has encrypted: run `tofu show -json` where the key is configured and give its output';
  if (has(value, 'Statement')) return ', found a single policy document';
  if (has(value, 'Roles') || has(value, 'Users') || has(value, 'Role') || has(value, 'User'))
    return ', found the output of another `aws iam` command, which has no policies';
  return isPolicyList(value) ? ', found the output of `aws iam list-policies`, which has no documents' : '';
}

function has(record: object, key: string): boolean {
  return Object.hasOwn(record, key);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
