import type { Finding, FixEdit, Report } from '../schemas/report.generated.js';
import { count } from './count.js';
import { type Pen, place } from './pen.js';
import { statementDiff } from './statement-diff.js';

/** Lines of a diff that are shown without being asked for. */
const SHORT_DIFF = 24;
/** Columns of indent that are kept of a line of a document. */
const DEEPEST = 16;

/** The change that was tried and closes the finding; where none did, what to do about findings of its kind. */
export function fixLines({ fix: { summary, closing } }: Finding, pen: Pen): string[] {
  const { options, write, bold, dim } = pen;
  if (closing === undefined) return write([{ text: 'fix: ', style: bold }, { text: summary }], 2, 2);
  const tried = { text: ' (tried: it closes the path)', style: dim };
  return [
    ...write([{ text: 'fix: ', style: bold }, { text: closing.summary }, tried], 2, 2),
    ...closing.edits.flatMap((edit) => editLines(edit, pen)),
    ...(options.verbose ? write([{ text: summary }], 2) : []),
  ];
}

function editLines({ before, after, location }: FixEdit, { options, write, draw, dim, good, bad }: Pen): string[] {
  const diff = statementDiff(before, after);
  if (diff.length === 0 || (!options.verbose && diff.length > SHORT_DIFF)) return [];
  const styles = { ' ': dim, '+': good, '-': bad };
  return [
    ...(location === null ? [] : write([place(location)], 4)),
    ...diff.flatMap(({ mark, line }) => {
      const indent = ' '.repeat(Math.min(line.length - line.trimStart().length, DEEPEST));
      const gutter = { first: `    ${mark} ${indent}`, rest: `      ${indent}  `, style: styles[mark] };
      return draw([{ text: line.trimStart(), whole: true, style: styles[mark] }], gutter);
    }),
  ];
}

/** The few changes that close the most findings. */
export function chokePointLines({ chokePoints = [], findings }: Report, { write, bold }: Pen): string[] {
  const total = `of ${String(findings.length)}`;
  return [
    ...write([{ text: `${count(chokePoints.length, 'change')} would close several findings`, style: bold }]),
    ...chokePoints.flatMap(({ fix, closes }) =>
      write([{ text: `${String(closes.length)} ${total}: ${fix.summary}` }], 2, 2),
    ),
  ];
}
