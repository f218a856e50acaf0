import { describe, expect, test } from 'vitest';
import { editsInWords } from '../../src/fixes/words.js';
import type { ThreatModel, TrustZone } from '../../src/model/trust-zone.js';
import {
  account,
  ACCOUNT,
  type AccountSpec,
  allow,
  deny,
  FOREIGN,
  roleArn,
  service,
  trusts,
  userArn,
} from '../builders/account.js';
import { PLACE, resource, resourcePolicy, withResources } from '../builders/resources.js';
import { suggestionsOf } from './suggestions.js';

const GITHUB = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`;

const launch = allow('ec2:RunInstances');
const github = (subject?: string) =>
  trusts(
    { Federated: PROVIDER },
    {
      Sid: 'CI',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
        ...(subject === undefined ? {} : { StringLike: { [`${GITHUB}:sub`]: subject } }),
      },
    },
  );
const ci = (...trust: readonly ReturnType<typeof trusts>[]): AccountSpec => ({
  roles: { ci: { trust, allow: [launch] } },
});

/** A vendor who creates functions, with what else its role may do, beside a role for functions and one for instances. */
const deployer = (...passing: readonly ReturnType<typeof allow>[]): AccountSpec =>
  deployerBeside('s3:GetObject', ...passing);
const deployerBeside = (instance: string, ...passing: readonly ReturnType<typeof allow>[]): AccountSpec => ({
  roles: {
    vendor: {
      trust: [trusts({ AWS: FOREIGN })],
      allow: [allow(['lambda:CreateFunction', 'lambda:InvokeFunction']), ...passing],
    },
    function: { trust: [service('lambda')], allow: [allow('s3:GetObject')] },
    instance: { trust: [service('ec2')], allow: [allow(instance)] },
    person: { trust: [trusts({ AWS: userArn('own') })], allow: [allow('s3:GetObject')] },
  },
});

/** An administrator whom a vendor may act as, and a developer within a boundary. */
const bounded = (...boundary: readonly ReturnType<typeof allow>[]): AccountSpec => ({
  roles: {
    admin: { trust: [trusts({ AWS: [FOREIGN, userArn('own')] })], allow: [allow('*')] },
    developer: { trust: [trusts({ AWS: userArn('own') })], allow: [allow('s3:*')], boundary: 'limits' },
  },
  policies: { limits: boundary },
});

interface Case {
  readonly spec: AccountSpec;
  readonly trust?: Partial<TrustZone>;
  readonly threatModel?: ThreatModel;
  readonly expected: readonly (string | null)[];
}

const cases: readonly (readonly [name: string, one: Case])[] = [
  [
    'an owner that is not ended is ended',
    {
      spec: ci(github('repo:acme*')),
      expected: [`Require in statement CI of the trust policy of ci that ${GITHUB}:sub matches repo:acme/*.`],
    },
  ],
  [
    'a subject that is missing is of an owner that is configured',
    {
      spec: ci(github()),
      trust: { owners: { github: ['acme', 'acme-labs'] } },
      expected: [
        `Require in statement CI of the trust policy of ci that ${GITHUB}:sub matches repo:acme/* or repo:acme-labs/*.`,
      ],
    },
  ],
  [
    'nobody but the user knows the owner',
    {
      spec: ci(github('repo:*')),
      expected: [`Require in statement CI of the trust policy of ci that ${GITHUB}:sub matches repo:YOUR-OWNER/*.`],
    },
  ],
  [
    'everybody becomes the organization, where it is known',
    {
      spec: ci(trusts('*')),
      trust: { organization: 'o-abcdefghij' },
      expected: ['Require in statement 0 of the trust policy of ci that aws:PrincipalOrgID is o-abcdefghij.'],
    },
  ],
  [
    'and the account, where it is not',
    {
      spec: ci(trusts({ AWS: '*' })),
      expected: [`Name arn:aws:iam::${ACCOUNT}:root instead of * in statement 0 of the trust policy of ci.`],
    },
  ],
  [
    'each of two statements that open the role',
    {
      spec: ci(trusts('*'), trusts('*', { Sid: 'Again' })),
      expected: [
        `Name arn:aws:iam::${ACCOUNT}:root instead of * in statement 0 of the trust policy of ci, and name arn:aws:iam::${ACCOUNT}:root instead of * in statement Again of the trust policy of ci.`,
      ],
    },
  ],
  [
    'a vendor keeps its role without what leads to compute',
    {
      spec: {
        roles: {
          vendor: {
            trust: [trusts({ AWS: `arn:aws:iam::${FOREIGN}:root` })],
            allow: [allow(['ec2:RunInstances', 'ec2:DescribeInstances'])],
          },
        },
      },
      expected: ['Take ec2:RunInstances out of statement 0 of identity-based policy own.'],
    },
  ],
  [
    'a statement of one action goes whole',
    {
      spec: { roles: { vendor: { trust: [trusts({ AWS: FOREIGN })], allow: [launch, allow('s3:GetObject')] } } },
      expected: ['Remove statement 0 from identity-based policy own.'],
    },
  ],
  [
    'what a pattern allows is denied',
    {
      spec: { roles: { vendor: { trust: [trusts({ AWS: FOREIGN })], allow: [allow('ec2:Run*')] } } },
      expected: ['Deny ec2:RunInstances to role vendor with an inline policy.'],
    },
  ],
  [
    'an administrator is shut out',
    {
      spec: {
        roles: { admin: { trust: [trusts({ AWS: [FOREIGN, userArn('own')] })], allow: [allow('*')] } },
      },
      expected: [`Take ${FOREIGN} out of the principals of statement 0 of the trust policy of admin.`],
    },
  ],
  [
    'an administrator that trusts nobody else keeps its trust policy, which must not be empty',
    {
      spec: { roles: { admin: { trust: [trusts({ AWS: FOREIGN })], allow: [allow('*')] } } },
      expected: ['Remove statement 0 from identity-based policy own.'],
    },
  ],
  [
    'a managed policy that others hold as well is detached from one',
    {
      spec: {
        roles: {
          vendor: { trust: [trusts({ AWS: FOREIGN })], managed: ['everything'] },
          operator: { trust: [trusts({ AWS: userArn('own') })], managed: ['everything'] },
        },
        policies: { everything: [allow('*')] },
      },
      expected: ['Detach policy everything from role vendor.'],
    },
  ],
  [
    'a leaked key of an administrator is deleted',
    {
      spec: { users: { root: { allow: [allow('*')] } } },
      threatModel: 'leaked-credential',
      expected: ['Delete the access keys and the password of user root.'],
    },
  ],
  [
    'a role that the service of the path takes is passed no more',
    {
      spec: deployer(allow('iam:PassRole', { Resource: [roleArn('function'), roleArn('instance')] })),
      expected: [`Take ${roleArn('function')} out of the resources of statement 1 of identity-based policy own.`],
    },
  ],
  [
    'where every role may be passed, those for other services may still be',
    {
      spec: deployer(allow(['iam:PassRole', 'iam:GetRole'])),
      expected: [
        `Name ${roleArn('instance')} instead of * in the resources of statement 1 of identity-based policy own.`,
      ],
    },
  ],
  [
    'an administrator is not named among those that may be passed',
    {
      spec: deployerBeside('*', allow('iam:PassRole')),
      expected: ['Take lambda:CreateFunction out of statement 0 of identity-based policy own.'],
    },
  ],
  [
    'a statement that passes one role is not narrowed',
    {
      spec: deployer(allow('iam:PassRole', { Resource: roleArn('function') })),
      expected: ['Take lambda:CreateFunction out of statement 0 of identity-based policy own.'],
    },
  ],
  [
    'nor one that is for more than passing roles',
    {
      spec: deployer(allow(['iam:PassRole', 's3:GetObject'])),
      expected: ['Take lambda:CreateFunction out of statement 0 of identity-based policy own.'],
    },
  ],
  [
    'what starts compute without a role goes as well',
    {
      spec: deployer(allow('iam:PassRole'), launch),
      expected: [
        `Name ${roleArn('instance')} instead of * in the resources of statement 1 of identity-based policy own, and remove statement 2 from identity-based policy own.`,
      ],
    },
  ],
  [
    'an administrator is put within the boundary that others have',
    {
      spec: bounded(allow(['s3:*', 'logs:*'])),
      expected: [`Set arn:aws:iam::${ACCOUNT}:policy/limits as the permissions boundary of role admin.`],
    },
  ],
  [
    'a boundary that lets the path through is no fix',
    {
      spec: bounded(allow('*'), deny('batch:*')),
      expected: [`Take ${FOREIGN} out of the principals of statement 0 of the trust policy of admin.`],
    },
  ],
  [
    'the hop is taken out, where the compute is for others',
    {
      spec: {
        users: { own: { allow: [allow('sts:AssumeRole', { Resource: roleArn('runner') })] } },
        roles: {
          vendor: {
            trust: [trusts({ AWS: FOREIGN })],
            allow: [allow(['sts:AssumeRole', 's3:ListAllMyBuckets'], { Resource: roleArn('runner') })],
          },
          runner: { trust: [trusts({ AWS: `arn:aws:iam::${ACCOUNT}:root` })], allow: [allow('ec2:*')] },
        },
      },
      expected: ['Take sts:AssumeRole out of statement 0 of identity-based policy own.'],
    },
  ],
];

describe('the fix that takes the least', () => {
  test.each(cases)('%s', (_, { spec, threatModel, trust, expected }) => {
    const found = suggestionsOf(account(spec), threatModel, trust);
    expect(found.map(({ fixes: [best] }) => (best === undefined ? null : editsInWords(best.edits)))).toEqual(expected);
  });
});

describe('law: with a fix in place, its finding is gone', () => {
  test.each(cases)('%s', (_, { spec, threatModel, trust }) => {
    for (const { fixes, closes } of suggestionsOf(account(spec), threatModel, trust)) {
      expect(fixes.length).toBeGreaterThan(0);
      for (const fix of fixes) expect([fix.kind, closes(fix)]).toEqual([fix.kind, true]);
    }
  });

  test.each([
    ['alone', [], ['Set the authorization type of the function URL to AWS_IAM.']],
    [
      'beside a permission for everybody',
      [{ Sid: 'Everybody', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: '*' }],
      [
        `Set the authorization type of the function URL to AWS_IAM, and name arn:aws:iam::${ACCOUNT}:root instead of * in statement Everybody of resource-based policy policy.`,
      ],
    ],
    [
      'beside a permission for another account, which the URL hid',
      [
        {
          Effect: 'Allow',
          Principal: { AWS: FOREIGN },
          Action: 'lambda:InvokeFunction',
          Resource: '*',
        },
      ],
      [
        'Set the authorization type of the function URL to AWS_IAM, and remove statement 0 from resource-based policy policy.',
      ],
    ],
  ])('a function URL without credentials, %s', (_, statements, expected) => {
    const url = { authType: 'NONE', permitsEveryone: true, ...PLACE } as const;
    const policy = statements.length === 0 ? null : resourcePolicy(...statements);
    const hook = resource('function', 'hook', {
      arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:hook`,
      functionUrls: [url],
      policy,
    });
    const [suggestion] = suggestionsOf(withResources(hook));
    const signing = suggestion?.fixes.filter(({ kind }) => kind === 'sign-function-url') ?? [];
    expect(signing.map(({ edits }) => editsInWords(edits))).toEqual(expected);
    for (const fix of suggestion?.fixes ?? []) expect([fix.kind, suggestion?.closes(fix)]).toEqual([fix.kind, true]);
  });

  test('and what a clean account has is left alone', () => {
    expect(suggestionsOf(account({ roles: { app: { trust: [service('ec2')], allow: [launch] } } }))).toEqual([]);
  });
});
