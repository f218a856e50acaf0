import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { groupViolations } from '../../src/findings/index.js';
import type { RankedViolation } from '../../src/findings/index.js';
import { unite } from '../../src/graph/reach.js';
import { loadInput } from '../../src/inputs/index.js';
import { lint, type LintOptions } from '../../src/pipeline/lint.js';
import type { Acceptance } from '../../src/findings/index.js';
import type { Finding, Report } from '../../src/schemas/report.generated.js';
import { allow, document, trusts } from '../builders/account.js';

const ARN = 'arn:aws:iam::111111111111';
const LAUNCH = allow('ec2:RunInstances');

interface Details {
  readonly users?: Readonly<Record<string, { inline?: unknown; group?: string; managed?: string }>>;
  readonly roles?: Readonly<Record<string, unknown>>;
}

/** Lints an account: users by their statements, group or managed policy, and roles of the account's own by their statements. */
async function report(
  { users = {}, roles = {} }: Details,
  options: Partial<LintOptions<Acceptance>> = {},
): Promise<Report> {
  const inline = (statement: unknown) =>
    statement === undefined ? [] : [{ PolicyName: 'own', PolicyDocument: document([statement as never]) }];
  const text = JSON.stringify({
    UserDetailList: Object.entries(users).map(([name, user]) => ({
      UserName: name,
      Arn: `${ARN}:user/${name}`,
      Path: '/',
      GroupList: user.group === undefined ? [] : [user.group],
      UserPolicyList: inline(user.inline),
      AttachedManagedPolicies:
        user.managed === undefined ? [] : [{ PolicyName: user.managed, PolicyArn: `${ARN}:policy/${user.managed}` }],
    })),
    GroupDetailList: [
      {
        GroupName: 'developers',
        Arn: `${ARN}:group/developers`,
        Path: '/',
        GroupPolicyList: inline(LAUNCH),
        AttachedManagedPolicies: [],
      },
    ],
    RoleDetailList: Object.entries(roles).map(([name, statement]) => ({
      RoleName: name,
      Arn: `${ARN}:role/${name}`,
      Path: '/',
      AssumeRolePolicyDocument: document([trusts({ AWS: `${ARN}:root` })]),
      InstanceProfileList: [],
      RolePolicyList: inline(statement),
      AttachedManagedPolicies: [],
    })),
    Policies: [
      {
        PolicyName: 'launchers',
        Arn: `${ARN}:policy/launchers`,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document([LAUNCH]) }],
      },
    ],
  });
  const input = await loadInput('-', { stdin: Readable.from([Buffer.from(text)]) });
  const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
  return lint([input], {
    trust,
    threatModel: 'insider',
    suppressions: [],
    now: Date.parse('2026-11-23'),
    version: '0',
    onlyRules: ['any-principal'],
    ...options,
  }).report;
}

const entriesOf = ({ entry, entries = [entry] }: Finding): readonly string[] =>
  entries.map(({ id }) => id.slice(id.indexOf('/') + 1)).sort();

const assuming = (role: string) => ({ inline: allow('sts:AssumeRole', { Resource: `${ARN}:role/${role}` }) });
const many = <T>(number: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: number }, (_, index) => [`user-${String(index)}`, value]));

