import { EXCLUSIONS } from './exclusions.js';
import type { Tally } from './suite.js';

const DECISIONS = ['allowed', 'explicitDeny', 'implicitDeny'];
/** Each decision has to be at least this share of what a generator makes. */
const LEAST_SHARE = 0.15;
const MOST_REFUSED = 0.05;
const CELLS = 40;

/** What is wrong with a run beside its disagreements; empty when nothing is. */
export function faultsOf(tally: Tally, generators: readonly string[]): readonly string[] {
  return generators.flatMap((name) => {
    const of = (label: string): number => tally.answers.get(`${name} ${label}`) ?? 0;
    const decided = DECISIONS.reduce((sum, decision) => sum + of(decision), 0);
    const refused = of('refused') + of('slow');
    return [
      ...DECISIONS.filter((decision) => of(decision) < LEAST_SHARE * decided).map(
        (decision) => `${name}: only ${percent(of(decision), decided)} ${decision}`,
      ),
      ...(refused > MOST_REFUSED * (decided + refused)
        ? [`${name}: ${percent(refused, decided + refused)} refused`]
        : []),
    ];
  });
}

/** The tables that a run ends with. */
export function reportOf(tally: Tally, generators: readonly string[], withCoverage: boolean): string {
  const columns = [...DECISIONS, 'refused', 'slow'];
  const rows = generators.map((name) => {
    const counts = columns.map((label) => tally.answers.get(`${name} ${label}`) ?? 0);
    return [name, counts.reduce((sum, value) => sum + value, 0), ...counts];
  });
  const lines = [
    table([['generator', 'cases', ...columns], ...rows, ['all', ...sums(rows)]]),
    '',
    table([
      ['excluded by name', 'cases'],
      ...EXCLUSIONS.map(({ name }) => [name, tally.excluded.get(name) ?? 0]),
      ['any', tally.excludedCases],
    ]),
    ...[...tally.refusals]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([reason, cases]) => `refused ${cases}: ${reason.slice(0, 200)}`),
    ...(withCoverage
      ? ['', table([['least covered', 'conditions or cases'], ...tally.coverage.sorted().slice(0, CELLS)])]
      : []),
    ...tally.disagreements.map(
      ({ generator, ours, theirs, shrunk }) =>
        `\ndisagreement (${generator}): ours ${ours}, theirs ${JSON.stringify(theirs)}\n${JSON.stringify(shrunk, null, 2)}`,
    ),
    '',
    `cases ${tally.cases}, excluded ${tally.excludedCases}, disagreements ${tally.disagreementCount}`,
  ];
  return lines.join('\n');
}

function sums(rows: readonly (readonly (string | number)[])[]): readonly number[] {
  const width = rows[0]?.length ?? 1;
  return Array.from({ length: width - 1 }, (_, column) => rows.reduce((sum, row) => sum + Number(row[column + 1]), 0));
}

function table(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  return texts
    .map((row) =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
}
