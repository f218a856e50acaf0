import { describe, expect, test } from 'vitest';
import { constraintsOf, type Constraint } from '../../src/evaluation/constraints.js';
import { policyOf } from './case-reader.js';

const INSTANCE = 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1';

function constraints(statement: object, Version = '2012-10-17'): readonly Constraint[] {
  const policy = policyOf('identity-based', { Version, Statement: [{ Effect: 'Allow', Action: '*', ...statement }] });
  const [first] = policy.statements;
  if (first === undefined) throw new Error('no statement');
  return constraintsOf({ policy, statement: first }, INSTANCE);
}

describe('what a statement asks of the context', () => {
  test.each<[name: string, statement: object, keys: readonly (readonly string[])[]]>([
    ['nothing', { Resource: '*' }, []],
    [
      'a condition',
      { Resource: '*', Condition: { StringEquals: { 'ec2:InstanceType': 't3' } } },
      [['ec2:instancetype']],
    ],
    [
      'a condition with variables',
      {
        Resource: '*',
        Condition: { StringLike: { 'aws:RequestTag/o': ['x-${aws:PrincipalTag/O}-${aws:username}', '${*}'] } },
      },
      [['aws:requesttag/o', 'aws:principaltag/o', 'aws:username']],
    ],
    [
      'a key that its own value names',
      { Resource: '*', Condition: { StringLike: { 'aws:username': '${aws:username}' } } },
      [['aws:username']],
    ],
    [
      'no variables of an operator that knows none',
      { Resource: '*', Condition: { NumericEquals: { k: '${aws:username}' } } },
      [['k']],
    ],
    ['no variables of an operator that there is not', { Resource: '*', Condition: { Is: { k: '${a}' } } }, [['k']]],
    ['a resource with a variable', { Resource: 'arn:aws:ec2:*:*:instance/${aws:username}' }, [['aws:username']]],
    [
      'a resource with a variable, beside others',
      {
        Resource: ['arn:aws:s3:::b', 'arn:aws:ec2:*:*:instance/${a}', 'arn:aws:ec2:*:*:instance/${b}${a}'],
        Condition: { Bool: { c: 'true' } },
      },
      [['c'], ['a', 'b']],
    ],
    ['a resource that fits without the variable', { Resource: ['arn:aws:ec2:*', '${aws:username}'] }, []],
    ['NotResource with a variable', { NotResource: 'arn:aws:ec2:*:*:instance/${aws:username}' }, [['aws:username']]],
  ])('%s', (_, statement, keys) => {
    expect(constraints(statement).map((constraint) => constraint.keys)).toEqual(keys);
  });

  test('Version 2008-10-17 knows no variables', () => {
    const statement = {
      Resource: 'arn:aws:ec2:*:*:instance/${a}',
      Condition: { StringEquals: { k: '${a}' } },
    };
    expect(constraints(statement, '2008-10-17').map(({ keys, templates }) => [keys, templates])).toEqual([[['k'], []]]);
    expect(constraints(statement).map(({ keys, templates }) => [keys, templates])).toEqual([
      [['k', 'a'], ['${a}']],
      [['a'], ['arn:aws:ec2:*:*:instance/${a}']],
    ]);
  });

  test.each<[name: string, statement: object, holds: string, fails: string]>([
    [
      'a condition',
      { Resource: '*', Condition: { StringEquals: { K: ['a', '${v}'] } } },
      'K is a or ${v}',
      'K is not a or ${v}',
    ],
    [
      'a resource',
      { Resource: ['arn:aws:ec2:*:*:instance/${a}', 'arn:aws:ec2:*:*:instance/b${b}', 'arn:aws:s3:::b'] },
      'the resource matches arn:aws:ec2:*:*:instance/${a} or arn:aws:ec2:*:*:instance/b${b}',
      'the resource does not match arn:aws:ec2:*:*:instance/${a} or arn:aws:ec2:*:*:instance/b${b}',
    ],
    [
      'what is no resource',
      { NotResource: 'arn:aws:ec2:*:*:instance/${a}' },
      'the resource does not match arn:aws:ec2:*:*:instance/${a}',
      'the resource matches arn:aws:ec2:*:*:instance/${a}',
    ],
  ])('in words: %s', (_, statement, holds, fails) => {
    const [constraint] = constraints(statement);
    expect([constraint?.describe(true), constraint?.describe(false)]).toEqual([holds, fails]);
  });

  test.each<[name: string, statement: object, named: string, context: Readonly<Record<string, string>>, truth: string]>(
    [
      ['holds', { Resource: '*', Condition: { StringEquals: { K: '${v}' } } }, 'K', { k: 'x', v: 'x' }, 'true'],
      ['fails', { Resource: '*', Condition: { StringEquals: { K: '${v}' } } }, 'K', { k: 'x', v: 'y' }, 'false'],
      ['a resource that fits', { Resource: 'arn:aws:ec2:*:*:instance/${v}' }, 'v', { v: 'i-1' }, 'true'],
      ['a resource that does not', { Resource: 'arn:aws:ec2:*:*:instance/${v}' }, 'v', { v: 'i-2' }, 'false'],
      ['no resource that fits', { NotResource: 'arn:aws:ec2:*:*:instance/${v}' }, 'v', { v: 'i-1' }, 'false'],
    ],
  )('%s', (_, statement, named, context, truth) => {
    const [constraint] = constraints(statement);
    const values = new Map(Object.entries(context).map(([key, value]) => [key, [value]]));
    expect([constraint?.name, constraint?.truth(values)]).toEqual([named, truth]);
  });
});