describe('identities that go through the same configuration are one finding', () => {
  test('a role that forty users may assume', async () => {
    const { findings, summary } = await report({ users: many(40, assuming('worker')), roles: { worker: LAUNCH } });
    expect(findings.map(entriesOf).map(({ length }) => length)).toEqual([40, 1]);
    const [crowd] = findings;
    expect(crowd?.message).toMatch(
      /^Each of 40 principals, user-0 among them, launches EC2 instances through role worker/,
    );
    expect(crowd?.paths.filter(({ compute }) => compute === 'ec2-run-instances')).toHaveLength(40);
    expect(crowd?.reaches).toHaveLength(41);
    expect(summary).toMatchObject({ medium: 2 });
  });

  test.each<[string, Details, readonly (readonly string[])[]]>([
    ['a managed policy', { users: { a: { managed: 'launchers' }, b: { managed: 'launchers' } } }, [['a', 'b']]],
    ['a policy of a group', { users: { a: { group: 'developers' }, b: { group: 'developers' } } }, [['a', 'b']]],
    [
      'inline policies of one name are two',
      { users: { a: { inline: LAUNCH }, b: { inline: LAUNCH } } },
      [['a'], ['b']],
    ],
    [
      'a chain of roles is fixed at its last one',
      {
        users: { a: assuming('first') },
        roles: { first: allow('sts:AssumeRole', { Resource: `${ARN}:role/last` }), last: LAUNCH },
      },
      [['a', 'first'], ['last']],
    ],
    [
      'two roles are two',
      { users: { a: assuming('one'), b: assuming('other') }, roles: { one: LAUNCH, other: LAUNCH } },
      [['a'], ['b'], ['one'], ['other']],
    ],
    [
      'an administrator is told apart from who merely launches',
      { users: { a: { group: 'developers' }, b: { group: 'developers', inline: allow('*') } } },
      [['a'], ['b']],
    ],
  ])('%s', async (_, details, entries) => {
    const { findings } = await report(details);
    expect(findings.map(entriesOf).sort()).toEqual(entries);
  });

  test('under the threat model of leaked credentials as well', async () => {
    const users = many(3, assuming('worker'));
    const options = { threatModel: 'leaked-credential', onlyRules: ['long-term-credential'] } as const;
    const { findings } = await report({ users, roles: { worker: LAUNCH } }, options);
    expect(findings.map(({ message }) => message)).toEqual([
      'With a credential of any of 3 users, user-0 among them, whoever holds it launches EC2 instances through role worker (steps: 2, compute primitives reached: 1).',
    ]);
  });
});

test.each<[name: string, users: Details['users'], roles: Details['roles'], expected: readonly string[]]>([
  [
    'an administrator whom one may assume, beside compute of one’s own',
    { ann: { managed: 'launchers', ...assuming('admin') } },
    { admin: allow('*') },
    ['role admin', 'principal>assume-role>ec2-run-instances'],
  ],
  [
    'an administrator who is reached through several',
    { ann: { inline: allow('sts:AssumeRole', { Resource: [`${ARN}:role/launcher`, `${ARN}:role/first`] }) } },
    { launcher: LAUNCH, first: allow('sts:AssumeRole', { Resource: `${ARN}:role/admin` }), admin: allow('*') },
    ['role admin', 'principal>assume-role>ec2-run-instances'],
  ],
  [
    'no administrator',
    { ann: assuming('launcher') },
    { launcher: LAUNCH },
    ['role launcher', 'principal>assume-role>ec2-run-instances'],
  ],
])('what the message names is on the path that is shown: %s', async (_, users, roles, expected) => {
  const { findings } = await report({ users: users ?? {}, roles: roles ?? {} });
  const found = findings.find(({ entry, entries = [entry] }) => entries.some(({ id }) => id.endsWith('user/ann')));
  const name = /through ((?:role|policy) \w+)/.exec(found?.message ?? '')?.[1];
  expect([name, found?.paths[0]?.steps.map(({ via }) => via).join('>')]).toEqual(expected);
});

describe('accounts that one statement names are one finding', () => {
  const foreign = async (...statements: readonly (readonly string[])[]) => {
    const role = {
      RoleName: 'worker',
      Arn: `${ARN}:role/worker`,
      Path: '/',
      AssumeRolePolicyDocument: document(statements.map((accounts) => trusts({ AWS: accounts }))),
      InstanceProfileList: [],
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: document([LAUNCH]) }],
      AttachedManagedPolicies: [],
    };
    const text = JSON.stringify({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [role], Policies: [] });
    const input = await loadInput('-', { stdin: Readable.from([Buffer.from(text)]) });
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const options = { trust, threatModel: 'outsider', suppressions: [], now: Date.parse('2026-11-23') } as const;
    return lint([input], { ...options, version: '0' }).report.findings;
  };
  const [A, B, C] = ['222222222222', '333333333333', '444444444444'] as const;

  test('with all of them by name', async () => {
    const [finding, ...more] = await foreign([A, B]);
    expect(more).toEqual([]);
    expect(finding?.entries?.map(({ id }) => id)).toEqual([A, B]);
    expect(finding?.paths.map(({ steps }) => steps[0]?.from)).toEqual([A, B]);
    expect(finding?.message).toMatch(`each of AWS account ${A} and AWS account ${B} acts as worker`);
  });

  test('with the first by name where they are many', async () => {
    const many = Array.from({ length: 9 }, (_, index) => String(222222222220 + index));
    const [finding] = await foreign(many);
    expect(finding?.entries).toHaveLength(9);
    expect(finding?.message).toMatch('AWS account 222222222224 and 4 more acts as worker');
  });

  test('two statements are two', async () => {
    expect((await foreign([A], [B])).map(entriesOf)).toEqual([[A], [B]]);
    expect((await foreign([A, B], [C])).map(entriesOf).sort()).toEqual([[A, B], [C]]);
  });

  test('one account more makes another finding of it, in any order the same', async () => {
    const prints = [await foreign([A]), await foreign([A, B]), await foreign([B, A])].map(([one]) => one?.fingerprint);
    expect(prints[1]).toBe(prints[2]);
    expect(prints[0]).not.toBe(prints[1]);
  });
});

