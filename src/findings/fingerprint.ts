import { createHash } from 'node:crypto';
import type { Entry, Path } from '../graph/types.js';

/**
 * Names a finding by the rule, the entry and the identities on its path: no line, file or order is in it, so it stays
 * the same when a policy is moved or reordered. 32 hexadecimal digits.
 */
export function fingerprint(entry: Entry, path: Path): string {
  const identities = path.steps.slice(0, -1).map(({ to }) => to.replace(/#.*$/, ''));
  const parts = [entry.ruleId, entry.kind, entry.id, entry.resource?.arn ?? '', ...identities];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
