import { type CostTable, costTable } from './cost-tables.js';
import { type ChunkReader, type TakeCall, type Wanted, wantedCall } from './read-text.js';
import { columnName, holdRecords, leftOutOf, recordOfRow } from './row.js';

/** True for the name of a CSV file, compressed or not. */
export function isCsv(uri: string): boolean {
  return /\.csv(\.gz)?$/i.test(uri);
}

const LONGEST_ROW = 16 * 1024 * 1024;

/**
 * Reads the CSV that Athena, CloudTrail Lake, the event history and SIEMs write, or a cost report (RFC 4180, the names of the columns
 * first), row by row.
 */
export function csvReader(wanted: Wanted, takeCall: TakeCall): ChunkReader {
  const decoder = new TextDecoder();
  let columns: readonly string[] | null = null;
  let costs: CostTable | null = null;
  let open = '';
  let records = 0;
  let problem: string | null = null;

  const take = (fields: readonly string[]): void => {
    if (columns === null) {
      costs = costTable(fields);
      columns = fields.map(columnName);
      if (costs === null && !holdRecords(columns))
        problem = 'holds no record of CloudTrail: its columns are of something else';
      return;
    }
    const names = columns;
    if (fields.length === 1 && fields[0] === '') return;
    if (costs !== null) {
      records += 1;
      costs.add(fields);
      return;
    }
    const record = recordOfRow(new Map(names.map((name, index) => [name, fields[index] ?? ''])));
    if (record === null) return;
    records += 1;
    const call = wantedCall(record, wanted);
    if (call !== null) takeCall(call);
  };
  const drain = (last: boolean): void => {
    let at = 0;
    for (let row = rowAt(open, at, last); row !== null; row = rowAt(open, at, last)) {
      take(row.fields);
      at = row.end;
    }
    open = open.slice(at);
  };
  return {
    push(chunk) {
      open += decoder.decode(chunk, { stream: true });
      drain(false);
      if (open.length > LONGEST_ROW) problem = `holds a row of more than ${LONGEST_ROW / 1024 / 1024} MB`;
      return problem === null;
    },
    end(uri, outer = null) {
      open += decoder.decode();
      if (problem === null) drain(true);
      const cut = open === '' ? null : 'ends in the middle of a row';
      const told = costs?.end() ?? null;
      const lacks = columns === null ? 'is empty' : told === null ? leftOutOf(columns) : told.problem;
      return {
        uri,
        records,
        problem: outer ?? problem ?? cut ?? lacks,
        ...(told === null ? {} : { costs: told.costs }),
      };
    },
  };
}

/** The row that begins at `at`, and where it ends; null when its end is not there. */
function rowAt(text: string, at: number, last: boolean): { fields: string[]; end: number } | null {
  if (at >= text.length) return null;
  const fields: string[] = [];
  let position = at;
  for (;;) {
    let field = '';
    if (text[position] === '"') {
      let from = position + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return null;
        field += text.slice(from, quote);
        position = quote + 1;
        if (text[position] !== '"') break;
        field += '"';
        from = position + 1;
      }
      // A quote at the very end may be half of an escaped one.
      if (position >= text.length && !last) return null;
    } else {
      const from = position;
      while (position < text.length && text[position] !== ',' && text[position] !== '\n') position += 1;
      field = text.slice(from, position).replace(/\r$/, '');
    }
    fields.push(field);
    if (text[position] === '\r') position += 1;
    if (position >= text.length) return last ? { fields, end: position } : null;
    if (text[position] === '\n') return { fields, end: position + 1 };
    position += 1;
  }
}
