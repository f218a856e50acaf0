import type { Finding, FindingPath, Report } from '../schemas/report.generated.js';
import { idsOf, outsiderName, shortNames } from './names.js';
import { openingText } from './opening-text.js';
import { lookUp, type Reporter, type ReportOptions } from './options.js';
import { type Pen, penOf, place } from './pen.js';
import { count } from './count.js';
import { aloneOf, gapGroups } from './gap-groups.js';
import { chokePointLines, fixLines } from './terminal-fix.js';
import { activityIds, unansweredText } from './activity-text.js';
import { activityLines, findingActivityLines } from './terminal-activity.js';
import { DRIFT, driftRemark, type Remark, remarks } from './remarks.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';
import { mostSevereFirst } from './severity.js';
import { pathLines } from './terminal-path.js';

/** Compute primitives, gaps of one kind and inputs that are named before "and more". */
const FEW = 3;

/** Columns of indent that are kept of a line of Markdown. */
const DEEPEST = 16;

/** The report for a reader at a terminal: findings with their paths drawn, most severe first, then gaps, then a summary. */
export const terminal: Reporter = (report, options) => {
  const pen = penOf(options, shortNames([...idsOf(report.findings), ...activityIds(report)], accountsOf(report)));
  const findings = mostSevereFirst(report.findings);
  const incomplete = report.gaps.filter(
    ({ kind, address }) => kind === 'incomplete-input' && report.inputs.some(({ uri }) => uri === address),
  );
  const blocks = [
    ...(incomplete.length > 0 ? [incompleteLines(incomplete, pen)] : []),
    ...findings.map((finding) => findingLines(finding, pen)),
    ...(report.chokePoints !== undefined && report.chokePoints.length > 0 ? [chokePointLines(report, pen)] : []),
    ...(report.activity === undefined ? [] : [activityLines(report.activity, pen)]),
    ...(report.fixed.length > 0 ? [fixedLines(report.fixed, pen)] : []),
    ...(report.gaps.length > 0 ? [gapLines(report.gaps, pen)] : []),
    ...(report.notes === undefined ? [] : [noteLines(report.notes, pen)]),
    summaryLines(report, pen),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

/** One path alone, drawn as in the terminal report, with a trailing newline. */
export function drawPath(path: FindingPath, options: ReportOptions): string {
  const ids = path.steps.flatMap(({ from, to }) => [from, to]);
  const pen = penOf(options, shortNames(ids, []));
  return `${pathLines(path, pen.name(ids[0] ?? ''), pen).join('\n')}\n`;
}

function accountsOf({ inputs }: Report): readonly string[] {
  return inputs.flatMap(({ accounts }) => accounts);
}

function findingLines(finding: Finding, pen: Pen): string[] {
  const { options, write, bold, dim } = pen;
  const { ruleId, severity, confidence, status, message, location, entry, paths } = finding;
  const opening = openingText(finding);
  const badge = { text: severity.toUpperCase(), style: pen.severity[severity] };
  const shown = options.verbose ? paths : paths.slice(0, 1);
  return [
    ...write([badge, { text: ' ' }, { text: ruleId, style: bold }, { text: `: ${message}` }], 0, 2),
    ...write([place(location), { text: ` (${status}, ${confidence})`, style: dim }], 2, 2),
    ...(opening === null ? [] : write([{ text: `why ${status}: `, style: bold }, { text: opening }], 2, 2)),
    ...driftRemark(finding).flatMap((remark) => remarkLines(remark, pen)),
    ...(finding.activity === null ? [] : findingActivityLines(finding.activity, pen)),
    '',
    ...shown.flatMap((path) => [...pathLines(path, outsiderName(entry), pen), '']),
    ...remarks(finding, pen.name, options.verbose ? Infinity : undefined).flatMap((remark) => remarkLines(remark, pen)),
    // Whoever reaches an administrator reaches everything: there is nothing to list.
    ...(finding.administrator === undefined ? alsoLines(finding, shown, pen) : []),
    ...fixLines(finding, pen),
    ...(options.verbose ? verboseLines(finding, pen) : []),
  ];
}

function remarkLines({ label, text }: Remark, { write, bold }: Pen): string[] {
  return write([{ text: `${label}: `, style: bold }, { text }], 2, 2);
}

/** The compute primitives whose paths are not drawn; those that the report has a path to come first. */
function alsoLines(
  { compute, paths }: Finding,
  shown: readonly FindingPath[],
  { options, write, bold }: Pen,
): string[] {
  const drawn = new Set(shown.map((path) => path.compute));
  const others = [...new Set([...paths.map((path) => path.compute), ...compute])].filter((id) => !drawn.has(id));
  if (others.length === 0) return [];
  const title = (id: string): string => {
    const text = lookUp(options.primitives, id)?.title;
    return text === undefined ? id : `${text} (${id})`;
  };
  const listed = options.verbose ? others : others.slice(0, FEW);
  const rest = others.length - listed.length;
  const text = [...listed.map(title), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
  return write([{ text: 'also reaches: ', style: bold }, { text }], 2, 2);
}

function verboseLines({ ruleId, fix, fingerprint }: Finding, { options, write, bold, dim }: Pen): string[] {
  const rule = lookUp(options.rules, ruleId);
  const prose = (text: string): string[] =>
    text.split('\n').flatMap((line) => {
      const indent = Math.min(line.length - line.trimStart().length, DEEPEST);
      return line.trim() === '' ? [''] : write([{ text: line }], 4 + indent);
    });
  return [
    ...(fix.change === '' ? [] : prose(fix.change)),
    ...(rule === undefined ? [] : [...write([{ text: 'why:', style: bold }], 2), ...prose(rule.why.trim())]),
    ...(rule?.references ?? []).flatMap((url) => write([{ text: `see: ${url}`, style: dim }], 2)),
    ...write([{ text: `fingerprint: ${fingerprint}`, style: dim }], 2),
  ];
}

/** What the plan closes. */
function fixedLines(fixed: Report['fixed'], { write, good, bold, dim }: Pen): string[] {
  return [
    ...write([{ text: `${count(fixed.length, 'finding')} fixed by this plan`, style: bold }]),
    ...fixed.flatMap(({ ruleId, message, drift }) =>
      write(
        [
          { text: '✓ ', style: good },
          { text: `${ruleId}: ${message}` },
          ...(drift === true ? [{ text: ` (${DRIFT})`, style: dim }] : []),
        ],
        2,
        2,
      ),
    ),
  ];
}

/** What an input itself says that it leaves out, before anything else: what is not there was not checked. */
function incompleteLines(gaps: Report['gaps'], { write, bold, severity }: Pen): string[] {
  return gaps.flatMap(({ address, reason }) =>
    write(
      [{ text: 'INCOMPLETE', style: severity.high }, { text: ` ${address}`, style: bold }, { text: `: ${reason}` }],
      0,
      2,
    ),
  );
}

/** Gaps by kind, the most frequent kind first; one by one if asked for. */
function gapLines(gaps: Report['gaps'], { options, write, bold, dim }: Pen): string[] {
  const kinds = new Map<string, Report['gaps']>();
  for (const gap of gaps) kinds.set(gap.kind, [...(kinds.get(gap.kind) ?? []), gap]);
  const byFrequency = [...kinds].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return [
    ...write([{ text: `${count(gaps.length, 'gap')}: `, style: bold }, { text: 'what could not be decided' }]),
    ...byFrequency.flatMap(([kind, list]) => {
      const groups = options.verbose ? list.map(aloneOf) : gapGroups(list);
      const listed = options.verbose ? groups : groups.slice(0, FEW);
      const rest = list.length - listed.reduce((sum, group) => sum + group.gaps.length, 0);
      return [
        ...write([{ text: `${kind} (${list.length})` }], 2),
        ...listed.flatMap(({ address, reason, location }) =>
          write(
            [
              { text: address },
              { text: `: ${reason}`, style: dim },
              ...(location === null ? [] : [{ text: ' at ' }, place(location)]),
            ],
            4,
            2,
          ),
        ),
        ...(rest > 0 ? write([{ text: `and ${rest} more (--verbose shows them)`, style: dim }], 4) : []),
      ];
    }),
  ];
}

function noteLines(notes: NonNullable<Report['notes']>, { options, write, bold }: Pen): string[] {
  return notes.flatMap(({ text, accounts }) => {
    const listed = options.verbose ? accounts : accounts.slice(0, FEW);
    const rest = accounts.length - listed.length;
    const names = [...listed, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
    const about = names === '' ? '' : `${accounts.length === 1 ? 'account' : 'accounts'} ${names}: `;
    return write([{ text: 'note: ', style: bold }, { text: `${about}${text}` }], 0, 2);
  });
}

function summaryLines(report: Report, pen: Pen): string[] {
  const { summary, findings, gaps, inputs, threatModel } = report;
  const { write, good, bold } = pen;
  // Beside recorded activity, a path that is left out is one that was not used, or not new.
  const used = report.activity !== undefined && summary.leftOut > 0;
  const files = inputs.slice(0, FEW).map((input) => inputText(input, gaps));
  const rest = inputs.length - files.length;
  const named = [...files, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  const checked = `${count(summary.principals, 'principal')} and ${count(summary.policies, 'policy', 'policies')} checked in ${named}`;
  const suppressed =
    (summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : '') +
    (summary.leftOut > 0 ? `, ${summary.leftOut} ${used ? 'open and left out' : 'open before and left out'}` : '');
  if (findings.length > 0) {
    const bySeverity = SEVERITIES.map((severity) => ({
      severity,
      number: findings.filter((finding) => finding.severity === severity).length,
    })).filter(({ number }) => number > 0);
    return write([
      { text: `${count(findings.length, 'finding')} (`, style: bold },
      ...bySeverity.flatMap(({ severity, number }, index) => [
        { text: index === 0 ? '' : ', ' },
        { text: `${number} ${severity}`, style: pen.severity[severity] },
      ]),
      { text: ')', style: bold },
      { text: `${suppressed}; ${checked}${gaps.length > 0 ? `, ${count(gaps.length, 'gap')}` : ''}` },
    ]);
  }
  const unanswered = unansweredText(report);
  if (unanswered !== null) return write([{ text: `${unanswered}.`, style: bold }]);
  const path = summary.leftOut > 0 ? 'new path' : 'path';
  const who = WHO[threatModel];
  if (used) {
    return write([
      { text: `No path from ${who} to compute to tell of`, style: bold },
      { text: `${suppressed} (\`lint\` tells of them): ${checked}` },
    ]);
  }
  return gaps.length === 0
    ? write([{ text: `✓ No ${path} from ${who} to compute`, style: good }, { text: `${suppressed}: ${checked}` }])
    : write([
        { text: `No ${path} found from ${who} to compute`, style: bold },
        { text: `${suppressed}: ${checked}; ${count(gaps.length, 'gap')} may hide one` },
      ]);
}

/** An input by name, and where the sources of a plan were found. */
function inputText({ kind, uri, sources }: Report['inputs'][number], gaps: Report['gaps']): string {
  if (sources === null) {
    // Sources could fill these gaps.
    const missed = kind === 'terraform-plan' && gaps.some((gap) => gap.kind.startsWith('unresolved-'));
    return missed ? `${uri} without sources` : uri;
  }
  if (sources.kind === 'source-root') return `${uri} with the sources in ${sources.uri}`;
  return sources.uri === uri ? uri : `${uri} with the sources of ${sources.uri}`;
}

const WHO: Readonly<Record<Report['threatModel'], string>> = {
  outsider: 'an outsider',
  'leaked-credential': 'an outsider or a leaked credential',
  insider: 'an outsider or any principal',
};
