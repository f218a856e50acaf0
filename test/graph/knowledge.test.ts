import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { KeyKnowledge, Knowledge } from '../../src/evaluation/knowledge.js';
import {
  anonymousKnowledge,
  foreignKnowledge,
  KeyTable,
  principalKnowledge,
  serviceKnowledge,
} from '../../src/graph/knowledge.js';
import { account, FOREIGN, roleArn, service, trusts, userArn } from '../builders/account.js';
import { graphOf } from '../builders/lint-model.js';

const STRANGER = '666666666666';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const keys = new KeyTable(loadCatalogue().contextKeys);
const unknownOrganization = { now: NOW, organization: null, stranger: STRANGER };
const ours = { now: NOW, organization: 'o-abcdefghij', stranger: STRANGER };
const { users, roles } = account({
  users: { alice: { tags: { Team: 'red' } } },
  roles: {
    worker: { trust: [service('ec2')] },
    tagged: {
      trust: [trusts({ AWS: '222222222222' }, { Action: ['sts:AssumeRole', 'sts:TagSession'] })],
      tags: { Team: 'red' },
    },
  },
});
const [alice] = users;
const [worker, tagged] = roles;
if (alice === undefined || worker === undefined || tagged === undefined) throw new Error('the account is empty');

const NOTHING: ReadonlyMap<string, KeyKnowledge> = new Map();
const user = principalKnowledge(alice, keys, ours, NOTHING);
const role = principalKnowledge(
  worker,
  keys,
  unknownOrganization,
  new Map([['iam:passedtoservice', { kind: 'fixed', values: ['x'] }]]),
);
const sessions = principalKnowledge(tagged, keys, ours, NOTHING);
const foreignRole = foreignKnowledge(FOREIGN, roleArn('x', FOREIGN), keys, ours);
const foreignUser = foreignKnowledge(FOREIGN, userArn('x', FOREIGN), keys, ours);
const stranger = foreignKnowledge(STRANGER, roleArn('x', STRANGER), keys, ours);
const anonymous = anonymousKnowledge(keys, ours);
const ourService = serviceKnowledge('s3.amazonaws.com', '111111111111', keys, ours);
const unknownService = serviceKnowledge('s3.amazonaws.com', '111111111111', keys, unknownOrganization);
const theirService = serviceKnowledge('s3.amazonaws.com', STRANGER, keys, ours);

const fixed = (...values: string[]) => ({ kind: 'fixed', values });
const open = (...usual: string[]) => ({ kind: 'open', usual });
const free = { kind: 'free' };

