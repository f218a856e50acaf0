import { describe, expect, test } from 'vitest';
import type { User } from '../../src/model/principal.js';
import { account, allow, userArn } from '../builders/account.js';
import { PLACE } from '../builders/resources.js';
import { violationLines } from '../builders/lint-model.js';

const PASSWORD = { kind: 'login-profile', ...PLACE } as const;
const KEY = { kind: 'access-key', ...PLACE } as const;

describe('console-user-without-mfa', () => {
  const model = (facts: Partial<User>) => {
    const made = account({ users: { alice: { allow: [allow('ec2:RunInstances')] } } });
    return { ...made, users: made.users.map((user) => ({ ...user, ...facts })) };
  };
  const [alice] = [userArn('alice')];

  test.each<readonly [string, Partial<User>, readonly string[]]>([
    ['no device', { credentials: [PASSWORD], mfa: false }, [`console-user-without-mfa password ${alice} certain`]],
    ['a device', { credentials: [PASSWORD], mfa: true }, []],
    ['nobody knows', { credentials: [PASSWORD] }, [`long-term-credential credential ${alice} certain`]],
    [
      'a key, for which no device is asked',
      { credentials: [KEY], mfa: true },
      [`long-term-credential credential ${alice} certain`],
    ],
    ['no password', { credentials: [], mfa: false }, []],
  ])('%s', (_, facts, expected) => {
    expect(violationLines(model(facts), 'leaked-credential')).toEqual(expected);
  });
});
