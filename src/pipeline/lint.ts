import { type ActivityLog, joinActivity } from '../activity/index.js';
import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  buildFinding,
  type Acceptance,
  Entries,
  entryKey,
  entryPlaces,
  fixedSince,
  groupViolations,
  holdings,
  imageNotes,
  type Looked,
  openedPaths,
  orderFindings,
  placesOf,
  type RankedViolation,
  rankViolation,
  sinceBaseline,
  statementsOf,
  suppress,
  type Suppressed,
  whereabouts,
  withActivity,
} from '../findings/index.js';
import { combineInputs, type LoadedInput } from '../inputs/index.js';
import { locator } from '../inputs/locator.js';
import { maskSecrets } from '../inputs/mask-secrets.js';
import type { Gap, Model } from '../model/model.js';
import { type InlineIgnore, inlineIgnores } from './inline-ignores.js';
import { type Judgement, ruleContext } from './rule-context.js';
import { checkRules, type Violation } from '../rules/check.js';
import { findGaps } from '../rules/gaps/index.js';
import { checkZones, type TrustScope } from '../rules/zones.js';
import type { BaselineFinding } from '../schemas/baseline.generated.js';
import type { Finding, Report, Severity } from '../schemas/report.generated.js';
import { withFix, workOutFixes } from './work-out-fixes.js';

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
  const { catalogue = loadCatalogue() } = options;
  const primitives = new Map(catalogue.computePrimitives.map((primitive) => [primitive.id, primitive]));

  const { trustScope = 'organization' } = options;
  const { before: earlier, recorded, after: model } = combineInputs(inputs);
  const after = ruleContext(model, options);
  const violations = checkZones(after, trustScope, catalogue.rules);

  const before = earlier === null ? null : checkZones(ruleContext(earlier, options), trustScope, catalogue.rules);
  const entriesBefore = new Entries(before ?? []);
  const drifted = new Set(recorded === null ? [] : driftedEntries(before ?? [], recorded, options));
  const heldBefore = earlier === null ? () => [] : holdings(earlier);
  const statementsBefore = earlier === null ? () => null : statementsOf(earlier);
  const changes = new Map(inputs.flatMap((input) => [...input.changes]));
  const lookUp = (one: Model): Looked => ({
    where: whereabouts(one),
    notesOn: imageNotes(one, catalogue.activity.miners),
  });
  const looked = lookUp(model);
  const lookedBefore = earlier === null ? looked : lookUp(earlier);
  const comparison = { changes, heldBefore, statementsBefore };
  const ranked = violations.map((violation) => {
    const earlierReach = before === null ? null : entriesBefore.reachOf(violation);
    const comparedWith = { ...comparison, before: earlierReach, drift: drifted.has(entryKey(violation)) };
    return rankViolation(violation, catalogue, primitives, comparedWith, looked);
  });
  const open = new Entries(violations);
  const closed = (before ?? [])
    .filter((violation) => !open.has(violation))
    .map((violation) => {
      const comparedWith = { ...comparison, before: null, drift: drifted.has(entryKey(violation)) };
      return rankViolation(violation, catalogue, primitives, comparedWith, lookedBefore);
    });

  const { ignores, problems } = inlineIgnores(inputs, Object.keys(catalogue.rules));
  const locateEntry = ignores.length === 0 ? () => null : locator(inputs, ranked.flatMap(entryPlaces));
  const suppressed = suppress<A | InlineIgnore, RankedViolation>(
    ranked,
    [...options.suppressions, ...ignores],
    new Date(options.now).toISOString().slice(0, 10),
    (one) => entryPlaces(one).flatMap((place) => locateEntry(place) ?? []),
  );
  const accepted = groupViolations(suppressed.suppressed);
  const grouped = [...accepted, ...groupViolations(suppressed.kept)];
  const gaps = [...model.gaps, ...findGaps(after)];
  const locate = locator(inputs, [...placesOf(grouped), ...gaps.map(({ location }) => location)]);
  const wording = { catalogue, primitives, locate };
  const reachedBy = ({ violation }: RankedViolation): string[] => [...after.graph.principalsFrom(violation.arrivals)];
  const built = grouped.map((one) => buildFinding(one, reachedBy(one), wording));
  const { activity: log = null, baseline } = options;
  // What is told is bounded; which calls fit is not.
  const whole = (): readonly Finding[] =>
    grouped.map((one) => buildFinding(one, reachedBy(one), { ...wording, mostReached: Number.POSITIVE_INFINITY }));
  const activity = log === null ? null : joinActivity(whole(), log, catalogue, after.trust);
  const judged = built
    .map((finding) => ({ ...finding, severity: options.severities?.[finding.ruleId] ?? finding.severity }))
    .map((finding) => withActivity(finding, activity?.byFinding.get(finding.fingerprint)));
  const findings = baseline === undefined ? judged : sinceBaseline(judged, baseline);
  const kept = orderFindings(findings.slice(accepted.length));
  const shown = kept.filter((finding) => isAskedFor(finding, options));

  const violationOf = new Map(
    grouped.map(({ fingerprint, violation, others }) => [
      fingerprint,
      [violation, ...others.map((other) => other.violation)],
    ]),
  );
  // A fix is tried in one trust zone; with a zone for each account it could not be said to close anything.
  const tried = trustScope === 'account' ? 0 : (options.fixes ?? 0);
  const fixable = shown.slice(0, tried).flatMap(({ fingerprint }) => {
    const violation = violationOf.get(fingerprint);
    return violation === undefined ? [] : [[fingerprint, violation] as const];
  });
  const fixes = fixable.length === 0 ? null : workOutFixes(new Map(fixable), { model, judgement: options, inputs });

  const report: Report = {
    schemaVersion: '1',
    tool: { name: 'iam-miner-lint', version: options.version },
    threatModel: options.threatModel,
    inputs: inputs.map(({ kind, uri, after, sources }) => ({
      kind,
      uri,
      accounts: [...after.accounts],
      sources: sources === null ? null : { kind: sources.kind, uri: sources.uri },
    })),
    summary: {
      ...countBySeverity(shown),
      suppressed: accepted.length,
      leftOut: kept.length - shown.length,
      principals: model.users.length + model.roles.length,
      policies: countPolicies(model),
      gaps: gaps.length,
    },
    findings: fixes === null ? [...shown] : shown.map((finding) => withFix(finding, fixes)),
    ...(activity === null ? {} : { activity: activity.report }),
    fixed:
      baseline === undefined
        ? orderFindings(
            groupViolations(closed)
              .filter(({ fingerprint }) => !violationOf.has(fingerprint))
              .map((one) => buildFinding(one, [], { ...wording, locate: () => null })),
          ).map(fixedFinding)
        : fixedSince(findings, baseline, model.accounts),
    gaps: gaps.map((gap: Gap) => ({ ...gap, location: locate(gap.location) })),
    ...(fixes === null ? {} : { chokePoints: fixes.chokePoints }),
  };
  const secrets = new Set(inputs.flatMap((input) => [...input.secrets]));
  return { report: maskSecrets(report, secrets), suppressed, problems };
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];

