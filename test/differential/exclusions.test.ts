import { afterAll, describe, expect, test } from 'vitest';
import { ACCOUNT, CALLERS, FOREIGN, readTables } from '../evaluation/case-reader.js';
import { type Document, type Documents, NO_DOCUMENTS, Oracle } from '../oracle/oracle.js';
import { decide, type DifferentialCase, oracleCaseOf, type RawStatement } from './case.js';
import { EXCLUSIONS } from './exclusions.js';

const oracle = new Oracle();
afterAll(() => oracle.close());

function example(
  given: Partial<Omit<DifferentialCase, 'documents'>> & { documents: Partial<Documents> },
): DifferentialCase {
  return {
    principal: CALLERS.user,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: ACCOUNT,
    context: {},
    ...given,
    documents: { ...NO_DOCUMENTS, ...given.documents },
  };
}

function policy(...statements: RawStatement[]): Document {
  return { Version: '2012-10-17', Statement: statements };
}

const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
const DENY = { Effect: 'Deny', Action: '*', Resource: '*' };

/** A user who may do everything under a condition. */
function under(Condition: RawStatement, context: DifferentialCase['context'] = {}): DifferentialCase {
  return example({ context, documents: { identity: [policy({ ...ALLOW, Condition })] } });
}

function onBucket(statement: RawStatement): DifferentialCase {
  return example({ documents: { identity: [policy(ALLOW)], resource: policy(statement) } });
}

const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/dev/s1`;
const CANONICAL_USER = { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' };

/** Of each exclusion, cases on which the oracle is wrong: should it learn better, they fail, and the exclusion can go. */
const EXAMPLES: Readonly<Record<string, readonly DifferentialCase[]>> = {
  'grant-to-a-session': [{ AWS: SESSION_ARN }, '*'].map((Principal) =>
    example({
      principal: CALLERS.role,
      documents: {
        session: policy({ ...ALLOW, Action: 'ec2:*' }),
        resource: policy({ ...ALLOW, Principal }),
      },
    }),
  ),
  'service-linked-role': [
    example({
      principal: CALLERS.serviceLinkedRole,
      documents: { identity: [policy(ALLOW)], serviceControl: [[policy(DENY)]] },
    }),
    example({
      principal: CALLERS.serviceLinkedRole,
      documents: {
        identity: [policy(ALLOW)],
        resourceControl: [[policy({ ...DENY, Action: 's3:*', Principal: '*' })]],
      },
    }),
  ],
  'variables-of-version-2008': ['2008-10-17', undefined].map((version) =>
    example({
      context: { 'aws:username': ['k'] },
      documents: {
        identity: [
          {
            ...(version === undefined ? {} : { Version: version }),
            Statement: { ...ALLOW, Resource: 'arn:aws:s3:::b/${aws:username}' },
          },
        ],
      },
    }),
  ),
  'variable-without-value': [
    under({ StringNotEquals: { 's3:authType': '${aws:username}' } }, { 's3:authType': ['POST'] }),
    under({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::${aws:username}' } }, { 'aws:SourceArn': ['arn:aws:s3:::b'] }),
    example({
      documents: {
        identity: [policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/${aws:username}' })],
      },
    }),
  ],
  'fixed-variables-in-equals': [
    under({ StringEquals: { 'aws:username': 'a${*}' } }, { 'aws:username': ['a*'] }),
    under({ StringNotEqualsIgnoreCase: { 'aws:username': 'a${?}' } }, { 'aws:username': ['a?'] }),
  ],
  'one-value-of-a-list': [
    under({ StringEquals: { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['a'] }),
    {
      ...under({ StringLike: { 'events:detail-type': 'a*' } }, { 'events:detail-type': ['ab'] }),
      action: 'events:PutRule',
      resource: `arn:aws:events:us-east-1:${ACCOUNT}:rule/name`,
    },
  ],
  'mixed-dates': [
    under({ DateLessThan: { 'aws:CurrentTime': '1763899200' } }, { 'aws:CurrentTime': ['2020-01-01T00:00:00Z'] }),
    under({ DateGreaterThan: { 'aws:EpochTime': '2020-01-01T00:00:00Z' } }, { 'aws:EpochTime': ['1763899200'] }),
  ],
  'ranges-of-addresses': [
    under({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': ['192.0.2.1'] }),
    under({ IpAddress: { 'aws:SourceIp': '2001:db8:0:0::1' } }, { 'aws:SourceIp': ['2001:db8::1'] }),
    under({ NotIpAddress: { 'aws:SourceIp': '192.0.2.1' } }, { 'aws:SourceIp': ['2001:db8::1'] }),
  ],
  'account-not-known': [
    onBucket({ ...DENY, NotPrincipal: { AWS: ACCOUNT } }),
    onBucket({ ...DENY, Principal: CANONICAL_USER }),
    onBucket({ ...DENY, NotPrincipal: CANONICAL_USER }),
  ],
};

test('there are few exclusions, and each has examples', () => {
  const names = EXCLUSIONS.map(({ name }) => name);
  expect(names.length).toBeLessThanOrEqual(10);
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(names.toSorted());
});

describe.each(EXCLUSIONS)('$name', ({ name, page, test: { table, row }, applies, without }) => {
  const examples = EXAMPLES[name] ?? [];

  test('follows a page of AWS, and a row of ours shows it', () => {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    const cases = readTables().find(({ title }) => title === table)?.cases ?? [];
    expect(cases.map((one) => one.name)).toContain(row);
  });

  test('the oracle still decides each example in another way', async () => {
    expect(examples.map(applies)).toEqual(examples.map(() => true));
    const answers = await oracle.decide(examples.map(oracleCaseOf));
    for (const [index, answer] of answers.entries()) {
      expect(answer).toBeTypeOf('string');
      expect([index, answer]).not.toEqual([index, examples.map(decide)[index]]);
    }
  });

  test('without it the two agree, and it no longer applies', async () => {
    const rest = examples.map(without);
    expect(await oracle.decide(rest.map(oracleCaseOf))).toEqual(rest.map(decide));
    expect(rest.map(applies)).toEqual(rest.map(() => false));
  });
});

test('none applies to a case that has nothing of the kind', () => {
  const plain = [
    under({ StringNotEquals: { 'aws:username': '${aws:userid}' } }, { 'aws:userid': ['A'], 'aws:username': ['ann'] }),
    under({ StringLike: { 'aws:username': 'a${*}' } }, { 'aws:username': ['a*'] }),
    under({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['a'] }),
    under({ StringEquals: { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['a', 'b'] }),
    under({ DateLessThan: { 'aws:EpochTime': '1763899200' } }, { 'aws:EpochTime': ['1'] }),
    under({ IpAddress: { 'aws:SourceIp': ['192.0.2.1/32', '2001:db8::/32'] } }, { 'aws:SourceIp': ['192.0.2.1'] }),
    onBucket({ ...DENY, NotPrincipal: { AWS: CALLERS.user.arn } }),
    onBucket({ ...DENY, Principal: { AWS: FOREIGN } }),
    example({
      principal: CALLERS.role,
      documents: {
        session: policy(ALLOW),
        serviceControl: [[policy(ALLOW)]],
        resource: policy({ ...ALLOW, Principal: '*' }),
      },
    }),
    example({
      principal: CALLERS.role,
      documents: { session: policy({ ...ALLOW, Action: 's3:*' }), identity: [policy(ALLOW)] },
    }),
  ];
  for (const given of plain)
    expect(EXCLUSIONS.filter(({ applies }) => applies(given)).map(({ name }) => name)).toEqual([]);
});
