import type { Finding, Report } from '../../schemas/report.generated.js';
import { activityIds, unansweredText } from '../activity-text.js';
import { findingPlaces, placeText, type StepPlacer, stepPlaces } from '../finding-place.js';
import { fixDiffs } from '../fix-diffs.js';
import { alsoChanged } from '../fix-text.js';
import { gapGroups } from '../gap-groups.js';
import { idsOf, type Namer, shortNames } from '../names.js';
import { openingText } from '../opening-text.js';
import { lookUp, type Reporter, type ReportOptions } from '../options.js';
import { pathLine } from '../path-text.js';
import { repositoryPath } from '../repository-path.js';
import { driftRemark, remarks } from '../remarks.js';
import { SEVERITIES } from '../../schemas/report-values.generated.js';
import { mostSevereFirst } from '../severity.js';
import { activityText, elsewhereText } from './activity.js';
import { mermaid } from './mermaid.js';
import { stepList } from './step-list.js';
import { codeBlock, codeSpan, htmlText, markdownText } from './text.js';

/**
 * GitHub takes 65536 characters in a comment; a step summary may be longer, but is then read by nobody. The rest is for what
 * follows the findings.
 */
const LONGEST = 60_000;
const ROOM_AFTER = 6_000;

/** Findings with a diagram; GitHub draws each in a frame of its own. */
const MOST_DRAWN = 10;

/** Lines of a diff, and characters of a line. */
const MOST_DIFF_LINES = 40;
const LONGEST_LINE = 200;

/** Gaps and fixed findings that are listed. */
const MOST_LISTED = 20;

const MARKS: Readonly<Record<Finding['severity'], string>> = {
  critical: '🟣',
  high: '🔴',
  medium: '🟠',
  low: '🔵',
  note: '⚪',
};

/**
 * Markdown for a step summary or the comment of a pull request: what the change opens first, each with its path drawn and its
 * fix; the rest folded. It begins with a mark by which the comment of an earlier run is found and replaced.
 */
