import type { Call, Item, Service } from './call.js';

const MARKER = ['Marker', 'Marker'] as const;

/** One part of https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html; the parts are paged apart. */
function details(filter: readonly string[], list: string, shape: string, then: readonly Call[] = []): Call {
  return {
    command: 'GetAccountAuthorizationDetails',
    permission: 'iam:GetAccountAuthorizationDetails',
    input: () => ({ Filter: [...filter], MaxItems: 1000 }),
    page: MARKER,
    items: [list],
    shape,
    reshape: list === 'Policies' ? inUse : (item) => item,
    into: { service: list },
    then,
  };
}

/** AWS lists every policy that it manages itself, of which an account uses a handful. */
function inUse(policy: Item): Item | null {
  const { Arn, AttachmentCount, PermissionsBoundaryUsageCount } = policy;
  const awsManaged = typeof Arn === 'string' && Arn.includes(':iam::aws:');
  return awsManaged && AttachmentCount === 0 && (PermissionsBoundaryUsageCount ?? 0) === 0 ? null : policy;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
function reportRows({ Content, GeneratedTime }: Item): Item {
  const text = Content instanceof Uint8Array ? new TextDecoder().decode(Content) : '';
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  });
  return { GeneratedTime, Rows: rows };
}

/** IAM, of which an account has one. The credential report is read if somebody has generated one: generating is no read call. */
export const iam: Service = {
  name: 'iam',
  package: '@aws-sdk/client-iam',
  load: () => import('@aws-sdk/client-iam'),
  client: 'IAMClient',
  scope: 'global',
  calls: [
    details(['User'], 'UserDetailList', 'UserDetail', [
      {
        command: 'ListAccessKeys',
        permission: 'iam:ListAccessKeys',
        input: (user) => ({ UserName: user['UserName'] }),
        page: MARKER,
        items: ['AccessKeyMetadata'],
        shape: 'AccessKey',
        into: { parent: 'AccessKeys' },
      },
      {
        command: 'GetLoginProfile',
        permission: 'iam:GetLoginProfile',
        input: (user) => ({ UserName: user['UserName'] }),
        shape: 'UserLogin',
        into: 'merge',
        absent: ['NoSuchEntityException', 'NoSuchEntity'],
      },
      {
        command: 'ListMFADevices',
        permission: 'iam:ListMFADevices',
        input: (user) => ({ UserName: user['UserName'] }),
        page: MARKER,
        items: ['MFADevices'],
        shape: 'MFADevice',
        into: { parent: 'MFADevices' },
      },
    ]),
    details(['Group'], 'GroupDetailList', 'GroupDetail'),
    details(['Role'], 'RoleDetailList', 'RoleDetail'),
    details(['LocalManagedPolicy', 'AWSManagedPolicy'], 'Policies', 'ManagedPolicyDetail'),
    {
      command: 'ListOpenIDConnectProviders',
      permission: 'iam:ListOpenIDConnectProviders',
      items: ['OpenIDConnectProviderList'],
      shape: 'OpenIDConnectProvider',
      into: { service: 'OpenIDConnectProviders' },
      then: [
        {
          command: 'GetOpenIDConnectProvider',
          permission: 'iam:GetOpenIDConnectProvider',
          input: (provider) => ({ OpenIDConnectProviderArn: provider['Arn'] }),
          shape: 'OpenIDConnectProviderDetail',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListSAMLProviders',
      permission: 'iam:ListSAMLProviders',
      items: ['SAMLProviderList'],
      shape: 'SAMLProvider',
      into: { service: 'SAMLProviders' },
    },
    {
      command: 'GetAccountSummary',
      permission: 'iam:GetAccountSummary',
      shape: 'AccountSummary',
      into: { single: 'AccountSummary' },
    },
    {
      command: 'GetCredentialReport',
      permission: 'iam:GetCredentialReport',
      reshape: reportRows,
      shape: 'CredentialReport',
      into: { single: 'CredentialReport' },
      absent: [
        'CredentialReportNotPresentException',
        'CredentialReportExpiredException',
        'CredentialReportNotReadyException',
        'ReportNotPresent',
        'ReportExpired',
        'ReportInProgress',
      ],
    },
  ],
};

/** The calls of every audit that are not about one service: who calls, as whom in another account, and which regions there are. */
export const CALLER_IDENTITY: Call = { command: 'GetCallerIdentity', permission: 'sts:GetCallerIdentity' };
export const ASSUME_ROLE: Call = { command: 'AssumeRole', permission: 'sts:AssumeRole' };
export const REGIONS: Call = {
  command: 'DescribeRegions',
  permission: 'ec2:DescribeRegions',
  items: ['Regions'],
  shape: 'Region',
};
export const OWN_ORGANIZATION: Call = {
  command: 'DescribeOrganization',
  permission: 'organizations:DescribeOrganization',
  items: ['Organization'],
  shape: 'Organization',
  absent: ['AWSOrganizationsNotInUseException'],
};

export const sts: Service = {
  name: 'sts',
  package: '@aws-sdk/client-sts',
  load: () => import('@aws-sdk/client-sts'),
  client: 'STSClient',
  scope: 'global',
  calls: [CALLER_IDENTITY, ASSUME_ROLE],
};

const NEXT = ['NextToken', 'NextToken'] as const;

const UNITS: Call = {
  command: 'ListOrganizationalUnitsForParent',
  permission: 'organizations:ListOrganizationalUnitsForParent',
  input: (parent) => ({ ParentId: parent['Id'] }),
  page: NEXT,
  items: ['OrganizationalUnits'],
  shape: 'OrganizationalUnit',
  into: { service: 'OrganizationalUnits' },
  parentId: true,
  // Units lie within units, and accounts in any of them.
  get then() {
    return [ACCOUNTS, UNITS];
  },
};

const ACCOUNTS: Call = {
  command: 'ListAccountsForParent',
  permission: 'organizations:ListAccountsForParent',
  input: (parent) => ({ ParentId: parent['Id'] }),
  page: NEXT,
  items: ['Accounts'],
  shape: 'Account',
  into: { service: 'Accounts' },
  parentId: true,
};

function controlPolicies(filter: string): Call {
  return {
    command: 'ListPolicies',
    permission: 'organizations:ListPolicies',
    input: () => ({ Filter: filter }),
    page: NEXT,
    items: ['Policies'],
    shape: 'ControlPolicy',
    into: { service: 'Policies' },
    then: [
      {
        command: 'DescribePolicy',
        permission: 'organizations:DescribePolicy',
        input: (policy) => ({ PolicyId: policy['Id'] }),
        items: ['Policy'],
        shape: 'ControlPolicyContent',
        into: 'merge',
      },
      {
        command: 'ListTargetsForPolicy',
        permission: 'organizations:ListTargetsForPolicy',
        input: (policy) => ({ PolicyId: policy['Id'] }),
        page: NEXT,
        items: ['Targets'],
        shape: 'PolicyTarget',
        into: { parent: 'Targets' },
      },
    ],
  };
}

/** The organization, which its management account or a delegated administrator may read. */
export const organizations: Service = {
  name: 'organizations',
  package: '@aws-sdk/client-organizations',
  load: () => import('@aws-sdk/client-organizations'),
  client: 'OrganizationsClient',
  scope: 'global',
  calls: [
    { ...OWN_ORGANIZATION, into: { single: 'Organization' } },
    {
      command: 'ListRoots',
      permission: 'organizations:ListRoots',
      page: NEXT,
      items: ['Roots'],
      shape: 'Root',
      into: { service: 'Roots' },
      then: [ACCOUNTS, UNITS],
    },
    controlPolicies('SERVICE_CONTROL_POLICY'),
    controlPolicies('RESOURCE_CONTROL_POLICY'),
  ],
};
