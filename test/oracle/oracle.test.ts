import { afterAll, expect, test } from 'vitest';
import { CALLERS, contextOf } from '../evaluation/case-reader.js';
import { type Document, NO_DOCUMENTS, Oracle } from './oracle.js';

const oracle = new Oracle();
afterAll(() => oracle.close());

const REQUEST = {
  principal: CALLERS.user,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::bucket/key',
  resourceAccount: CALLERS.user.account,
  context: contextOf({}),
};

function policy(statement: Document): Document {
  return { Version: '2012-10-17', Statement: [statement] };
}

const ALLOW = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const DENY = policy({ Effect: 'Deny', Action: '*', Resource: '*' });

test('answers come in the order of the cases, also after one that takes too long', { timeout: 20_000 }, async () => {
  const hostile = policy({ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::bucket/${'a*'.repeat(20)}b` });
  const cases = [
    { request: REQUEST, documents: { ...NO_DOCUMENTS, identity: [ALLOW] } },
    {
      request: { ...REQUEST, resource: `arn:aws:s3:::bucket/${'a'.repeat(60)}` },
      documents: { ...NO_DOCUMENTS, identity: [hostile] },
    },
    { request: REQUEST, documents: { ...NO_DOCUMENTS, identity: [ALLOW, DENY] } },
    { request: REQUEST, documents: NO_DOCUMENTS },
    { request: { ...REQUEST, action: 's3:NoSuchAction' }, documents: NO_DOCUMENTS },
  ];
  expect(await oracle.decide(cases)).toEqual([
    'allowed',
    { timedOut: 5_000 },
    'explicitDeny',
    'implicitDeny',
    { refused: expect.stringContaining('action') as string },
  ]);
});