describe('identities that two rules find', () => {
  const MANY = { onlyRules: ['long-term-credential', 'any-principal'] } as const;
  const told = async (details: Details, options: Partial<LintOptions<Acceptance>> = MANY) =>
    (await report(details, options)).findings
      .map((one) => [one.ruleId, one.severity, ...entriesOf(one)].join(' '))
      .sort();
  const both = { users: { a: assuming('worker') }, roles: { worker: LAUNCH, other: assuming('worker').inline } };

  test('a user with a credential is no insider as well, and a role that goes the same way is told with it', async () => {
    expect(await told(both)).toEqual(['any-principal medium worker', 'long-term-credential high a other']);
    const { findings } = await report(both, MANY);
    expect(findings[0]?.message).toMatch(
      /^With a credential of user a, whoever holds it .* launches EC2 instances through role worker/,
    );
  });

  test('a rule that is not asked for hides nobody', async () => {
    expect(await told(both, { onlyRules: ['any-principal'] })).toEqual([
      'any-principal medium a other',
      'any-principal medium worker',
    ]);
    expect(await told(both, { onlyRules: ['long-term-credential'] })).toEqual(['long-term-credential high a']);
  });

  test('another way is told apart', async () => {
    expect(await told({ users: { a: { inline: LAUNCH } }, roles: { worker: LAUNCH } })).toEqual([
      'any-principal medium worker',
      'long-term-credential high a',
    ]);
  });

  test('whoever accepts the credential accepts nothing of others', async () => {
    const acceptance = { rule: 'long-term-credential', address: null, fingerprint: null, expires: '2026-12-31' };
    expect(await told(both, { ...MANY, suppressions: [{ ...acceptance, principal: null }] })).toEqual([
      'any-principal medium other',
      'any-principal medium worker',
    ]);
  });
});

describe('an administrator', () => {
  test('says so, and how far away it is', async () => {
    const { findings } = await report({ users: { a: assuming('boss') }, roles: { boss: allow('*') } });
    expect(findings.map(({ administrator }) => administrator)).toEqual([
      { confidence: 'certain', steps: 1, principal: `${ARN}:role/boss` },
      { confidence: 'certain', steps: 0, principal: `${ARN}:role/boss` },
    ]);
    expect(findings.map(({ message }) => message).join(' ')).toMatch(
      /compute primitives reached: all, as administrator boss/,
    );
  });

  test('may be made by rewriting a policy', async () => {
    const { findings } = await report({ users: { a: { inline: allow('iam:PutUserPolicy') } } });
    expect(findings).toMatchObject([
      { administrator: { steps: 1, principal: `${ARN}:user/a`, confidence: 'certain' } },
    ]);
  });

  test('nobody else says so', async () => {
    const { findings } = await report({ users: { a: { inline: LAUNCH } } });
    expect(findings[0]).not.toHaveProperty('administrator');
    expect(findings[0]?.message).toMatch(/compute primitives reached: \d+\)/);
  });
});

