import type { Administrator, Path, Reach, Step } from '../graph/types.js';
import type { AuthorizationRequest, RequestPrincipal, StatementReference } from '../evaluation/request.js';
import type { SourceLocation } from '../model/location.js';
import type { Violation } from '../rules/check.js';
import type {
  Finding,
  FindingAdministrator,
  FindingEntry,
  FindingPath,
  PathStep,
  ReportLocation,
  Severity,
  StepStatement,
  WitnessRequest,
} from '../schemas/report.generated.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { type Comparison, type Opening, openedPaths, openingOf, statusOf } from './compare.js';
import { fingerprint } from './fingerprint.js';
import { type Locate, pathLocations, statementAddress, statementLocation, subjectPlace } from './locations.js';
import type { Note, Notes } from './note.js';
import { isAsSure, isIdentity, type Origin, originOf, type Whereabouts } from './origin.js';
import { oneStepUp } from './order.js';
import { choosePaths, isBounded, opennessOf, type Primitives, rankPaths } from './rank.js';

/** A violation whose paths are in order, with what was reached before the change. */
export interface RankedViolation {
  readonly violation: Violation;
  readonly shown: readonly Path[];
  readonly severity: Severity;
  readonly status: Finding['status'];
  /** What the plan changes to open the path; null for a path that was open. */
  readonly opening: Opening | null;
  /** True when somebody opened the path outside Terraform. */
  readonly drift: boolean;
  /** What a new finding is pinned to: the changed place that completes its path. */
  readonly primary: SourceLocation;
  readonly fingerprint: string;
  readonly origin: Origin;
  readonly notes: readonly Note[];
  /** Those that are told together with this one, since the same has to be changed. */
  readonly others: readonly RankedViolation[];
}

const MOST_REACHED = 200;
/** Entries told together of which a path is shown. */
const MOST_SHOWN = 100;

/** What of the model is looked up for a violation. */
export interface Looked {
  readonly where: Whereabouts;
  readonly notesOn: Notes;
  /** What an administrator starts, at the end of the way to it; none for a principal that is changed on the way. */
  readonly beyond: (administrator: Administrator) => readonly Path[];
}

/** What a violation is put into words with. */
export interface Wording {
  readonly catalogue: Catalogue;
  readonly primitives: Primitives;
  readonly locate: Locate;
  /** Principals that a finding names; of more, their number. */
  readonly mostReached?: number | undefined;
}

/** Decides severity, status and primary location. */
export function rankViolation(
  violation: Violation,
  catalogue: Catalogue,
  primitives: Primitives,
  comparison: Comparison,
  { where, notesOn, beyond }: Looked,
): RankedViolation {
  const { entry, reach } = violation;
  const ranked = rankPaths(reach.paths.values(), primitives);
  const opened = openedPaths(ranked, comparison);
  const shown = choosePaths([...opened, ...leading(violation, ranked, opened, beyond), ...ranked], primitives);
  const openness = opennessOf(entry, catalogue.rules[entry.ruleId]);
  const bounded = ranked.every((path) => isBounded(path, primitives));
  const [first] = opened.length > 0 ? shown : [];
  const opening = first === undefined ? null : openingOf(first, comparison);
  const [best] = shown;
  if (best === undefined) throw new Error(`no path for an entry of \`${entry.ruleId}\``);
  const notes = notesOn(violation, shown);
  const severity = catalogue.severity[openness][bounded ? 'bounded' : 'unbounded'];
  const origin = originOf(violation, best, where);
  return {
    violation,
    fingerprint: fingerprint(entry, best, origin),
    origin,
    others: [],
    shown,
    severity: notes.some(({ raises }) => raises) ? oneStepUp(severity) : severity,
    notes,
    status: statusOf(opened, comparison.before),
    drift: comparison.drift && comparison.before !== undefined,
    opening,
    primary: opening?.by[0]?.location ?? entryPlace(violation),
  };
}

/**
 * Of an identity that comes to an administrator as surely as to anything, a path that goes that way: it is told of what it goes
 * through, and the path to show is the one that does. What a plan opens comes before it.
 */
