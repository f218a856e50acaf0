import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, type RoleSpec, service, trusts, userArn } from '../builders/account.js';
import { graphOf, violationLines } from '../builders/lint-model.js';

const MANAGEMENT = '999999999999';
const AUDIT = '888888888888';
const ROOT = (id: string) => `arn:aws:iam::${id}:root`;
const EVERYTHING = [allow('*')];
const PERMISSION_SETS = '/aws-reserved/sso.amazonaws.com/eu-central-1/';
const STACK_SETS = `arn:aws:iam::${MANAGEMENT}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin`;

const saml = (provider: string) =>
  trusts(
    { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/${provider}` },
    {
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    },
  );
const github = (sub: string) =>
  trusts(
    { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': sub,
        },
      },
    },
  );
const linked = (name: string, prefix: string): Record<string, RoleSpec> => ({
  [name]: { trust: [service(prefix)], path: `/aws-service-role/${prefix}.amazonaws.com/`, allow: EVERYTHING },
});

/** Roles that AWS, and nearly everybody, has in an account. */
const ORDINARY: Readonly<Record<string, RoleSpec>> = {
  OrganizationAccountAccessRole: { trust: [trusts({ AWS: ROOT(MANAGEMENT) })], allow: EVERYTHING },
  AWSControlTowerExecution: { trust: [trusts({ AWS: MANAGEMENT })], allow: EVERYTHING },
  'aws-controltower-AdministratorExecutionRole': {
    trust: [trusts({ AWS: `arn:aws:iam::${AUDIT}:role/aws-controltower-AuditAdministratorRole` })],
    allow: EVERYTHING,
  },
  AWSReservedSSO_AdministratorAccess_0123456789abcdef: {
    trust: [saml('AWSSSO_0123456789abcdef_DO_NOT_DELETE')],
    path: PERMISSION_SETS,
    allow: EVERYTHING,
  },
  AWSReservedSSO_PowerUserAccess_0123456789abcdef: {
    trust: [saml('AWSSSO_0123456789abcdef_DO_NOT_DELETE')],
    path: PERMISSION_SETS,
    allow: [allow(['ec2:*', 'lambda:*'])],
  },
  AWSCloudFormationStackSetAdministrationRole: {
    trust: [service('cloudformation')],
    allow: [allow('sts:AssumeRole', { Resource: 'arn:aws:iam::*:role/AWSCloudFormationStackSetExecutionRole' })],
  },
  AWSCloudFormationStackSetExecutionRole: { trust: [trusts({ AWS: ROOT(ACCOUNT) })], allow: EVERYTHING },
  admin: {
    trust: [trusts({ AWS: ROOT(ACCOUNT) }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    allow: EVERYTHING,
  },
  deploy: { trust: [github('repo:acme/app:ref:refs/heads/main')], allow: EVERYTHING },
  vendor: {
    trust: [trusts({ AWS: ROOT('464622532012') }, { Condition: { StringEquals: { 'sts:ExternalId': 'a1' } } })],
    allow: [allow(['ec2:Describe*', 'iam:List*', 'iam:Get*'])],
  },
  AWSDataLifecycleManagerDefaultRole: { trust: [service('dlm')], allow: [allow('ec2:RunInstances')] },
  AWSBackupDefaultServiceRole: { trust: [service('backup')], allow: [allow('ec2:RunInstances')] },
  'eks-cluster': { trust: [service('eks')], allow: [allow('autoscaling:*')] },
  'rds-monitoring-role': { trust: [service('monitoring.rds')], allow: EVERYTHING },
  ...linked('AWSServiceRoleForAutoScaling', 'autoscaling'),
  ...linked('AWSServiceRoleForSSO', 'sso'),
};

const withStackSets: Readonly<Record<string, RoleSpec>> = {
  ...ORDINARY,
  'stacksets-exec-0123456789abcdef': { trust: [trusts({ AWS: STACK_SETS })], allow: EVERYTHING },
};

const MANAGES = (id: string) => `foreign-account-trust managesOrganization ${id} certain`;
const SIGN_IN = `saml-federation anyUser arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE conditional`;

describe('an ordinary account', () => {
  test.each([
    ['the managing accounts are unknown', ORDINARY, {}, [MANAGES(MANAGEMENT), MANAGES(MANAGEMENT), MANAGES(AUDIT)]],
    ['a role of StackSets names the management account', withStackSets, {}, [MANAGES(AUDIT)]],
    ['both are in the trust zone', ORDINARY, { accounts: [MANAGEMENT, AUDIT] }, []],
  ])('under `outsider`: %s', (_, roles, trust, expected) => {
    expect(violationLines(account({ roles }), 'outsider', trust)).toEqual(expected);
  });

  test('under `leaked-credential`: the permission sets are one finding', () => {
    const lines = violationLines(account({ roles: withStackSets }), 'leaked-credential', { accounts: [AUDIT] });
    expect(lines).toEqual([SIGN_IN]);
  });

  test('under `insider`: nobody acts as a role that AWS alone acts as', () => {
    const lines = violationLines(account({ roles: withStackSets }), 'insider', { accounts: [AUDIT] });
    const told = lines
      .filter((line) => line.startsWith('any-principal'))
      .map((line) => /role\/(?:.*\/)?(\S+)/.exec(line)?.[1]);
    expect(told.sort()).toEqual([
      'AWSCloudFormationStackSetAdministrationRole',
      'AWSCloudFormationStackSetExecutionRole',
      'AWSControlTowerExecution',
      'AWSReservedSSO_AdministratorAccess_0123456789abcdef',
      'AWSReservedSSO_PowerUserAccess_0123456789abcdef',
      'OrganizationAccountAccessRole',
      'admin',
      'aws-controltower-AdministratorExecutionRole',
      'deploy',
      'stacksets-exec-0123456789abcdef',
    ]);
  });
});

describe('a role with the name of one that manages an organization', () => {
  const lines = (name: string, ...principals: unknown[]) =>
    violationLines(
      account({ roles: { [name]: { trust: principals.map((one) => trusts(one)), allow: EVERYTHING } } }),
      'outsider',
    ).map((line) => line.split(' ').slice(0, 3).join(' '));
  const third = (message: string, id: string) => `foreign-account-trust ${message} ${id}`;

  test.each<[name: string, role: string, principals: readonly unknown[], expected: readonly string[]]>([
    [
      'as AWS makes it',
      'AWSControlTowerExecution',
      [{ AWS: ROOT(MANAGEMENT) }],
      [third('managesOrganization', MANAGEMENT)],
    ],
    [
      'somebody added an account',
      'OrganizationAccountAccessRole',
      [{ AWS: ROOT(MANAGEMENT) }, { AWS: ROOT(AUDIT) }],
      [third('noExternalId', MANAGEMENT), third('noExternalId', AUDIT)],
    ],
    [
      'somebody put a user in the place of the account',
      'OrganizationAccountAccessRole',
      [{ AWS: `arn:aws:iam::${AUDIT}:user/x` }],
      [third('noExternalId', AUDIT)],
    ],
    ['another name', 'OrganizationAccountAccess', [{ AWS: ROOT(AUDIT) }], [third('noExternalId', AUDIT)]],
    ['everybody', 'OrganizationAccountAccessRole', [{ AWS: '*' }], ['public-role-trust anyAccount *']],
    [
      'a service-linked role of another name',
      'stacksets-exec-0',
      [{ AWS: STACK_SETS.replace('OrgAdmin', 'OrgAdmins') }],
      [third('noExternalId', MANAGEMENT)],
    ],
  ])('%s', (_, role, principals, expected) => {
    expect(lines(role, ...principals)).toEqual(expected);
  });
});

describe('a role that only AWS changes', () => {
  const reach = (path: string, actions: readonly string[]) => {
    const graph = graphOf(
      account({
        users: { alice: { allow: [allow([...actions, 'sts:AssumeRole'])] } },
        roles: { target: { path, trust: [service('sso')], allow: EVERYTHING } },
      }),
    );
    const alice = graph.principal(userArn('alice'));
    return alice === undefined ? null : (graph.reach(alice, []).paths.get('ec2-run-instances')?.certainty ?? null);
  };

  test.each([
    ['the trust policy', ['iam:UpdateAssumeRolePolicy']],
    [
      'the trust policy and the permissions',
      ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'],
    ],
  ])('%s', (_, actions) => {
    expect(reach('/', actions)).toBe('certain');
    expect(reach('/aws-service-role/sso.amazonaws.com/', actions)).toBeNull();
    expect(reach(PERMISSION_SETS, actions)).toBeNull();
  });
});
