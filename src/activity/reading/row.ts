import { isObject, type JsonObject } from '../records/paths.js';
import { isEventHistory, recordOfEventHistory } from './event-history.js';
import { readStruct } from './struct-text.js';
import { recordsIn } from './unwrap.js';

/** A row of a table, by the names of its columns as {@link columnName} writes them. */
export type Row = ReadonlyMap<string, string>;

/**
 * The name of a column in lower case, without what programs write between its words and around it: `Event name`, `event_name`,
 * `@message`, `userIdentity.arn`, `TimeGenerated [UTC]`.
 */
export function columnName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\[utc\]/, '')
    .replace(/[^a-z0-9]/g, '');
}

/** Columns that hold whole records as JSON: of CloudTrail Lake, LookupEvents, Splunk, CloudWatch Logs Insights, Elastic. */
const WHOLE = ['eventjson', 'cloudtrailevent', 'raw', 'message', 'eventoriginal'];

/** The field of a record that each column holds, in tables of Athena and Lake, of Microsoft Sentinel, and of exports of single fields. */
const FIELDS: Readonly<Record<string, string>> = {
  eventid: 'eventID',
  awseventid: 'eventID',
  eventtime: 'eventTime',
  timegenerated: 'eventTime',
  eventname: 'eventName',
  eventsource: 'eventSource',
  awsregion: 'awsRegion',
  recipientaccountid: 'recipientAccountId',
  sourceipaddress: 'sourceIPAddress',
  useragent: 'userAgent',
  errorcode: 'errorCode',
  errormessage: 'errorMessage',
  sharedeventid: 'sharedEventID',
};
/** Columns that hold JSON as text. */
const PARSED: Readonly<Record<string, string>> = {
  requestparameters: 'requestParameters',
  responseelements: 'responseElements',
};

/** True for columns that hold records. */
export function holdRecords(columns: readonly string[]): boolean {
  return columns.includes('eventname') || WHOLE.some((name) => columns.includes(name));
}

/** What the columns leave out of a record, in words; null when nothing. */
export function leftOutOf(columns: readonly string[]): string | null {
  if (WHOLE.some((name) => columns.includes(name)) || columns.includes('requestparameters')) return null;
  return isEventHistory(columns)
    ? 'is the CSV of the event history, which leaves out instance types, numbers asked for and roles: its JSON has them'
    : 'has no column requestParameters: what was asked for is not known';
}

/**
 * A record out of a row of a table; null when the row shows none.
 *
 * `useridentity` is JSON where the query made it so, and the text of a struct where it did not; other columns say the same field
 * by field: `identity_…` of this program's own query, `UserIdentity…` and `SessionIssuer…` of Microsoft Sentinel, `userIdentity.…`.
 */
export function recordOfRow(row: Row): JsonObject | null {
  for (const name of WHOLE) {
    const [whole] = recordsIn(row.get(name) ?? '');
    if (whole !== undefined) return whole;
  }
  if (isEventHistory([...row.keys()])) return recordOfEventHistory(row);
  const record: Record<string, unknown> = {};
  for (const [column, field] of Object.entries(FIELDS)) {
    const value = row.get(column);
    if (value !== undefined && value !== '') record[field] ??= value;
  }
  for (const [column, field] of Object.entries(PARSED)) record[field] = parsed(row.get(column)) ?? null;
  record['userIdentity'] = wholeIdentity(row.get('useridentity')) ?? identityOf(row);
  if (typeof record['eventTime'] === 'string') record['eventTime'] = isoTime(record['eventTime']);
  return record['eventName'] === undefined ? null : record;
}

function wholeIdentity(text = ''): JsonObject | null {
  const json = parsed(text);
  if (isObject(json)) return json;
  const struct = readStruct(text);
  return struct === null ? null : spelled(struct);
}

/** Fields of an identity as CloudTrail spells them, by their names in lower case, as a struct of Athena has them. */
const SPELLING = new Map(
  [
    ...['principalId', 'accountId', 'invokedBy', 'accessKeyId', 'userName', 'sessionContext', 'identityProvider'],
    ...['sessionIssuer', 'creationDate', 'sourceIdentity', 'webIdFederationData', 'federatedProvider'],
  ].map((name) => [name.toLowerCase(), name]),
);

function spelled(struct: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(struct).map(([name, value]) => [
      SPELLING.get(name) ?? name,
      isObject(value) ? spelled(value) : value,
    ]),
  );
}

function identityOf(row: Row): JsonObject {
  const value = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const found = row.get(name);
      if (found !== undefined && found !== '') return found;
    }
    return undefined;
  };
  const own = (name: string): string | undefined => value(`identity${name}`, `useridentity${name}`);
  const session = (mine: string, sentinel: string, path: string): string | undefined =>
    value(`identity${mine}`, sentinel, `useridentitysessioncontext${path}`);
  return {
    type: own('type'),
    principalId: own('principalid'),
    arn: own('arn'),
    accountId: own('accountid'),
    accessKeyId: own('accesskeyid'),
    userName: own('username'),
    invokedBy: own('invokedby'),
    identityProvider: own('identityprovider'),
    sessionContext: {
      sourceIdentity: session('sourceidentity', 'sourceidentity', 'sourceidentity'),
      attributes: {
        creationDate: isoTime(session('sessionstart', 'sessioncreationdate', 'attributescreationdate') ?? ''),
      },
      sessionIssuer: {
        type: session('issuertype', 'sessionissuertype', 'sessionissuertype'),
        arn: session('issuerarn', 'sessionissuerarn', 'sessionissuerarn'),
        principalId: session('issuerid', 'sessionissuerprincipalid', 'sessionissuerprincipalid'),
      },
    },
  };
}

/** Lake writes `2026-11-24 02:14:07.000`, Sentinel `11/24/2026, 2:14:07.000 AM`. */
function isoTime(value: string): string {
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value)) return `${value.replace(' ', 'T')}Z`;
  const [, month = '', day = '', year = '', hour = '', rest = '', half] =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2})(:\d\d:\d\d)(?:\.\d+)? ?([AP]M)?$/.exec(value) ?? [];
  if (rest === '') return value;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  const two = (number: string | number): string => String(number).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hours)}${rest}Z`;
}

function parsed(value: string | undefined): unknown {
  if (value === undefined || value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
