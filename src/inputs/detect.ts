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

const PAGE_KEYS = ['UserDetailList', 'RoleDetailList', 'GroupDetailList', 'Policies'];

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
    if (has(first, 'values')) {
      throw new InputError(
        uri,
        '',
        'expected a Terraform plan, found a state; run `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`',
      );
    }
  }
  if (isRecord(first) && has(first, 'terraform_version') && has(first, 'lineage')) {
    throw new InputError(
      uri,
      '',
      'expected a Terraform plan, found a state file; run `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`',
    );
  }
  if (isRecord(first) && has(first, '@level') && has(first, '@message')) {
    throw new InputError(
      uri,
      '',
      'expected a Terraform plan, found the log of `terraform plan -json`; run `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`',
    );
  }
  if (documents.length > 0 && documents.every(isPages)) return 'authorization-details';
  throw new InputError(
    uri,
    '',
    'expected a Terraform plan (`terraform show -json tfplan`) or the output of `aws iam get-account-authorization-details` or of `iam-miner-lint audit`',
  );
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

function isPages(document: unknown): boolean {
  const pages: readonly unknown[] = Array.isArray(document) ? document : [document];
  return pages.length > 0 && pages.every((page) => isRecord(page) && PAGE_KEYS.some((key) => has(page, key)));
}

function has(record: object, key: string): boolean {
  return Object.hasOwn(record, key);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
