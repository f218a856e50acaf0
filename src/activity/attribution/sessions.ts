import { sessionKey } from '../issue-line.js';
import type { Call } from '../records/call.js';

/** The calls that returned credentials, by what tells later calls made with them. */
export class Sessions {
  readonly #byKey = new Map<string, Call>();
  /** By the session's ARN and the second in which it began, for records without an access key. */
  readonly #byStart = new Map<string, Call>();
  readonly #twins = new Map<string, Call[]>();
  /** Calls that made an access key for a user, by that key. */
  readonly #keysMade = new Map<string, Call>();

  /** `issues`: calls that returned credentials; `calls`: all others, in which keys of users are made. */
  constructor(issues: readonly Call[], calls: readonly Call[] = []) {
    for (const call of calls) {
      const { createdKey } = call.facts;
      if (createdKey !== undefined && call.outcome === 'success') this.#keysMade.set(createdKey, call);
    }
    for (const issue of issues) {
      if (issue.outcome !== 'success') continue;
      const { issuedKey, issuedTo } = issue.facts;
      // Of two records of one call, the one in the caller's account knows the caller.
      if (issuedKey !== undefined && better(issue, this.#byKey.get(issuedKey))) this.#byKey.set(issuedKey, issue);
      if (issuedTo !== undefined) this.#byStart.set(sessionKey(issuedTo, issue.time), issue);
      if (issue.sharedEventId === null) continue;
      const twins = this.#twins.get(issue.sharedEventId);
      if (twins === undefined) this.#twins.set(issue.sharedEventId, [issue]);
      else twins.push(issue);
    }
  }

  /** The call that returned the credentials with which this one was made; null when it is not in the log. */
  issueOf({ identity, time }: Call): Call | null {
    const { accessKeyId, arn, sessionStart } = identity;
    const byKey = accessKeyId === null ? undefined : (this.#byKey.get(accessKeyId) ?? this.#keysMade.get(accessKeyId));
    if (byKey !== undefined)
      return byKey.facts.createdKey === undefined || isFresh(byKey, identity, time) ? byKey : null;
    if (arn === null || sessionStart === null) return null;
    return this.#byStart.get(sessionKey(arn, sessionStart)) ?? null;
  }

  /** The record of the same call in the caller's own account; null when there is none. */
  twinOf(issue: Call): Call | null {
    if (issue.sharedEventId === null || issue.identity.type !== 'AWSAccount') return null;
    const twins = this.#twins.get(issue.sharedEventId) ?? [];
    return twins.find(({ identity }) => identity.type !== 'AWSAccount') ?? null;
  }
}

const DAY = 86_400_000;

/** A key that somebody made for another user is in the maker's hands on the day of its making; later it is the user's. */
function isFresh(made: Call, { arn }: Call['identity'], time: number): boolean {
  return made.identity.arn !== arn && time - made.time <= DAY;
}

function better(issue: Call, known: Call | undefined): boolean {
  return known === undefined || known.identity.type === 'AWSAccount' || issue.identity.type !== 'AWSAccount';
}
