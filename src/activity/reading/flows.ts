import { isPublicIP } from '../ip-address.js';
import type { PoolFlow } from '../traffic.js';
import { detached } from './detached.js';
import type { ChunkReader, FileResult, Wanted } from './read-text.js';

/** The default format (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-default). */
const DEFAULT_FORMAT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
const NEEDED = ['dstaddr', 'srcport', 'dstport', 'protocol', 'start', 'end'];
const TCP = '6';
/** Linux takes the ports of its own ends from here on, Windows from 49152: a lower one is a server's answer. */
const FIRST_OWN_PORT = 32_768;
const LONGEST_LINE = 64 * 1024;
const MOST_FLOWS = 10_000;

/** The names of the columns, if a line is the first one of a flow log: its header, or a record of the default format. */
export function flowColumns(line: string): { readonly columns: readonly string[]; readonly header: boolean } | null {
  const fields = line.trim().split(' ');
  if (fields.length === DEFAULT_FORMAT.length && fields[0] === '2' && fields[2]?.startsWith('eni-') === true)
    return { columns: DEFAULT_FORMAT, header: false };
  const header = fields.length > 3 && fields.every((field) => /^[a-z][a-z0-9-]*$/.test(field));
  return header && (fields.includes('interface-id') || fields.includes('dstaddr')) ? { columns: fields, header } : null;
}

/**
 * Reads a VPC flow log as text, with a header line or in the default format, and keeps connections that somebody within opened to a
 * port of mining pools on the internet. Never throws for what the text holds.
 */
export function flowReader({ interest: { miningPorts }, span }: Wanted): ChunkReader {
  const flows = new Map<string, { -readonly [K in keyof PoolFlow]: PoolFlow[K] }>();
  let columns: Columns | null = null;
  let open = '';
  let records = 0;
  let leftOut = 0;
  let unread = 0;
  let problem: string | null = null;

  const take = (line: string): void => {
    if (line === '') return;
    if (columns === null) {
      const found = flowColumns(line);
      if (found === null) {
        problem = 'is no flow log: its first line is neither a header nor a record of the default format';
        return;
      }
      const missing = NEEDED.find((name) => !found.columns.includes(name));
      const resource = ['instance-id', 'interface-id'].find((name) => found.columns.includes(name));
      if (missing !== undefined || resource === undefined) {
        problem = `is a flow log whose format has no \`${missing ?? 'interface-id'}\``;
        return;
      }
      columns = columnsOf(found.columns);
      if (found.header) return;
    }
    records += 1;
    const fields = line.split(' ');
    if (fields.length !== columns.length) {
      unread += 1;
      return;
    }
    const flow = flowOf(fields, columns, miningPorts);
    if (flow === null || flow.last < span.since || flow.first >= span.until) return;
    const key = `${flow.resource} ${flow.address} ${flow.port}`;
    const known = flows.get(key);
    if (known !== undefined) {
      known.first = Math.min(known.first, flow.first);
      known.last = Math.max(known.last, flow.last);
      known.seen += flow.seen;
      known.bytes += flow.bytes;
    } else if (flows.size < MOST_FLOWS)
      flows.set(detached(key), { ...flow, resource: detached(flow.resource), address: detached(flow.address) });
    else leftOut += 1;
  };
  return {
    push(chunk) {
      open += chunk.toString('latin1');
      let at = 0;
      for (let end = open.indexOf('\n'); end >= 0 && problem === null; end = open.indexOf('\n', at)) {
        take(open.slice(at, end).trimEnd());
        at = end + 1;
      }
      open = open.slice(at);
      if (open.length > LONGEST_LINE) problem ??= `holds a line of more than ${LONGEST_LINE / 1024} KB`;
      return problem === null;
    },
    end(uri, outer = null): FileResult {
      if (problem === null && outer === null) take(open.trimEnd());
      const odd = unread === 0 ? null : `holds ${unread} lines that are not of its format`;
      return { uri, records, problem: outer ?? problem ?? odd, flows: [...flows.values()], leftOut };
    },
  };
}

interface Columns {
  readonly length: number;
  readonly instance: number;
  readonly network: number;
  readonly address: number;
  readonly ownPort: number;
  readonly port: number;
  readonly protocol: number;
  readonly start: number;
  readonly end: number;
  readonly action: number;
  readonly direction: number;
  readonly bytes: number;
}

function columnsOf(names: readonly string[]): Columns {
  const at = (name: string): number => names.indexOf(name);
  return {
    length: names.length,
    instance: at('instance-id'),
    network: at('interface-id'),
    address: at('dstaddr'),
    ownPort: at('srcport'),
    port: at('dstport'),
    protocol: at('protocol'),
    start: at('start'),
    end: at('end'),
    action: at('action'),
    direction: at('flow-direction'),
    bytes: at('bytes'),
  };
}

/** What a record says of a connection to a pool's port; null when it is none. */
function flowOf(fields: readonly string[], columns: Columns, ports: ReadonlySet<number>): PoolFlow | null {
  const port = Number(fields[columns.port]);
  if (!ports.has(port) || fields[columns.protocol] !== TCP) return null;
  if (!(Number(fields[columns.ownPort]) >= FIRST_OWN_PORT)) return null;
  if ((fields[columns.action] ?? 'ACCEPT') !== 'ACCEPT' || (fields[columns.direction] ?? 'egress') !== 'egress')
    return null;
  const address = fields[columns.address] ?? '';
  const first = Number(fields[columns.start]) * 1000;
  const last = Number(fields[columns.end]) * 1000;
  if (!isPublicIP(address) || !(last >= first)) return null;
  const [resource] = [fields[columns.instance], fields[columns.network]].filter(
    (id): id is string => id !== undefined && /^(?:i|eni)-[0-9a-f]{1,32}$/.test(id),
  );
  const bytes = Number(fields[columns.bytes]);
  return resource === undefined
    ? null
    : { resource, address, port, first, last, seen: last - first, bytes: Number.isFinite(bytes) ? bytes : 0 };
}
