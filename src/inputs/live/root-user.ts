import type { Snapshot } from '../../schemas/snapshot.generated.js';

/**
 * What the account summary says of the root user, who may do everything and is in no policy
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html). One sentence each, without a full stop.
 */
export function rootNotes({ global }: Snapshot): readonly string[] {
  const {
    AccountAccessKeysPresent: keys = 0,
    AccountMFAEnabled: device,
    AccountPasswordPresent: password = 1,
  } = global.iam?.AccountSummary?.SummaryMap ?? {};
  return [
    ...(keys > 0 ? ['the root user has an access key'] : []),
    // Where the organization took the password away there is nothing to sign in with.
    ...(device === 0 && password > 0 ? ['the root user signs in without a second factor'] : []),
  ];
}
