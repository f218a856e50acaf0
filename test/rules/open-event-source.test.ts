import { describe, expect, test } from 'vitest';
import type { Resource } from '../../src/model/resource.js';
import { ACCOUNT, FOREIGN } from '../builders/account.js';
import { PLACE, resource, resourcePolicy, withResources } from '../builders/resources.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

const send = (principal: unknown, condition?: unknown, action = 'sqs:SendMessage') => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  Resource: '*',
  ...(condition === undefined ? {} : { Condition: condition }),
});
const SNS = { Service: 'sns.amazonaws.com' };

const cases: readonly (readonly [
  name: string,
  statement: Readonly<Record<string, unknown>>,
  expected: string | null,
])[] = [
  ['everybody', send('*'), 'anyone * conditional'],
  ['everybody of one organization', send('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }), null],
  ['an account', send({ AWS: FOREIGN }), `foreignAccount ${FOREIGN} conditional`],
  ['the own account', send({ AWS: ACCOUNT }), null],
  ['everybody receives', send('*', undefined, 'sqs:ReceiveMessage'), null],
  ['a service for any customer', send(SNS), 'confusedDeputy sns.amazonaws.com conditional'],
  [
    'a service for one topic',
    send(SNS, { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${ACCOUNT}:t` } }),
    null,
  ],
  ['everybody of the own account, as SNS says it', send('*', { StringEquals: { 'AWS:SourceOwner': ACCOUNT } }), null],
  ['a service for the own account', send(SNS, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }), null],
  [
    'everybody through one topic',
    send('*', { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${ACCOUNT}:t` } }),
    null,
  ],
];

describe('open-event-source', () => {
  const queue = (statement: Readonly<Record<string, unknown>>) =>
    resource('queue', 'jobs', { roles: [], policy: resourcePolicy(statement) });

  test.each(cases)('%s', (_, statement, expected) => {
    const source = queue(statement);
    const worker = resource('function', 'worker', { triggers: [{ source: source.arn, ...PLACE }] });
    const lines = violationLines(withResources(source, worker));
    expect(lines).toEqual(expected === null ? [] : [`open-event-source ${expected}`]);
  });

  test.each<[kind: Resource['kind'], action: string | null]>([
    ['table', 'dynamodb:PutItem'],
    ['log-destination', 'logs:PutSubscriptionFilter'],
    ['stream', 'kinesis:PutRecord'],
    ['mail-rule', null],
  ])('a %s', (kind, action) => {
    const policy = action === null ? null : resourcePolicy(send('*', undefined, action));
    const source = resource(kind, 'jobs', { roles: [], policy });
    const worker = resource('function', 'worker', { triggers: [{ source: source.arn, ...PLACE }] });
    expect(violationLines(withResources(source, worker))).toEqual(['open-event-source anyone * conditional']);
  });

  test('a queue that starts nothing', () => {
    expect(violationLines(withResources(queue(send('*')), resource('function', 'worker')))).toEqual([]);
  });

  test('a topic in front of a queue in front of code', () => {
    const topic = resource('topic', 'uploads', {
      roles: [],
      policy: resourcePolicy(send('*', undefined, 'sns:Publish')),
    });
    const between = resource('queue', 'uploads', { roles: [], triggers: [{ source: topic.arn, ...PLACE }] });
    const worker = resource('function', 'worker', { triggers: [{ source: between.arn, ...PLACE }] });
    expect(violationLines(withResources(topic, between, worker))).toEqual(['open-event-source anyone * conditional']);
  });

  test('two functions behind one queue are one thing to fix', () => {
    const source = queue(send('*'));
    const triggers = [{ source: source.arn, ...PLACE }];
    const functions = ['a', 'b'].map((name) => resource('function', name, { triggers }));
    expect(violationsOf(withResources(source, ...functions))).toHaveLength(1);
  });
});
