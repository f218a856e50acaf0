import { describe, expect, test } from 'vitest';
import {
  account,
  type AccountSpec,
  allow,
  deny,
  policyArn,
  roleArn,
  service,
  trusts,
  userArn,
} from '../builders/account.js';
import { graphOf, reachOf } from '../builders/lint-model.js';

const LAUNCH = allow('ec2:RunInstances');
const NOBODY = trusts({ AWS: 'arn:aws:iam::111111111111:user/nobody' });

interface Case {
  readonly name: string;
  readonly spec: AccountSpec;
  /** Names of the principals that `alice` can act as. */
  readonly acts: readonly string[];
  /** Whether she launches instances, and how sure that is. */
  readonly launches: string | undefined;
}

const victim = { launcher: { allow: [LAUNCH] } };
const idleRole = { worker: { trust: [NOBODY], allow: [LAUNCH] } };

const cases: readonly Case[] = [
  {
    name: 'assume-role: the trust policy names the user',
    spec: { users: { alice: {} }, roles: { worker: { trust: [trusts({ AWS: userArn('alice') })], allow: [LAUNCH] } } },
    acts: ['worker'],
    launches: 'certain',
  },
  {
    name: 'assume-role: the trust policy names the account and the user is allowed to assume',
    spec: {
      users: { alice: { allow: [allow('sts:AssumeRole')] } },
      roles: { worker: { trust: [trusts({ AWS: '111111111111' })], allow: [LAUNCH] } },
    },
    acts: ['worker'],
    launches: 'certain',
  },
  {
    name: 'assume-role: the account alone is not enough',
    spec: { users: { alice: {} }, roles: { worker: { trust: [trusts({ AWS: '111111111111' })], allow: [LAUNCH] } } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'assume-role: with a second factor',
    spec: {
      users: { alice: { allow: [allow('sts:AssumeRole')] } },
      roles: {
        worker: {
          trust: [trusts({ AWS: '111111111111' }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
          allow: [LAUNCH],
        },
      },
    },
    acts: ['worker'],
    launches: 'conditional',
  },
  {
    name: 'assume-role: only for users of a team, by tag',
    spec: {
      users: { alice: { allow: [allow('sts:AssumeRole')], tags: { team: 'red' } } },
      roles: {
        worker: {
          trust: [
            trusts({ AWS: '111111111111' }, { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
          ],
          allow: [LAUNCH],
        },
      },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'assume-role: by a session of another role with a path',
    spec: {
      users: { alice: {} },
      roles: {
        first: { path: '/team/', trust: [trusts({ AWS: userArn('alice') })] },
        worker: { trust: [trusts({ AWS: 'arn:aws:iam::111111111111:role/team/first' })], allow: [LAUNCH] },
      },
    },
    acts: ['first', 'worker'],
    launches: 'certain',
  },
  {
    name: 'create-access-key',
    spec: { users: { alice: { allow: [allow('iam:CreateAccessKey')] }, ...victim } },
    acts: ['launcher'],
    launches: 'certain',
  },
  {
    name: 'create-access-key on another user only',
    spec: {
      users: { alice: { allow: [allow('iam:CreateAccessKey', { Resource: userArn('bob') })] }, bob: {}, ...victim },
    },
    acts: ['bob'],
    launches: undefined,
  },
  {
    name: 'create-access-key denied by name',
    spec: {
      users: {
        alice: {
          allow: [
            allow('iam:*', { Action: 'iam:CreateAccessKey' }),
            deny('iam:CreateAccessKey', { Resource: userArn('launcher') }),
          ],
        },
        ...victim,
      },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'create-login-profile, if there is no password yet',
    spec: { users: { alice: { allow: [allow('iam:CreateLoginProfile')] }, ...victim } },
    acts: ['launcher'],
    launches: 'conditional',
  },
  {
    name: 'update-login-profile, if there is a password',
    spec: { users: { alice: { allow: [allow('iam:UpdateLoginProfile')] }, ...victim } },
    acts: ['launcher'],
    launches: 'conditional',
  },
  {
    name: 'put-user-policy on oneself',
    spec: {
      users: { alice: { allow: [allow('iam:PutUserPolicy', { Resource: 'arn:aws:iam::*:user/${aws:username}' })] } },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'put-user-policy on somebody else gains nothing',
    spec: { users: { alice: { allow: [allow('iam:PutUserPolicy', { Resource: userArn('bob') })] }, bob: {} } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'attach-user-policy, and a key for the same user',
    spec: {
      users: {
        alice: { allow: [allow(['iam:AttachUserPolicy', 'iam:CreateAccessKey'], { Resource: userArn('bob') })] },
        bob: {},
      },
    },
    acts: ['bob'],
    launches: 'certain',
  },
  {
    name: 'put-role-policy on a role that can be assumed',
    spec: {
      users: { alice: { allow: [allow('iam:PutRolePolicy')] } },
      roles: { reader: { trust: [trusts({ AWS: userArn('alice') })] } },
    },
    acts: ['reader'],
    launches: 'certain',
  },
  {
    name: 'attach-role-policy on a role that cannot be assumed',
    spec: { users: { alice: { allow: [allow('iam:AttachRolePolicy')] } }, roles: { reader: { trust: [NOBODY] } } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'put-group-policy on a group of one’s own',
    spec: {
      users: { alice: { allow: [allow('iam:PutGroupPolicy')], groups: ['staff'] } },
      groups: { staff: [allow('s3:ListBucket')] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'attach-group-policy on a group of others',
    spec: {
      users: { alice: { allow: [allow('iam:AttachGroupPolicy')] }, bob: { groups: ['staff'] } },
      groups: { staff: [allow('s3:ListBucket')] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'create-policy-version of a policy that one holds',
    spec: {
      users: { alice: { managed: ['own'] } },
      policies: { own: [allow('iam:CreatePolicyVersion', { Resource: policyArn('own') })] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'create-policy-version replaces a deny of the same policy',
    spec: {
      users: { alice: { managed: ['own'] } },
      policies: { own: [allow('iam:CreatePolicyVersion'), deny('ec2:*')] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'create-policy-version of a policy that nobody of interest holds',
    spec: {
      users: { alice: { allow: [allow('iam:CreatePolicyVersion')] }, bob: { managed: ['other'] } },
      policies: { other: [allow('s3:*')] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'set-default-policy-version, where a version allows more',
    spec: {
      users: { alice: { managed: ['own'] } },
      policies: { own: [allow('iam:SetDefaultPolicyVersion')] },
      otherVersions: { own: [[allow('s3:*')], [LAUNCH]] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'set-default-policy-version, where no version allows more',
    spec: {
      users: { alice: { managed: ['own'] } },
      policies: { own: [allow('iam:SetDefaultPolicyVersion')] },
      otherVersions: { own: [[allow('s3:*')]] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'set-default-policy-version, where a version has no deny',
    spec: {
      users: { alice: { allow: [allow('iam:SetDefaultPolicyVersion'), LAUNCH], managed: ['wall'] } },
      policies: { wall: [deny('ec2:*')] },
      otherVersions: { wall: [[deny('s3:*')]] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'set-default-policy-version of a boundary, where a version is wider',
    spec: {
      users: { alice: { allow: [allow('iam:SetDefaultPolicyVersion'), LAUNCH], boundary: 'narrow' } },
      policies: { narrow: [allow('iam:*')] },
      otherVersions: { narrow: [[allow('*')]] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'add-user-to-group',
    spec: {
      users: { alice: { allow: [allow('iam:AddUserToGroup')] } },
      groups: { launchers: [LAUNCH] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'add-user-to-group for a group without use',
    spec: { users: { alice: { allow: [allow('iam:AddUserToGroup')] } }, groups: { readers: [allow('s3:*')] } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'update-assume-role-policy',
    spec: { users: { alice: { allow: [allow('iam:UpdateAssumeRolePolicy')] } }, roles: idleRole },
    acts: ['worker'],
    launches: 'certain',
  },
  {
    name: 'update-assume-role-policy on another role',
    spec: {
      users: { alice: { allow: [allow('iam:UpdateAssumeRolePolicy', { Resource: roleArn('other-*') })] } },
      roles: idleRole,
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'passing a role alone leads nowhere',
    spec: {
      users: { alice: { allow: [allow('iam:PassRole')] } },
      roles: { worker: { trust: [service('lambda')], allow: [LAUNCH] } },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'a boundary holds for rewritten policies too',
    spec: {
      users: { alice: { allow: [allow('iam:PutUserPolicy')], boundary: 'narrow' } },
      policies: { narrow: [allow(['iam:PutUserPolicy', 's3:*'])] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'a deny of another policy outlives a rewritten one',
    spec: {
      users: { alice: { allow: [allow('iam:PutUserPolicy')], managed: ['guard'] } },
      policies: { guard: [deny('', { Action: undefined, NotAction: 'iam:PutUserPolicy' })] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'a deny falls with the policy that holds it',
    spec: {
      users: { alice: { allow: [allow('iam:PutUserPolicy')], managed: ['guard'] } },
      policies: { guard: [deny('ec2:*')] },
    },
    // With the deny still there, she makes others without it.
    acts: ['AWSReservedSSO_new-permission-set', 'any-rolenamewithpath', 'any-usernamewithpath'],
    launches: 'certain',
  },
  {
    name: 'whoever has a boundary gains by changing a principal that has none',
    spec: {
      users: { alice: { allow: [allow(['iam:PutUserPolicy', 'iam:CreateAccessKey'])], boundary: 'narrow' }, bob: {} },
      policies: { narrow: [allow(['iam:PutUserPolicy', 'iam:CreateAccessKey'])] },
    },
    acts: ['bob'],
    launches: 'certain',
  },
  {
    name: 'create-access-key of users with a tag, by their tags',
    spec: {
      users: {
        alice: {
          allow: [allow('iam:CreateAccessKey', { Condition: { StringEquals: { 'iam:ResourceTag/team': 'red' } } })],
        },
        launcher: { allow: [LAUNCH], tags: { Team: 'red' } },
        other: { allow: [LAUNCH], tags: { team: 'blue' } },
        untagged: { allow: [LAUNCH] },
      },
    },
    acts: ['launcher'],
    launches: 'certain',
  },
  {
    name: 'create-access-key of users with a tag, by whoever may tag them',
    spec: {
      users: {
        alice: {
          allow: [
            allow('iam:TagUser'),
            allow('iam:CreateAccessKey', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } }),
          ],
        },
        launcher: { allow: [LAUNCH], tags: { team: 'blue' } },
      },
    },
    acts: ['launcher'],
    launches: 'certain',
  },
  {
    name: 'attach-user-policy where only one policy may be attached, to any user',
    spec: {
      users: {
        alice: {
          allow: [
            allow('iam:AttachUserPolicy', {
              Condition: { ArnEquals: { 'iam:PolicyARN': policyArn('launching') } },
            }),
          ],
        },
        bob: {},
      },
      policies: { launching: [LAUNCH], reading: [allow('s3:*')] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'attach-user-policy where only a policy without use may be attached',
    spec: {
      users: {
        alice: {
          allow: [
            allow('iam:AttachUserPolicy', { Condition: { ArnEquals: { 'iam:PolicyARN': policyArn('reading') } } }),
          ],
        },
      },
      policies: { launching: [LAUNCH], reading: [allow('s3:*')] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'attach-group-policy where only one policy may be attached',
    spec: {
      users: {
        alice: {
          groups: ['team'],
          allow: [
            allow('iam:AttachGroupPolicy', { Condition: { ArnLike: { 'iam:PolicyARN': policyArn('launch*') } } }),
          ],
        },
      },
      groups: { team: [allow('s3:ListBucket')] },
      policies: { launching: [LAUNCH] },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'detach-user-policy with nothing that denies gains nothing',
    spec: {
      users: { alice: { allow: [allow('iam:DetachUserPolicy')], managed: ['reading'] } },
      policies: { reading: [allow('s3:*')] },
    },
    acts: [],
    launches: undefined,
  },
  {
    name: 'a boundary that speaks of the user by name',
    spec: {
      users: { alice: { allow: [LAUNCH], boundary: 'own' }, bob: { allow: [LAUNCH], boundary: 'own' } },
      policies: {
        own: [allow('ec2:*', { Condition: { StringEquals: { 'aws:username': 'alice' } } })],
      },
    },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'set-identity-pool-roles takes no role of which a provider may not be',
    spec: {
      users: { alice: { allow: [allow(['cognito-identity:SetIdentityPoolRoles', 'iam:PassRole'])] } },
      roles: {
        guest: {
          trust: [trusts({ Federated: 'cognito-identity.amazonaws.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' })],
          allow: [LAUNCH],
        },
        shut: {
          trust: [
            trusts({ Federated: 'cognito-identity.amazonaws.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
            { ...trusts('*', { Action: 'sts:*' }), Effect: 'Deny' },
          ],
          allow: [LAUNCH],
        },
        other: { trust: [trusts({ Federated: 'accounts.google.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' })] },
      },
    },
    acts: ['guest'],
    launches: 'conditional',
  },
  {
    name: 'roles-anywhere takes no role that shuts the service out',
    spec: {
      users: {
        alice: {
          allow: [allow(['rolesanywhere:CreateTrustAnchor', 'rolesanywhere:CreateProfile', 'iam:PassRole'])],
        },
      },
      roles: {
        anywhere: { trust: [service('rolesanywhere')], allow: [LAUNCH] },
        shut: {
          trust: [service('rolesanywhere'), { ...trusts('*', { Action: 'sts:*' }), Effect: 'Deny' }],
          allow: [LAUNCH],
        },
      },
    },
    acts: ['anywhere'],
    launches: 'certain',
  },
  {
    name: 'AssumeRoot gives root of a member account tasks that start nothing',
    spec: { users: { alice: { allow: [allow('sts:AssumeRoot')] } } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'aws login turns a console session into keys that may no more',
    spec: { users: { alice: { allow: [allow('signin:*')] } } },
    acts: [],
    launches: undefined,
  },
  {
    name: 'aws login turns a console session into keys that may no less',
    spec: { users: { alice: { allow: [allow('signin:*'), LAUNCH] } } },
    acts: [],
    launches: 'certain',
  },
  {
    name: 'create-account-assignment makes a role of IAM Identity Center',
    spec: {
      users: {
        alice: {
          allow: [
            allow(['sso:CreatePermissionSet', 'sso:PutInlinePolicyToPermissionSet', 'sso:CreateAccountAssignment']),
          ],
        },
      },
    },
    acts: ['AWSReservedSSO_new-permission-set'],
    launches: 'conditional',
  },
];

describe('hops', () => {
  test.each(cases)('$name', ({ spec, acts, launches }) => {
    const { principals, compute } = reachOf(account(spec), userArn('alice'));
    expect([...principals].sort()).toEqual([...acts].sort());
    expect(compute['ec2-run-instances']).toBe(launches);
  });

  test.each([
    ['create-login-profile', 'iam:CreateLoginProfile', true, undefined],
    ['create-login-profile', 'iam:CreateLoginProfile', false, 'certain'],
    ['update-login-profile', 'iam:UpdateLoginProfile', true, 'certain'],
    ['update-login-profile', 'iam:UpdateLoginProfile', false, 'conditional'],
  ])('%s, where the input shows whether there is a password: %s %s', (_, action, password, expected) => {
    const model = account({ users: { alice: { allow: [allow(action)] }, ...victim } });
    const credential = { kind: 'login-profile', address: null, location: { uri: 'plan.json' } } as const;
    const users = model.users.map((user) => ({ ...user, credentials: password ? [credential] : [] }));
    expect(reachOf({ ...model, users }, userArn('alice')).compute['ec2-run-instances']).toBe(expected);
  });

  test.each([
    ['one key', ['iam:CreateAccessKey'], 1, 'certain'],
    ['two keys, which is all that there may be', ['iam:CreateAccessKey'], 2, undefined],
    ['two keys, of which the caller deletes one', ['iam:CreateAccessKey', 'iam:DeleteAccessKey'], 2, 'certain'],
    ['whatever the caller wants', ['iam:*AccessKey*'], 2, 'certain'],
  ])('create-access-key for a user with %s', (_, actions, keys, expected) => {
    const model = account({ users: { alice: { allow: [allow(actions)] }, ...victim } });
    const credential = { kind: 'access-key', address: null, location: { uri: 'plan.json' } } as const;
    const users = model.users.map((user) => ({
      ...user,
      credentials: Array.from({ length: keys }, () => credential),
    }));
    expect(reachOf({ ...model, users }, userArn('alice')).compute['ec2-run-instances']).toBe(expected);
  });

  test('tags that a partial input does not show are open', () => {
    const model = account({
      users: {
        alice: {
          allow: [allow('iam:CreateAccessKey', { Condition: { StringEquals: { 'iam:ResourceTag/team': 'red' } } })],
        },
        launcher: { allow: [LAUNCH] },
      },
    });
    expect(reachOf({ ...model, partial: true }, userArn('alice')).compute['ec2-run-instances']).toBe('conditional');
  });

  test('a catalogue without hops leaves everybody alone', () => {
    const model = account({
      users: { alice: { allow: [allow('*')] } },
      roles: { worker: { trust: [trusts({ AWS: [userArn('alice'), '111111111111'] })] } },
    });
    expect(reachOf(model, userArn('alice'), { hops: [] }).principals).toEqual([]);
  });

  test('set-default-policy-version, where the input shows no versions', () => {
    const model = account({
      users: { alice: { managed: ['own'] } },
      policies: { own: [allow('iam:SetDefaultPolicyVersion')] },
    });
    const managedPolicies = model.managedPolicies.map((policy) => ({ ...policy, otherVersions: null }));
    const start = userArn('alice');
    expect(reachOf({ ...model, managedPolicies }, start).compute['ec2-run-instances']).toBe('conditional');
    expect(reachOf(model, start).compute['ec2-run-instances']).toBeUndefined();
  });

  test('a step names the policy that a user attaches to itself', () => {
    const model = account({ users: { alice: { allow: [allow('iam:AttachUserPolicy')] } } });
    const graph = graphOf(model);
    const alice = graph.principal(userArn('alice'));
    const path = alice === undefined ? undefined : graph.reach(alice, []).paths.get('ec2-run-instances');
    expect(path?.steps[0]?.grant.witness.map(({ context }) => [...context])).toEqual([
      [['iam:policyarn', ['arn:aws:iam::aws:policy/AdministratorAccess']]],
    ]);
  });

  test('a step names both requests of a hop that takes two', () => {
    const model = account({
      users: {
        alice: { allow: [allow(['iam:AttachUserPolicy', 'iam:CreateAccessKey'], { Resource: userArn('bob') })] },
        bob: {},
      },
    });
    const graph = graphOf(model);
    const alice = graph.principal(userArn('alice'));
    const path = alice === undefined ? undefined : graph.reach(alice, []).paths.get('ec2-run-instances');
    expect(path?.steps.map(({ via, from }) => `${via} from ${from}`)).toEqual([
      `attach-user-policy from ${userArn('alice')}`,
      `ec2-run-instances from ${userArn('bob')}#rewritten`,
    ]);
    expect(path?.steps[0]?.grant.witness.map(({ action }) => action)).toEqual([
      'iam:AttachUserPolicy',
      'iam:CreateAccessKey',
    ]);
  });
});
