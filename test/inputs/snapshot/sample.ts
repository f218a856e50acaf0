import type { GlobalServices, RegionalServices, Snapshot } from '../../../src/schemas/snapshot.generated.js';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-west-1';

/** A snapshot of one region, with what is given. */
export function snapshotOf(
  regional: RegionalServices,
  global: GlobalServices = {},
  rest: Partial<Snapshot> = {},
): Snapshot {
  return {
    kind: 'account-snapshot',
    schemaVersion: '1',
    account: ACCOUNT,
    partition: 'aws',
    collected: '2026-11-23T00:00:00.000Z',
    regions: [REGION],
    unreadRegions: [],
    coverage: { calls: 1, failed: 0 },
    gaps: [],
    global,
    regional: { [REGION]: regional },
    ...rest,
  };
}

/** The ARN of a role of the account. */
export function role(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
