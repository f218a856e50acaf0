import { type ActivityLog, joinActivity } from '../activity/index.js';
import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  accountNotes,
  type Acceptance,
  buildFinding,
  entryPlaces,
  fixedSince,
  groupViolations,
  type IsWanted,
  type Locate,
  orderFindings,
  placesOf,
  primitivesOf,
  type RankedViolation,
  sinceBaseline,
  suppress,
  type Suppressed,
  withActivity,
  withoutRepeats,
} from '../findings/index.js';
import { combineInputs, type LoadedInput } from '../inputs/index.js';
import { locator } from '../inputs/locator.js';
import { maskSecrets } from '../inputs/mask-secrets.js';
import type { Model } from '../model/model.js';
import { findGaps } from '../rules/gaps/index.js';
import type { TrustScope } from '../rules/zones.js';
import type { BaselineFinding } from '../schemas/baseline.generated.js';
import type { Finding, Report, ReportActivity, Severity } from '../schemas/report.generated.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';
import { detect, type Detected, rank } from './detect.js';
import { type InlineIgnore, inlineIgnores } from './inline-ignores.js';
import type { Judgement } from './rule-context.js';
import { summaryOf } from './summary.js';
import { type FixSurroundings, withFix, workOutFixes, type WorkedOutFixes } from './work-out-fixes.js';

/** Which findings are asked for. */
export interface Asked {
  /** True to leave out what was open before. */
  readonly onlyNew?: boolean;
  /** Leaves out what is less severe. */
  readonly minSeverity?: Severity;
  /** Ids of rules; findings of others are left out. Absent for all of them. */
  readonly onlyRules?: readonly string[];
  /** Ids of rules whose findings are left out. */
  readonly exceptRules?: readonly string[];
}

/** What a run is asked beside its inputs. */
export interface LintOptions<A extends Acceptance> extends Judgement, Asked {
  readonly suppressions: readonly A[];
  /** Severity of every finding of a rule, by the rule's id, in the place of the one that is worked out. */
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Findings of an earlier report, against which `status` and `fixed` are worked out; otherwise by what a plan changes. */
  readonly baseline?: readonly BaselineFinding[];
  /** `account` to take each account of the inputs for the only one of ours; `organization`, the default, for all of them together. */
  readonly trustScope?: TrustScope;
  /** Recorded calls to hold against the findings; null or absent when none were looked for. */
  readonly activity?: ActivityLog | null;
  /** Of how many findings, the most severe first, a fix is worked out and tried; 0 to leave that out. */
  readonly fixes?: number;
  readonly version: string;
}

/** The report, and what the suppressions did. */
export interface LintResult<A extends Acceptance> {
  readonly report: Report;
  readonly suppressed: Suppressed<A | InlineIgnore>;
  /** What is wrong with comments that were to accept findings, one sentence each. */
  readonly problems: readonly string[];
}

/** The stages in order: model, graph, rules, findings. Takes loaded inputs, reads nothing itself. */
export function lint<A extends Acceptance>(inputs: readonly LoadedInput[], options: LintOptions<A>): LintResult<A> {
  const models = combineInputs(inputs);
  const detected = detect(models, options, options.trustScope ?? 'organization');
  const { open, closed } = rank(detected, models, inputs, options);
  const isWanted: IsWanted = (ruleId) => isRuleAskedFor(ruleId, options);
  const { suppressed, problems } = accept(withoutRepeats(open, isWanted), inputs, options);
  const accepted = groupViolations(suppressed.suppressed, isWanted);
  const told = groupViolations(suppressed.kept, isWanted);
  const grouped = [...accepted, ...told];
  const gaps = [...models.after.gaps, ...findGaps(detected.context)];

  const locate = locator(inputs, [...placesOf(grouped), ...gaps.map(({ location }) => location)]);
  const { findings, activity } = describe(grouped, detected, models.after, locate, options);
  const kept = orderFindings(findings.slice(accepted.length));
  const shown = kept.filter((finding) => isAskedFor(finding, options));
  const fixes = fixesOf(shown, told, { model: models.after, judgement: options, inputs }, options);
  const fixed =
    options.baseline === undefined
      ? closedByChange(groupViolations(withoutRepeats(closed, isWanted), isWanted), grouped, options)
      : fixedSince(findings, options.baseline, models.after.accounts);

  const { catalogue = loadCatalogue() } = options;
  const notes = accountNotes(shown, models.after, detected.context.graph.controls, catalogue);

  const report: Report = {
    schemaVersion: '1',
    tool: { name: 'iam-miner-lint', version: options.version },
    threatModel: options.threatModel,
    inputs: inputs.map(({ kind, uri, scope, after, sources }) => ({
      kind,
      uri,
      ...(scope === undefined ? {} : { scope }),
      accounts: [...after.accounts],
      sources: sources === null ? null : { kind: sources.kind, uri: sources.uri },
    })),
    summary: summaryOf(models.after, {
      shown,
      suppressed: accepted.length,
      leftOut: kept.length - shown.length,
      gaps: gaps.length,
    }),
    findings: fixes === null ? [...shown] : shown.map((finding) => withFix(finding, fixes)),
    ...(activity === null ? {} : { activity }),
    fixed,
    gaps: gaps.map((gap) => ({ ...gap, location: locate(gap.location) })),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    ...(fixes === null ? {} : { chokePoints: fixes.chokePoints }),
  };
  const secrets = new Set(inputs.flatMap((input) => [...input.secrets]));
  return { report: maskSecrets(report, secrets), suppressed, problems };
}

