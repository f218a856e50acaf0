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

  test('entries that share nothing have none', () => {
    const alone = { trust: [trusts({ AWS: FOREIGN })], allow: [allow('ec2:RunInstances')] };
    expect(chokePoints(account({ roles: { a: alone, b: alone } }))).toEqual([]);
  });

  test('one entry has none', () => {
    expect(chokePoints(account({ roles: { a: vendor('a'), runner }, policies: hop }))).toEqual([]);
  });
});
