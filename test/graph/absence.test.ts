import { expect, test } from 'vitest';
import type { Model } from '../../src/model/model.js';
import { account, ACCOUNT, allow, FOREIGN, service, trusts, userArn } from '../builders/account.js';
import { reachOf } from '../builders/lint-model.js';

type Kind = 'function' | 'instance' | 'eks-cluster' | 'identity-pool';

const shown = (of: string, ...kinds: Kind[]): Model['complete'] => new Map([[of, new Set(kinds)]]);
const LAUNCH = allow('ec2:RunInstances');
const pool = trusts({ Federated: 'cognito-identity.amazonaws.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' });

test.each<[string, Model['complete'], string | undefined]>([
  ['that an input cannot show', new Map(), 'conditional'],
  ['of which another account has none', shown(FOREIGN, 'function'), 'conditional'],
  ['beside another of which the account has none', shown(ACCOUNT, 'instance'), 'conditional'],
  ['of which the account has none', shown(ACCOUNT, 'function'), undefined],
])('compute of a kind %s', (_, complete, expected) => {
  const model = account({ users: { alice: { allow: [allow('lambda:UpdateFunctionCode')] } } });
  expect(reachOf({ ...model, complete }, userArn('alice')).compute['lambda-update-code']).toBe(expected);
});

test.each<[string, string, Model['complete'], string | undefined]>([
  ['cluster', 'eks:*', shown(ACCOUNT, 'instance'), 'conditional'],
  ['cluster', 'eks:*', shown(ACCOUNT, 'eks-cluster'), undefined],
  ['identity pool', 'cognito-identity:*', new Map(), 'conditional'],
  ['identity pool', 'cognito-identity:*', shown(ACCOUNT, 'identity-pool'), undefined],
])('a hop that needs an %s, of which it is known or not that there is none: %#', (_, action, complete, expected) => {
  const model = account({
    users: { alice: { allow: [allow([action, 'iam:PassRole'])] } },
    roles: { worker: { trust: [service('pods.eks'), pool], allow: [LAUNCH] } },
  });
  expect(reachOf({ ...model, complete }, userArn('alice')).compute['ec2-run-instances']).toBe(expected);
});
