/**
 * Authorization details of a made-up account: `principals` users and roles, half of them with a small policy of their
 * own, and `managedPolicies` policies that nobody holds, as the AWS managed ones in a real dump.
 */
export function largeAccount({ principals, managedPolicies }) {
  const account = '111111111111';
  const document = (actions) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  const trust = (principal) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
  const actions = [
    's3:GetObject',
    'iam:CreateAccessKey',
    'ec2:RunInstances',
    'lambda:UpdateFunctionCode',
    'iam:PassRole',
  ];
  const users = [];
  const roles = [];
  for (let index = 0; index < principals; index += 1) {
    const inline = [
      { PolicyName: 'own', PolicyDocument: document([actions[index % actions.length], 'sts:AssumeRole']) },
    ];
    if (index % 2 === 0) {
      users.push({
        Path: '/',
        UserName: `user-${index}`,
        UserId: `AIDA${index}`,
        Arn: `arn:aws:iam::${account}:user/user-${index}`,
        UserPolicyList: inline,
        GroupList: [],
        AttachedManagedPolicies: [],
      });
    } else {
      roles.push({
        Path: '/',
        RoleName: `role-${index}`,
        RoleId: `AROA${index}`,
        Arn: `arn:aws:iam::${account}:role/role-${index}`,
        AssumeRolePolicyDocument: trust(
          index % 3 === 0 ? { Service: 'ec2.amazonaws.com' } : { AWS: `arn:aws:iam::${account}:root` },
        ),
        InstanceProfileList: [],
        RolePolicyList: inline,
        AttachedManagedPolicies: [],
      });
    }
  }
  const policies = Array.from({ length: managedPolicies }, (_, index) => ({
    PolicyName: `Managed${index}`,
    Arn: `arn:aws:iam::aws:policy/Managed${index}`,
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PolicyVersionList: [
      {
        VersionId: 'v1',
        IsDefaultVersion: true,
        Document: document(Array.from({ length: 150 }, (_, action) => `service${index}:Action${action}`)),
      },
    ],
  }));
  return { UserDetailList: users, RoleDetailList: roles, GroupDetailList: [], Policies: policies, IsTruncated: false };
}
