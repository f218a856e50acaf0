import { describe, expect, test } from 'vitest';
import type { AccountControls } from '../../src/model/organization.js';
import type { Policy, PolicyType } from '../../src/model/policy.js';
import { parsePolicyDocument, unresolvedPolicy } from '../../src/model/policy-document.js';
import { account, ACCOUNT, allow, deny, document, FOREIGN, service, trusts, userArn } from '../builders/account.js';
import { reachOf, violationLines, violationsOf } from '../builders/lint-model.js';

type Statement = ReturnType<typeof allow>;

const source = (type: PolicyType) => ({ type, id: type, name: type, address: null, location: { uri: 'o.json' } });
const scp = (...statements: Statement[]): Policy => parsePolicyDocument(document(statements), source('scp'));
const rcp = (...statements: Statement[]): Policy =>
  parsePolicyDocument(document(statements.map((one) => ({ Principal: '*', ...one }))), source('rcp'));
const FULL = scp(allow('*'));
const FULL_RCP = rcp(allow('*'));

function controls(levels: Partial<AccountControls>): readonly AccountControls[] {
  return [{ account: ACCOUNT, serviceControl: [], resourceControl: [], ...levels }];
}

describe('SCPs bind what a principal does:', () => {
  const cases: readonly [name: string, serviceControl: readonly (readonly Policy[])[], expected: string | undefined][] =
    [
      ['none', [], 'certain'],
      ['full access at every level', [[FULL], [FULL], [FULL]], 'certain'],
      ['a deny at the root', [[FULL, scp(deny('ec2:RunInstances'))], [FULL]], undefined],
      ['a deny of something else', [[FULL, scp(deny('organizations:*'))]], 'certain'],
      ['a level that allows other services', [[FULL], [scp(allow(['s3:*', 'lambda:*']))]], undefined],
      ['a level that allows it among others', [[FULL], [scp(allow(['s3:*', 'ec2:*']))]], 'certain'],
      ['a level that allows nothing', [[FULL], []], undefined],
      [
        'a deny outside two regions',
        [
          [
            FULL,
            scp(
              deny('*', {
                Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
              }),
            ),
          ],
        ],
        'certain',
      ],
      [
        'a deny for all but one role',
        [
          [
            FULL,
            scp(deny('ec2:*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } } })),
          ],
        ],
        undefined,
      ],
      [
        'a deny that spares the principal',
        [[FULL, scp(deny('ec2:*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/al*' } } }))]],
        'certain',
      ],
      ['a policy that is not known', [[FULL, unresolvedPolicy(source('scp'), 'known after apply')]], 'unresolved'],
    ];
  test.each(cases)('%s', (_, serviceControl, expected) => {
    const model = {
      ...account({ users: { alice: { allow: [allow('ec2:*')] } } }),
      controls: controls({ serviceControl }),
    };
    expect(reachOf(model, userArn('alice')).compute['ec2-run-instances']).toBe(expected);
  });

  test('the limit to regions is reported', () => {
    const limit = deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } });
    const model = {
      ...account({ users: { alice: { allow: [allow('ec2:*')] } } }),
      controls: controls({ serviceControl: [[FULL, scp(limit)]] }),
    };
    const [violation] = violationsOf(model, 'insider');
    const [step] = violation?.reach.paths.get('ec2-run-instances')?.steps.slice(-1) ?? [];
    expect(step?.grant.bounds.map(({ text }) => text)).toEqual(['aws:RequestedRegion is eu-west-1']);
  });

  test.each<[name: string, serviceControl: readonly (readonly Policy[])[], makes: boolean]>([
    ['nothing', [], false],
    ['full access', [[FULL]], false],
    ['a deny of something else', [[FULL, scp(deny('s3:*'))]], true],
    ['a level that allows one service', [[FULL], [scp(allow(['iam:*', 'ec2:*']))]], true],
    ['a policy that is not known', [[FULL, unresolvedPolicy(source('scp'), 'known after apply')]], true],
  ])('an administrator under %s makes others, if that might help: %#', (_, serviceControl, makes) => {
    const model = {
      ...account({ users: { alice: { allow: [allow('*')] } } }),
      controls: controls({ serviceControl }),
    };
    const { principals } = reachOf(model, userArn('alice'));
    expect(principals.some((name) => name.startsWith('any-'))).toBe(makes);
  });

  test('those of another account bind nobody here', () => {
    const other = [{ account: FOREIGN, serviceControl: [[scp(deny('*'))]], resourceControl: [] }];
    const model = { ...account({ users: { alice: { allow: [allow('ec2:*')] } } }), controls: other };
    expect(reachOf(model, userArn('alice')).compute['ec2-run-instances']).toBe('certain');
  });

  test('two principals that one SCP tells apart are decided apart', () => {
    const spared = deny('ec2:*', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': userArn('alice') } } });
    const same = { allow: [allow('ec2:*')] };
    const model = {
      ...account({ users: { alice: same, bob: same } }),
      controls: controls({ serviceControl: [[FULL, scp(spared)]] }),
    };
    expect(reachOf(model, userArn('alice')).compute['ec2-run-instances']).toBe('certain');
    expect(reachOf(model, userArn('bob')).compute['ec2-run-instances']).toBeUndefined();
  });
});

describe('RCPs bind what is done to resources, by anybody, for the services that they cover:', () => {
  const perimeter = {
    Condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
  const cases: readonly [name: string, policies: readonly Policy[], expected: readonly string[]][] = [
    ['none beside the one that AWS attaches', [FULL_RCP], ['public-role-trust anyAccount * certain']],
    ['a perimeter of the organization', [FULL_RCP, rcp(deny('sts:AssumeRole', perimeter))], []],
    [
      'a perimeter of another service',
      [FULL_RCP, rcp(deny('s3:*', perimeter))],
      ['public-role-trust anyAccount * certain'],
    ],
    [
      'no compute in EC2: the service is not covered',
      [FULL_RCP, rcp(deny('ec2:*'))],
      ['public-role-trust anyAccount * certain'],
    ],
  ];
  test.each(cases)('%s', (_, policies, expected) => {
    const roles = { open: { trust: [trusts({ AWS: '*' })], allow: [allow('ec2:RunInstances')] } };
    const model = { ...account({ roles }), controls: controls({ resourceControl: [policies] }) };
    expect(violationLines(model)).toEqual(expected);
  });

  test('a role that no service can assume cannot be passed', () => {
    const model = (policies: readonly Policy[]) => ({
      ...account({
        users: { alice: { allow: [allow(['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole'])] } },
        roles: { worker: { trust: [service('lambda')], allow: [allow('ec2:*')] } },
      }),
      controls: controls({ resourceControl: [policies] }),
    });
    const noServices = deny('sts:AssumeRole', { Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } });
    expect(reachOf(model([FULL_RCP]), userArn('alice')).principals).toEqual(['worker']);
    expect(reachOf(model([FULL_RCP, rcp(noServices)]), userArn('alice')).principals).toEqual([]);
  });
});
