import type {
  AttachedPolicy,
  AuthorizationDetails,
  GroupDetail,
  PolicyDetail,
  RoleDetail,
  Tag,
  UserDetail,
} from '../schemas/authorization-details.generated.js';
import validate from '../schemas/authorization-details.validate.generated.js';
import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { SourceLocation } from '../model/location.js';
import type { Gap, Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import type { Group, PolicyAttachment, Role, User } from '../model/principal.js';
import { AccountPolicies } from './account-policies.js';
import { pagesOf } from './authorization-pages.js';
import { InputError } from './input-error.js';
import { checkSchema } from './validate.js';

/** Where an account's file comes from, and the shipped AWS managed policies. */
export interface AccountSource {
  readonly uri: string;
  /** The document of an AWS managed policy, or null when it is not known. */
  readonly managedPolicy: (arn: string) => unknown;
  /** Where the answer stands in the file, when it is not the whole of it. */
  readonly pointer?: string;
}

/** A row of a page with its place in the file. */
interface Located<T> {
  readonly detail: T;
  readonly location: SourceLocation;
}

/**
 * Reads `aws iam get-account-authorization-details`
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html): one JSON document or the
 * pages of one or several accounts, as lists, by account or one after the other. Pointers into several documents begin with the
 * document's number.
 * Throws {@link InputError} where the answer does not have AWS's shape.
 */
export function readAccount(documents: readonly unknown[], source: AccountSource): Model {
  const pages = collectPages(documents, source.uri, source.pointer ?? '');
  const rows = <T>(
    select: (page: AuthorizationDetails) => readonly T[] | undefined,
    key: string,
  ): readonly Located<T>[] =>
    pages.flatMap(({ detail, location }) =>
      (select(detail) ?? []).map((row, index) => ({
        detail: row,
        location: below(location, `/${key}/${String(index)}`),
      })),
    );
  const userRows = rows((page) => page.UserDetailList, 'UserDetailList');
  const groupRows = rows((page) => page.GroupDetailList, 'GroupDetailList');
  const roleRows = rows((page) => page.RoleDetailList, 'RoleDetailList');
  const policyRows = rows((page) => page.Policies, 'Policies');

  const gaps: Gap[] = [];
  const policies = new AccountPolicies(policyRows, source.managedPolicy, gaps);
  const groups = firstOfEach(groupRows).map((row) => readGroup(row, policies));
  const groupArns = new Map(groups.map(({ arn, account, name }) => [`${account}/${name}`, arn]));
  const users = firstOfEach(userRows).map((row) => readUser(row, policies, groupArns, gaps));
  const roles = firstOfEach(roleRows).map((row) => readRole(row, policies));
  const managedPolicies = policies.managedPolicies();
  reportMissingPages(pages, gaps);
  return {
    accounts: accountsOf([...users, ...groups, ...roles, ...managedPolicies.filter((policy) => !policy.awsManaged)]),
    organization: null,
    users,
    groups,
    roles,
    managedPolicies,
    identityProviders: [],
    strayPolicies: [],
    resources: [],
    partial: false,
    controls: [],
    shows: new Set(),
    complete: new Map(),
    gaps,
  };
}

function collectPages(
  documents: readonly unknown[],
  uri: string,
  parent: string,
): readonly Located<AuthorizationDetails>[] {
  const pages: Located<AuthorizationDetails>[] = [];
  const add = (value: unknown, pointer: string): void => {
    const detail = checkSchema(validate, value, uri, pointer);
    // Without this any other JSON would pass for an account that holds nothing.
    if ((detail.UserDetailList ?? detail.GroupDetailList ?? detail.RoleDetailList ?? detail.Policies) === undefined) {
      throw new InputError(
        uri,
        pointer,
        'expected `UserDetailList`, `GroupDetailList`, `RoleDetailList` or `Policies`',
      );
    }
    pages.push({ detail, location: { uri, pointer } });
  };
  documents.forEach((document, index) => {
    const pointer = documents.length > 1 ? `${parent}/${String(index)}` : parent;
    const wrapped = pagesOf(document);
    if (wrapped !== null) for (const page of wrapped) add(page.value, `${pointer}${page.pointer}`);
    else if (!Array.isArray(document)) add(document, pointer);
    else
      (document as readonly unknown[]).forEach((page, number) => {
        add(page, `${pointer}/${String(number)}`);
      });
  });
  if (pages.length === 0) throw new InputError(uri, '', 'expected at least one page');
  return pages;
}

/** AWS says `IsTruncated` on every page but the last; the AWS CLI, asked for `--max-items`, says `NextToken` instead. */
function reportMissingPages(pages: readonly Located<AuthorizationDetails>[], gaps: Gap[]): void {
  const last = new Map<string, Located<AuthorizationDetails>>();
  let account = '';
  for (const page of pages) {
    account = accountOf(page.detail) ?? account;
    last.set(account, page);
  }
  for (const { detail, location } of last.values()) {
    const sign =
      detail.IsTruncated === true ? 'IsTruncated' : typeof detail.NextToken === 'string' ? 'NextToken' : null;
    if (sign === null) continue;
    gaps.push({
      kind: 'incomplete-input',
      address: location.uri,
      reason: `the last page says that more pages follow (\`${sign}\`)`,
      location: below(location, `/${sign}`),
    });
  }
}

function accountOf({
  UserDetailList: users = [],
  GroupDetailList: groups = [],
  RoleDetailList: roles = [],
}: AuthorizationDetails): string | null {
  const [first] = [...users.slice(0, 1), ...groups.slice(0, 1), ...roles.slice(0, 1)];
  return first === undefined ? null : (parseArn(first.Arn)?.account ?? null);
}

interface Named {
  readonly Arn: string;
}

/** The same page given twice adds nothing. */
function firstOfEach<T extends Named>(rows: readonly Located<T>[]): readonly Located<T>[] {
  const seen = new Map<string, Located<T>>();
  for (const row of rows) if (!seen.has(row.detail.Arn)) seen.set(row.detail.Arn, row);
  return [...seen.values()];
}

function readGroup({ detail, location }: Located<GroupDetail>, policies: AccountPolicies): Group {
  return {
    kind: 'group',
    ...identity(detail.Arn, detail.GroupName, location),
    tags: {},
    policies: [
      ...inline(detail.GroupPolicyList, location, 'GroupPolicyList', policies),
      ...attached(detail.AttachedManagedPolicies, location, policies),
    ],
  };
}

function readUser(
  { detail, location }: Located<UserDetail>,
  policies: AccountPolicies,
  groupArns: ReadonlyMap<string, string>,
  gaps: Gap[],
): User {
  const base = identity(detail.Arn, detail.UserName, location);
  const groups = (detail.GroupList ?? []).map((name, index) => {
    const arn = groupArns.get(`${base.account}/${name}`);
    if (arn !== undefined) return arn;
    gaps.push({
      kind: 'unresolved-reference',
      address: detail.Arn,
      reason: `the group \`${name}\` is not in the input`,
      location: below(location, `/GroupList/${String(index)}`),
    });
    return `arn:${parseArn(detail.Arn)?.partition ?? 'aws'}:iam::${base.account}:group/${name}`;
  });
  return {
    kind: 'user',
    ...base,
    tags: readTags(detail.Tags),
    policies: [
      ...inline(detail.UserPolicyList, location, 'UserPolicyList', policies),
      ...attached(detail.AttachedManagedPolicies, location, policies),
    ],
    boundary: boundary(detail, location, policies),
    groups,
    credentials: null,
  };
}

function readRole({ detail, location }: Located<RoleDetail>, policies: AccountPolicies): Role {
  const base = identity(detail.Arn, detail.RoleName, location);
  return {
    kind: 'role',
    ...base,
    tags: readTags(detail.Tags),
    policies: [
      ...inline(detail.RolePolicyList, location, 'RolePolicyList', policies),
      ...attached(detail.AttachedManagedPolicies, location, policies),
    ],
    boundary: boundary(detail, location, policies),
    trust: policies.read(detail.AssumeRolePolicyDocument, {
      type: 'trust',
      id: detail.Arn,
      name: detail.RoleName,
      address: null,
      location: below(location, '/AssumeRolePolicyDocument'),
    }),
    instanceProfiles: (detail.InstanceProfileList ?? []).map((profile) => profile.Arn),
  };
}

function identity(arn: string, name: string, location: SourceLocation) {
  const account = parseArn(arn)?.account ?? '';
  return { arn, name, account: account === '' ? UNKNOWN_ACCOUNT : account, address: null, location };
}

/** `fromEntries` defines own properties, so that a tag named `__proto__` is a tag. */
function readTags(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function inline(
  list: readonly PolicyDetail[] = [],
  parent: SourceLocation,
  key: string,
  policies: AccountPolicies,
): readonly PolicyAttachment[] {
  return list.map(({ PolicyName, PolicyDocument }, index) => {
    const location = below(parent, `/${key}/${String(index)}`);
    const policy = policies.read(PolicyDocument, {
      type: 'identity-based',
      id: PolicyName,
      name: PolicyName,
      address: null,
      location: below(location, '/PolicyDocument'),
    });
    return { policy, address: null, location };
  });
}

function attached(
  list: readonly AttachedPolicy[] = [],
  parent: SourceLocation,
  policies: AccountPolicies,
): readonly PolicyAttachment[] {
  return list.map(({ PolicyArn }, index) => {
    const location = below(parent, `/AttachedManagedPolicies/${String(index)}`);
    return { policy: policies.managed(PolicyArn, 'identity-based', location), address: null, location };
  });
}

function boundary(detail: UserDetail | RoleDetail, parent: SourceLocation, policies: AccountPolicies): Policy | null {
  const arn = detail.PermissionsBoundary?.PermissionsBoundaryArn;
  return arn === undefined
    ? null
    : policies.managed(arn, 'permissions-boundary', below(parent, '/PermissionsBoundary'));
}

function accountsOf(rows: readonly { readonly account: string }[]): readonly string[] {
  return [...new Set(rows.map(({ account }) => account))].filter((account) => account !== UNKNOWN_ACCOUNT);
}

function below(location: SourceLocation, pointer: string): SourceLocation {
  return { uri: location.uri, pointer: `${location.pointer ?? ''}${pointer}` };
}
