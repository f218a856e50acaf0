import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/pipeline/lint.js';
import type { TerraformModels } from '../../../src/inputs/terraform/index.js';
import { readTerraformPlan } from '../../../src/inputs/terraform/index.js';
import {
  ACCOUNT,
  constant,
  document,
  type Fields,
  plan,
  type PlanSpec,
  references,
  type ResourceSpec,
  role,
  unchanged,
} from './plan-builder.js';

const OTHER = '222222222222';
const UNKNOWN = '000000000000';
const ISSUER = 'token.actions.githubusercontent.com';

function federated(...providers: readonly string[]): Fields {
  return {
    assume_role_policy: document({
      Effect: 'Allow',
      Principal: { Federated: providers },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${ISSUER}:sub`]: 'repo:acme/shop:ref:refs/heads/main' } },
    }),
  };
}

const oidc = (account: string): string => `arn:aws:iam::${account}:oidc-provider/${ISSUER}`;
const saml = (account: string): string => `arn:aws:iam::${account}:saml-provider/idp`;
const allowed = (account: string): Fields => ({ expressions: { allowed_account_ids: constant([account]) } });

function read(
  resources: readonly ResourceSpec[],
  providers: Fields = {},
  named: Readonly<Record<string, string>> = {},
  more: PlanSpec = {},
): TerraformModels {
  const source = { uri: 'plan.json', managedPolicy: () => null, accounts: new Map(Object.entries(named)) };
  return readTerraformPlan(plan(resources, { providers, ...more }), source);
}

const accountOf = (...args: Parameters<typeof read>): string | undefined => read(...args).after.roles[0]?.account;

describe('an identity provider that a role trusts is in the account of the role', () => {
  test.each<[string, readonly string[], Fields, string]>([
    ['an OIDC provider', [oidc(OTHER)], {}, OTHER],
    ['a SAML provider', [saml(OTHER)], {}, OTHER],
    ['an identity provider that AWS has built in', ['cognito-identity.amazonaws.com'], {}, UNKNOWN],
    ['providers of two accounts, which cannot be', [oidc(OTHER), saml(ACCOUNT)], {}, UNKNOWN],
    ['not where the provider names its account', [oidc(OTHER)], { aws: allowed(ACCOUNT) }, ACCOUNT],
  ])('%s', (_name, providers, configurations, expected) => {
    expect(accountOf([role('r', { after: federated(...providers) })], configurations)).toBe(expected);
  });

  test('and so are all resources of its provider configuration, and no others', () => {
    const trusting = role('r', { after: federated(oidc(OTHER)) });
    const { roles, accounts } = read([trusting, role('s'), role('t', { provider: 'aws.b' })]).after;
    expect(roles.map(({ account }) => account)).toEqual([OTHER, OTHER, UNKNOWN]);
    expect(accounts).toEqual([OTHER]);
  });
});

describe('the user names an account', () => {
  const aliased = role('r', { provider: 'aws.b' });
  const nested = role('r', { address: 'module.m.aws_iam_role.r', provider: 'module.m:aws.b' });
  const both = { aws: {}, 'aws.b': {} };

  test.each<[string, ResourceSpec, Fields, Readonly<Record<string, string>>, string]>([
    ['by alias', aliased, both, { b: OTHER }, OTHER],
    ['by the name of provider and alias', aliased, both, { 'aws.b': OTHER }, OTHER],
    ['of the default provider', role('r'), both, { aws: OTHER }, OTHER],
    ['of the default provider, as `default`', role('r'), both, { default: OTHER }, OTHER],
    ['of the provider with alias `default`', role('r'), { aws: {}, 'aws.default': {} }, { default: OTHER }, UNKNOWN],
    ['of a provider in a module, by its alias', nested, { 'module.m:aws.b': {} }, { b: OTHER }, OTHER],
    ['of a provider in a module, in full', nested, { 'module.m:aws.b': {} }, { 'module.m:aws.b': OTHER }, OTHER],
    ['of another provider', aliased, both, { aws: OTHER }, UNKNOWN],
    ['before one that may be worked in', aliased, { 'aws.b': allowed(ACCOUNT) }, { b: OTHER }, OTHER],
  ])('%s', (_name, resource, providers, named, expected) => {
    expect(accountOf([resource], providers, named)).toBe(expected);
  });

  test('as AWS says', () => {
    const caller = { priorState: [{ address: 'data.aws_caller_identity.me', values: { account_id: OTHER } }] };
    expect(accountOf([role('r')], {}, { aws: OTHER }, caller)).toBe(OTHER);
  });

  test('other than AWS says: that is refused', () => {
    const caller = { priorState: [{ address: 'data.aws_caller_identity.me', values: { account_id: OTHER } }] };
    const wrong = (): unknown => read([role('r')], {}, { aws: ACCOUNT }, caller);
    expect(wrong).toThrow(`provider \`aws\` works in account ${OTHER}, not in ${ACCOUNT}`);
  });

  test('each provider has its names', () => {
    const providers = { aws: {}, 'aws.b': {}, 'module.m:aws.c': {}, github: {} };
    expect(read([], providers).providers).toEqual([
      'aws',
      'default',
      'aws.b',
      'b',
      'module.m:aws.c',
      'aws.c',
      'c',
      'github',
    ]);
  });
});

