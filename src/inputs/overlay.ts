import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import {
  type Group,
  type PolicyAttachment,
  type Role,
  type StrayPolicy,
  UNSEEN_POLICIES,
  type User,
} from '../model/principal.js';
import { mergeModels } from './merge.js';

type Principal = User | Role | Group;

/**
 * The whole account with a plan's changes on top: what the plan holds is as it will be, what it takes away is gone, and
 * what it does not know of stays as the account shows it.
 *
 * `before` and `after` are the two sides of the plan.
 */
export function overlay(account: Model, before: Model, after: Model): Model {
  const current = new Map(after.managedPolicies.map(({ arn, policy }) => [arn, policy]));
  const gone = new Set(
    before.managedPolicies.map(({ arn, awsManaged }) => (awsManaged ? '' : arn)).filter((arn) => !current.has(arn)),
  );
  const document = (policy: Policy): Policy =>
    policy.location.uri === '' ? policy : (current.get(policy.id) ?? policy);
  const renew = (attachment: PolicyAttachment): PolicyAttachment => ({
    ...attachment,
    policy: document(attachment.policy),
  });

  const lay = <P extends Principal>(rows: readonly P[], was: readonly P[], is: readonly P[]): readonly P[] => {
    const [earlier, later] = [byArn(was), byArn(is)];
    return rows.flatMap((row): P[] => {
      const planned = later.get(row.arn);
      const known = earlier.get(row.arn);
      // Gone from the plan's account, unless the plan only never held it.
      if (planned === undefined && known !== undefined) return [];
      const managed = new Set((known?.policies ?? []).map(({ policy }) => policy.id));
      const policies = row.policies.filter(({ policy }) => !managed.has(policy.id) && !gone.has(policy.id)).map(renew);
      return [{ ...row, policies }];
    });
  };
  const renewed: Model = {
    ...account,
    users: lay(account.users, before.users, after.users).map((user) => withBoundary(user, after.users, document)),
    roles: lay(account.roles, before.roles, after.roles).map((role) => withBoundary(role, after.roles, document)),
    groups: lay(account.groups, before.groups, after.groups),
    managedPolicies: account.managedPolicies.filter(({ arn }) => !gone.has(arn)),
    resources: without(account.resources, before.resources, after.resources),
    identityProviders: without(account.identityProviders, before.identityProviders, after.identityProviders),
  };
  const merged = withStrays(mergeModels([renewed, withoutUnseen(after, account)]));
  return { ...merged, users: leave(merged.users, before.users, after.users), partial: account.partial };
}

/** The account shows the policies of what the plan only reads. */
function withoutUnseen(plan: Model, account: Model): Model {
  const shown = new Set([...account.users, ...account.roles, ...account.groups].map(({ arn }) => arn));
  const settled = new Set<string>();
  const strip = <P extends Principal>(rows: readonly P[]): readonly P[] =>
    rows.map((row) => {
      const policies = row.policies.filter(({ policy }) => policy.id !== UNSEEN_POLICIES);
      if (policies.length === row.policies.length || !shown.has(row.arn)) return row;
      if (row.address !== null) settled.add(row.address);
      return { ...row, policies };
    });
  const stripped = { users: strip(plan.users), roles: strip(plan.roles), groups: strip(plan.groups) };
  return {
    ...plan,
    ...stripped,
    gaps: plan.gaps.filter(({ kind, address }) => kind !== 'unresolved-policy' || !settled.has(address)),
  };
}

/** Gives each stray policy to its principal, and takes back what was said of it as a gap. */
function withStrays(model: Model): Model {
  const key = ({ kind, name, account }: Pick<StrayPolicy, 'kind' | 'name' | 'account'>): string =>
    `${kind} ${account} ${name}`;
  const byHolder = new Map<string, PolicyAttachment[]>();
  for (const stray of model.strayPolicies) {
    const list = byHolder.get(key(stray));
    if (list === undefined) byHolder.set(key(stray), [stray.attachment]);
    else list.push(stray.attachment);
  }
  const placed = new Set<string | null>();
  const place = <P extends Principal>(rows: readonly P[]): readonly P[] =>
    rows.map((row) => {
      const strays = byHolder.get(key(row)) ?? [];
      for (const { address } of strays) placed.add(address);
      return strays.length === 0 ? row : { ...row, policies: [...row.policies, ...strays] };
    });
  const principals = { users: place(model.users), roles: place(model.roles), groups: place(model.groups) };
  return {
    ...model,
    ...principals,
    strayPolicies: model.strayPolicies.filter(({ attachment }) => !placed.has(attachment.address)),
    gaps: model.gaps.filter(({ kind, address }) => kind !== 'unresolved-reference' || !placed.has(address)),
  };
}

/** A boundary that the plan takes away is gone; one that it does not know of stays. */
function withBoundary<P extends User | Role>(row: P, planned: readonly P[], document: (policy: Policy) => Policy): P {
  const { boundary } = row;
  if (planned.some(({ arn }) => arn === row.arn)) return { ...row, boundary: null };
  return boundary === null ? row : { ...row, boundary: document(boundary) };
}

/** Members whom the plan takes out of a group. */
function leave(users: readonly User[], before: readonly User[], after: readonly User[]): readonly User[] {
  const [earlier, later] = [byArn(before), byArn(after)];
  return users.map((user) => {
    const kept = new Set(later.get(user.arn)?.groups ?? []);
    const left = (earlier.get(user.arn)?.groups ?? []).filter((group) => !kept.has(group));
    return left.length === 0 ? user : { ...user, groups: user.groups.filter((group) => !left.includes(group)) };
  });
}

function without<T extends { readonly arn: string }>(
  rows: readonly T[],
  before: readonly T[],
  after: readonly T[],
): readonly T[] {
  const [earlier, later] = [byArn(before), byArn(after)];
  return rows.filter(({ arn }) => !earlier.has(arn) || later.has(arn));
}

function byArn<T extends { readonly arn: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row.arn, row]));
}
