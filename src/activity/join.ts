import type { TrustZone } from '../model/trust-zone.js';
import type {
  ActivityEpisode,
  Finding,
  FindingActivity,
  ReportActivity,
  UnattributedCalls,
} from '../schemas/report.generated.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { attribute, type AttributedCall, type Attribution } from './attribution/attribute.js';
import type { ActivityLog } from './collect.js';
import { Endings } from './ending.js';
import { episodesOf } from './episodes.js';
import { History } from './history.js';
import { cameThrough, isOutsider } from './outsider.js';
import { PrincipalSet } from './principal-key.js';
import { cents, episodeReport, isoOf, type ReportContext } from './report.js';
import { compareEpisodes, scoreEpisode, type ScoredEpisode } from './score.js';
import { Shown, type ShownModel } from './shown.js';

/** What of a finding says which calls fit its paths. */
export type Reachable = Pick<Finding, 'fingerprint' | 'entry' | 'reaches' | 'compute' | 'paths'>;

/** Recorded activity beside the findings. */
export interface JoinedActivity {
  /** By the fingerprint of the finding. */
  readonly byFinding: ReadonlyMap<string, FindingActivity>;
  readonly report: ReportActivity;
  /** Every episode, the gravest first. */
  readonly episodes: readonly ScoredEpisode[];
}

const MOST_OF_A_FINDING = 20;
const MOST_ELSEWHERE = 200;
const FEW = 5;
const NO_INPUT: ShownModel = { accounts: [], users: [], roles: [] };

/**
 * Says of each finding which recorded calls fit it: those of principals that it reaches, to compute primitives that it
 * reaches, or along its own hops. What fits no finding is listed apart, and of principals that `model` does not show, it says that
 * nobody knows whether an outsider reaches them.
 */
export function joinActivity(
  findings: readonly Reachable[],
  log: ActivityLog,
  { activity, issuers }: Pick<Catalogue, 'activity' | 'issuers'>,
  trust: TrustZone,
  model: ShownModel = NO_INPUT,
): JoinedActivity {
  const attribution = attribute(log.calls, log.issues);
  const { traffic, bill } = log;
  const around = { history: new History(attribution, bill), traffic, bill };
  const scored = episodesOf(attribution.attributed).map((episode) => scoreEpisode(episode, around, activity));
  scored.sort(compareEpisodes);
  // The log is ours, so the accounts that wrote it are.
  const accounts = [
    ...new Set([...trust.accounts, ...log.calls.flatMap(({ account }) => (account === '' ? [] : [account]))]),
  ];
  const context: ReportContext = {
    zone: { trust: { ...trust, accounts }, issuers },
    endings: new Endings([...attribution.attributed, ...attribution.unattributed]),
    sources: log.sources,
    shown: new Shown(model),
    bill,
  };
  const claimed = new Set<AttributedCall>();
  const doors = doorsOf(findings, scored, context);
  const byFinding = new Map<string, FindingActivity>();
  for (const finding of findings) {
    const came = scored.filter((one) => doors.get(one)?.has(finding) ?? true);
    const joined = activityOf(finding, came, context, claimed);
    if (joined !== null) byFinding.set(finding.fingerprint, joined);
  }
  return {
    byFinding,
    report: { ...reportOf(log, attribution, scored, context, claimed), unused: findings.length - byFinding.size },
    episodes: scored,
  };
}

/** Of episodes that are shown to begin with the outsider of a finding, those findings: through another door they did not come. */
function doorsOf(
  findings: readonly Reachable[],
  scored: readonly ScoredEpisode[],
  { zone }: ReportContext,
): ReadonlyMap<ScoredEpisode, ReadonlySet<Reachable>> {
  const outsiders = scored.filter(({ episode }) => isOutsider(episode.origin, zone));
  const doors = new Map<ScoredEpisode, Set<Reachable>>();
  for (const finding of outsiders.length === 0 ? [] : findings) {
    const fits = fitsOf(finding);
    for (const one of outsiders) {
      if (!cameThrough(one.episode.origin, finding) || !one.episode.calls.some(fits)) continue;
      doors.set(one, (doors.get(one) ?? new Set()).add(finding));
    }
  }
  return doors;
}

