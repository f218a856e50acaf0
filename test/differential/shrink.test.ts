import { expect, test } from 'vitest';
import { ACCOUNT, CALLERS } from '../evaluation/case-reader.js';
import { NO_DOCUMENTS } from '../oracle/oracle.js';
import { decide, type DifferentialCase } from './case.js';
import { shrink } from './shrink.js';

const LARGE: DifferentialCase = {
  principal: CALLERS.user,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  context: { 'aws:username': ['ann'], 'aws:TagKeys': ['a', 'b'], 'aws:userid': ['A'] },
  documents: {
    ...NO_DOCUMENTS,
    identity: [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }] },
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['s3:Put*', 's3:Get*'],
            Resource: '*',
            Condition: { Null: { 'aws:userid': 'false' } },
          },
          { Sid: 'Other', Effect: 'Deny', Action: 's3:Put*', Resource: '*' },
        ],
      },
    ],
    boundary: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
};

test('what remains is what the decision needs', async () => {
  const shrunk = await shrink(LARGE, (given) => Promise.resolve(decide(given) === 'allowed'));
  expect(shrunk).toEqual({
    ...LARGE,
    context: {},
    documents: {
      ...NO_DOCUMENTS,
      identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] }],
    },
  });
});

test('a case of which nothing can go stays as it is', async () => {
  expect(await shrink(LARGE, (given) => Promise.resolve(given === LARGE))).toBe(LARGE);
});