describe('the fingerprint', () => {
  const prints = async (details: Details) => (await report(details)).findings.map(({ fingerprint }) => fingerprint);
  const roles = { worker: LAUNCH };

  test('is the same when another identity comes to go through it, and whatever their order', async () => {
    const few = await prints({ users: { a: assuming('worker') }, roles });
    expect(await prints({ users: { b: assuming('worker'), a: assuming('worker') }, roles })).toEqual(few);
  });

  test('differs for another role, and for who merely has a policy of the same name', async () => {
    const all = [
      ...(await prints({ users: { a: assuming('worker') }, roles })),
      ...(await prints({ users: { a: assuming('helper') }, roles: { helper: LAUNCH } })),
      ...(await prints({ users: { a: { inline: LAUNCH } } })),
      ...(await prints({ users: { b: { inline: LAUNCH } } })),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('is the same whichever of two equal roles comes first', async () => {
    const both = { users: { a: { inline: allow('sts:AssumeRole') } } };
    const [one, other] = [
      { x: LAUNCH, y: LAUNCH },
      { y: LAUNCH, x: LAUNCH },
    ];
    expect(new Set(await prints({ ...both, roles: one }))).toEqual(new Set(await prints({ ...both, roles: other })));
  });
});

test('what somebody accepted of one identity is not accepted of the others', async () => {
  const acceptance = { rule: null, address: null, fingerprint: null, expires: '2026-12-31', principal: '*/user-0' };
  const details = { users: many(3, assuming('worker')), roles: { worker: LAUNCH } };
  const { findings, summary } = await report(details, { suppressions: [acceptance] });
  expect(findings.map(entriesOf)).toContainEqual(['user-1', 'user-2']);
  expect(summary).toMatchObject({ suppressed: 2 });
});

test('of many principals that are reached, two hundred are named and the others counted', async () => {
  const roles = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`role-${String(index)}`, allow('s3:*')]));
  const users = { a: { inline: allow(['sts:AssumeRole', 'ec2:RunInstances']) } };
  const { findings } = await report({ users, roles });
  expect(findings).toMatchObject([{ reachesMore: 31 }]);
  expect(findings[0]?.reaches).toHaveLength(200);
  expect(findings[0]?.reaches[0]).toBe(`${ARN}:user/a`);
});

describe('findings that are asked for', () => {
  const details = { users: { a: { inline: LAUNCH }, b: { inline: allow('lightsail:*') } } };

  test.each<[string, Partial<LintOptions<Acceptance>>, readonly string[], number]>([
    ['all of them', {}, ['any-principal medium', 'any-principal low'], 2],
    ['those that are severe enough', { minSeverity: 'medium' }, ['any-principal medium'], 3],
    ['none that is severe enough', { minSeverity: 'critical' }, [], 4],
    ['none of a rule', { exceptRules: ['any-principal'] }, [], 2],
    ['those of another rule only', { onlyRules: ['public-role-trust'] }, [], 2],
  ])('%s', async (_, options, expected, leftOut) => {
    const { findings, summary } = await report(details, { threatModel: 'insider', ...options });
    const lines = findings.filter(({ ruleId }) => ruleId === 'any-principal');
    expect(lines.map(({ ruleId, severity }) => `${ruleId} ${severity}`)).toEqual(expected);
    expect(summary.leftOut).toBe(leftOut);
  });
});

describe('of violations that are told together', () => {
  const ranked = (id: string, rest: Partial<RankedViolation>): RankedViolation =>
    ({
      violation: { entry: { id }, reach: unite([]), arrivals: [] },
      shown: [{ certainty: 'certain', length: 1 }],
      severity: 'medium',
      status: 'existing',
      fingerprint: 'one',
      others: [],
      ...rest,
    }) as unknown as RankedViolation;

  test.each<
    [string, readonly RankedViolation[], Partial<Pick<RankedViolation, 'severity' | 'status'>> & { lead: string }]
  >([
    [
      'a new one leads and makes the others worse',
      [ranked('a', {}), ranked('b', { status: 'new' })],
      { lead: 'b', status: 'worse', severity: 'medium' },
    ],
    [
      'new ones alone are new',
      [ranked('b', { status: 'new' }), ranked('a', { status: 'new' })],
      { lead: 'a', status: 'new', severity: 'medium' },
    ],
    [
      'the severest gives the severity',
      [ranked('a', { status: 'new', severity: 'low' }), ranked('b', { severity: 'high' })],
      { lead: 'a', status: 'worse', severity: 'high' },
    ],
    [
      'the surest leads',
      [ranked('a', { shown: [{ certainty: 'conditional', length: 1 }] as never }), ranked('b', {})],
      { lead: 'b', status: 'existing', severity: 'medium' },
    ],
  ])('%s', (_, members, { lead, ...expected }) => {
    const [group, ...rest] = groupViolations(members, () => true);
    expect(rest).toEqual([]);
    expect(group).toMatchObject({ ...expected, violation: { entry: { id: lead } } });
    expect(group?.others).toHaveLength(members.length - 1);
  });

  test('those of other fingerprints are told apart', () => {
    expect(groupViolations([ranked('a', {}), ranked('b', { fingerprint: 'other' })], () => true)).toHaveLength(2);
  });
});
