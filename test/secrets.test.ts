import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../src/inputs/mask-secrets.js';
import { collectSecrets } from '../src/inputs/terraform/secrets.js';
import { formats } from '../src/reports/index.js';
import { run } from './cli/run.js';
import { document, plan } from './inputs/terraform/plan-builder.js';
import { makeFolder } from './inputs/terraform/source-files/folders.js';

const VARIABLE = 'external-id-of-a-variable';
const DERIVED = 'external-id-of-nowhere-else';
const TOKEN = 'ab12';

const trust = (externalId: string | readonly string[]) =>
  document({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::222222222222:root' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  });
const launch = document({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' });

/** Two roles that a foreign account may assume with secrets: one of a variable, one that only the policy's mark tells. */
const planned = plan(
  [
    { address: 'aws_iam_role.a', after: { name: 'a', assume_role_policy: trust([VARIABLE, TOKEN]) } },
    { address: 'aws_iam_role.b', after: { name: 'b', assume_role_policy: trust(DERIVED) } },
    { address: 'aws_iam_role_policy.a', after: { name: `p-${VARIABLE}`, role: 'a', policy: launch } },
    { address: 'aws_iam_role_policy.b', after: { name: 'p', role: 'b', policy: launch } },
  ],
  { more: { variables: { secret: { value: { id: VARIABLE, pins: [TOKEN] } }, open: { value: 'eu-west-1' } } } },
);
const text = JSON.stringify({
  ...planned,
  configuration: {
    ...planned.configuration,
    root_module: { ...planned.configuration?.root_module, variables: { secret: { sensitive: true }, open: {} } },
  },
  resource_changes: planned.resource_changes?.map((row) =>
    row.address === 'aws_iam_role.b'
      ? { ...row, change: { ...row.change, after_sensitive: { assume_role_policy: true } } }
      : row,
  ),
});

describe('no format shows a secret', () => {
  test.each(formats)('%s', async (format) => {
    const folder = makeFolder({ 'plan.json': text });
    const path = join(folder, 'plan.json');
    const { out, code } = await run(['lint', path, '--format', format, '--verbose']);
    expect(code).toBe(1);
    expect(out.length).toBeGreaterThan(100);
    for (const secret of [VARIABLE, DERIVED, TOKEN]) expect(out).not.toContain(secret);
  });

  test('the terminal says that something stands there', async () => {
    const folder = makeFolder({ 'plan.json': text });
    const { out } = await run([join(folder, 'plan.json')]);
    expect(out).toContain('sts:ExternalId is (sensitive)');
  });

  test('nor does a single path', async () => {
    const folder = makeFolder({ 'plan.json': text });
    for (const format of ['terminal', 'json']) {
      const { out } = await run([
        'paths',
        join(folder, 'plan.json'),
        '--from',
        'a',
        '--to',
        'compute',
        '--format',
        format,
      ]);
      expect(out).toContain('(sensitive)');
      expect(out).not.toContain(VARIABLE);
    }
  });
});

test('a secret that only the sources spell out is no more shown', async () => {
  const folder = 'test/fixtures/plans/policies-known-after-apply';
  const main = readFileSync(`${folder}/main.tf`, 'utf8');
  const known = JSON.parse(readFileSync(`${folder}/plan.json`, 'utf8')) as {
    resource_changes: { address: string; change: { after_sensitive?: object } }[];
  };
  for (const { address, change } of known.resource_changes) {
    if (address === 'aws_iam_role_policy.encoded') change.after_sensitive = { policy: true };
  }
  const allow = '{ Effect = "Allow", Action = ["ecs:RegisterTaskDefinition", "ecs:RunTask"], Resource = "*"';
  const text = main.replace(
    allow,
    `${allow}, Condition = { StringEquals = { "aws:RequestedRegion" = sensitive("region-of-nobody") } }`,
  );
  expect(text).not.toBe(main);
  const made = makeFolder({ 'plan.json': JSON.stringify(known), 'main.tf': text });
  const { out } = await run([join(made, 'plan.json'), '--format', 'json']);
  expect(out).toContain('partner-encoded');
  expect(out).not.toContain('region-of-nobody');
});

describe('secrets of a plan', () => {
  test('are what is marked, at any depth', () => {
    const change = {
      actions: ['update'],
      before: { secret: 'before', open: 'shown' },
      before_sensitive: { secret: true },
      after: { nested: [{ key: 'inner' }, { key: 'shown' }] },
      after_sensitive: { nested: [{ key: true }, {}] },
    };
    const row = { address: 'a.b', type: 'a', name: 'b', change };
    const state = {
      root_module: {
        resources: [{ address: 'a.b', type: 'a', name: 'b', values: { x: 'state' }, sensitive_values: { x: true } }],
        child_modules: [
          {
            resources: [
              { address: 'a.c', type: 'a', name: 'c', values: { x: 'child' }, sensitive_values: { x: true } },
            ],
          },
        ],
      },
    };
    const later = { ...row, change: { actions: ['create'], after: { x: 'later' }, after_sensitive: { x: true } } };
    const found = collectSecrets({
      format_version: '1.2',
      resource_changes: [row],
      deferred_changes: [{ resource_change: later }],
      prior_state: { values: state },
    });
    expect([...found].sort()).toEqual(['before', 'child', 'inner', 'later', 'state']);
  });

  test.each([
    ['a long one anywhere', 'abcdefgh', 'xabcdefghy', 'x(sensitive)y'],
    ['a short one where it stands alone', 'abcd', 'abcd xabcd abcd.', '(sensitive) xabcd (sensitive).'],
    ['none that is in every text', 'abc', 'abc', 'abc'],
    ['none that is blank', '        ', 'a         b', 'a         b'],
    ['one that JSON escapes', 'a"b\\c\u00e9d', 'is a"b\\c\u00e9d', 'is (sensitive)'],
  ])('%s is masked', (_, secret, message, expected) => {
    expect(maskSecrets({ message, ruleId: message }, new Set([secret]))).toEqual({
      message: expected,
      ruleId: message,
    });
  });
});
