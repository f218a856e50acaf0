import type { ActivityLog } from '../../src/activity/collect.js';
import { Bill } from '../../src/activity/bill.js';
import { CallStore } from '../../src/activity/call-store.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { readCall } from '../../src/activity/records/read-call.js';
import { Traffic } from '../../src/activity/traffic.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const interest = interestOf(loadCatalogue());

/** The log that holds these records. */
export function logOf(records: readonly unknown[]): ActivityLog {
  const store = new CallStore();
  const span = { since: 0, until: Date.UTC(2027, 0, 1) };
  let known = 0;
  for (const one of records) {
    const call = readCall(one, interest, span);
    if (call === null) continue;
    known += 1;
    store.add(call);
  }
  return {
    sources: ['logs'],
    span,
    calls: store.calls(),
    issues: store.issues(),
    traffic: new Traffic(),
    bill: new Bill(),
    files: 1,
    records: records.length,
    known,
    limits: [],
    unreadable: [],
  };
}