function isAskedFor(
  { status, severity, ruleId }: Finding,
  { onlyNew, minSeverity = 'note', onlyRules, exceptRules = [] }: Asked,
): boolean {
  return (
    !(onlyNew === true && status === 'existing') &&
    SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(minSeverity) &&
    onlyRules?.includes(ruleId) !== false &&
    !exceptRules.includes(ruleId)
  );
}

/** The entries that lead to compute only since somebody changed something outside Terraform. */
function driftedEntries(before: readonly Violation[], recorded: Model, judgement: Judgement): readonly string[] {
  const { rules } = loadCatalogue();
  const reached = new Map(
    checkRules(ruleContext(recorded, judgement), rules).map((violation) => [entryKey(violation), violation.reach]),
  );
  return before
    .filter(
      (violation) => openedPaths([...violation.reach.paths.values()], reached.get(entryKey(violation))).length > 0,
    )
    .map(entryKey);
}

function fixedFinding({ ruleId, severity, fingerprint, message, entry, drift }: Finding): Report['fixed'][number] {
  return { ruleId, severity, fingerprint, message, entry, ...(drift === true ? { drift } : {}) };
}

function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

function countPolicies({ users, groups, roles }: Model): number {
  const policies = new Set(
    [...users, ...groups, ...roles].flatMap(({ policies: held }) => held.map(({ policy }) => policy)),
  );
  return policies.size + roles.length;
}