const unitOf = (organization: string) => ({ kind: 'free', always: true, shapes: [`${organization}/r-*/`] });
const cases: readonly (readonly [who: string, knowledge: Knowledge, key: string, expected: object])[] = [
  ['a user', user, 'aws:principalarn', fixed(userArn('alice'))],
  ['a user', user, 'aws:principalaccount', fixed('111111111111')],
  ['a user', user, 'kms:calleraccount', fixed('111111111111')],
  ['a user', user, 'aws:principaltype', fixed('User')],
  ['a user', user, 'aws:username', fixed('alice')],
  ['a user', user, 'aws:principalorgid', fixed('o-abcdefghij')],
  ['a user', user, 'aws:resourceorgid', fixed('o-abcdefghij')],
  ['a user', user, 'aws:principaltag/team', fixed('red')],
  ['a user', user, 'aws:principaltag/other', fixed()],
  ['a role', role, 'aws:principaltag/team', fixed()],
  ['a role whose sessions take tags', sessions, 'aws:principaltag/team', open('red')],
  ['a role whose sessions take tags', sessions, 'aws:principaltag/other', open()],
  ['a role', role, 'aws:multifactorauthpresent', open()],
  ['a user', user, 'aws:principalisawsservice', fixed('false')],
  ['a user', user, 'aws:sourcearn', fixed()],
  ['a user', user, 'aws:requestedregion', free],
  ['a user', user, 'aws:sourcevpce', open()],
  ['a user', user, 'nobody:knows', open()],
  ['a role', role, 'aws:principaltype', fixed('AssumedRole')],
  ['a role', role, 'aws:username', fixed()],
  ['a role', role, 'aws:principalorgid', open()],
  ['a role', role, 'iam:passedtoservice', fixed('x')],
  ['a role', role, 'ec2:sourceinstancearn', open()],
  ['a role', role, 'aws:sourceidentity', open()],
  ['a user', user, 'ec2:sourceinstancearn', fixed()],
  ['a user', user, 'aws:sourceidentity', fixed()],
  ['a user', user, 'aws:federatedprovider', fixed()],
  ['a foreign role', foreignRole, 'aws:principalarn', fixed(roleArn('x', FOREIGN))],
  ['a foreign role', foreignRole, 'aws:principalaccount', fixed(FOREIGN)],
  ['a foreign role', foreignRole, 'kms:calleraccount', fixed(FOREIGN)],
  ['a foreign role', foreignRole, 'aws:principalorgid', fixed('o-outsider00')],
  ['a foreign role', foreignRole, 'aws:principalorgpaths', unitOf('o-outsider00')],
  ['a foreign role', foreignRole, 'aws:principaltype', fixed('AssumedRole')],
  ['a foreign role', foreignRole, 'aws:multifactorauthpresent', free],
  ['a foreign role', foreignRole, 'sts:externalid', free],
  ['a foreign role', foreignRole, 'aws:assumedroot', fixed('false')],
  ['a foreign role', foreignRole, 'aws:principaltag/team', free],
  ['a foreign role', foreignRole, 'aws:principalservicename', fixed()],
  ['a foreign user', foreignUser, 'aws:principaltype', fixed('User')],
  ['a foreign role', foreignRole, 'aws:vpcsourceip', free],
  ['a user', user, 'aws:vpcsourceip', open()],
  ['a stranger', stranger, 'sts:externalid', open()],
  ['a caller without credentials', anonymous, 'aws:principalarn', fixed()],
  ['a caller without credentials', anonymous, 'aws:userid', fixed()],
  ['a caller without credentials', anonymous, 'aws:username', fixed()],
  ['a caller without credentials', anonymous, 'aws:principalisawsservice', fixed()],
  ['a caller without credentials', anonymous, 'aws:sourceaccount', fixed()],
  ['a caller without credentials', anonymous, 'aws:useragent', free],
  ['a service for us', ourService, 'aws:principalisawsservice', fixed('true')],
  ['a service for us', ourService, 'aws:principalservicename', fixed('s3.amazonaws.com')],
  ['a service for us', ourService, 'aws:sourceaccount', fixed('111111111111')],
  ['a service for us', ourService, 'aws:sourceorgid', fixed('o-abcdefghij')],
  ['a service, organization unknown', unknownService, 'aws:sourceorgpaths', open()],
  ['a service for us', ourService, 'aws:principalarn', fixed()],
  ['a service for us', ourService, 'aws:userid', fixed()],
  ['a service for us', ourService, 'aws:username', fixed()],
  ['a service for us', ourService, 'aws:useragent', free],
  ['a service, organization unknown', unknownService, 'aws:sourceorgid', open()],
  ['a service for a stranger', theirService, 'aws:sourceaccount', fixed(STRANGER)],
  ['a service for a stranger', theirService, 'aws:sourceorgid', fixed('o-outsider00')],
  ['a service for a stranger', theirService, 'aws:sourceorgpaths', unitOf('o-outsider00')],
];

