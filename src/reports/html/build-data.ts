import type { Finding, PathStep, Report, ReportLocation, WitnessRequest } from '../../schemas/report.generated.js';
import { CONFIDENCES } from '../../schemas/report-values.generated.js';
import { newRegionTexts, unansweredText, untoldTexts } from '../activity-text.js';
import { cleanText } from '../clean-text.js';
import { accountOf } from '../events/resource.js';
import { statementDiffs } from '../fix-diffs.js';
import { alsoChanged } from '../fix-text.js';
import { findingPlaces, placeText } from '../finding-place.js';
import { gapGroups } from '../gap-groups.js';
import { idsOf, type Namer, outsiderName, shortNames } from '../names.js';
import { openingText } from '../opening-text.js';
import type { ReportOptions } from '../options.js';
import { type StepEnds, stepEnds } from '../path-text.js';
import { repositoryPath } from '../repository-path.js';
import { driftRemark, remarks } from '../remarks.js';
import { mostSevereFirst } from '../severity.js';
import { statementText } from '../statement-text.js';
import type { PageData, PageFinding, PageFix, PageStep } from './page-data.js';
import { Snippets } from './snippets.js';

/** Principals that a finding names; the rest is counted. */
const MOST_NAMED = 50;

/** Lines of a diff that the page shows. */
const MOST_DIFF_LINES = 200;

/** Gaps that the page lists; the rest is counted in the summary. */
const MOST_GAPS = 2_000;