export const markdown: Reporter = (report, options) => {
  const name = shortNames(
    [...idsOf(report.findings), ...activityIds(report)],
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const context = { name, options, placeOf: findingPlaces(report, options), stepPlaceOf: stepPlaces(report, options) };
  const findings = mostSevereFirst(report.findings);
  const opened = findings.filter(({ status }) => status !== 'existing');
  const existing = findings.filter(({ status }) => status === 'existing');
  const planned = report.inputs.some(({ kind }) => kind === 'terraform-plan');

  const head = [
    commentMark(report, options),
    title(report, opened, planned),
    counts(report),
    ...chokePointsBlock(report),
  ];
  const after = [...fixedBlock(report, planned), ...gapsBlock(report), ...notesBlock(report), footer(report)];
  const budget = { left: LONGEST - ROOM_AFTER - length(head) };
  const blocks = [
    ...fit(opened, budget, (finding, index) => openBlock(finding, index < MOST_DRAWN, context)),
    ...(existing.length > 0 && opened.length > 0
      ? [planned ? '#### Open before this change' : '#### Open before']
      : []),
    ...fit(existing, budget, (finding) => foldedBlock(finding, context)),
    ...elsewhereBlock(report, budget, context),
  ];
  return `${[...head, ...blocks, ...after].join('\n\n')}\n`;
};

interface Context {
  readonly name: Namer;
  readonly options: ReportOptions;
  readonly placeOf: ReturnType<typeof findingPlaces>;
  readonly stepPlaceOf: StepPlacer;
}

/** Names the place of the comment: another folder or account gets a comment of its own. */
function commentMark({ inputs, tool }: Report, { repository }: ReportOptions): string {
  const names = inputs.map(({ kind, uri, accounts }) =>
    kind === 'terraform-plan' ? repositoryPath(uri, repository) : [...accounts].sort().join('+'),
  );
  const id = [...new Set(names)].sort().join('|');
  return `<!-- ${tool.name}: ${encodeURIComponent(id.replace(/\p{Cs}/gu, '\uFFFD'))
    .replaceAll('-', '%2D')
    .slice(0, 200)} -->`;
}

/** `planned`: a change is compared with what was there; otherwise, with a baseline, two points in time. */
function title(report: Report, opened: readonly Finding[], planned: boolean): string {
  const { findings, gaps, threatModel } = report;
  const who = threatModel === 'outsider' ? 'an outsider' : 'an outsider or a leaked credential';
  const unanswered = unansweredText(report);
  if (unanswered !== null) return `### ${unanswered}`;
  if (opened.length > 0) {
    const subject = planned ? `This change opens ${number(opened.length, 'path')}` : number(opened.length, 'new path');
    return `### ${MARKS[opened[0]?.severity ?? 'note']} ${subject} by which ${who} reaches compute`;
  }
  if (findings.length > 0) {
    const subject = number(findings.length, 'path');
    return planned
      ? `### ${MARKS[findings[0]?.severity ?? 'note']} This change opens no new path; ${subject} from before ${findings.length === 1 ? 'is' : 'are'} open`
      : `### ${MARKS[findings[0]?.severity ?? 'note']} ${subject} by which ${who} reaches compute`;
  }
  return gaps.length > 0
    ? `### No path found by which ${who} reaches compute, but ${number(gaps.length, 'gap')} may hide one`
    : `### ✅ No path by which ${who} reaches compute`;
}

function counts({ findings, summary }: Report): string {
  const parts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${MARKS[severity]} ${count} ${severity}`);
  const rest = [
    `${number(summary.principals, 'principal')} and ${number(summary.policies, 'policy', 'policies')} checked`,
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
    ...(summary.leftOut > 0 ? [`${summary.leftOut} open before and left out`] : []),
  ];
  return [...parts, ...rest].join(' · ');
}

/** As many blocks as fit, and how many do not. */
function fit(
  findings: readonly Finding[],
  budget: { left: number },
  block: (finding: Finding, index: number) => string,
): readonly string[] {
  const blocks: string[] = [];
  for (const [index, finding] of findings.entries()) {
    const text = block(finding, index);
    if (text.length + 2 > budget.left) {
      blocks.push(`_${number(findings.length - index, 'more finding')} in the whole report._`);
      budget.left = 0;
      break;
    }
    budget.left -= text.length + 2;
    blocks.push(text);
  }
  return blocks;
}

function openBlock(finding: Finding, drawn: boolean, context: Context): string {
  const { ruleId, severity, status, confidence, message } = finding;
  const [path] = finding.paths;
  const opening = openingText(finding);
  return [
    `#### ${MARKS[severity]} ${severity}: ${markdownText(lookUp(context.options.rules, ruleId)?.title ?? ruleId)}`,
    markdownText(message),
    `${placeSpan(finding, context)} · ${status} · ${confidence}${opening === null ? '' : ` · why ${status}: ${markdownText(opening)}`}`,
    ...remarksBlock(finding, context),
    ...(path !== undefined && drawn ? [codeBlockOfOurs(mermaid(path, finding.entry, context.name), 'mermaid')] : []),
    ...sourceBlock(finding, context),
    folded('The path step by step', stepList(finding, context.name, context.stepPlaceOf)),
    ...activityBlock(finding, context),
    fixBlock(finding, context),
  ].join('\n\n');
}

function foldedBlock(finding: Finding, context: Context): string {
  const [path] = finding.paths;
  const line = path === undefined ? finding.message : pathLine(path, finding.entry, context.name);
  const body = [
    markdownText(finding.message),
    `${placeSpan(finding, context)} · ${finding.ruleId} · ${finding.confidence}`,
    ...remarksBlock(finding, context),
    stepList(finding, context.name, context.stepPlaceOf),
    ...activityBlock(finding, context),
    fixBlock(finding, context),
  ].join('\n\n');
  return folded(`${MARKS[finding.severity]} ${finding.severity}: ${line}`, body);
}

function placeSpan(finding: Finding, { placeOf }: Context): string {
  return codeSpan(placeText(placeOf(finding)));
}

