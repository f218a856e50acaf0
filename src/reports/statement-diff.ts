import { diffArrays } from 'diff';
import type { FixEdit } from '../schemas/report.generated.js';

/** A line of a diff: kept, gone or come. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** More changes than a reader follows: then the statement is shown as gone and come. */
const MAX_CHANGES = 400;

/** The lines of a statement before and after, compared. Empty for a change that is not one of a statement. */
export function statementDiff(before: FixEdit['before'], after: FixEdit['after']): readonly DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  const parts = diffArrays([...old], [...young], { maxEditLength: MAX_CHANGES }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: young },
  ];
  return parts.flatMap(({ added, removed, value }) =>
    value.map((line): DiffLine => ({ mark: added ? '+' : removed ? '-' : ' ', line })),
  );
}

function linesOf(statement: FixEdit['before']): readonly string[] {
  return statement === null ? [] : JSON.stringify(statement, null, 2).split('\n');
}
