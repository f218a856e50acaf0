import { readAccount } from '../../src/inputs/account.js';
import type { Model } from '../../src/model/model.js';

export const ACCOUNT = '111111111111';
export const FOREIGN = '222222222222';

type Statement = Readonly<Record<string, unknown>>;

export interface UserSpec {
  readonly allow?: readonly Statement[];
  readonly groups?: readonly string[];
  readonly managed?: readonly string[];
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RoleSpec extends Omit<UserSpec, 'groups'> {
  readonly trust: readonly Statement[];
  readonly profile?: boolean;
  readonly path?: string;
}

export interface GroupSpec {
  readonly managed: readonly string[];
}

export interface AccountSpec {
  readonly account?: string;
  readonly users?: Readonly<Record<string, UserSpec>>;
  readonly roles?: Readonly<Record<string, RoleSpec>>;
  readonly groups?: Readonly<Record<string, readonly Statement[] | GroupSpec>>;
  readonly policies?: Readonly<Record<string, readonly Statement[]>>;
  /** Versions of the policies that are not the default. */
  readonly otherVersions?: Readonly<Record<string, readonly (readonly Statement[])[]>>;
}

export const document = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

/** `Allow` on everything, unless another resource is given. */
export const allow = (actions: string | readonly string[], rest: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: '*',
  ...rest,
});

export const deny = (actions: string | readonly string[], rest: Statement = {}): Statement => ({
  ...allow(actions, rest),
  Effect: 'Deny',
});

/** A trust statement. */
export const trusts = (principal: unknown, rest: Statement = {}): Statement => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
  ...rest,
});

export const service = (name: string): Statement => trusts({ Service: `${name}.amazonaws.com` });

export const userArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:user/${name}`;
export const roleArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
export const policyArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:policy/${name}`;

/** Authorization details of a small account, read by the account input. */
export function account({ account: id = ACCOUNT, users, roles, groups, policies, otherVersions }: AccountSpec): Model {
  const common = ({ allow: statements, managed, boundary, tags }: UserSpec) => ({
    inline: statements === undefined ? [] : [{ PolicyName: 'own', PolicyDocument: document(statements) }],
    AttachedManagedPolicies: (managed ?? []).map((name) => ({ PolicyName: name, PolicyArn: policyArn(name, id) })),
    ...(boundary === undefined
      ? {}
      : {
          PermissionsBoundary: { PermissionsBoundaryArn: policyArn(boundary, id), PermissionsBoundaryType: 'Policy' },
        }),
    Tags: Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  });
  const details = {
    UserDetailList: Object.entries(users ?? {}).map(([name, spec]) => {
      const { inline, ...rest } = common(spec);
      return {
        UserName: name,
        Arn: userArn(name, id),
        Path: '/',
        GroupList: spec.groups ?? [],
        UserPolicyList: inline,
        ...rest,
      };
    }),
    RoleDetailList: Object.entries(roles ?? {}).map(([name, spec]) => {
      const { inline, ...rest } = common(spec);
      const path = spec.path ?? '/';
      return {
        RoleName: name,
        Arn: `arn:aws:iam::${id}:role${path}${name}`,
        Path: path,
        AssumeRolePolicyDocument: document(spec.trust),
        InstanceProfileList:
          spec.profile === true
            ? [{ InstanceProfileName: name, Arn: `arn:aws:iam::${id}:instance-profile/${name}`, Roles: [] }]
            : [],
        RolePolicyList: inline,
        ...rest,
      };
    }),
    GroupDetailList: Object.entries(groups ?? {}).map(([name, spec]) => ({
      GroupName: name,
      Arn: `arn:aws:iam::${id}:group/${name}`,
      Path: '/',
      GroupPolicyList: 'managed' in spec ? [] : [{ PolicyName: 'own', PolicyDocument: document(spec) }],
      AttachedManagedPolicies: ('managed' in spec ? spec.managed : []).map((policy) => ({
        PolicyName: policy,
        PolicyArn: policyArn(policy, id),
      })),
    })),
    Policies: Object.entries(policies ?? {}).map(([name, statements]) => ({
      PolicyName: name,
      Arn: policyArn(name, id),
      DefaultVersionId: 'v1',
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: true, Document: document(statements) },
        ...(otherVersions?.[name] ?? []).map((other, index) => ({
          VersionId: `v${String(index + 2)}`,
          IsDefaultVersion: false,
          Document: document(other),
        })),
      ],
    })),
    IsTruncated: false,
  };
  return readAccount([details], { uri: 'account.json', managedPolicy: () => null });
}
