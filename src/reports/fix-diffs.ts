import type { ClosingFix, ReportLocation } from '../schemas/report.generated.js';
import { statementDiff } from './statement-diff.js';

/** A change as it is shown: each line begins with its mark. */
export interface FixDiff {
  /** Where it stands; null where the diff itself says so. */
  readonly location: ReportLocation | null;
  readonly lines: readonly string[];
}

/** The changes of a fix: the patch of the sources where there is one, otherwise the policy statements before and after. */
export function fixDiffs({ patch, edits }: ClosingFix): readonly FixDiff[] {
  return patch === null ? statementDiffs(edits) : [{ location: null, lines: patch.trimEnd().split('\n') }];
}

/** The policy statements before and after; nothing for what is no change of a statement. */
export function statementDiffs(edits: ClosingFix['edits']): readonly FixDiff[] {
  return edits
    .map(({ before, after, location }) => ({
      location,
      lines: statementDiff(before, after).map(({ mark, line }) => `${mark} ${line}`),
    }))
    .filter(({ lines }) => lines.length > 0);
}
