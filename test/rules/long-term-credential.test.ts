import { describe, expect, test } from 'vitest';
import type { Credential } from '../../src/model/principal.js';
import { account, allow, deny, roleArn, trusts, userArn } from '../builders/account.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

const location = { uri: 'plan.json' };
const key: Credential = { kind: 'access-key', address: 'aws_iam_access_key.a', location };
const password: Credential = { kind: 'login-profile', address: 'aws_iam_user_login_profile.a', location };

function modelOf(credentials: readonly Credential[] | null, action = 'ec2:RunInstances') {
  const model = account({ users: { alice: { allow: [allow(action)] } } });
  return { ...model, users: model.users.map((user) => ({ ...user, credentials })) };
}

const PRESENT = 'aws:MultiFactorAuthPresent';
const AGE = 'aws:MultiFactorAuthAge';
const denied = (condition: unknown) => deny('*', { Condition: condition });

const line = (certainty: string) => `long-term-credential credential ${userArn('alice')} ${certainty}`;

describe('long-term-credential', () => {
  test.each([
    ['an access key', [key], [line('certain')]],
    ['a password', [password], [line('certain')]],
    ['neither', [], []],
    ['not shown', null, [line('conditional')]],
  ])('%s', (_, credentials, expected) => {
    expect(violationLines(modelOf(credentials), 'leaked-credential')).toEqual(expected);
  });

  test('a user without compute', () => {
    expect(violationLines(modelOf([key], 's3:*'), 'leaked-credential')).toEqual([]);
  });

  test.each<[string, unknown, Credential | null, readonly string[]]>([
    ['a deny without a second factor', denied({ BoolIfExists: { [PRESENT]: 'false' } }), key, []],
    ['the same, credentials not shown', denied({ BoolIfExists: { [PRESENT]: 'false' } }), null, []],
    ['the same, and a password', denied({ BoolIfExists: { [PRESENT]: 'false' } }), password, []],
    ['a deny that no access key meets', denied({ Bool: { [PRESENT]: 'false' } }), key, [line('certain')]],
    ['the same, and a password', denied({ Bool: { [PRESENT]: 'false' } }), password, []],
    ['a deny where nothing is said', denied({ Null: { [PRESENT]: 'true' } }), key, []],
    ['the same, and a password', denied({ Null: { [PRESENT]: 'true' } }), password, [line('certain')]],
    ['an old second factor is refused', denied({ NumericGreaterThanIfExists: { [AGE]: '3600' } }), key, []],
    [
      'an old second factor is refused, where there is one',
      denied({ NumericGreaterThan: { [AGE]: '3600' } }),
      key,
      [line('certain')],
    ],
  ])('behind %s', (_, statement, credential, expected) => {
    const model = account({ users: { alice: { allow: [allow('ec2:RunInstances'), statement as never] } } });
    const credentials = credential === null ? null : [credential];
    const users = model.users.map((user) => ({ ...user, credentials }));
    expect(violationLines({ ...model, users }, 'leaked-credential')).toEqual(expected);
  });

  test('a role that asks for a second factor is not reached by a key, nor is what lies behind one of another user', () => {
    const factor = { Condition: { Bool: { [PRESENT]: 'true' } } };
    const behind = account({
      users: {
        alice: { allow: [allow('iam:CreateAccessKey')] },
        bob: { allow: [allow('ec2:RunInstances', factor)] },
      },
      roles: { worker: { trust: [trusts({ AWS: userArn('alice') }, factor)], allow: [allow('ec2:RunInstances')] } },
    });
    expect(violationLines(behind, 'leaked-credential')).toEqual([]);
    expect(violationLines(behind, 'insider')).toEqual([
      `any-principal principal ${userArn('alice')} conditional`,
      `any-principal principal ${userArn('bob')} conditional`,
      `any-principal principal ${roleArn('worker')} certain`,
    ]);
  });

  test('the key of several credentials is what is told', () => {
    expect(violationsOf(modelOf([password, key]), 'leaked-credential').map(({ entry }) => entry.opens)).toEqual([
      'the access key of user alice',
    ]);
  });

  test('not under the threat model outsider', () => {
    expect(violationLines(modelOf([key]), 'outsider')).toEqual([]);
  });
});
