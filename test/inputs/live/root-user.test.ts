import { expect, test } from 'vitest';
import { rootNotes } from '../../../src/inputs/live/root-user.js';
import { snapshotOf } from '../snapshot/sample.js';

const KEY = 'the root user has an access key';
const DEVICE = 'the root user signs in without a second factor';

test.each([
  ['an access key', { AccountAccessKeysPresent: 1, AccountMFAEnabled: 1 }, [KEY]],
  ['no second factor', { AccountAccessKeysPresent: 0, AccountMFAEnabled: 0 }, [DEVICE]],
  ['neither key nor password', { AccountMFAEnabled: 0, AccountPasswordPresent: 0 }, []],
  ['both', { AccountAccessKeysPresent: 1, AccountMFAEnabled: 0, AccountPasswordPresent: 1 }, [KEY, DEVICE]],
  ['nothing that was read', undefined, []],
])('of a root user with %s', (_what, SummaryMap, notes) => {
  const iam = SummaryMap === undefined ? {} : { AccountSummary: { SummaryMap } };
  expect(rootNotes(snapshotOf({}, { iam }))).toEqual(notes);
});
