import { describe, expect, test } from 'vitest';
import type { IdentityPool } from '../../src/model/identity-provider.js';
import { account, allow, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const PROVIDER = 'cognito-identity.amazonaws.com';
const POOL = 'eu-west-1:11111111-1111-4111-8111-111111111111';

const pool = (guests: boolean, selfRegistration: boolean | null, classicFlow = true): IdentityPool => ({
  ...{ kind: 'identity-pool', arn: POOL, id: POOL, name: 'p', account: '111111111111', guests, classicFlow },
  ...{ selfRegistration, roles: [], address: null, location: { uri: 'main.tf' } },
});
const trust = (amr: string | null, aud: string | null = POOL) =>
  trusts(
    { Federated: PROVIDER },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        ...(aud === null ? {} : { StringEquals: { [`${PROVIDER}:aud`]: aud } }),
        ...(amr === null ? {} : { 'ForAnyValue:StringLike': { [`${PROVIDER}:amr`]: amr } }),
      },
    },
  );

function lines(
  statement: ReturnType<typeof trust>,
  pools: readonly IdentityPool[] | null,
  actions = 'ec2:RunInstances',
): readonly string[] {
  const model = account({ roles: { app: { trust: [statement], allow: [allow(actions)] } } });
  if (pools === null) return violationLines(model);
  return violationLines({ ...model, identityProviders: pools, shows: new Set([...model.shows, 'identity-pool']) });
}

const GUESTS = [`public-identity-pool guests ${PROVIDER}`];

describe('public-identity-pool', () => {
  test.each<[name: string, args: Parameters<typeof lines>, expected: readonly string[]]>([
    ['guests', [trust('unauthenticated'), [pool(true, null)]], [`${GUESTS[0] ?? ''} certain`]],
    [
      'guests whose credentials Cognito scopes down',
      [trust('unauthenticated'), [pool(true, null, false)]],
      [`${GUESTS[0] ?? ''} conditional`],
    ],
    [
      'guests of two pools, one of which has the basic flow',
      [trust('unauthenticated'), [pool(true, null, false), pool(true, null)]],
      [`${GUESTS[0] ?? ''} certain`],
    ],
    ['anybody of the pool', [trust(null), [pool(true, null)]], [`${GUESTS[0] ?? ''} certain`]],
    ['a pool that is not shown', [trust('unauthenticated'), null], [`${GUESTS[0] ?? ''} conditional`]],
    ['a pool without guests', [trust('unauthenticated'), [pool(false, true)]], []],
    [
      'users who sign themselves up',
      [trust('authenticated'), [pool(false, true)]],
      [`public-identity-pool selfRegistered ${PROVIDER} certain`],
    ],
    ['users whom administrators create', [trust('authenticated'), [pool(true, false)]], []],
    ['users of whom nothing is known', [trust('authenticated'), [pool(true, null)]], []],
    ['a role that starts nothing', [trust('unauthenticated'), [pool(true, true)], 's3:GetObject'], []],
    [
      'any pool at all is for another rule',
      [trust('unauthenticated', null), [pool(true, true)]],
      [expect.stringMatching(/^oidc-subject-wildcard /) as string],
    ],
  ])('%s', (_, args, expected) => {
    expect(lines(...args)).toEqual(expected);
  });
});
