import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { combineInputs, loadInput } from '../../src/inputs/index.js';
import { suggestionsOf } from './suggestions.js';

const plans = ['examples', 'test/fixtures/plans']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}/plan.json`))
  .filter((path) => existsSync(path));

/** Findings that no change of a policy, a function URL or a credential closes: an image that is looked up, an ACL of a bucket. */
const WITHOUT: readonly string[] = [
  'image-lookups/plan.json unowned-image-lookup * role/server',
  'writable-code/plan.json writable-code * role/function',
];

describe('law: with a fix in place, its finding is gone', () => {
  test.each(plans)('%s', async (path) => {
    const { after } = combineInputs([await loadInput(path)]);
    for (const threatModel of ['outsider', 'leaked-credential'] as const) {
      for (const { violation, fixes, closes } of suggestionsOf(after, threatModel)) {
        const { ruleId, id, to } = violation.entry;
        const name = `${path.split('/').slice(-2).join('/')} ${ruleId} ${id} ${to.split(':').at(-1) ?? ''}`;
        expect({ name, fixes: fixes.length > 0 }).toEqual({ name, fixes: !WITHOUT.includes(name) });
        for (const fix of fixes.slice(0, 1)) expect([name, fix.kind, closes(fix)]).toEqual([name, fix.kind, true]);
      }
    }
  });
});