describe('what is known of a context key', () => {
  test.each([
    ['198.51.100.1', true],
    ['10.1.2.3', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['fd00::1', false],
    ['2001:db8::1', true],
    ['no address', false],
  ])('a caller has an address of the internet: %s', (address, expected) => {
    const known = user('aws:sourceip');
    if (known.kind !== 'open') throw new Error('decided');
    expect(known.accepts?.(address)).toBe(expected);
  });

  test('an account of ours stands somewhere in our organization, and in no other', () => {
    const known = ourService('aws:sourceorgpaths');
    if (known.kind !== 'open') throw new Error('decided');
    expect(known.usual).toEqual([]);
    expect(['o-abcdefghij/r-ab12/', 'o-other00000/r-ab12/'].map((path) => known.accepts?.(path))).toEqual([
      true,
      false,
    ]);
  });

  test.each(cases)('%s: %#', (_, knowledge, key, expected) => {
    expect(knowledge(key)).toEqual(expected);
  });

  test.each([
    ['aws:currenttime', '2026-11-24T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['aws:epochtime', '4000000000', '1000000000'],
  ])('%s is not past', (key, later, earlier) => {
    for (const knowledge of [user, stranger, anonymous, ourService]) {
      const known = knowledge(key);
      expect(known.kind !== 'fixed' && known.accepts?.(later)).toBe(true);
      expect(known.kind !== 'fixed' && known.accepts?.(earlier)).toBe(false);
    }
  });

  test('a session begins now or later, where there is one', () => {
    expect(role('aws:tokenissuetime')).toMatchObject({
      kind: 'open',
      usual: ['2026-11-23T12:00:00.000Z'],
      always: true,
    });
    expect(user('aws:tokenissuetime')).toMatchObject({ usual: [], examples: ['2026-11-23T12:00:00.000Z'] });
    expect(stranger('aws:tokenissuetime')).toMatchObject({ kind: 'free', examples: ['2026-11-23T12:00:00.000Z'] });
    for (const knowledge of [anonymous, ourService])
      expect(knowledge('aws:tokenissuetime')).toEqual({ kind: 'fixed', values: [] });
    for (const knowledge of [role, user, stranger]) {
      const known = knowledge('aws:tokenissuetime');
      expect(known.kind !== 'fixed' && known.accepts?.('2020-01-01T00:00:00Z')).toBe(false);
    }
  });

  test('a service acts for resources of the account that it serves', () => {
    expect(ourService('aws:sourcearn')).toMatchObject({
      kind: 'free',
      shapes: ['arn:*:*:*:111111111111:*', 'arn:*:s3:::*'],
    });
    expect(theirService('aws:sourcearn')).toMatchObject({
      shapes: [`arn:*:*:*:${STRANGER}:*`, 'arn:*:s3:::outsider*'],
    });
  });
});

type Statement = Readonly<Record<string, unknown>>;

const session = (operator: string, value: string): Statement => ({
  Effect: 'Allow',
  Action: 'ec2:RunInstances',
  Resource: '*',
  Condition: { [operator]: { 'aws:TokenIssueTime': value } },
});
const revoked = (before: string): Statement[] => [
  { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' },
  { ...session('DateLessThan', before), Effect: 'Deny', Action: '*' },
];

describe('a condition on the time at which a session began', () => {
  test.each<[name: string, statements: Statement[], asRole: string | null, asUser: string | null]>([
    ['after a time that is past', [session('DateGreaterThan', '2020-01-01T00:00:00Z')], 'certain', 'conditional'],
    ['before a time that is past', [session('DateLessThan', '2020-01-01T00:00:00Z')], null, null],
    ['any session', [session('Null', 'false')], 'certain', 'conditional'],
    ['no session', [session('Null', 'true')], null, 'certain'],
    ['sessions that began before are refused', revoked('2020-01-01T00:00:00Z'), 'certain', 'certain'],
    ['sessions that begin before a day to come are refused', revoked('2999-01-01T00:00:00Z'), 'conditional', 'certain'],
  ])('%s', (_, statements, asRole, asUser) => {
    const graph = graphOf(
      account({ users: { alice: { allow: statements } }, roles: { worker: { trust: [], allow: statements } } }),
    );
    const certainty = (arn: string) => {
      const principal = graph.principal(arn);
      if (principal === undefined) throw new Error(`no ${arn}`);
      return graph.reach(principal, []).paths.get('ec2-run-instances')?.certainty ?? null;
    };
    expect(certainty(roleArn('worker'))).toBe(asRole);
    expect(certainty(userArn('alice'))).toBe(asUser);
  });
});
