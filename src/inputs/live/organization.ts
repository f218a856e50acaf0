import type { OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import { InputError } from '../input-error.js';
import { trimOrganization } from '../snapshot/shape.js';
import { Caller, type CallerOptions } from './caller.js';
import { organizations } from './calls/index.js';
import { collectService } from './collect.js';

/** An account of an organization, as far as it can be audited. */
export interface Member {
  readonly id: string;
  readonly name: string | null;
  /** `ACTIVE`, or what keeps the account from being used. */
  readonly state: string;
}

/** Reads the organization of the caller, or null where it may not. Throws `InterruptedError`. */
export async function collectOrganization(
  options: CallerOptions & Choice & { readonly now: number },
): Promise<OrganizationSnapshot | null> {
  const { section, gaps, calls } = await collectService(organizations, null, {}, new Caller(options));
  if (section['Organization'] === undefined) return null;
  const chosen = [...new Set([...options.ous, ...options.accounts])].sort();
  const empty = { Roots: [], OrganizationalUnits: [], Accounts: [], Policies: [] };
  return trimOrganization({
    kind: 'organization-snapshot',
    schemaVersion: '1',
    collected: new Date(options.now).toISOString(),
    ...(chosen.length === 0 ? {} : { chosen }),
    coverage: { calls, failed: gaps.length },
    gaps: [...gaps].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...empty,
    ...section,
  });
}

/** Which accounts to read; both empty for all that are active. */
export interface Choice {
  readonly accounts: readonly string[];
  readonly ous: readonly string[];
}

/**
 * The accounts to read, by id: those that are named, and those of an organization that {@link membersOf} finds. Throws
 * {@link InputError} for an organizational unit that the organization does not have, and where there is no account.
 */
export function chooseMembers(organization: OrganizationSnapshot | null, choice: Choice): readonly Member[] {
  const { accounts, ous } = choice;
  const unlisted = organization === null || organization.gaps.some(({ operation }) => LISTS.has(operation));
  const wrong = ous.find((id) => organization === null || !hasUnit(organization, id));
  if (wrong !== undefined) {
    const reason = unlisted ? 'its units could not be listed with these credentials' : 'the organization has none';
    throw new InputError(`organizational unit ${wrong}`, '', reason);
  }
  const found = organization === null ? [] : membersOf(organization, choice);
  const known = new Set(found.map(({ id }) => id));
  // Who may not read the organization may name its accounts.
  const others = [...new Set(accounts)].filter((id) => !known.has(id)).map((id) => memberOf(organization, id));
  const members = [...found, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (members.length > 0) return members;
  if (ous.length > 0) throw new InputError('organization', '', `no active account lies under ${ous.join(', ')}`);
  const reason = unlisted
    ? 'its accounts cannot be listed with these credentials; name them with --accounts'
    : 'it has no active account';
  throw new InputError('organization', '', reason);
}

/** Calls without which not every account and unit is known. */
const LISTS: ReadonlySet<string> = new Set(['ListRoots', 'ListOrganizationalUnitsForParent', 'ListAccountsForParent']);

function hasUnit({ Roots, OrganizationalUnits }: OrganizationSnapshot, id: string): boolean {
  return [...Roots, ...OrganizationalUnits].some(({ Id }) => Id === id);
}

function memberOf(organization: OrganizationSnapshot | null, id: string): Member {
  const account = organization?.Accounts.find(({ Id }) => Id === id);
  return { id, name: account?.Name ?? null, state: account === undefined ? 'ACTIVE' : stateOf(account) };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html: `State` takes the place of `Status`. */
function stateOf({ State, Status }: OrganizationSnapshot['Accounts'][number]): string {
  return State ?? Status ?? 'ACTIVE';
}

/**
 * The active accounts of an organization: all of them, those under the organizational units `ous` (ids), or those among
 * `accounts`, whichever are named.
 */
function membersOf(
  { Accounts, OrganizationalUnits }: OrganizationSnapshot,
  { accounts, ous }: Choice,
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
    .filter((account) => stateOf(account) === 'ACTIVE')
    .map(({ Id, Name }) => ({ id: Id, name: Name ?? null, state: 'ACTIVE' }));
}
