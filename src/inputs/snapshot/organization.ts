import type { SourceLocation } from '../../model/location.js';
import type { Gap, Model } from '../../model/model.js';
import type { AccountControls } from '../../model/organization.js';
import type { Policy } from '../../model/policy.js';
import type { ControlPolicy, OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import { AccountPolicies } from '../account-policies.js';

/** The types in which Organizations names its policies, as the model does. */
const TYPES = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } as const;
type OrganizationsType = keyof typeof TYPES;

/**
 * Reads an organization: its accounts, and the policies over each of them by level, from the root down
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_auth.html).
 */
export function readOrganizationSnapshot(snapshot: OrganizationSnapshot, uri: string): Model {
  const gaps: Gap[] = [];
  const policies = new AccountPolicies([], () => null, gaps);
  const byTarget = attachments(snapshot, uri, policies);
  const parents = new Map<string, string>();
  for (const { Id, ParentId } of [...snapshot.OrganizationalUnits, ...snapshot.Accounts])
    if (ParentId !== undefined) parents.set(Id, ParentId);

  const { MasterAccountId } = snapshot.Organization;
  const controls = snapshot.Accounts.flatMap(({ Id: account }): AccountControls[] => {
    if (account === MasterAccountId) return [];
    const nodes = pathTo(account, parents);
    const levels = (type: OrganizationsType): readonly (readonly Policy[])[] =>
      isEnabled(snapshot, type) ? nodes.map((node) => byTarget.get(`${type} ${node}`) ?? []) : [];
    return [
      { account, serviceControl: levels('SERVICE_CONTROL_POLICY'), resourceControl: levels('RESOURCE_CONTROL_POLICY') },
    ];
  });
  const unanswered = snapshot.gaps.map(({ service, operation, permission, error, resource }, index): Gap => ({
    kind: 'incomplete-input',
    address: [snapshot.Organization.Id, resource].filter((part) => part !== undefined).join(' '),
    reason: reasonOf(service, operation, error, permission),
    location: { uri, pointer: `/gaps/${String(index)}` },
  }));
  // Each type of policy is listed by a call of its own, and whoever may not make one may not make the other.
  gaps.push(...new Map(unanswered.map((gap) => [`${gap.address} ${gap.reason}`, gap])).values());
  return {
    accounts: snapshot.Accounts.map(({ Id }) => Id),
    organization: snapshot.Organization.Id,
    ...(MasterAccountId === undefined ? {} : { managementAccount: MasterAccountId }),
    users: [],
    groups: [],
    roles: [],
    managedPolicies: [],
    identityProviders: [],
    strayPolicies: [],
    resources: [],
    // Without every place and attachment a level may lack what allows or denies: then no level binds.
    controls: snapshot.gaps.every(leavesPlaces) ? controls : [],
    partial: false,
    shows: new Set(),
    complete: new Map(),
    gaps,
  };
}

/** Calls that say which accounts there are, and where. */
const PLACES: ReadonlySet<string> = new Set(['ListRoots', 'ListOrganizationalUnitsForParent', 'ListAccountsForParent']);

function reasonOf(service: string, operation: string, error: string, permission: string): string {
  if (service === '*') return `the account was not read: none of its calls was answered (${error})`;
  const call = `\`${service}:${operation}\``;
  const needs = `it needs \`${permission}\``;
  if (service !== 'organizations') return `the account was not read: ${call} failed (${error}); ${needs}`;
  const unknown = PLACES.has(operation)
    ? 'accounts may be missing, and policies over others not known'
    : 'policies of the organization may not be known';
  return `${call} was not answered (${error}), so that ${unknown}; ${needs}, in the management account or as a delegated administrator`;
}

/** False for a gap that hides where accounts lie or what is attached to it; a policy that is not known is one in its place. */
function leavesPlaces({ service, operation }: OrganizationSnapshot['gaps'][number]): boolean {
  return service !== 'organizations' || operation === 'DescribePolicy';
}

/** A type that is not enabled at the root binds nobody, whatever is attached. */
function isEnabled({ Roots }: OrganizationSnapshot, type: OrganizationsType): boolean {
  return Roots.some(({ PolicyTypes = [] }) =>
    PolicyTypes.some(({ Type, Status }) => Type === type && Status === 'ENABLED'),
  );
}

/** The root first, the account last. */
function pathTo(account: string, parents: ReadonlyMap<string, string>): readonly string[] {
  const nodes = [account];
  for (let parent = parents.get(account); parent !== undefined && !nodes.includes(parent); parent = parents.get(parent))
    nodes.unshift(parent);
  return nodes;
}

function attachments(
  { Policies }: OrganizationSnapshot,
  uri: string,
  policies: AccountPolicies,
): ReadonlyMap<string, readonly Policy[]> {
  const byTarget = new Map<string, Policy[]>();
  for (const [index, policy] of Policies.entries()) {
    if (!isControl(policy)) continue;
    const { Type, Targets = [] } = policy;
    const read = readPolicy(policy, { uri, pointer: `/Policies/${String(index)}/Content` }, policies);
    for (const { TargetId } of Targets) {
      const key = `${Type} ${TargetId}`;
      byTarget.set(key, [...(byTarget.get(key) ?? []), read]);
    }
  }
  return byTarget;
}

function isControl(policy: ControlPolicy): policy is ControlPolicy & { readonly Type: OrganizationsType } {
  return Object.hasOwn(TYPES, policy.Type);
}

function readPolicy(
  { Id, Arn, Name, Type, Content }: ControlPolicy & { readonly Type: OrganizationsType },
  location: SourceLocation,
  policies: AccountPolicies,
): Policy {
  return policies.read(Content, { type: TYPES[Type], id: Arn ?? Id, name: Name ?? Id, address: null, location });
}
