import { loadActions, loadCatalogue } from '../../src/catalogue/catalogue.js';
import { entryKey, keepsOpen } from '../../src/findings/index.js';
import { applyEdits } from '../../src/fixes/edit.js';
import { type SuggestedFix, suggestFixes } from '../../src/fixes/suggest.js';
import type { Model } from '../../src/model/model.js';
import type { ThreatModel, TrustZone } from '../../src/model/trust-zone.js';
import { ruleContext } from '../../src/pipeline/rule-context.js';
import { checkEntry, checkRules, entriesOf, type Violation } from '../../src/rules/check.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

/** A violation with its fixes, the best first. */
export interface Suggestion {
  readonly violation: Violation;
  readonly fixes: readonly SuggestedFix[];
  /** Whether a lint of the whole edited model, made by another way than the search for the fix, finds the entry no more. */
  readonly closes: (fix: SuggestedFix) => boolean;
}

/** Every violation of a model with its fixes. */
export function suggestionsOf(
  model: Model,
  threatModel: ThreatModel = 'outsider',
  zone: Partial<TrustZone> = {},
): readonly Suggestion[] {
  const { issuers, rules } = loadCatalogue();
  const judgement = {
    trust: { accounts: [], organization: null, owners: {}, oidc: [], ...zone },
    threatModel,
    now: NOW,
  };
  const actions = Object.keys(loadActions());
  const context = ruleContext(model, judgement);
  const all = checkRules(context, rules);
  const known = new Set(all.map(entryKey));
  return all.map((violation) => {
    const key = entryKey(violation);
    const { ruleId } = violation.entry;
    const isOpen = keepsOpen([violation], entriesOf(context, ruleId));
    const check = (changed: Model): Violation | null => checkEntry(ruleContext(changed, judgement), [ruleId], isOpen);
    const { to, resource } = violation.entry;
    return {
      violation,
      fixes: suggestFixes(violation, { model, trust: context.trust, issuers, actions, check }),
      closes: ({ edits }) =>
        !checkRules(ruleContext(applyEdits(model, edits), judgement), rules).some(
          (one) =>
            entryKey(one) === key ||
            (!known.has(entryKey(one)) &&
              one.entry.ruleId === ruleId &&
              one.entry.to === to &&
              one.entry.resource?.arn === resource?.arn),
        ),
    };
  });
}
