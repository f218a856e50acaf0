import { expect, test } from 'vitest';
import { account, allow, roleArn, service, userArn } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const model = account({
  users: { alice: { allow: [allow('ec2:RunInstances')] }, bob: { allow: [allow('s3:*')] } },
  roles: { worker: { trust: [service('ec2')], allow: [allow('ecs:*')] } },
});

test('every user and role with compute, under the threat model insider', () => {
  expect(violationLines(model, 'insider').filter((line) => line.startsWith('any-principal'))).toEqual([
    `any-principal principal ${userArn('alice')} certain`,
    `any-principal principal ${roleArn('worker')} certain`,
  ]);
});

test('nobody under the others', () => {
  expect(violationLines(model, 'outsider')).toEqual([]);
});
