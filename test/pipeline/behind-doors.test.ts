import { expect, test } from 'vitest';
import { foldBehindDoors } from '../../src/pipeline/behind-doors.js';
import { account, allow, type AccountSpec, FOREIGN, trusts } from '../builders/account.js';
import { NOTHING_TRUSTED, violationsOf } from '../builders/lint-model.js';

type Roles = NonNullable<AccountSpec['roles']>;
const root = (id: string) => ({ AWS: `arn:aws:iam::${id}:root` });
const ANYBODY = trusts({ AWS: '*' });
const VENDOR = trusts(root(FOREIGN));
const READ = [allow('s3:Get*')];
const LAUNCH = [allow('ec2:RunInstances')];
const ASSUME = [allow('sts:AssumeRole')];

test.each<[name: string, roles: Roles, told: readonly string[]]>([
  [
    'the vendor of a role that reads comes to the open role, as everybody does',
    { open: { trust: [ANYBODY], allow: LAUNCH }, vendor: { trust: [VENDOR], allow: READ } },
    ['open (vendor)'],
  ],
  [
    'the vendor comes more surely than everybody, who has to learn an external ID',
    {
      open: { trust: [trusts('*', { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } })], allow: LAUNCH },
      vendor: { trust: [VENDOR], allow: READ },
    },
    ['open (vendor)'],
  ],
  [
    'a vendor who may assume the role all the same',
    { open: { trust: [ANYBODY], allow: LAUNCH }, vendor: { trust: [VENDOR], allow: ASSUME } },
    ['open', 'vendor'],
  ],
  [
    'a vendor whom the role names',
    {
      open: { trust: [ANYBODY, trusts({ AWS: 'arn:aws:iam::111111111111:role/vendor' })], allow: LAUNCH },
      vendor: { trust: [VENDOR], allow: READ },
    },
    ['open', 'vendor'],
  ],
  [
    'a vendor with compute of its own, which is all that is told there',
    { open: { trust: [ANYBODY], allow: [allow('*')] }, vendor: { trust: [VENDOR], allow: LAUNCH } },
    ['open', 'vendor'],
  ],
  [
    'an open role that leads to another one only',
    { open: { trust: [ANYBODY], allow: LAUNCH }, reader: { trust: [ANYBODY], allow: READ } },
    ['open (reader)'],
  ],
  [
    'a role that is open to a vendor only has nobody behind it',
    {
      launcher: { trust: [VENDOR, trusts({ AWS: 'arn:aws:iam::111111111111:role/vendor' })], allow: LAUNCH },
      vendor: { trust: [VENDOR], allow: READ },
    },
    ['launcher', 'vendor'],
  ],
  ['no open role', { vendor: { trust: [VENDOR], allow: LAUNCH } }, ['vendor']],
])('%s', (_, roles, expected) => {
  const model = account({ roles });
  const judgement = { trust: NOTHING_TRUSTED, threatModel: 'outsider', now: Date.parse('2026-11-23') } as const;
  const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
  const { told, behind } = foldBehindDoors(violationsOf(model), model, judgement);
  expect(
    told
      .map(({ entry, behind: others = [] }) =>
        [nameOf(entry.to), ...others.map((other) => `(${nameOf(other.entry.to)})`)].join(' '),
      )
      .sort(),
  ).toEqual(expected);
  expect(behind.length).toBe(told.flatMap((one) => one.behind ?? []).length);
});

test('what is told of a vendor beside an open role is what the vendor reaches without it', () => {
  const model = account({
    roles: { open: { trust: [ANYBODY], allow: [allow('*')] }, vendor: { trust: [VENDOR], allow: LAUNCH } },
  });
  const judgement = { trust: NOTHING_TRUSTED, threatModel: 'outsider', now: Date.parse('2026-11-23') } as const;
  const { told } = foldBehindDoors(violationsOf(model), model, judgement);
  expect(told.map(({ reach }) => reach.administrator !== null)).toEqual([true, false]);
});