test('aliases with one number are one account', () => {
  const { roles, accounts } = read([role('r'), role('s', { provider: 'aws.b' })], {
    aws: allowed(ACCOUNT),
    'aws.b': { expressions: { assume_role: [{ role_arn: constant(`arn:aws:iam::${ACCOUNT}:role/tf`) }] } },
  }).after;
  expect(roles.map(({ account }) => account)).toEqual([ACCOUNT, ACCOUNT]);
  expect(accounts).toEqual([ACCOUNT]);
});

test('a role to assume that is made of variables is in the account that one of them is', () => {
  const assume = { assume_role: [{ role_arn: references('var.partition', 'var.account') }] };
  const variables = { partition: { value: 'aws' }, account: { value: OTHER } };
  expect(accountOf([role('r')], { aws: { expressions: assume } }, {}, { more: { variables } })).toBe(OTHER);
});

describe('who is foreign in a plan of several accounts', () => {
  const trusting = (name: string, account: string, provider: string): readonly ResourceSpec[] => [
    role(name, {
      provider,
      after: {
        assume_role_policy: document({ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }),
      },
    }),
    {
      address: `aws_iam_role_policy.${name}`,
      provider,
      after: {
        name,
        role: name,
        policy: document({ Effect: 'Allow', Action: ['ec2:RunInstances'], Resource: '*' }),
      },
    },
  ];

  function findings(
    resources: readonly ResourceSpec[],
    providers: Fields,
    accounts: readonly string[] = [],
  ): readonly string[] {
    const models = read(resources, providers);
    const input = { kind: 'terraform-plan', uri: 'plan.json', text: '{}', base: false, ...models } as const;
    const { report } = lint([input], {
      trust: { accounts, organization: null, owners: {}, oidc: [] },
      threatModel: 'outsider',
      suppressions: [],
      now: 0,
      version: '0',
    });
    return report.findings.flatMap(({ entry, paths }) =>
      paths.flatMap(({ steps }) => steps.slice(0, 1)).map(({ assumptions }) => [entry.id, ...assumptions].join(': ')),
    );
  }

  const THIRD = '333333333333';
  const both = { aws: allowed(ACCOUNT), 'aws.b': allowed(OTHER) };
  const one = { aws: allowed(ACCOUNT), 'aws.b': {} };

  test.each<[string, readonly ResourceSpec[], Fields, readonly string[], readonly string[]]>([
    ['a third account', trusting('r', THIRD, 'aws'), both, [], [THIRD]],
    ['not the other account of the plan', trusting('r', OTHER, 'aws'), both, [], []],
    ['not the account itself', trusting('r', ACCOUNT, 'aws'), both, [], []],
    [
      'perhaps the account that is not known',
      [...trusting('r', THIRD, 'aws'), role('s', { provider: 'aws.b' })],
      one,
      [],
      [`${THIRD}: account ${THIRD} is not yours`],
    ],
    [
      'perhaps the own account, which is not known',
      trusting('r', THIRD, 'aws.b'),
      one,
      [],
      [`${THIRD}: account ${THIRD} is not yours`],
    ],
    ['whom the user does not name', trusting('r', THIRD, 'aws.b'), one, [OTHER], [THIRD]],
    ['nobody whom the user names', trusting('r', THIRD, 'aws.b'), one, [THIRD], []],
    [
      'not the own account by a composed ARN, which is not known',
      [...trusting('r', `arn:aws:iam::${UNKNOWN}:role/s`, 'aws.b'), role('s', { provider: 'aws.b' })],
      one,
      [],
      [],
    ],
  ])('%s', (_name, resources, providers, named, expected) => {
    expect(findings(resources, providers, named)).toEqual(expected);
  });

  test('what exists in an account shows it', () => {
    const existing = unchanged(
      'aws_iam_user.u',
      { name: 'u', arn: `arn:aws:iam::${THIRD}:user/u` },
      { provider: 'aws.b' },
    );
    expect(findings([...trusting('r', THIRD, 'aws'), existing], one)).toEqual([]);
  });
});
