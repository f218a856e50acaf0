import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../inputs/index.js';
import type { Sink } from '../reading/pool.js';
import { type Wanted, wantedCall } from '../reading/read-text.js';
import { recordOfRow } from '../reading/row.js';
import { openService, refused } from './aws.js';
import { athenaQuery, type AthenaTable, lakeQuery } from './sql.js';
import type { ActivitySource } from './source.js';

/** Milliseconds between two looks at whether a query is done. */
const LOOK_EACH = 1000;
const ENDED = new Set(['FAILED', 'CANCELLED', 'TIMED_OUT']);

type Row = ReadonlyMap<string, string>;

/** `athena://WORKGROUP/DATABASE.TABLE`, with `?date=COLUMN` for the column by whose days the table is partitioned. */
export function athenaSource(uri: string): ActivitySource {
  const { workGroup, table } = parseAthena(uri);
  return {
    uri,
    needsSpan: true,
    async read(wanted, sink, progress) {
      const send = await openService('athena', null);
      try {
        const { QueryExecutionId: id } = await send('StartQueryExecution', {
          QueryString: athenaQuery(table, wanted),
          WorkGroup: workGroup,
          QueryExecutionContext: { Database: table.database },
        });
        await until(uri, progress, async () => {
          const { QueryExecution } = await send('GetQueryExecution', { QueryExecutionId: id });
          const { State = '', StateChangeReason = '' } =
            (QueryExecution as { Status?: { State?: string; StateChangeReason?: string } }).Status ?? {};
          return { state: State, reason: StateChangeReason };
        });
        let columns: readonly string[] | null = null;
        let token: unknown;
        let page = 0;
        do {
          const answer = await send('GetQueryResults', {
            QueryExecutionId: id,
            ...(token === undefined ? {} : { NextToken: token }),
          });
          const { Rows = [] } = (answer['ResultSet'] ?? {}) as { Rows?: { Data?: { VarCharValue?: string }[] }[] };
          const texts = Rows.map(({ Data = [] }) => Data.map(({ VarCharValue = '' }) => VarCharValue));
          // The first row of the first page names the columns.
          const names: readonly string[] = columns ?? (texts.shift() ?? []).map((name) => name.toLowerCase());
          columns = names;
          page += 1;
          take(
            texts.map((row) => new Map(names.map((name, index) => [name, row[index] ?? '']))),
            `${uri} page ${page}`,
            wanted,
            sink,
          );
          token = answer['NextToken'];
        } while (token !== undefined);
      } catch (error) {
        if (error instanceof InputError) throw error;
        throw refused(uri, error);
      }
    },
  };
}

function parseAthena(uri: string): { readonly workGroup: string; readonly table: AthenaTable } {
  const match = /^athena:\/\/([^/?]+)\/([^./?]+)\.([^/?]+)(?:\?date=([^&]+))?$/.exec(uri);
  if (match === null)
    throw new InputError(
      uri,
      '',
      'expected athena://WORKGROUP/DATABASE.TABLE or athena://WORKGROUP/DATABASE.TABLE?date=COLUMN',
    );
  const [, workGroup = '', database = '', table = '', dateColumn = null] = match;
  return { workGroup, table: { database, table, dateColumn } };
}

/** `lake://EVENT_DATA_STORE_ID`, for those who have CloudTrail Lake. */
export function lakeSource(uri: string): ActivitySource {
  const store = uri.slice('lake://'.length);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(store)) {
    throw new InputError(uri, '', 'expected lake:// and the id of an event data store, which is a UUID');
  }
  return {
    uri,
    needsSpan: true,
    async read(wanted, sink, progress) {
      const send = await openService('cloudtrail', null);
      try {
        const { QueryId } = await send('StartQuery', { QueryStatement: lakeQuery(store, wanted) });
        await until(uri, progress, async () => {
          const { QueryStatus = '', ErrorMessage = '' } = (await send('DescribeQuery', { QueryId })) as {
            QueryStatus?: string;
            ErrorMessage?: string;
          };
          return { state: QueryStatus, reason: ErrorMessage };
        });
        let token: unknown;
        let page = 0;
        do {
          const answer = await send('GetQueryResults', {
            QueryId,
            ...(token === undefined ? {} : { NextToken: token }),
          });
          const rows = (answer['QueryResultRows'] ?? []) as Record<string, string>[][];
          page += 1;
          take(
            rows.map(
              (cells) =>
                new Map(
                  cells.flatMap((cell) =>
                    Object.entries(cell).map(([name, value]) => [name.toLowerCase(), value] as const),
                  ),
                ),
            ),
            `${uri} page ${page}`,
            wanted,
            sink,
          );
          token = answer['NextToken'];
        } while (token !== undefined);
      } catch (error) {
        if (error instanceof InputError) throw error;
        throw refused(uri, error);
      }
    },
  };
}

/** Waits for a query to end. Throws `InputError` for one that failed. */
async function until(
  uri: string,
  progress: (message: string) => void,
  look: () => Promise<{ readonly state: string; readonly reason: string }>,
): Promise<void> {
  for (let waited = 0; ; waited += 1) {
    const { state, reason } = await look();
    if (state === 'SUCCEEDED' || state === 'FINISHED') return;
    if (ENDED.has(state))
      throw new InputError(uri, '', `the query ended as ${state}${reason === '' ? '' : `: ${reason}`}`);
    progress(`${uri}: ${state.toLowerCase()} for ${waited} s`);
    await sleep(LOOK_EACH);
  }
}

function take(rows: readonly Row[], uri: string, wanted: Wanted, sink: Sink): void {
  for (const row of rows) {
    const record = recordOfRow(row);
    const call = record === null ? null : wantedCall(record, wanted);
    if (call !== null) sink.call(call);
  }
  sink.file({ uri, records: rows.length, problem: null });
}
