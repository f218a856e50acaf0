import type { ClosingFix, FindingFix } from '../schemas/report.generated.js';

/** The fix in one sentence: the change that was tried and closes the path, otherwise what to do about findings of its kind. */
export function fixText({ summary, closing }: FindingFix): string {
  return closing?.summary ?? summary;
}

/** More addresses than this are counted. */
const MOST_NAMED = 3;

/** What else the patch of a fix changes, as a sentence; empty where it is nothing. */
export function alsoChanged({ alsoChanges = [] }: ClosingFix): string {
  if (alsoChanges.length === 0) return '';
  const named = alsoChanges.slice(0, MOST_NAMED);
  const more = alsoChanges.length - named.length;
  const all = more > 0 ? [...named, `${String(more)} more`] : named;
  const list = all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
  return `The same lines make ${list}, which the patch changes as well.`;
}
