import { expect, test } from 'vitest';
import { fixedSince, sinceBaseline } from '../../src/findings/baseline.js';
import type { BaselineFinding } from '../../src/schemas/baseline.generated.js';
import type { Finding } from '../../src/schemas/report.generated.js';

const ROLE = 'arn:aws:iam::111111111111:role/r';
const earlier: BaselineFinding = {
  ruleId: 'public-role-trust',
  severity: 'high',
  confidence: 'conditional',
  fingerprint: 'a',
  message: 'm',
  entry: { kind: 'any-aws-account', id: '*' },
  reaches: [ROLE],
};
const now = (changed: Partial<Finding>): Finding => ({ ...earlier, status: 'existing', ...changed }) as Finding;

test.each<[string, Partial<Finding>, Finding['status']]>([
  ['the same finding is existing', {}, 'existing'],
  ['another one is new', { fingerprint: 'b' }, 'new'],
  ['a more severe one is worse', { severity: 'critical' }, 'worse'],
  ['a surer one is worse', { confidence: 'certain' }, 'worse'],
  ['a less severe one is existing, however sure', { severity: 'medium', confidence: 'certain' }, 'existing'],
  ['what a plan calls new is existing if it was there', { status: 'new' }, 'existing'],
])('%s', (_what, changed, status) => {
  expect(sinceBaseline([now(changed)], [earlier]).map((finding) => finding.status)).toEqual([status]);
});

test('against an empty baseline all is new', () => {
  expect(sinceBaseline([now({})], []).map(({ status }) => status)).toEqual(['new']);
});

test.each<[string, readonly Finding[], readonly string[], number]>([
  ['what is gone is fixed', [], ['111111111111'], 1],
  ['what is there is not', [now({})], ['111111111111'], 0],
  ['what is in an account that was not read is not', [], ['222222222222'], 0],
])('%s', (_what, findings, accounts, count) => {
  expect(fixedSince(findings, [earlier], accounts)).toHaveLength(count);
});