function leading(
  { entry, reach: { administrator } }: Violation,
  [best]: readonly Path[],
  opened: readonly Path[],
  beyond: Looked['beyond'],
): readonly Path[] {
  if (!isIdentity(entry.kind) || administrator === null || best === undefined || opened.length > 0) return [];
  if (administrator.steps.length < 2 || !isAsSure(administrator, best)) return [];
  return beyond(administrator)
    .filter((path) => path.compute === best.compute && isAsSure(path, best))
    .slice(0, 1);
}

/** Every place that the findings will show, so that the input is searched for all of them at once. */
export function placesOf(violations: readonly RankedViolation[]): readonly SourceLocation[] {
  return violations.flatMap(({ primary, opening, ...ranked }) => [
    primary,
    subjectPlace(ranked.violation, primary) ?? primary,
    ...(opening?.by ?? []).flatMap(({ location }) => location ?? []),
    ...pathLocations(pathsOf(ranked)),
  ]);
}

/** The paths of a violation, and the best one of each that is told together with it. */
function pathsOf({ shown, others }: Pick<RankedViolation, 'shown' | 'others'>): readonly Path[] {
  return [...shown, ...others.slice(0, MOST_SHOWN - 1).flatMap((other) => other.shown.slice(0, 1))];
}

/** Puts a violation into the words of the catalogue. `reaches` are the ARNs of every principal that is reached. */
export function buildFinding(
  ranked: RankedViolation,
  reaches: readonly string[],
  { catalogue, primitives, locate, mostReached = MOST_REACHED }: Wording,
): Finding {
  const { violation, shown, severity, status, opening, primary, others, origin } = ranked;
  const { entry, reach } = violation;
  const rule = catalogue.rules[entry.ruleId];
  const best = shown[0];
  if (rule === undefined || best === undefined)
    throw new Error(`no rule or no path for an entry of \`${entry.ruleId}\``);
  const alike = others.filter((other) => other.violation.entry.ruleId === entry.ruleId);
  const number = isIdentity(entry.kind) ? alike.length + 1 : violation.arrivals.length;
  const [summary = '', ...change] = rule.fix.trim().split(/\n\s*\n/);
  return {
    ruleId: entry.ruleId,
    severity,
    confidence: best.certainty,
    status,
    fingerprint: ranked.fingerprint,
    message: fill(messageOf(rule, entry.messageId, number > 1), {
      entry: entry.opens,
      outsider: isIdentity(entry.kind) ? entry.outsider : eachOf([violation, ...alike.map((one) => one.violation)]),
      principal: nameOf(entry.to),
      compute: primitives.get(best.compute)?.title ?? best.compute,
      count: countOf(reach, best),
      number: String(number),
      shared: origin.name,
      steps: String(best.length - 1),
    }),
    entry: { kind: entry.kind, id: entry.id },
    ...(others.length === 0 ? {} : { entries: [violation, ...others.map((other) => other.violation)].map(entryOf) }),
    opened:
      opening === null
        ? null
        : {
            by: opening.by.map((one) => ({ ...one, location: locate(one.location) })),
            existed: [...opening.existed],
          },
    ...(ranked.drift ? { drift: true } : {}),
    ...(reach.administrator === null ? {} : { administrator: administratorOf(reach.administrator) }),
    reaches: reaches.slice(0, mostReached),
    ...(reaches.length > mostReached ? { reachesMore: reaches.length - mostReached } : {}),
    compute: [...reach.paths.keys()].sort(),
    paths: pathsOf(ranked).map((path) => buildPath(path, locate)),
    ...(ranked.notes.length === 0 ? {} : { notes: ranked.notes.map(({ text }) => text) }),
    location: oneLineOf(lineToChange(ranked, locate) ?? { uri: primary.uri, startLine: 1 }),
    fix: { summary: oneLine(summary), change: change.join('\n\n') },
    activity: null,
  };
}

const MOST_NAMED = 5;

