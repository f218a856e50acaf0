import type { OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import { trimOrganization } from '../snapshot/shape.js';
import { Caller, type CallerOptions } from './caller.js';
import { organizations } from './calls/index.js';
import { collectService } from './collect.js';

/** An account of an organization, as far as it can be audited. */
export interface Member {
  readonly id: string;
  readonly name: string | null;
}

/** Reads the organization of the caller, or null, with the error's name, where it may not. Throws `InterruptedError`. */
export async function collectOrganization(
  options: CallerOptions & { readonly now: number },
): Promise<OrganizationSnapshot | null> {
  const { section, gaps, calls } = await collectService(organizations, null, {}, new Caller(options));
  if (section['Organization'] === undefined) return null;
  const empty = { Roots: [], OrganizationalUnits: [], Accounts: [], Policies: [] };
  return trimOrganization({
    kind: 'organization-snapshot',
    schemaVersion: '1',
    collected: new Date(options.now).toISOString(),
    coverage: { calls, failed: gaps.length },
    gaps: [...gaps].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...empty,
    ...section,
  });
}

/**
 * The active accounts of an organization: all of them, those under the organizational units `ous` (ids), or those among
 * `accounts`, whichever are named.
 */
export function membersOf(
  { Accounts, OrganizationalUnits }: OrganizationSnapshot,
  { accounts, ous }: { readonly accounts: readonly string[]; readonly ous: readonly string[] },
): readonly Member[] {
  const parents = new Map(
    [...OrganizationalUnits, ...Accounts].flatMap(({ Id, ParentId }) =>
      ParentId === undefined ? [] : [[Id, ParentId]],
    ),
  );
  const isUnder = (id: string): boolean => {
    const seen = new Set<string>();
    for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (ous.includes(at)) return true;
      seen.add(at);
    }
    return false;
  };
  const chosen = Accounts.filter(({ Id }) => {
    if (accounts.length + ous.length === 0) return true;
    return accounts.includes(Id) || isUnder(Id);
  });
  return chosen
    .filter(({ Status, State }) => (State ?? Status ?? 'ACTIVE') === 'ACTIVE')
    .map(({ Id, Name }) => ({ id: Id, name: Name ?? null }));
}
