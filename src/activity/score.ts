import type { ActivitySignal, ActivityVerdict } from '../schemas/report.generated.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import type { AttributedCall } from './attribution/attribute.js';
import type { Episode } from './episodes.js';
import { signals } from './signals/index.js';
import type { ActivityWindow } from './signals/signal.js';

/** An episode with what its signals say. */
export interface ScoredEpisode {
  readonly episode: Episode;
  readonly verdict: ActivityVerdict;
  readonly score: number;
  /** The heaviest first. */
  readonly signals: readonly ActivitySignal[];
  /** The calls that signals name. */
  readonly named: ReadonlySet<AttributedCall>;
}

const MOST_EVENT_IDS = 10;

/** Asks every signal, adds up their weights, and holds the sum against the thresholds. */
export function scoreEpisode(
  episode: Episode,
  around: Omit<ActivityWindow, 'episode'>,
  facts: Catalogue['activity'],
): ScoredEpisode {
  const found: ActivitySignal[] = [];
  const named = new Set<AttributedCall>();
  for (const [id, { title, weight }] of Object.entries(facts.signals)) {
    const signal = signals[id];
    if (signal === undefined) throw new Error(`rules.yaml names a signal \`${id}\` that there is not`);
    const evidence = signal({ episode, ...around });
    if (evidence === null) continue;
    for (const call of evidence.calls) named.add(call);
    const eventIds = evidence.calls.slice(0, MOST_EVENT_IDS).map(({ call }) => call.eventId);
    found.push({ id, title, weight, evidence: evidence.text, eventIds });
  }
  const score = Math.max(
    0,
    found.reduce((sum, { weight }) => sum + weight, 0),
  );
  found.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  return { episode, verdict: verdictOf(score, found, facts), score, signals: found, named };
}

/** What the name of a miner says, no habit takes back. */
function verdictOf(
  score: number,
  found: readonly ActivitySignal[],
  { thresholds }: Catalogue['activity'],
): ActivityVerdict {
  if (found.some(({ id }) => id === 'known-miner')) return 'confirmed-by-image';
  if (score >= thresholds.likely) return 'likely';
  return score >= thresholds.possible ? 'possible' : 'ordinary';
}

const VERDICTS: readonly ActivityVerdict[] = ['ordinary', 'possible', 'likely', 'confirmed-by-image'];

/** Below 0 when `a` comes before `b`: the graver verdict, then the higher score, then the later. */
export function compareEpisodes(a: ScoredEpisode, b: ScoredEpisode): number {
  const last = ({ episode }: ScoredEpisode): number => episode.calls.at(-1)?.call.time ?? 0;
  return VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.score - a.score || last(b) - last(a);
}