function remarksBlock(finding: Finding, { name }: Context): readonly string[] {
  const lines = [...driftRemark(finding), ...remarks(finding, name)].map(
    ({ label, text }) => `- **${label}:** ${markdownText(text)}`,
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** The line that is meant, with one before and two after it. */
function sourceBlock({ location }: Finding, { options }: Context): readonly string[] {
  const lines = options.sources?.get(location.uri)?.split(/\r\n|\r|\n/);
  if (lines?.[location.startLine - 1] === undefined || location.uri.endsWith('.json')) return [];
  const first = Math.max(0, location.startLine - 2);
  return [
    codeBlock(
      lines.slice(first, location.startLine + 2).map((line) => line.slice(0, 200)),
      'hcl',
    ),
  ];
}

function activityBlock({ activity }: Finding, { name }: Context): readonly string[] {
  return activity === null ? [] : [activityText(activity, name)];
}

/** Activity that fits no finding, where it still has room. */
function elsewhereBlock({ activity }: Report, budget: { left: number }, { name }: Context): readonly string[] {
  if (activity === undefined) return [];
  const text = elsewhereText(activity, name);
  if (text === '') return [];
  if (text.length > budget.left)
    return ['_Recorded activity of principals with no known path is in the whole report._'];
  budget.left -= text.length;
  return [text];
}

/** The change that was tried, as a diff; without one, the catalogue's own Markdown. */
function fixBlock({ fix }: Finding, { options }: Context): string {
  if (fix.closing !== undefined) {
    const diffs = fixDiffs(fix.closing).flatMap(({ location, lines }) => [
      ...(location === null
        ? []
        : [codeSpan(`${repositoryPath(location.uri, options.repository)}:${location.startLine}`)]),
      codeBlock(
        lines.slice(0, MOST_DIFF_LINES).map((line) => line.slice(0, LONGEST_LINE)),
        'diff',
      ),
    ]);
    const also = [alsoChanged(fix.closing)].filter((text) => text !== '').map(markdownText);
    return [`**Fix:** ${markdownText(fix.closing.summary)} (tried: it closes the path)`, ...diffs, ...also].join(
      '\n\n',
    );
  }
  const summary = `**Fix:** ${fix.summary}`;
  return fix.change === '' ? summary : `${summary}\n\n${folded('How', fix.change)}`;
}

function folded(summary: string, body: string): string {
  return `<details><summary>${htmlText(summary)}</summary>\n\n${body}\n\n</details>`;
}

function codeBlockOfOurs(text: string, language: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The few changes that close several findings at once. */
function chokePointsBlock({ chokePoints = [], findings }: Report): readonly string[] {
  if (chokePoints.length === 0) return [];
  const items = chokePoints.map(
    ({ fix, closes }) => `- closes ${closes.length} of ${findings.length}: ${markdownText(fix.summary)}`,
  );
  return [`**${number(chokePoints.length, 'change')} would close several findings**\n\n${items.join('\n')}`];
}

function fixedBlock({ fixed }: Report, planned: boolean): readonly string[] {
  if (fixed.length === 0) return [];
  const items = fixed.slice(0, MOST_LISTED).map(({ message }) => `- ${markdownText(message)}`);
  const rest = fixed.length - items.length;
  return [
    `#### ✅ ${planned ? 'This change closes' : 'No longer open:'} ${number(fixed.length, 'path')}`,
    bounded([...items, ...(rest > 0 ? [`- and ${rest} more`] : [])]),
  ];
}

function gapsBlock({ gaps }: Report): readonly string[] {
  if (gaps.length === 0) return [];
  const groups = gapGroups(gaps);
  const listed = groups.slice(0, MOST_LISTED);
  const items = listed.map(
    ({ kind, address, reason }) => `- ${codeSpan(address)}: ${markdownText(reason)} (${markdownText(kind)})`,
  );
  const rest = groups.slice(MOST_LISTED).reduce((sum, group) => sum + group.gaps.length, 0);
  return [
    folded(
      `${number(gaps.length, 'gap')}: what could not be decided`,
      bounded([...items, ...(rest > 0 ? [`- and ${rest} more`] : [])]),
    ),
  ];
}

function notesBlock({ notes = [] }: Report): readonly string[] {
  return notes.map(({ text, accounts }) => {
    const listed = accounts.slice(0, 3).map(codeSpan).join(', ');
    const rest = accounts.length > 3 ? ` and ${accounts.length - 3} more` : '';
    return `<sub>Note${listed === '' ? '' : ` on ${listed}${rest}`}: ${markdownText(text)}.</sub>`;
  });
}

function footer({ tool, inputs }: Report): string {
  const files = inputs.slice(0, 3).map(({ uri }) => codeSpan(uri));
  return `<sub>${tool.name} ${markdownText(tool.version)} · ${files.join(', ')}${inputs.length > 3 ? ` and ${inputs.length - 3} more` : ''}</sub>`;
}

/** List items while there is room for them. */
function bounded(items: readonly string[]): string {
  const kept: string[] = [];
  let left = ROOM_AFTER / 2 - 500;
  for (const item of items) {
    left -= item.length + 1;
    if (left < 0) return [...kept, `- and ${items.length - kept.length} more`].join('\n');
    kept.push(item);
  }
  return kept.join('\n');
}

function length(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + block.length + 2, 0);
}

function number(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
