import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeModels } from '../../src/inputs/merge.js';
import { account, allow, FOREIGN, roleArn, service, trusts, userArn } from '../builders/account.js';
import { graphOf, reachOf } from '../builders/lint-model.js';

const LAUNCH = allow('ec2:RunInstances');
const WITH_MFA = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

function pathOf(model: Parameters<typeof graphOf>[0], compute = 'ec2-run-instances') {
  const graph = graphOf(model);
  const alice = graph.principal(userArn('alice'));
  if (alice === undefined) throw new Error('no alice');
  return graph.reach(alice, []).paths.get(compute);
}

describe('search', () => {
  test('a longer sure path comes before a shorter conditional one', () => {
    const model = account({
      users: { alice: {} },
      roles: {
        near: { trust: [trusts({ AWS: userArn('alice') }, WITH_MFA)], allow: [LAUNCH] },
        first: { trust: [trusts({ AWS: userArn('alice') })] },
        far: { trust: [trusts({ AWS: roleArn('first') })], allow: [LAUNCH] },
      },
    });
    expect(pathOf(model)).toMatchObject({
      certainty: 'certain',
      steps: [{ to: roleArn('first') }, { to: roleArn('far') }, {}],
    });
  });

  test('of equally sure paths the shortest', () => {
    const model = account({
      users: { alice: {} },
      roles: {
        first: { trust: [trusts({ AWS: userArn('alice') })] },
        near: { trust: [trusts({ AWS: userArn('alice') })], allow: [LAUNCH] },
        far: { trust: [trusts({ AWS: roleArn('first') })], allow: [LAUNCH] },
      },
    });
    expect(pathOf(model)?.steps.map(({ to }) => to)).toEqual([roleArn('near'), 'ec2-run-instances']);
  });

  test('roles that trust each other end the search', () => {
    const model = account({
      users: { alice: {} },
      roles: {
        one: { trust: [trusts({ AWS: [userArn('alice'), roleArn('two')] })] },
        two: { trust: [trusts({ AWS: roleArn('one') })] },
      },
    });
    expect(reachOf(model, userArn('alice'))).toEqual({ principals: ['one', 'two'], compute: {} });
  });

  test('a conditional step is followed by sure ones', () => {
    const model = account({
      users: { alice: {} },
      roles: {
        one: { trust: [trusts({ AWS: userArn('alice') }, WITH_MFA)] },
        two: { trust: [trusts({ AWS: roleArn('one') })], allow: [LAUNCH] },
      },
    });
    expect(pathOf(model)?.certainty).toBe('conditional');
  });

  test('two users of one grant class, of whom the second is trusted', () => {
    const model = account({
      users: { alice: { allow: [allow('iam:CreateAccessKey')] }, bob: {} },
      roles: { worker: { trust: [trusts({ AWS: userArn('bob') })], allow: [LAUNCH] } },
    });
    expect(reachOf(model, userArn('alice')).principals).toEqual(['bob', 'worker']);
  });

  test('a path over two accounts needs both sides', () => {
    const theirs = (allowed: boolean) =>
      account({
        account: FOREIGN,
        users: {},
        roles: {
          far: { trust: [trusts({ AWS: userArn('alice') })], allow: [LAUNCH] },
          ...(allowed ? { spare: { trust: [service('ec2')] } } : {}),
        },
      });
    const ours = (allowed: boolean) =>
      account({ users: { alice: allowed ? { allow: [allow('sts:AssumeRole')] } : {} } });
    expect(reachOf(mergeModels([ours(true), theirs(true)]), userArn('alice')).principals).toEqual(['far']);
    expect(reachOf(mergeModels([ours(false), theirs(true)]), userArn('alice')).principals).toEqual([]);
  });

  test.each([
    { name: 'everybody, who needs no permission of their own', trust: '*', on: null, reached: ['worker'] },
    { name: 'the account, which grants nothing by itself', trust: '111111111111', on: null, reached: [] },
    { name: 'the account, and the user may assume it', trust: '111111111111', on: 'worker', reached: ['worker'] },
    { name: 'the account, and the user may assume another', trust: '111111111111', on: 'other', reached: [] },
    {
      name: 'the account, and the user may assume what is named after it',
      trust: '111111111111',
      on: 'work*${aws:username}',
      reached: [],
    },
    {
      name: 'the account, and the user may assume what its name is a part of',
      trust: '111111111111',
      on: '${aws:username}*',
      named: 'work',
      reached: ['worker'],
    },
  ])('a role that trusts $name', ({ trust, on, named = 'alice', reached }) => {
    const model = account({
      users: { [named]: on === null ? {} : { allow: [allow('sts:AssumeRole', { Resource: roleArn(on) })] } },
      roles: { worker: { trust: [trusts({ AWS: trust })] } },
    });
    expect(reachOf(model, userArn(named)).principals).toEqual(reached);
  });

  test('a step cites the policies of who takes it, not those of others that say the same', () => {
    const model = account({
      users: { bob: { managed: ['first'] }, alice: { managed: ['second'] } },
      policies: { first: [allow('*')], second: [allow('*')] },
    });
    expect(reachOf(model, userArn('bob')).compute['ec2-run-instances']).toBe('certain');
    const [step] = pathOf(model)?.steps ?? [];
    expect(step?.grant.statements.map(({ policy }) => policy.name)).toEqual(['second']);
  });

  test('a command that is run on an instance names the instance and the document', () => {
    const model = account({ users: { alice: { allow: [allow('ssm:SendCommand')] } } });
    const [step] = pathOf(model, 'ssm-send-command')?.steps ?? [];
    expect(step?.grant.witness.map(({ resource }) => resource)).toEqual([
      'arn:aws:ec2:us-east-1:111111111111:instance/any-instanceid',
      'arn:aws:ssm:us-east-1::document/AWS-RunShellScript',
    ]);
  });

  test.each([
    {
      name: 'a role for functions',
      trusted: 'lambda',
      first: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
      second: ['iam:Pass*', 'lambda:*'],
    },
    {
      name: 'a role for instances, whose profile must be made',
      trusted: 'ec2',
      first: ['iam:PassRole', 'iam:CreateRole', 'iam:*InstanceProfile', 'ec2:RunInstances'],
      second: ['iam:Pass*', 'iam:CreateR*', 'iam:CreateI*', 'iam:Add*', 'ec2:Run*'],
    },
    {
      name: 'a role for tasks, of a task definition that must exist',
      trusted: 'ecs-tasks',
      first: ['iam:PassRole', 'ecs:RunTask'],
      second: ['iam:PassRole', 'ecs:R*'],
    },
  ])('callers who pass $name each by their own statements', ({ trusted, first, second }) => {
    const held = { alice: first, bob: second };
    const model = account({
      users: {
        alice: { allow: first.map((action) => allow(action)) },
        bob: { allow: second.map((action) => allow(action)) },
      },
      roles: { worker: { trust: [service(trusted)], allow: [allow('s3:GetObject')] } },
    });
    const graph = graphOf(model);
    for (const [name, actions] of Object.entries(held)) {
      const user = graph.principal(userArn(name));
      const step = user === undefined ? undefined : graph.reach(user, []).approach(roleArn('worker'))?.steps.at(-1);
      const cited = step?.grant.statements.filter(({ policy }) => policy.type === 'identity-based') ?? [];
      const own = user?.policies.map(({ policy }) => policy) ?? [];
      expect(step?.via).toBe('pass-role');
      expect(cited.length).toBeGreaterThan(1);
      expect(
        cited.every(({ policy, statement }) => own.includes(policy) && policy.statements.includes(statement)),
      ).toBe(true);
      expect(
        cited.flatMap(({ statement }) => statement.actions?.values ?? []).every((one) => actions.includes(one)),
      ).toBe(true);
      const callers = step?.grant.witness.filter(({ principal }) => principal.kind === 'user') ?? [];
      expect(callers.map(({ principal }) => 'arn' in principal && principal.arn)).toEqual(
        callers.map(() => userArn(name)),
      );
    }
  });

  test('the way to a principal', () => {
    const model = account({ users: { alice: {} }, roles: { one: { trust: [trusts({ AWS: userArn('alice') })] } } });
    const graph = graphOf(model);
    const alice = graph.principal(userArn('alice'));
    const reach = alice === undefined ? undefined : graph.reach(alice, []);
    expect(reach?.approach(roleArn('one'))).toMatchObject({ certainty: 'certain', steps: [{ via: 'assume-role' }] });
    expect(reach?.approach(roleArn('none'))).toBeNull();
  });

  test('law: removing an allow statement never adds a principal or a compute primitive', () => {
    const actions = [
      'sts:AssumeRole',
      'iam:PutUserPolicy',
      'iam:CreateAccessKey',
      'iam:PassRole',
      'lambda:*',
      'ec2:RunInstances',
    ];
    const statements = fc.subarray(actions, { minLength: 1 });
    fc.assert(
      fc.property(statements, statements, fc.nat(), (alice, bob, index) => {
        const build = (held: readonly string[]) =>
          account({
            users: {
              alice: { allow: held.map((action) => allow(action)) },
              bob: { allow: bob.map((action) => allow(action)) },
            },
            roles: { worker: { trust: [service('lambda'), trusts({ AWS: '111111111111' })], allow: [LAUNCH] } },
          });
        const more = reachOf(build(alice), userArn('alice'));
        const fewer = reachOf(
          build(alice.filter((_, position) => position !== index % alice.length)),
          userArn('alice'),
        );
        expect(more.principals).toEqual(expect.arrayContaining([...fewer.principals]));
        expect(Object.keys(more.compute)).toEqual(expect.arrayContaining(Object.keys(fewer.compute)));
      }),
      { numRuns: 60 },
    );
  });
});