function activityOf(
  finding: Reachable,
  scored: readonly ScoredEpisode[],
  context: ReportContext,
  claimed: Set<AttributedCall>,
): FindingActivity | null {
  const fits = fitsOf(finding);
  const reached = new PrincipalSet(finding.reaches);
  const episodes: ActivityEpisode[] = [];
  let leftOut = 0;
  let byOutsider = false;
  for (const one of scored) {
    const shown = new Set(one.episode.calls.filter(fits));
    if (shown.size === 0) continue;
    // What the same caller launched besides belongs to the same incident, whichever way the configuration would explain it.
    for (const launch of one.episode.launches) if (reached.has(launch.principal)) shown.add(launch);
    for (const call of shown) claimed.add(call);
    byOutsider ||= isOutsider(one.episode.origin, context.zone) && cameThrough(one.episode.origin, finding);
    if (episodes.length < MOST_OF_A_FINDING) episodes.push(episodeReport(one, shown, context));
    else leftOut += 1;
  }
  const [worst] = episodes;
  if (worst === undefined) return null;
  return {
    summary: worst.summary,
    leftOut,
    by: byOutsider ? 'outsider' : 'principal',
    verdict: worst.verdict,
    score: Math.max(...episodes.map(({ score }) => score)),
    episodes,
  };
}

function fitsOf({ reaches, compute, paths }: Reachable): (one: AttributedCall) => boolean {
  const principals = new PrincipalSet(reaches);
  const ids = new Set(compute);
  const hops = paths.flatMap(({ steps }) =>
    steps.map(({ from, to, via }) => ({
      via,
      from: new PrincipalSet([from]),
      name: to.slice(to.lastIndexOf('/') + 1),
    })),
  );
  return ({ call, principal }) => {
    if (call.compute.some((id) => ids.has(id))) return principals.has(principal);
    const { target } = call.facts;
    if (call.hops.length === 0 || target === undefined) return false;
    const name = target.slice(target.lastIndexOf('/') + 1);
    return hops.some((hop) => call.hops.includes(hop.via) && hop.name === name && hop.from.has(principal));
  };
}

function reportOf(
  log: ActivityLog,
  { unattributed }: Attribution,
  scored: readonly ScoredEpisode[],
  context: ReportContext,
  claimed: ReadonlySet<AttributedCall>,
): Omit<ReportActivity, 'unused'> {
  const elsewhere = scored.flatMap((one) => {
    const shown = new Set(one.episode.launches.filter((call) => !claimed.has(call)));
    return shown.size === 0 ? [] : [{ one, shown }];
  });
  const [first] = log.calls;
  const bounded = log.span.since > 0;
  return {
    leftOut: Math.max(0, elsewhere.length - MOST_ELSEWHERE),
    sources: [...log.sources],
    since: isoOf(bounded ? log.span.since : (first?.time ?? log.span.until)),
    until: isoOf(log.span.until),
    files: log.files,
    records: log.records,
    calls: log.known,
    limits: [...log.limits],
    newRegions: log.bill.newRegions().map(({ account, region, first, amount, currency }) => ({
      account,
      region,
      since: isoOf(first),
      amount: cents(amount),
      currency,
    })),
    unreadable: log.unreadable.map(({ uri, reason }) => ({ reason, uri })),
    unattributed: byReason(unattributed),
    elsewhere: elsewhere.slice(0, MOST_ELSEWHERE).map(({ one, shown }) => episodeReport(one, shown, context)),
  };
}

function byReason(unattributed: Attribution['unattributed']): UnattributedCalls[] {
  const reasons = new Map<string, { calls: number; eventIds: string[] }>();
  for (const { call, reason } of unattributed) {
    const row = reasons.get(reason) ?? { calls: 0, eventIds: [] };
    reasons.set(reason, row);
    row.calls += call.occurrences;
    if (row.eventIds.length < FEW) row.eventIds.push(call.eventId);
  }
  return [...reasons]
    .map(([reason, { calls, eventIds }]) => ({ reason, calls, eventIds }))
    .sort((a, b) => b.calls - a.calls || (a.reason < b.reason ? -1 : 1));
}
