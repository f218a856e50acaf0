import type { Finding, Report } from '../schemas/report.generated.js';
import { count } from './count.js';
import { alsoChanged } from './fix-text.js';
import { type Pen, place } from './pen.js';
import { type FixDiff, fixDiffs, statementDiffs } from './fix-diffs.js';

/** Lines of a diff that are shown without being asked for. */
const SHORT_DIFF = 32;
/** Columns of indent that are kept of a line of a document. */
const DEEPEST = 16;

/** The change that was tried and closes the finding; where none did, what to do about findings of its kind. */
export function fixLines({ fix: { summary, closing } }: Finding, pen: Pen): string[] {
  const { options, write, bold, dim } = pen;
  if (closing === undefined) return write([{ text: 'fix: ', style: bold }, { text: summary }], 2, 2);
  const also = alsoChanged(closing);
  const tried = { text: ' (tried: it closes the path)', style: dim };
  return [
    ...write([{ text: 'fix: ', style: bold }, { text: closing.summary }, tried], 2, 2),
    ...fixDiffs(closing).flatMap((diff) => diffLines(diff, pen)),
    ...(also === '' ? [] : write([{ text: also }], 4)),
    // The policies themselves, for those who change them elsewhere than in the sources.
    ...(options.verbose && closing.patch !== null
      ? statementDiffs(closing.edits).flatMap((diff) => diffLines(diff, pen))
      : []),
    ...write([{ text: 'or: ', style: bold }, { text: summary }], 2, 2),
  ];
}

function diffLines({ location, lines }: FixDiff, { options, write, draw, dim, good, bad }: Pen): string[] {
  if (!options.verbose && lines.length > SHORT_DIFF) return [];
  return [
    ...(location === null ? [] : write([place(location)], 4)),
    ...lines.flatMap((line) => {
      const [, mark = '', space = '', text = ''] = /^([-+ ]?)(\s*)(.*)$/s.exec(line) ?? [];
      const style = mark === '+' ? good : mark === '-' ? bad : dim;
      const indent = ' '.repeat(Math.min(space.length, DEEPEST));
      return text === ''
        ? [`    ${mark}`.trimEnd()]
        : draw([{ text, whole: true, style }], { first: `    ${mark}${indent}`, rest: `     ${indent}  `, style });
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
