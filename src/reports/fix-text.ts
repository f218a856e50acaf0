import type { FindingFix } from '../schemas/report.generated.js';

/** The fix in one sentence: the change that was tried and closes the path, otherwise what to do about findings of its kind. */
export function fixText({ summary, closing }: FindingFix): string {
  return closing?.summary ?? summary;
}
