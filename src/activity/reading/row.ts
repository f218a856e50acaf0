import { isObject, type JsonObject } from '../records/paths.js';

/** Columns of a table of CloudTrail records in Athena and Lake, by the name in lower case, and the field of a record that they hold. */
const FIELDS: Readonly<Record<string, string>> = {
  eventid: 'eventID',
  eventtime: 'eventTime',
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
  useridentity: 'userIdentity',
  requestparameters: 'requestParameters',
  responseelements: 'responseElements',
};

/**
 * A record out of a row of a table, by column name in lower case; null when the row shows none.
 *
 * A column `eventjson` holds the whole record. `useridentity` is JSON where the query made it so; the columns of this
 * program's own query (`identity_…`) say the same field by field.
 */
export function recordOfRow(row: ReadonlyMap<string, string>): JsonObject | null {
  const whole = parsed(row.get('eventjson'));
  if (isObject(whole)) return whole;
  const record: Record<string, unknown> = {};
  for (const [column, field] of Object.entries(FIELDS)) {
    const value = row.get(column);
    if (value !== undefined && value !== '') record[field] = value;
  }
  for (const [column, field] of Object.entries(PARSED)) record[field] = parsed(row.get(column)) ?? null;
  if (!isObject(record['userIdentity'])) record['userIdentity'] = identityOf(row);
  if (typeof record['eventTime'] === 'string') record['eventTime'] = isoTime(record['eventTime']);
  return record['eventName'] === undefined ? null : record;
}

function identityOf(row: ReadonlyMap<string, string>): JsonObject {
  const value = (name: string): string | undefined => row.get(`identity_${name}`) ?? undefined;
  return {
    type: value('type'),
    principalId: value('principalid'),
    arn: value('arn'),
    accountId: value('accountid'),
    accessKeyId: value('accesskeyid'),
    userName: value('username'),
    invokedBy: value('invokedby'),
    identityProvider: value('identityprovider'),
    sessionContext: {
      sourceIdentity: value('sourceidentity'),
      attributes: { creationDate: value('sessionstart') },
      sessionIssuer: { type: value('issuertype'), arn: value('issuerarn'), principalId: value('issuerid') },
    },
  };
}

/** Lake writes `2026-11-24 02:14:07.000`. */
function isoTime(value: string): string {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value.replace(' ', 'T')}Z` : value;
}

function parsed(value: string | undefined): unknown {
  if (value === undefined || value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
