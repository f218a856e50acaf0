import type { Call, CallerIdentity } from './records/call.js';

/** True for a call that only returns credentials. */
export function isIssue({ source, compute }: Call): boolean {
  return source === 'sts.amazonaws.com' && compute.length === 0;
}

/** A session by its ARN and the second in which it began, for records that show no access key. */
export function sessionKey(arn: string, time: number): string {
  return `${arn} ${Math.floor(time / 1000)}`;
}

/** What stands in front of a line: by what a call that returned credentials is found. Each may be empty. */
export interface IssueMarks {
  readonly key: string;
  readonly session: string;
  readonly sharedEventId: string;
  /** Unique id of the caller. */
  readonly caller: string;
  /** Where the call itself begins. */
  readonly end: number;
}

/**
 * A call that only returned credentials as one line. What it is found by stands in front, so that the rest is not taken apart
 * unless it is wanted, and only what such a call has is there: they are a good part of every log.
 */
export function lineOfIssue(call: Call): string {
  const { identity } = call;
  const { issuedKey = '', issuedTo } = call.facts;
  const fields: Fields = [
    call.eventId,
    call.time,
    call.source,
    call.name,
    call.account,
    call.region,
    call.sourceIp,
    call.userAgent,
    call.outcome,
    call.error,
    call.sharedEventId,
    call.hops,
    issuedKey,
    issuedTo ?? null,
    identity,
  ];
  const session = issuedTo === undefined ? '' : sessionKey(issuedTo, call.time);
  const caller = identity.issuer?.principalId ?? identity.principalId ?? '';
  return [word(issuedKey), word(session), word(call.sharedEventId ?? ''), word(caller), JSON.stringify(fields)].join(
    '\t',
  );
}

type Fields = readonly [
  ...[eventId: string, time: number, source: string, name: string, account: string, region: string],
  ...[sourceIp: string | null, userAgent: string | null, outcome: Call['outcome'], error: string | null],
  ...[sharedEventId: string | null, hops: readonly string[], issuedKey: string, issuedTo: string | null],
  identity: CallerIdentity,
];

/** A text from outside may hold what parts a line. */
function word(text: string): string {
  return /[\t\n]/.test(text) ? text.replace(/[\t\n]/g, ' ') : text;
}

export function marksOfLine(line: string): IssueMarks {
  const ends: number[] = [];
  for (let end = line.indexOf('\t'); ends.length < 4; end = line.indexOf('\t', end + 1)) ends.push(end);
  const [key = 0, session = 0, shared = 0, caller = 0] = ends;
  return {
    key: line.slice(0, key),
    session: line.slice(key + 1, session),
    sharedEventId: line.slice(session + 1, shared),
    caller: line.slice(shared + 1, caller),
    end: caller + 1,
  };
}

/** The call of a line. */
export function issueOfLine(line: string, { end }: IssueMarks): Call {
  const [eventId, time, source, name, account, region, sourceIp, userAgent, outcome, error, sharedEventId, ...rest] =
    JSON.parse(line.slice(end)) as Fields;
  const [hops, issuedKey, issuedTo, identity] = rest;
  return {
    ...{ eventId, time, source, name, account, region, identity, sourceIp, userAgent, outcome, error, sharedEventId },
    ...{ compute: [], hops, resources: [], types: [], count: null },
    facts: { ...(issuedKey === '' ? {} : { issuedKey }), ...(issuedTo === null ? {} : { issuedTo }) },
  };
}