/** Takes out what the configuration and comments in the sources accept. */
function accept<A extends Acceptance>(
  violations: readonly RankedViolation[],
  inputs: readonly LoadedInput[],
  { suppressions, now, catalogue = loadCatalogue() }: LintOptions<A>,
): Pick<LintResult<A>, 'suppressed' | 'problems'> {
  const { ignores, problems } = inlineIgnores(inputs, Object.keys(catalogue.rules));
  const locate = ignores.length === 0 ? () => null : locator(inputs, violations.flatMap(entryPlaces));
  const suppressed = suppress<A | InlineIgnore, RankedViolation>(
    violations,
    [...suppressions, ...ignores],
    new Date(now).toISOString().slice(0, 10),
    (one) => entryPlaces(one).flatMap((place) => locate(place) ?? []),
  );
  return { suppressed, problems };
}

/** Puts violations into words, and says how each looks in the light of recorded calls and of an earlier report. */
function describe<A extends Acceptance>(
  violations: readonly RankedViolation[],
  { context: { graph, trust } }: Detected,
  model: Model,
  locate: Locate,
  { catalogue = loadCatalogue(), severities, activity: log = null, baseline }: LintOptions<A>,
): { readonly findings: readonly Finding[]; readonly activity: ReportActivity | null } {
  const wording = { catalogue, primitives: primitivesOf(catalogue), locate };
  const build = (one: RankedViolation, mostReached?: number): Finding =>
    buildFinding(one, [...graph.principalsFrom(one.violation.arrivals)], { ...wording, mostReached });
  const built = violations.map((one) => build(one));
  const settled = built.map((finding) => ({ ...finding, severity: severities?.[finding.ruleId] ?? finding.severity }));
  // What is told is bounded; which calls fit is not.
  const whole = (): readonly Finding[] => violations.map((one) => build(one, Number.POSITIVE_INFINITY));
  const joined = log === null ? null : joinActivity(whole(), log, catalogue, trust, model);
  const findings = settled.map((finding) => withActivity(finding, joined?.byFinding.get(finding.fingerprint)));
  return {
    findings: baseline === undefined ? findings : sinceBaseline(findings, baseline),
    activity: joined?.report ?? null,
  };
}

function isAskedFor({ status, severity, ruleId }: Finding, asked: Asked): boolean {
  return (
    !(asked.onlyNew === true && status === 'existing') &&
    SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(asked.minSeverity ?? 'note') &&
    isRuleAskedFor(ruleId, asked)
  );
}

function isRuleAskedFor(ruleId: string, { onlyRules, exceptRules = [] }: Asked): boolean {
  return onlyRules?.includes(ruleId) !== false && !exceptRules.includes(ruleId);
}

/** Findings of which it is looked for what they share. */
const MOST_COMPARED = 1000;

/** Fixes for the most severe of the findings; null where none is asked for or possible. */
function fixesOf<A extends Acceptance>(
  shown: readonly Finding[],
  told: readonly RankedViolation[],
  surroundings: FixSurroundings,
  { fixes = 0, trustScope }: LintOptions<A>,
): WorkedOutFixes | null {
  // A fix is tried in one trust zone; with a zone for each account it could not be said to close anything.
  if (trustScope === 'account') return null;
  const violations = new Map(
    told.map(({ fingerprint, violation, others }) => [
      fingerprint,
      [violation, ...others.map((other) => other.violation)],
    ]),
  );
  const fixable = shown
    .slice(0, fixes === 0 ? 0 : Math.max(fixes, MOST_COMPARED))
    .map(({ fingerprint }) => [fingerprint, violations.get(fingerprint) ?? []] as const);
  return fixable.length === 0 ? null : workOutFixes(new Map(fixable), fixes, surroundings);
}

/** What the change closes, of which nothing is left in `open`. */
function closedByChange<A extends Acceptance>(
  closed: readonly RankedViolation[],
  open: readonly RankedViolation[],
  { catalogue = loadCatalogue() }: LintOptions<A>,
): Report['fixed'] {
  const left = new Set(open.map(({ fingerprint }) => fingerprint));
  const wording = { catalogue, primitives: primitivesOf(catalogue), locate: () => null };
  const gone = closed.filter(({ fingerprint }) => !left.has(fingerprint));
  return orderFindings(gone.map((one) => buildFinding(one, [], wording))).map(
    ({ ruleId, severity, fingerprint, message, entry, drift }) => ({
      ruleId,
      severity,
      fingerprint,
      message,
      entry,
      ...(drift === true ? { drift } : {}),
    }),
  );
}
