import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import type { Group, ManagedPolicy, PolicyAttachment, Role, User } from '../model/principal.js';
import type { Resource } from '../model/resource.js';

/**
 * One model of what several inputs show. What two inputs show alike is taken from the later one, except that a principal
 * keeps the policies, groups and credentials that any input shows: a plan shows a part of them only, so that absence from
 * it is no proof.
 */
export function mergeModels(models: readonly Model[]): Model {
  const [only] = models;
  if (only !== undefined && models.length === 1) return only;
  const managementAccount = models.find((model) => model.managementAccount !== undefined)?.managementAccount;
  return {
    ...(managementAccount === undefined ? {} : { managementAccount }),
    accounts: [...new Set(models.flatMap((model) => model.accounts))],
    organization: models.find((model) => model.organization !== null)?.organization ?? null,
    users: byArn(
      models.flatMap((model) => model.users),
      mergeUsers,
    ),
    groups: byArn(
      models.flatMap((model) => model.groups),
      mergeGroups,
    ),
    roles: byArn(
      models.flatMap((model) => model.roles),
      mergeRoles,
    ),
    managedPolicies: byArn(
      models.flatMap((model) => model.managedPolicies),
      mergeManagedPolicies,
    ),
    identityProviders: byArn(
      models.flatMap((model) => model.identityProviders),
      later,
    ),
    strayPolicies: models.flatMap((model) => model.strayPolicies),
    resources: byArn(
      models.flatMap((model) => model.resources),
      mergeResources,
    ),
    controls: [
      ...new Map(models.flatMap(({ controls }) => controls.map((one) => [one.account, one] as const))).values(),
    ],
    partial: models.some((model) => model.partial),
    shows: new Set(models.flatMap((model) => [...model.shows])),
    complete: complete(models),
    gaps: models.flatMap((model) => model.gaps),
  };
}

function complete(models: readonly Model[]): Model['complete'] {
  const merged = new Map<string, Model['shows']>();
  for (const [account, kinds] of models.flatMap((model) => [...model.complete]))
    merged.set(account, new Set([...(merged.get(account) ?? []), ...kinds]));
  return merged;
}

function byArn<T extends { readonly arn: string }>(
  rows: readonly T[],
  merge: (earlier: T, later: T) => T,
): readonly T[] {
  const merged = new Map<string, T>();
  for (const row of rows) {
    const known = merged.get(row.arn);
    merged.set(row.arn, known === undefined ? row : merge(known, row));
  }
  return [...merged.values()];
}

function later<T>(_earlier: T, row: T): T {
  return row;
}

/** What only one input shows of a resource is kept. */
function mergeResources(earlier: Resource, row: Resource): Resource {
  return { ...earlier, ...row };
}

function mergeUsers(earlier: User, row: User): User {
  return {
    ...earlier,
    ...row,
    policies: mergePolicies(earlier.policies, row.policies),
    boundary: mergeBoundary(earlier.boundary, row.boundary),
    groups: [...new Set([...earlier.groups, ...row.groups])],
    credentials:
      earlier.credentials === null && row.credentials === null
        ? null
        : [...(earlier.credentials ?? []), ...(row.credentials ?? [])],
  };
}

function mergeGroups(earlier: Group, row: Group): Group {
  return { ...row, policies: mergePolicies(earlier.policies, row.policies) };
}

function mergeRoles(earlier: Role, row: Role): Role {
  return {
    ...row,
    policies: mergePolicies(earlier.policies, row.policies),
    boundary: mergeBoundary(earlier.boundary, row.boundary),
    instanceProfiles: [...new Set([...earlier.instanceProfiles, ...row.instanceProfiles])],
  };
}

/** One input may name a boundary whose document only the other shows. */
function mergeBoundary(earlier: Policy | null, row: Policy | null): Policy | null {
  if (row === null || earlier === null) return row ?? earlier;
  return row.unresolved !== null && earlier.unresolved === null && row.id === earlier.id ? earlier : row;
}

function mergeManagedPolicies(earlier: ManagedPolicy, row: ManagedPolicy): ManagedPolicy {
  const known = row.policy.unresolved === null || earlier.policy.unresolved !== null;
  const shown = [earlier.otherVersions, row.otherVersions].filter((versions) => versions !== null);
  return { ...(known ? row : earlier), otherVersions: shown.length === 0 ? null : shown.flat() };
}

/** A principal holds a managed policy once, and its inline policies have different names. */
function mergePolicies(
  earlier: readonly PolicyAttachment[],
  rows: readonly PolicyAttachment[],
): readonly PolicyAttachment[] {
  const merged = new Map(earlier.map((attachment) => [attachment.policy.id, attachment]));
  for (const attachment of rows) {
    if (attachment.policy.unresolved === null || !merged.has(attachment.policy.id)) {
      merged.set(attachment.policy.id, attachment);
    }
  }
  return [...merged.values()];
}
