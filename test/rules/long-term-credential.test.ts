import { describe, expect, test } from 'vitest';
import type { Credential } from '../../src/model/principal.js';
import { account, allow, userArn } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const location = { uri: 'plan.json' };
const key: Credential = { kind: 'access-key', address: 'aws_iam_access_key.a', location };
const password: Credential = { kind: 'login-profile', address: 'aws_iam_user_login_profile.a', location };

function modelOf(credentials: readonly Credential[] | null, action = 'ec2:RunInstances') {
  const model = account({ users: { alice: { allow: [allow(action)] } } });
  return { ...model, users: model.users.map((user) => ({ ...user, credentials })) };
}

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

  test('not under the threat model outsider', () => {
    expect(violationLines(modelOf([key]), 'outsider')).toEqual([]);
  });
});
