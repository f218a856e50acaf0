import { createHash } from 'node:crypto';
import type { Entry, Path } from '../graph/types.js';
import { isIdentity, type Origin } from './origin.js';

/**
 * Names a finding by the rule, the entry and the identities on its path: no line, file or order is in it, so it stays
 * the same when a policy is moved or reordered. An identity of ours is named by what it goes through, so that the finding
 * stays the same when another one comes to go through it too; so is a door that several entries go through. 32 hexadecimal digits.
 */
export function fingerprint(entry: Entry, path: Path, origin: Origin): string {
  const place = isIdentity(entry.kind)
    ? [origin.key]
    : entry.door === undefined
      ? [entry.id, entry.resource?.arn ?? '', ...identities(path)]
      : [entry.id, entry.door];
  return fingerprintOf([entry.ruleId, entry.kind, ...place]);
}

/** 32 hexadecimal digits that stand for these parts in this order. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

function identities({ steps }: Path): readonly string[] {
  return steps.slice(0, -1).map(({ to }) => to.replace(/#.*$/, ''));
}
