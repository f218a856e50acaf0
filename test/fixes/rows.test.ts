import { afterAll, expect, test } from 'vitest';
import { rowCases, rowModel } from '../builders/rows.js';
import { suggestionsOf } from './suggestions.js';

/** One case of each row of the catalogue in which alice comes to compute. */
const firing = new Map(
  ['compute', 'hops'].flatMap((kind) => rowCases(kind).filter(([, { reaches }]) => reaches !== null)).reverse(),
);

let tried = 0;
let closed = 0;
afterAll(() => {
  console.log(`fixes of the catalogue's accounts: ${String(tried)} tried, ${String(closed)} closed their finding`);
});

test.each([...firing])('law: with a fix in place, its finding is gone: %s', (_, one) => {
  for (const { violation, fixes, closes } of suggestionsOf(rowModel(one), 'leaked-credential')) {
    const [best] = fixes;
    const { ruleId, to } = violation.entry;
    expect({ ruleId, to, fixes: fixes.length > 0 }).toEqual({ ruleId, to, fixes: true });
    if (best === undefined) continue;
    tried += 1;
    const isClosed = closes(best);
    if (isClosed) closed += 1;
    expect([best.kind, isClosed]).toEqual([best.kind, true]);
  }
});
