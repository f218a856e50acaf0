import type {
  ActivityCall,
  ActivityEpisode,
  ActivityVerdict,
  FindingActivity,
  Report,
  ReportActivity,
} from '../schemas/report.generated.js';
import type { Namer } from './names.js';

/** Rows of a timeline that are shown before "and more". */
const FEW_CALLS = 8;

/** Every principal that activity shows. */
export function activityIds({ findings, activity }: Report): readonly string[] {
  const episodes = [...findings.flatMap((finding) => finding.activity?.episodes ?? []), ...(activity?.elsewhere ?? [])];
  return episodes.flatMap(({ principals, calls }) => [
    ...principals,
    ...calls.flatMap(({ chain }) => chain.flatMap(({ caller, to }) => [caller, to])),
  ]);
}

/** Why a report without findings does not say that there is no path; null where it does. */
export function unansweredText({ inputs, findings, activity }: Report): string | null {
  if (activity === undefined || findings.length > 0) return null;
  if (inputs.length === 0) return 'No account was given (--snapshot): whether an outsider could do this is not known';
  const unknown = activity.elsewhere.filter((episode) => episode.unknown !== null).length;
  const undecided =
    unknown === 0 ? '' : `of ${unknown} of the launches below it is not known whether an outsider could start them`;
  if (activity.unused === 0) return unknown === 0 ? null : `No known path was used, but ${undecided}`;
  const open = `${activity.unused} ${activity.unused === 1 ? 'is' : 'are'} open: lint shows ${activity.unused === 1 ? 'it' : 'them'}`;
  return `No known path was used, but ${open}${unknown === 0 ? '' : `; ${undecided}`}`;
}

/** Compute that fits no path, in parts: what has none, and what nobody can say that of. */
export function elsewhereParts(
  episodes: readonly ActivityEpisode[],
): readonly { readonly title: string; readonly episodes: readonly ActivityEpisode[] }[] {
  return [
    { title: 'Compute of principals with no known path', episodes: episodes.filter(({ unknown }) => unknown === null) },
    {
      title: 'Compute of principals that the inputs do not show: whether an outsider reaches them is not known',
      episodes: episodes.filter(({ unknown }) => unknown !== null),
    },
  ].filter((part) => part.episodes.length > 0);
}

/** Why it is not known whether an outsider could do it; empty where it is. */
export function unknownText({ unknown }: ActivityEpisode): string {
  return unknown === null ? '' : `Whether an outsider could do this is not known: ${unknown}.`;
}

/** Who made the first call, where it is shown to be nobody of ours. */
export function strangerText({ outsider, caller }: ActivityEpisode): string {
  return outsider ? `The first call is of ${caller}, who is outside the trust zone.` : '';
}

const FEW_FILES = 3;

/** What was created cost so far; empty where no cost report names it. */
export function costText({ cost }: ActivityEpisode): string {
  return cost === null ? '' : `cost ${amountText(cost)} so far, for ${cost.resources} of the created resources`;
}

/** Regions in which a cost report shows compute for the first time. */
export function newRegionTexts({ newRegions }: ReportActivity): readonly string[] {
  return newRegions.map(
    (one) =>
      `compute was billed in ${one.region}${one.account === '' ? '' : ` of account ${one.account}`} for the first time on ${one.since.slice(0, 10)}: ${amountText(one)} since`,
  );
}

function amountText({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  return `${amount.toFixed(2)} ${currency}`;
}

/** What of the log could not be told, each in a line; every file that could not be read only where `all` is asked for. */
export function untoldTexts({ limits, unattributed, unreadable }: ReportActivity, all: boolean): readonly string[] {
  const files = all ? unreadable : unreadable.slice(0, FEW_FILES);
  const more = unreadable.length - files.length;
  return [
    ...limits,
    ...unattributed.map(({ calls, reason }) => `not attributed: ${calls} calls, since ${reason}`),
    ...files.map(({ uri, reason }) => `not wholly read: ${uri} ${reason}`),
    ...(more > 0 ? [`not read: ${more} more files`] : []),
  ];
}

/** A verdict in words. */
export function verdictText(verdict: ActivityVerdict): string {
  switch (verdict) {
    case 'ordinary':
      return 'nothing speaks of mining';
    case 'possible':
      return 'possibly mining';
    case 'likely':
      return 'likely mining';
    case 'confirmed-by-image':
      return 'mining, confirmed by image';
  }
}

/** Whether the calls that fit a finding are shown to be an outsider's. */
export function originText({ by, episodes }: Pick<FindingActivity, 'by' | 'episodes'>): string {
  if (by === 'outsider') return 'the chain of calls begins with an outsider of this entry';
  return episodes.some(({ outsider }) => outsider)
    ? 'the calls are of principals on the path; an outsider is behind them, who came in another way'
    : 'the calls are of principals on the path; nothing shows an outsider behind them';
}

/** The calls that a reader needs first: those to compute, the first and the last of them. */
export function important(calls: readonly ActivityCall[]): readonly ActivityCall[] {
  const compute = calls.filter(({ fits }) => fits !== 'context');
  const told = compute.length > 0 ? compute : calls;
  return told.length <= FEW_CALLS ? told : [...told.slice(0, FEW_CALLS - 2), ...told.slice(-2)];
}

/** When, what, how much, where, with which outcome, and what came of it. */
function callText(call: ActivityCall): string {
  const { name, time, region, count, types, outcome, error, duration, resources, occurrences } = call;
  const amount = [count === null ? '' : String(count), types.join(', ')].filter((part) => part !== '').join(' of ');
  return [
    `${time.replace('T', ' ').replace('Z', '')} ${name}`,
    amount,
    region,
    outcome === 'success' ? '' : outcome === 'refused' ? `refused: ${error ?? 'no reason given'}` : 'dry run',
    occurrences > 1 ? `${occurrences} times within the hour` : '',
    duration === null ? '' : `ended after ${durationText(duration)}`,
    resources.length === 0
      ? ''
      : resources.length > 2
        ? `${resources[0] ?? ''} … ${resources.at(-1) ?? ''}`
        : resources.join(' '),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The calls in words, each with its caller: of calls in a row that one caller made, the first says who that is. */
export function timelineTexts(
  calls: readonly ActivityCall[],
  name: Namer,
): readonly { readonly what: string; readonly who: string }[] {
  const callers = calls.map((call) => callerText(call, name));
  return calls.map((call, index) => ({
    what: callText(call),
    who: callers[index] === callers[index - 1] ? 'by the same' : (callers[index] ?? ''),
  }));
}

/** By whom, through which sessions, and from where. */
function callerText({ chain, principal, sourceIp }: ActivityCall, name: Namer): string {
  const steps = chain.map(({ caller, via }) => `${name(caller)} → ${via} → `).join('');
  return `by ${steps}${principal === null ? 'nobody known' : name(principal)}${sourceIp === null ? '' : ` from ${sourceIp}`}`;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
