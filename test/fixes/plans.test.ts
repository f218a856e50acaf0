import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { combineInputs, loadInput } from '../../src/inputs/index.js';
import { suggestionsOf } from './suggestions.js';

const plans = ['examples', 'test/fixtures/plans']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}/plan.json`))
  .filter((path) => existsSync(path));

/** Rules of which a finding is closed where the code comes from, which no change of a principal's policies does. */
const WITHOUT: readonly string[] = ['unowned-image-lookup', 'writable-code'];

describe('law: with a fix in place, its finding is gone', () => {
  test.each(plans)('%s', async (path) => {
    const { after } = combineInputs([await loadInput(path)]);
    for (const threatModel of ['outsider', 'leaked-credential'] as const) {
      for (const { violation, fixes, closes } of suggestionsOf(after, threatModel)) {
        const name = `${path} ${threatModel} ${violation.entry.ruleId} ${violation.entry.id} ${violation.entry.to}`;
        if (!WITHOUT.includes(violation.entry.ruleId))
          expect({ name, fixes: fixes.length }).not.toEqual({ name, fixes: 0 });
        for (const fix of fixes.slice(0, 1)) expect([name, fix.kind, closes(fix)]).toEqual([name, fix.kind, true]);
      }
    }
  });
});
