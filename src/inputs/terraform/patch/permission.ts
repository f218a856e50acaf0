import type { Statement } from '../../../model/policy.js';
import type { Block } from '../sources/hcl/ast.js';
import { changesBetween } from './changes.js';
import { plainText } from './nodes.js';
import { addArgument } from './arguments.js';
import { replacePart } from './text-edits.js';
import { quoted } from './write.js';

/** Arguments that become a condition of the statement. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'aws:SourceAccount': 'source_account',
  'aws:PrincipalOrgID': 'principal_org_id',
};

/**
 * The text of a file with a changed `aws_lambda_permission`, whose arguments are one statement
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_permission). Null where it cannot be
 * made.
 */
export function rewritePermission(block: Block, before: Statement, after: Statement): string | null {
  const changes = changesBetween(before, after) ?? [];
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) return null;
  if (change.kind === 'replace-principal' && change.by !== null) {
    const principal = block.body.attributes.get('principal')?.expression;
    return principal === undefined || plainText(principal) !== change.value
      ? null
      : replacePart(block.range.source.text, principal.range, quoted(change.by));
  }
  if (change.kind !== 'set-condition' || change.instead !== null) return null;
  const name = ARGUMENTS[change.key];
  const [value] = change.values;
  return name === undefined || value === undefined ? null : addArgument(block, name, quoted(value));
}
