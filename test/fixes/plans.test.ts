import { existsSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { combineInputs, loadInput } from '../../src/inputs/index.js';
import { suggestionsOf } from './suggestions.js';

const plans = ['examples', 'test/corpus', 'test/fixtures/plans']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}/plan.json`))
  .filter((path) => existsSync(path));

/** Findings that no change of a policy, a function URL or a credential closes: an image that is looked up, an ACL of a bucket. */
const WITHOUT: readonly string[] = [
  'image-lookups/plan.json unowned-image-lookup * role/server',
  'writable-code/plan.json writable-code * role/function',
];

let tried = 0;
let closed = 0;
afterAll(() => {
  console.log(`fixes of ${String(plans.length)} plans: ${String(tried)} tried, ${String(closed)} closed their finding`);
});

describe('law: with a fix in place, its finding is gone', () => {
  test.each(plans)('%s', async (path) => {
    const { after } = combineInputs([await loadInput(path)]);
    for (const threatModel of ['outsider', 'leaked-credential'] as const) {
      for (const { violation, fixes, closes } of suggestionsOf(after, threatModel)) {
        const { ruleId, id, to } = violation.entry;
        const name = `${path.split('/').slice(-2).join('/')} ${ruleId} ${id} ${to.split(':').at(-1) ?? ''}`;
        expect({ name, fixes: fixes.length > 0 }).toEqual({ name, fixes: !WITHOUT.includes(name) });
        const [best] = fixes;
        if (best === undefined) continue;
        tried += 1;
        const isClosed = closes(best);
        if (isClosed) closed += 1;
        expect([name, best.kind, isClosed]).toEqual([name, best.kind, true]);
      }
    }
  });
});
