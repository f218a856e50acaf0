import { expect, test } from 'vitest';
import { credentialNotes } from '../../../src/findings/index.js';
import { readSnapshot } from '../../../src/inputs/snapshot/index.js';
import type { UserDetail, CredentialReportRow } from '../../../src/schemas/snapshot.generated.js';
import type { Violation } from '../../../src/rules/check.js';
import { ACCOUNT, snapshotOf } from './sample.js';

const ARN = `arn:aws:iam::${ACCOUNT}:user/ann`;

/** What is said of the credentials of a user, in a snapshot of 23 November 2026. */
function notes(held: Partial<UserDetail>, row?: Partial<CredentialReportRow>): readonly string[] {
  const user: UserDetail = { Arn: ARN, UserName: 'ann', ...held };
  const report = row === undefined ? {} : { CredentialReport: { Rows: [{ arn: ARN, ...row }] } };
  const model = readSnapshot(snapshotOf({}, { iam: { UserDetailList: [user], ...report } }), {
    uri: 's.json',
    managedPolicy: () => null,
  });
  return credentialNotes(model)({ entry: { kind: 'credential', id: ARN } } as Violation).map(({ text }) => text);
}

const KEY = { Status: 'Active', CreateDate: '2024-06-06T10:00:00.000Z' };
const OTHER = { Status: 'Active', CreateDate: '2026-11-22T00:00:00.000Z' };
const ROTATED = { access_key_1_last_rotated: '2024-06-06T10:00:00+00:00' };

test.each<[string, Partial<UserDetail>, Partial<CredentialReportRow> | undefined, readonly string[]]>([
  [
    'a key without a report',
    { AccessKeys: [KEY] },
    undefined,
    ['the access key of user ann is 899 days old (as of 2026-11-23)'],
  ],
  [
    'a key that nobody used',
    { AccessKeys: [KEY] },
    { ...ROTATED, access_key_1_last_used_date: 'N/A' },
    ['the access key of user ann is 899 days old and was never used (as of 2026-11-23)'],
  ],
  [
    'a key in use',
    { AccessKeys: [KEY] },
    { ...ROTATED, access_key_1_last_used_date: '2026-11-21T23:00:00+00:00' },
    ['the access key of user ann is 899 days old and was last used 1 day ago (as of 2026-11-23)'],
  ],
  [
    'two keys, which the report has in the other order',
    { AccessKeys: [OTHER, KEY] },
    {
      ...ROTATED,
      access_key_1_last_used_date: 'N/A',
      access_key_2_last_rotated: '2026-11-22T00:00:00+00:00',
      access_key_2_last_used_date: '2026-11-22T20:00:00+00:00',
    },
    [
      'the access key of user ann is 1 day old and was last used 0 days ago (as of 2026-11-23)',
      'the access key of user ann is 899 days old and was never used (as of 2026-11-23)',
    ],
  ],
  ['a key that is switched off', { AccessKeys: [{ ...KEY, Status: 'Inactive' }] }, undefined, []],
  [
    'a report of an older key',
    { AccessKeys: [OTHER] },
    { ...ROTATED, access_key_1_last_used_date: 'N/A' },
    ['the access key of user ann is 1 day old (as of 2026-11-23)'],
  ],
  [
    'a password that nobody used',
    { LoginProfile: { CreateDate: '2026-11-13T00:00:00.000Z' } },
    { password_last_used: 'no_information' },
    ['the password of user ann is 10 days old and was never used (as of 2026-11-23)'],
  ],
  ['a password of which nothing is known', { LoginProfile: {} }, undefined, []],
  ['a date that is none', { LoginProfile: {} }, { password_last_used: 'yesterday' }, []],
])('%s', (_what, held, row, expected) => {
  expect(notes(held, row)).toEqual(expected);
});

test('of an entry that is no credential nothing is said', () => {
  expect(credentialNotes({ users: [] })({ entry: { kind: 'principal', id: ARN } } as Violation)).toEqual([]);
});