/** Who comes in, where several do by the same statements: `each of AWS account 1…, AWS account 2… and 3 more`. */
function eachOf(violations: readonly Violation[]): string {
  const all = [...new Set(violations.map(({ entry }) => entry.outsider))];
  const [first = ''] = all;
  if (all.length === 1) return first;
  const more = all.length - MOST_NAMED;
  const named = all.slice(0, MOST_NAMED);
  const last = more > 0 ? `${String(more)} more` : (named.pop() ?? '');
  return `each of ${named.join(', ')} and ${last}`;
}

function messageOf({ messages, title }: Catalogue['rules'][string], id: string, several: boolean): string {
  return (several ? messages[`${id}Several`] : undefined) ?? messages[id] ?? title;
}

/** How much compute is reached: an administrator starts all there is, and nobody wants the list. */
function countOf({ administrator, paths }: Reach, best: Path): string {
  if (administrator === null || !isAsSure(administrator, best)) return String(paths.size);
  return `all, as administrator ${nameOf(administrator.arn)}`;
}

function entryOf({ entry: { kind, id } }: Violation): FindingEntry {
  return { kind, id };
}

function administratorOf({ arn, certainty, steps }: Administrator): FindingAdministrator {
  return { principal: arn, confidence: certainty, steps: Math.max(0, steps.length - 1) };
}

/** A path as the report shows it. */
export function buildPath(path: Path, locate: Locate): FindingPath {
  return { compute: path.compute, steps: path.steps.map((step) => buildStep(step, locate)) };
}

function buildStep(step: Step, locate: Locate): PathStep {
  const { grant } = step;
  return {
    from: arnOf(step.from),
    to: arnOf(step.to),
    via: step.via,
    description: step.description,
    address: step.address,
    statements: grant.statements.flatMap((reference) => buildStatement(reference, locate)),
    witness: grant.witness.map((request) => buildWitness(request, arnOf(step.from))),
    assumptions: [...grant.assumptions],
    bounds: grant.bounds.map(({ text }) => text),
    location: locate(step.location),
  };
}

function buildStatement(reference: StatementReference, locate: Locate): StepStatement[] {
  const { policy, statement } = reference;
  return [
    {
      policy: policy.name,
      policyType: policy.type,
      index: statement.index,
      sid: statement.sid,
      address: statementAddress(reference),
      location: locate(statementLocation(reference)),
    },
  ];
}

/** Grants are shared by principals that are decided alike, so the request is put into the name of the one on this path. */
function buildWitness(request: AuthorizationRequest, from: string): WitnessRequest {
  const ours = request.principal.kind === 'user' || request.principal.kind === 'role';
  const principal = ours && /^arn:[^:]+:iam::\d{12}:(user|role)\//.test(from) ? from : principalOf(request.principal);
  const context = Object.fromEntries([...request.context].map(([key, values]) => [key, [...values]]));
  return { principal, action: request.action, resource: request.resource, context };
}

function principalOf(principal: RequestPrincipal): string {
  return principal.kind === 'anonymous' ? '*' : principal.arn;
}

/** A changed principal is a node of its own; a reader knows it by its ARN. */
function arnOf(key: string): string {
  return key.replace(/#.*$/s, '');
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function entryPlace({ entry }: Violation): SourceLocation {
  return entry.step.location ?? { uri: '' };
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return oneLine(text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => values[name] ?? placeholder));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The primary place, or the condition on the subject where that stands in it: a line elsewhere may be one that no change touches. */
function lineToChange({ violation, primary }: RankedViolation, locate: Locate): ReportLocation | null {
  const whole = locate(primary);
  const inner = locate(subjectPlace(violation, primary));
  if (whole === null || inner?.uri !== whole.uri) return whole;
  return inner.startLine >= whole.startLine && inner.startLine <= (whole.endLine ?? whole.startLine) ? inner : whole;
}

/** A finding is pinned to one line: code scanning shows it in a pull request only if all its lines are changed there. */
function oneLineOf({ endLine, endColumn, ...place }: ReportLocation): ReportLocation {
  if (endLine !== place.startLine) return { ...place, endLine: place.startLine };
  return endColumn === undefined ? { ...place, endLine } : { ...place, endLine, endColumn };
}
