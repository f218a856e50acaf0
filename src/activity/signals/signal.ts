import type { Episode } from '../episodes.js';
import type { History } from '../history.js';
import type { Bill } from '../bill.js';
import type { Traffic } from '../traffic.js';
import type { AttributedCall } from '../attribution/attribute.js';
import { agentFamily, toolOf } from '../user-agent.js';

/** What a signal looks at: one episode, what was usual before it, what flow logs show of what it launched, and what that cost. */
export interface ActivityWindow {
  readonly episode: Episode;
  readonly history: History;
  readonly traffic: Traffic;
  readonly bill: Bill;
}

/** What was seen, in one sentence, and the calls that show it. */
export interface Evidence {
  readonly text: string;
  readonly calls: readonly AttributedCall[];
}

/** One reason for or against mining. Its title and weight stand in `rules.yaml` under its id. */
export type Signal = (window: ActivityWindow) => Evidence | null;

export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Launches that AWS was asked for in earnest, whether it agreed or not. */
export function attempts({ episode }: ActivityWindow): readonly AttributedCall[] {
  return episode.launches.filter(({ call }) => call.outcome !== 'dry-run');
}

/** Launches that went through. */
export function successes({ episode }: ActivityWindow): readonly AttributedCall[] {
  return episode.launches.filter(({ call }) => call.outcome === 'success');
}

/**
 * True for a call of a tool, or of an AWS service, that this caller was seen with on days before; of the first day of a log it
 * is taken to be so. A cluster's autoscaler tries types, meets full zones and launches by the dozen all day. Whoever only calls
 * himself by the name of a tool was not seen with it before.
 */
export function isRoutine({ call }: AttributedCall, { episode, history }: ActivityWindow): boolean {
  if (toolOf(call.userAgent) === null && !isOfService(call)) return false;
  const start = episode.calls[0]?.call.time ?? 0;
  if (!history.reaches(call.account, start, 1)) return true;
  return history.caller(episode.origin.id, start).agents.includes(agentFamily(call.userAgent ?? ''));
}

/** True for a call that a service made for its caller; `AWS Internal` is the console. */
export function isOfService({ identity }: AttributedCall['call']): boolean {
  return identity.invokedBy !== null && identity.invokedBy !== 'AWS Internal';
}

/** Launches that went through or not, without the routine of tools. */
export function unusualAttempts(window: ActivityWindow): readonly AttributedCall[] {
  return attempts(window).filter((one) => !isRoutine(one, window));
}

/** Launches that went through, without the routine of tools. */
export function unusualSuccesses(window: ActivityWindow): readonly AttributedCall[] {
  return successes(window).filter((one) => !isRoutine(one, window));
}

/** Distinct texts, in order, as a list in a sentence; at most `most` of them. */
export function listed(values: Iterable<string>, most = 5): string {
  const distinct = [...new Set(values)].sort();
  const shown = distinct.slice(0, most).join(', ');
  return distinct.length > most ? `${shown} and ${distinct.length - most} more` : shown;
}
