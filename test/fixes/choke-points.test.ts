import { describe, expect, test } from 'vitest';
import { lint } from '../../src/pipeline/lint.js';
import type { Model } from '../../src/model/model.js';
import { account, allow, FOREIGN, roleArn, trusts } from '../builders/account.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

function chokePoints(model: Model): readonly string[] {
  const { report } = lint(
    [
      {
        kind: 'authorization-details',
        uri: 'account.json',
        text: '{}',
        before: null,
        after: model,
        changes: new Map(),
        base: false,
        providers: [],
        sources: null,
        secrets: new Set(),
      },
    ],
    {
      trust: { accounts: [], organization: null, owners: {}, oidc: [] },
      threatModel: 'outsider',
      suppressions: [],
      fixes: 100,
      now: NOW,
      version: '0.0.0',
    },
  );
  return (report.chokePoints ?? []).map(({ fix, closes }) => `${String(closes.length)}: ${fix.summary}`);
}

const vendor = (name: string) => ({
  trust: [trusts({ AWS: FOREIGN }, { Sid: name })],
  managed: ['hop'],
});
const runner = {
  trust: [trusts({ AWS: [roleArn('a'), roleArn('b'), roleArn('c')] })],
  allow: [allow('ec2:RunInstances')],
};
const hop = { hop: [allow('sts:AssumeRole', { Resource: roleArn('runner') })] };

describe('choke points', () => {
  test('one statement that three entries go through', () => {
    const model = account({ roles: { a: vendor('a'), b: vendor('b'), c: vendor('c'), runner }, policies: hop });
    expect(chokePoints(model)).toEqual(['3: Remove statement 0 from identity-based policy own.']);
  });

  test('a role at the end of several ways, which no entry by itself would close there', () => {
    const model = account({
      roles: {
        a: { trust: [trusts({ AWS: FOREIGN })], allow: [allow('sts:AssumeRole', { Resource: roleArn('runner') })] },
        b: { trust: [trusts({ AWS: FOREIGN })], allow: [allow('sts:Assume*', { Resource: roleArn('runner') })] },
        runner: {
          trust: [trusts({ AWS: [roleArn('a'), roleArn('b')] })],
          allow: [allow(['ec2:RunInst*', 'ec2:Describe*'])],
        },
      },
    });
    expect(chokePoints(model)).toEqual(['2: Remove statement 0 from identity-based policy own.']);
  });

  test('two statements, where each leaves the other way open', () => {
    const both = (name: string) => ({ ...vendor(name), managed: ['hop', 'back'] });
    const back = { ...runner, allow: [allow('lightsail:CreateInstances', { Sid: 'Sail' })] };
    const model = account({
      roles: { a: both('a'), b: both('b'), c: both('c'), runner, back },
      policies: { ...hop, back: [allow('sts:AssumeRole', { Resource: roleArn('back') })] },
    });
    expect(chokePoints(model)).toEqual([
      '3: Remove statement Sail from identity-based policy own, and remove statement 0 from identity-based policy own.',
    ]);
  });

  test('a role that has no other use, for the services that it is passed to', () => {
    const creator = (name: string, create: string) => ({
      trust: [trusts({ AWS: FOREIGN }, { Sid: name })],
      allow: [allow([create, 'glue:StartJ*', 'iam:Pass*'])],
    });
    const worker = (...services: readonly string[]) => ({
      trust: [trusts({ Service: services.map((name) => `${name}.amazonaws.com`) })],
      allow: [allow('s3:GetObject')],
    });
    const of = (...services: readonly string[]) =>
      account({
        roles: {
          a: creator('a', 'glue:CreateJ*'),
          b: creator('b', 'glue:CreateJo*'),
          worker: worker(...services),
        },
      });
    expect(chokePoints(of('glue', 'ec2'))).toEqual([
      '2: Take glue.amazonaws.com out of the principals of statement 0 of the trust policy of worker.',
    ]);
    expect(chokePoints(of('glue'))).toEqual(['2: Delete role worker, whose trust policy has no other statement.']);
  });

  test('entries that share nothing have none', () => {
    const alone = { trust: [trusts({ AWS: FOREIGN })], allow: [allow('ec2:RunInstances')] };
    expect(chokePoints(account({ roles: { a: alone, b: alone } }))).toEqual([]);
  });

  test('one entry has none', () => {
    expect(chokePoints(account({ roles: { a: vendor('a'), runner }, policies: hop }))).toEqual([]);
  });
});