/** The report as the page shows it. Steps that several paths share are kept once, so that a large report stays small. */
export function buildData(report: Report, options: ReportOptions): PageData {
  const name = shortNames(
    idsOf(report.findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  // In a plan, sensitive values lie in clear: its lines are not shown.
  const plans = new Set(report.inputs.flatMap(({ kind, uri }) => (kind === 'terraform-plan' ? [uri] : [])));
  const snippets = new Snippets(new Map([...(options.sources ?? [])].filter(([uri]) => !plans.has(uri))));
  const place = (location: ReportLocation | null): string | null =>
    location === null || location.uri === ''
      ? null
      : cleanText(`${repositoryPath(location.uri, options.repository)}:${location.startLine}`);
  const steps: PageStep[] = [];
  const indexes = new Map<string, number>();
  const stepIndex = (step: PathStep, ends: StepEnds): number => {
    const shown = pageStep(step, ends, place, snippets);
    const key = JSON.stringify(shown);
    const known = indexes.get(key) ?? steps.push(shown) - 1;
    indexes.set(key, known);
    return known;
  };
  const placeOf = findingPlaces(report, options);
  const findings = mostSevereFirst(report.findings).map((finding): PageFinding => {
    const opening = openingText(finding);
    return cleaned({
      id: finding.fingerprint,
      rule: finding.ruleId,
      severity: finding.severity,
      confidence: finding.confidence,
      status: finding.status,
      message: finding.message,
      entry: finding.entry.kind,
      outsider: outsiderName(finding.entry),
      account: accountOf(finding) ?? '',
      opening,
      principal: name(finding.paths[0]?.steps[0]?.to ?? finding.reaches[0] ?? ''),
      principals: finding.reaches.slice(0, MOST_NAMED).map(name),
      reaches: finding.reaches.length + (finding.reachesMore ?? 0),
      compute: finding.compute,
      paths: finding.paths.map((one) => {
        const ends = stepEnds(one, finding.entry, name);
        return {
          compute: one.compute,
          steps: one.steps.map((step, index) => stepIndex(step, ends[index] ?? { from: '', to: '' })),
        };
      }),
      place: placeText(placeOf(finding)),
      remarks: [...driftRemark(finding), ...remarks(finding, name, MOST_NAMED)],
      administrator: administratorOf(finding, name),
      fix: pageFix(finding, place),
      activity: finding.activity,
    });
  });
  return {
    tool: report.tool.name,
    version: cleanText(report.tool.version),
    time: new Date(options.time).toISOString(),
    threatModel: report.threatModel,
    inputs: report.inputs.map(({ kind, uri, accounts }) => cleaned({ kind, uri, accounts })),
    summary: report.summary,
    rules: Object.fromEntries(
      [...new Set(report.findings.map(({ ruleId }) => ruleId))].flatMap((id) => {
        const rule = Object.hasOwn(options.rules, id) ? options.rules[id] : undefined;
        return rule === undefined
          ? []
          : [[id, { title: rule.title, why: rule.why, fix: rule.fix, references: rule.references }]];
      }),
    ),
    primitives: Object.fromEntries(
      [...new Set(report.findings.flatMap(({ compute }) => compute))].map((id) => {
        const primitive = Object.hasOwn(options.primitives, id) ? options.primitives[id] : undefined;
        const known = cleanText(id);
        return [
          known,
          { title: primitive?.title ?? known, service: primitive?.service ?? known.split('-')[0] ?? known },
        ];
      }),
    ),
    findings,
    steps,
    snippets: snippets.all,
    chokePoints: (report.chokePoints ?? []).map(({ fix, closes }) =>
      cleaned({ summary: fix.summary, patch: fix.patch, closes }),
    ),
    fixed: report.fixed.map(({ severity, message }) => ({ severity, message: cleanText(message) })),
    gaps: gapGroups(report.gaps)
      .slice(0, MOST_GAPS)
      .map(({ kind, address, reason, location, gaps }) =>
        cleaned({ kind, address, reason, place: place(location), count: gaps.length }),
      ),
    notes: (report.notes ?? []).map(cleaned),
    unanswered: unansweredText(report),
    activity:
      report.activity === undefined
        ? null
        : cleaned({
            since: report.activity.since,
            until: report.activity.until,
            calls: report.activity.calls,
            elsewhere: report.activity.elsewhere,
            untold: [...newRegionTexts(report.activity), ...untoldTexts(report.activity, true)],
          }),
  };
}

function administratorOf({ administrator, confidence }: Finding, name: Namer): PageFinding['administrator'] {
  if (administrator === undefined) return null;
  return {
    name: name(administrator.principal),
    surely: CONFIDENCES.indexOf(administrator.confidence) <= CONFIDENCES.indexOf(confidence),
  };
}

function pageFix({ fix }: Finding, place: (location: ReportLocation | null) => string | null): PageFix {
  const { summary, change, closing } = fix;
  return {
    summary,
    change,
    tried:
      closing === undefined
        ? null
        : {
            summary: closing.summary,
            diffs: statementDiffs(closing.edits).map(({ location, lines }) => ({
              place: place(location),
              lines: lines.slice(0, MOST_DIFF_LINES),
            })),
            patch: closing.patch,
            also: alsoChanged(closing),
          },
  };
}

function pageStep(
  step: PathStep,
  { from, to }: StepEnds,
  place: (location: ReportLocation | null) => string | null,
  snippets: Snippets,
): PageStep {
  return {
    ...cleaned({
      from,
      to,
      text: step.description,
      address: step.address,
      statements: step.statements.map((statement) => ({
        text: statementText(statement),
        place: place(statement.location),
        snippet: snippets.at(statement.location),
      })),
      witness: step.witness.map(witnessText),
      assumptions: step.assumptions,
      bounds: step.bounds,
      place: place(step.location),
    }),
    snippet: snippets.at(step.location),
  };
}

function witnessText({ principal, action, resource, context }: WitnessRequest): string {
  const keys = Object.entries(context).map(([key, values]) => `${key} = ${values.join(', ')}`);
  return [
    `${principal} calls ${action} on ${resource}`,
    ...(keys.length === 0 ? [] : [`with ${keys.join('; ')}`]),
  ].join(' ');
}

/** A value with every text in it cleaned; Markdown of the catalogue and patches keep their lines. */
function cleaned<T>(value: T): T {
  const clean = (item: unknown, key: string): unknown => {
    if (typeof item === 'string') {
      if (key === 'patch') return item.replace(/[^\n\t]+/g, cleanText);
      return key === 'change' ? item : cleanText(item);
    }
    if (Array.isArray(item)) return item.map((each) => clean(each, key));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, clean(each, name)]));
  };
  return clean(value, '') as T;
}

/** Findings by what the list sorts and filters on are the client's matter; this is for the title of the page. */
export function headline(findings: readonly Finding[]): string {
  const number = findings.length;
  return number === 0 ? 'no findings' : `${number} ${number === 1 ? 'finding' : 'findings'}`;
}
