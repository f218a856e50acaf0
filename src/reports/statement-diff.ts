import type { FixEdit } from '../schemas/report.generated.js';

/** A line of a diff: kept, gone or come. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** The lines of a statement before and after, compared. Empty for a change that is not one of a statement. */
export function statementDiff(before: FixEdit['before'], after: FixEdit['after']): readonly DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  const common = longestCommonSubsequence(old, young);
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  for (const line of [...common, null]) {
    while (left < old.length && old[left] !== line) lines.push({ mark: '-', line: old[left++] ?? '' });
    while (right < young.length && young[right] !== line) lines.push({ mark: '+', line: young[right++] ?? '' });
    if (line === null) break;
    lines.push({ mark: ' ', line });
    left += 1;
    right += 1;
  }
  return lines;
}

/** Longer documents are shown as gone and come, which a reader can still compare. */
const MAX_LINES = 400;

function linesOf(statement: FixEdit['before']): readonly string[] {
  return statement === null ? [] : JSON.stringify(statement, null, 2).split('\n');
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length > MAX_LINES || b.length > MAX_LINES) return [];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common: string[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      common.push(a[i] ?? '');
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
