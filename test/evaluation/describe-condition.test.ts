import { describe, expect, test } from 'vitest';
import { describeCondition } from '../../src/evaluation/describe-condition.js';

describe('a condition in words', () => {
  test.each<[operator: string, values: readonly string[], holding: string, failing: string]>([
    ['StringEquals', ['a', 'b'], 'k is a or b', 'k is not a or b'],
    ['StringNotEquals', ['a'], 'k is not a', 'k is a'],
    ['StringEqualsIgnoreCase', ['a'], 'k is, in any case, a', 'k is not, in any case, a'],
    ['StringNotEqualsIgnoreCase', ['a'], 'k is not, in any case, a', 'k is, in any case, a'],
    ['StringLike', ['a*'], 'k matches a*', 'k does not match a*'],
    ['StringNotLike', ['a*'], 'k does not match a*', 'k matches a*'],
    ['NumericEquals', ['5'], 'k is 5', 'k is not 5'],
    ['NumericNotEquals', ['5'], 'k is not 5', 'k is 5'],
    ['NumericLessThan', ['5'], 'k is less than 5', 'k is at least 5'],
    ['NumericLessThanEquals', ['5'], 'k is at most 5', 'k is more than 5'],
    ['NumericGreaterThan', ['5'], 'k is more than 5', 'k is at most 5'],
    ['NumericGreaterThanEquals', ['5'], 'k is at least 5', 'k is less than 5'],
    ['DateEquals', ['2026-11-23'], 'k is 2026-11-23', 'k is not 2026-11-23'],
    ['DateNotEquals', ['2026-11-23'], 'k is not 2026-11-23', 'k is 2026-11-23'],
    ['DateLessThan', ['2026-11-23'], 'k is before 2026-11-23', 'k is not before 2026-11-23'],
    ['DateLessThanEquals', ['2026-11-23'], 'k is at or before 2026-11-23', 'k is after 2026-11-23'],
    ['DateGreaterThan', ['2026-11-23'], 'k is after 2026-11-23', 'k is not after 2026-11-23'],
    ['DateGreaterThanEquals', ['2026-11-23'], 'k is at or after 2026-11-23', 'k is before 2026-11-23'],
    ['Bool', ['true'], 'k is true', 'k is not true'],
    ['BinaryEquals', ['QQ=='], 'k is QQ==', 'k is not QQ=='],
    ['IpAddress', ['10.0.0.0/8'], 'k is in 10.0.0.0/8', 'k is not in 10.0.0.0/8'],
    ['NotIpAddress', ['10.0.0.0/8'], 'k is not in 10.0.0.0/8', 'k is in 10.0.0.0/8'],
    ['ArnEquals', ['arn:*'], 'k matches arn:*', 'k does not match arn:*'],
    ['ArnLike', ['arn:*'], 'k matches arn:*', 'k does not match arn:*'],
    ['ArnNotEquals', ['arn:*'], 'k does not match arn:*', 'k matches arn:*'],
    ['ArnNotLike', ['arn:*'], 'k does not match arn:*', 'k matches arn:*'],
    ['Null', ['true'], 'k is absent', 'k is present'],
    ['null', ['False'], 'k is present', 'k is absent'],
    ['Null', ['TRUE'], 'k is absent', 'k is present'],
    ['stringnotlikeifexists', ['a*'], 'k does not match a*', 'k matches a*'],
    ['ForAllValues:StringEquals', ['a'], 'every value of k is a', 'some value of k is not a'],
    ['foranyvalue:StringEquals', ['a'], 'some value of k is a', 'every value of k is not a'],
    ['ForAnyValue:StringLikeIfExists', ['a*'], 'some value of k matches a*', 'every value of k does not match a*'],
    ['StringIs', ['5'], 'k StringIs 5', 'k not StringIs 5'],
    ['constructor', ['5'], 'k constructor 5', 'k not constructor 5'],
  ])('%s %j: %s, or else %s', (operator, values, holding, failing) => {
    const condition = { operator, key: 'k', values: { values, unknown: [] } };
    expect([describeCondition(condition, true), describeCondition(condition, false)]).toEqual([holding, failing]);
  });
});
