import { loadActions, loadCatalogue } from '../catalogue/catalogue.js';
import { closingFix, entryKey, keepsOpen, placesOfFix } from '../findings/index.js';
import { type ClosableEntry, findChokePoints } from '../fixes/choke-points.js';
import { suggestFixes } from '../fixes/suggest.js';
import type { Entry } from '../graph/types.js';
import type { LoadedInput } from '../inputs/index.js';
import { locator } from '../inputs/locator.js';
import type { Model } from '../model/model.js';
import { patchOf } from './fix-patch.js';
import { type Judgement, ruleContext } from './rule-context.js';
import { checkEntry, checkRules, entriesOf, type Violation } from '../rules/check.js';
import type { ClosingFix, Finding, Report } from '../schemas/report.generated.js';

/** What fixes are worked out in. */
export interface FixSurroundings {
  readonly model: Model;
  readonly judgement: Judgement;
  readonly inputs: readonly LoadedInput[];
}

/** Fixes that were tried: with each of them in place, its finding is gone. */
export interface WorkedOutFixes {
  /** By fingerprint; a finding without one has no entry. */
  readonly closing: ReadonlyMap<string, ClosingFix>;
  readonly chokePoints: NonNullable<Report['chokePoints']>;
}

/**
 * Works out how each of the first `most` findings can be closed, and what closes several of all. The violations are by
 * fingerprint; of those that are told together, each must be closed.
 */
export function workOutFixes(
  findings: ReadonlyMap<string, readonly Violation[]>,
  most: number,
  { model, judgement, inputs }: FixSurroundings,
): WorkedOutFixes {
  const { rules, issuers } = judgement.catalogue ?? loadCatalogue();
  const actions = Object.keys(loadActions());
  const context = ruleContext(model, judgement);
  const { trust } = context;
  const entries = new Map<string, ClosableEntry>();
  const byRule = new Map<string, readonly Entry[]>();
  for (const [fingerprint, violations] of findings) {
    const [violation] = violations;
    if (violation === undefined) continue;
    if (entries.size >= most) {
      entries.set(fingerprint, { violation, fixes: [] });
      continue;
    }
    const ruleIds = [...new Set(violations.map(({ entry }) => entry.ruleId))];
    const ofRules = ruleIds.flatMap((ruleId) => {
      const known = byRule.get(ruleId) ?? entriesOf(context, ruleId);
      byRule.set(ruleId, known);
      return known;
    });
    const isOpen = keepsOpen(violations, ofRules);
    const check = (changed: Model): Violation | null => checkEntry(ruleContext(changed, judgement), ruleIds, isOpen);
    const fixes = suggestFixes(violation, { model, trust, issuers, actions, check });
    entries.set(fingerprint, { violation, fixes });
  }
  const open = (changed: Model): ReadonlySet<string> => {
    const left = new Set(checkRules(ruleContext(changed, judgement), rules).map(entryKey));
    return new Set(
      [...findings].flatMap(([fingerprint, all]) => (all.some((one) => left.has(entryKey(one))) ? [fingerprint] : [])),
    );
  };
  const chokePoints = findChokePoints(entries, { model, open, actions });
  const best = new Map(
    [...entries].flatMap(
      ([
        fingerprint,
        {
          fixes: [first],
        },
      ]) => (first === undefined ? [] : [[fingerprint, first]]),
    ),
  );
  const locate = locator(inputs, [...best.values(), ...chokePoints.map(({ fix }) => fix)].flatMap(placesOfFix));
  return {
    closing: new Map(
      [...best].map(([fingerprint, fix]) => [fingerprint, closingFix(fix, locate, patchOf(fix, inputs, model))]),
    ),
    chokePoints: chokePoints.map(({ fix, closes }) => ({
      fix: closingFix(fix, locate, patchOf(fix, inputs, model)),
      closes: [...closes],
    })),
  };
}

/** The finding with the fix that closes it. */
export function withFix(finding: Finding, { closing }: WorkedOutFixes): Finding {
  const fix = closing.get(finding.fingerprint);
  return fix === undefined ? finding : { ...finding, fix: { ...finding.fix, closing: fix } };
}
