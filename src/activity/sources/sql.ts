import { plainName } from '../records/interest.js';
import type { Wanted } from '../reading/read-text.js';

/** A text as a literal of SQL. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a quoted identifier of SQL. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Where the records are, and which column partitions them by day (`2026/11/24`). */
export interface AthenaTable {
  readonly database: string;
  readonly table: string;
  readonly dateColumn: string | null;
}

/** Columns of the table of https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html, and what this program calls them. */
const COLUMNS = [
  ...['eventid', 'eventtime', 'eventname', 'eventsource', 'awsregion', 'recipientaccountid', 'sourceipaddress'],
  ...['useragent', 'errorcode', 'errormessage', 'sharedeventid', 'requestparameters', 'responseelements'],
  'useridentity.type AS identity_type',
  'useridentity.principalid AS identity_principalid',
  'useridentity.arn AS identity_arn',
  'useridentity.accountid AS identity_accountid',
  'useridentity.accesskeyid AS identity_accesskeyid',
  'useridentity.username AS identity_username',
  'useridentity.invokedby AS identity_invokedby',
  'useridentity.sessioncontext.attributes.creationdate AS identity_sessionstart',
  'useridentity.sessioncontext.sessionissuer.type AS identity_issuertype',
  'useridentity.sessioncontext.sessionissuer.arn AS identity_issuerarn',
  'useridentity.sessioncontext.sessionissuer.principalid AS identity_issuerid',
];

/** One statement for all that is wanted: the event names, the time, the days that are partitions of the table, and keys. */
export function athenaQuery({ database, table, dateColumn }: AthenaTable, wanted: Wanted): string {
  const { since, until } = wanted.span;
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');
  const conditions = [
    `eventname IN (${wanted.interest.names.map(literal).join(', ')})`,
    `eventtime >= ${literal(isoOf(since))}`,
    `eventtime < ${literal(isoOf(until))}`,
    // Files are delivered on the day of the call or the next one.
    ...(dateColumn === null
      ? []
      : [`${identifier(dateColumn)} BETWEEN ${literal(day(since))} AND ${literal(day(until + 86_400_000))}`]),
    // What services start for their own compute is most of a trail, and leads nowhere.
    `(eventsource <> 'sts.amazonaws.com' OR useridentity.type <> 'AWSService')`,
    ...principalConditions(wanted),
    ...(wanted.keys === null
      ? []
      : [
          `json_extract_scalar(responseelements, '$.credentials.accessKeyId') IN (${[...wanted.keys].map(literal).join(', ')})`,
        ]),
  ];
  return `SELECT ${COLUMNS.join(', ')} FROM ${identifier(database)}.${identifier(table)} WHERE ${conditions.join(' AND ')}`;
}

/** The statement for an event data store of CloudTrail Lake, whose id is a UUID and stands bare. */
export function lakeQuery(store: string, wanted: Wanted): string {
  const { interest, span } = wanted;
  const names = [...new Set([...interest.names, ...interest.names.map(plainName)])];
  const conditions = [
    `eventName IN (${names.map(literal).join(', ')})`,
    `eventTime >= ${literal(lakeTime(span.since))}`,
    `eventTime < ${literal(lakeTime(span.until))}`,
    ...principalConditions(wanted),
  ];
  return `SELECT eventJson FROM ${store} WHERE ${conditions.join(' AND ')}`;
}

/** As `wantedCall` has it: the calls of the principals, sessions, and what services did. Both kinds of table have these fields. */
function principalConditions({ principals = null }: Wanted): readonly string[] {
  if (principals === null) return [];
  const arns = [...principals].map(literal).join(', ');
  const issuer = 'useridentity.sessioncontext.sessionissuer.arn';
  return [
    `(${[
      `${issuer} IN (${arns})`,
      `useridentity.arn IN (${arns})`,
      `${issuer} LIKE '%:role/aws-service-role/%'`,
      `useridentity.type = 'AWSService'`,
      'useridentity.invokedby IS NOT NULL',
      `eventsource = 'sts.amazonaws.com'`,
    ].join(' OR ')})`,
  ];
}

function isoOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function lakeTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
