import type { Call, CallerIdentity, CallOutcome } from './call.js';
import { factsOf, valuesOf } from './facts.js';
import { type EventInterest, type Interest, plainName } from './interest.js';
import { isObject, type JsonObject, type RecordValues, textsOf, type ValuePath } from './paths.js';

/** Ids that are kept of one call; the count is kept whole. */
const MOST_RESOURCES = 100;
const MOST_TYPES = 10;
const LONGEST = 512;

/** Time span of the calls that are wanted, in milliseconds since 1970: `since` included, `until` not. */
export interface TimeSpan {
  readonly since: number;
  readonly until: number;
}

/**
 * What is kept of a CloudTrail record; null for a record that the catalogue does not know, that lies outside the span, or
 * that is none. `record` is the parsed record (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html),
 * or the same within an EventBridge event. Never throws.
 */
export function readCall(record: unknown, interest: Interest, { since, until }: TimeSpan): Call | null {
  if (!isObject(record)) return null;
  const detail = record['detail'];
  if (isObject(detail) && 'detail-type' in record) return readCall(detail, interest, { since, until });
  const name = plainName(text(record['eventName']) ?? '');
  const source = text(record['eventSource']) ?? '';
  const row = interest.events.get(name)?.get(source);
  if (row === undefined) return null;
  const time = Date.parse(text(record['eventTime']) ?? '');
  if (!(time >= since && time < until)) return null;
  const identity = readIdentity(record['userIdentity']);
  const error = text(record['errorCode']);
  const outcome = outcomeOf(error, record);
  const values = valuesOf(record, source, row, interest);
  const resources = firstTexts(values, row.resources);
  return {
    eventId: text(record['eventID']) ?? '',
    time,
    source,
    name,
    account: text(record['recipientAccountId']) ?? identity.account ?? '',
    region: text(record['awsRegion']) ?? '',
    identity,
    sourceIp: text(record['sourceIPAddress']),
    userAgent: text(record['userAgent']),
    outcome,
    error,
    sharedEventId: text(record['sharedEventID']),
    compute: isCompute(values, row) ? row.compute : [],
    hops: row.hops,
    resources: resources.slice(0, MOST_RESOURCES),
    types: firstTexts(values, row.types).slice(0, MOST_TYPES),
    count: countOf(values, row.counts),
    facts: factsOf(values, source, name, row, interest, identity),
  };
}

function readIdentity(value: unknown): CallerIdentity {
  const identity = isObject(value) ? value : {};
  const session = objectAt(identity, 'sessionContext');
  const issuer = session === null ? null : objectAt(session, 'sessionIssuer');
  const attributes = session === null ? null : objectAt(session, 'attributes');
  const federation = session === null ? null : objectAt(session, 'webIdFederationData');
  return {
    type: text(identity['type']),
    arn: text(identity['arn']),
    account: text(identity['accountId']),
    principalId: text(identity['principalId']),
    accessKeyId: text(identity['accessKeyId']),
    userName: text(identity['userName']),
    issuer:
      issuer === null || Object.keys(issuer).length === 0
        ? null
        : { type: text(issuer['type']), arn: text(issuer['arn']), principalId: text(issuer['principalId']) },
    invokedBy: text(identity['invokedBy']),
    sourceIdentity: text(session?.['sourceIdentity']),
    provider: text(identity['identityProvider']) ?? text(federation?.['federatedProvider']),
    sessionStart: timeOf(text(attributes?.['creationDate'])),
  };
}

function isCompute(values: RecordValues, { when }: EventInterest): boolean {
  return (
    when.length === 0 ||
    when.some(({ path, value }) => {
      const found = values.at(path);
      return value === null ? found.length > 0 : textsOf(found).includes(value);
    })
  );
}

/** A dry run of EC2 is refused with an error that says it would have gone through. */
function outcomeOf(error: string | null, record: JsonObject): CallOutcome {
  if (error === null) return 'success';
  const message = text(record['errorMessage']) ?? '';
  return error.endsWith('DryRunOperation') || message.includes('DryRun flag is set') ? 'dry-run' : 'refused';
}

function firstTexts(values: RecordValues, paths: readonly ValuePath[]): readonly string[] {
  for (const path of paths) {
    const found = textsOf(values.at(path));
    if (found.length > 0) return found.map((one) => one.slice(0, LONGEST));
  }
  return [];
}

function countOf(values: RecordValues, paths: readonly ValuePath[]): number | null {
  for (const path of paths) {
    const found = values.at(path);
    if (found.length === 0) continue;
    if (path.items) return found.length;
    const numbers = found.map(Number).filter((number) => Number.isFinite(number) && number >= 0);
    if (numbers.length > 0) return numbers.reduce((sum, number) => sum + number, 0);
  }
  return null;
}

function objectAt(object: JsonObject, key: string): JsonObject | null {
  const value = object[key];
  return isObject(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? (value.length > LONGEST ? value.slice(0, LONGEST) : value) : null;
}

/** ISO 8601, and the form without separators that some records have: `20131102T010628Z`. */
function timeOf(value: string | null): number | null {
  if (value === null) return null;
  const time = Date.parse(value);
  if (!Number.isNaN(time)) return time;
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (compact === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = compact;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
