import { describe, expect, test } from 'vitest';
import { suppress } from '../../src/findings/index.js';

const finding = {
  fingerprint: 'abc',
  violation: {
    entry: {
      ruleId: 'public-role-trust',
      step: { to: 'arn:aws:iam::111111111111:role/sandbox-a', address: 'module.a.aws_iam_role.b' },
    },
  },
};

const acceptance = {
  rule: 'public-role-trust',
  principal: null,
  address: null,
  fingerprint: null,
  expires: '2026-12-31',
};

describe('suppress', () => {
  test.each([
    ['by rule', {}, true],
    ['by another rule', { rule: 'public-function' }, false],
    ['by a fingerprint alone', { rule: null, fingerprint: 'abc' }, true],
    ['by another fingerprint alone', { rule: null, fingerprint: 'abd' }, false],
    ['by principal', { principal: '*/sandbox-*' }, true],
    ['by another principal', { principal: '*/prod-*' }, false],
    ['by address', { address: 'module.*.aws_iam_role.*' }, true],
    ['by another address', { address: 'aws_iam_role.*' }, false],
    ['by fingerprint', { fingerprint: 'abc' }, true],
    ['by another fingerprint', { fingerprint: 'abd' }, false],
    ['by two patterns, of which one does not fit', { fingerprint: 'abc', principal: '*/prod-*' }, false],
    ['on the last day', { expires: '2026-11-23' }, true],
  ])('%s', (_, change, expected) => {
    const { kept, suppressed, unused } = suppress([finding], [{ ...acceptance, ...change }], '2026-11-23');
    expect({ kept: kept.length, suppressed: suppressed.length }).toEqual({
      kept: expected ? 0 : 1,
      suppressed: expected ? 1 : 0,
    });
    expect(unused).toHaveLength(expected ? 0 : 1);
  });

  test('an expired one fires again and is named', () => {
    const old = { ...acceptance, expires: '2026-11-22' };
    expect(suppress([finding], [old], '2026-11-23')).toMatchObject({ kept: [finding], expired: [old], unused: [] });
  });

  test('an expired one beside a valid one', () => {
    const old = { ...acceptance, expires: '2026-11-22' };
    expect(suppress([finding], [old, acceptance], '2026-11-23').suppressed).toEqual([finding]);
  });
});
