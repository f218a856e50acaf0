import type { ActivityCall, ActivityEpisode, CallFits } from '../schemas/report.generated.js';
import type { AttributedCall } from './attribution/attribute.js';
import type { Bill } from './bill.js';
import type { Endings } from './ending.js';
import { isOutsider, type Zone } from './outsider.js';
import type { Call } from './records/call.js';
import { respond } from './respond/index.js';
import type { ScoredEpisode } from './score.js';
import type { Shown } from './shown.js';
import { describe, typeTexts } from './words.js';

/** Rows of a timeline; the rest is counted. */
const MOST_CALLS = 100;
const MOST_RESOURCES = 20;

/** What an episode is shown with. */
export interface ReportContext {
  readonly zone: Zone;
  readonly endings: Endings;
  readonly sources: readonly string[];
  /** Whom the inputs show. */
  readonly shown: Shown;
  readonly bill: Bill;
}

/**
 * An episode as the report has it. `shown` are the calls that fit: those that create or change compute, and hops; what signals
 * name stands beside them.
 */
export function episodeReport(
  scored: ScoredEpisode,
  shown: ReadonlySet<AttributedCall>,
  { zone, endings, sources, bill, shown: inputs }: ReportContext,
): ActivityEpisode {
  const { episode, verdict, score, signals, named } = scored;
  const { origin, calls } = episode;
  const told = calls.filter((one) => shown.has(one) || named.has(one));
  const kept = chosen(told, named);
  const outsider = isOutsider(origin, zone);
  const grave = verdict === 'likely' || verdict === 'confirmed-by-image';
  return {
    summary: describe([...shown], episode),
    leftOut: told.length - kept.length,
    principals: [...new Set(told.map(({ principal }) => principal))].sort(),
    caller: origin.id,
    outsider,
    // Where an outsider did it, nobody need ask whether one could.
    unknown: outsider ? null : inputs.unknownOf([...shown].map(({ principal }) => principal)),
    verdict,
    score,
    first: isoOf(Math.min(...told.map(({ call, chain }) => chain[0]?.time ?? call.time))),
    last: isoOf(Math.max(...told.map(({ call }) => call.last))),
    cost: costOf(told, bill),
    signals: [...signals],
    calls: kept.map((one) => callReport(one, shown, endings)),
    respond: grave ? [...respond(episode, sources)] : [],
  };
}

/** What it cost so far, as far as the bill names what was created. */
function costOf(calls: readonly AttributedCall[], bill: Bill): ActivityEpisode['cost'] {
  const cost = bill.of(calls.flatMap(({ call }) => (call.outcome === 'success' ? call.resources : [])));
  return cost === null ? null : { amount: cents(cost.amount), currency: cost.currency, resources: cost.resources };
}

/** Amounts are told to the cent: their sums are of binary fractions. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** The first calls of a long timeline, but none of those that signals name is left out for another. */
function chosen(calls: readonly AttributedCall[], named: ReadonlySet<AttributedCall>): readonly AttributedCall[] {
  if (calls.length <= MOST_CALLS) return calls;
  const kept = new Set([...calls.filter((one) => named.has(one)), ...calls].slice(0, MOST_CALLS));
  return calls.filter((one) => kept.has(one));
}

function callReport(
  { call, principal, chain }: AttributedCall,
  shown: ReadonlySet<AttributedCall>,
  endings: Endings,
): ActivityCall {
  const end = endings.endOf(call);
  const fits: CallFits = call.compute.length > 0 ? 'compute' : call.hops.length > 0 ? 'hop' : 'context';
  return {
    name: call.name,
    principal,
    eventId: call.eventId,
    time: isoOf(call.time),
    occurrences: call.occurrences,
    source: call.source,
    account: call.account,
    region: call.region,
    fits,
    ids: [...(call.compute.length > 0 ? call.compute : call.hops)],
    chain: chain.map(({ to, via, caller, eventId, time }) => ({ to, via, caller, eventId, time: isoOf(time) })),
    outcome: call.outcome,
    error: call.error,
    resources: resourcesOf(call),
    types: [...typeTexts(call)],
    count: call.count,
    ended: end === null ? null : isoOf(end),
    duration: end === null ? null : Math.round((end - call.time) / 1000),
    sourceIp: call.sourceIp,
    userAgent: call.userAgent,
  };
}

/** What was created or changed; of a call that names none, what it is about. */
function resourcesOf({ resources, facts: { target, policyArn } }: Call): string[] {
  if (resources.length > 0) return resources.slice(0, MOST_RESOURCES);
  return [...new Set([target ?? [], policyArn ?? []].flat())];
}

const LAST = Date.UTC(9999, 11, 31);

/** ISO 8601 to the second, as CloudTrail writes it. */
export function isoOf(moment: number): string {
  const time = Math.min(moment, LAST);
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
