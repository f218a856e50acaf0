import { jsonText } from './json-text.js';
import type { Report } from '../schemas/report.generated.js';
import type { Reporter, ReportOptions } from './options.js';
import { repositoryPath } from './repository-path.js';

/** Every field of the contract, in its order in `report.schema.json`; a field that stands in several objects has one place that suits all. */
const FIELDS = [
  ...['schemaVersion', 'tool', 'name', 'version', 'threatModel', 'inputs', 'summary'],
  ...['critical', 'high', 'medium', 'low', 'note', 'suppressed', 'leftOut', 'principals', 'policies', 'findings'],
  ...[
    'ruleId',
    'severity',
    'confidence',
    'status',
    'fingerprint',
    'message',
    'entry',
    'kind',
    'id',
    'entries',
    'drift',
    'opened',
    'by',
    'existed',
    'administrator',
    'reaches',
    'reachesMore',
    'compute',
  ],
  ...['paths', 'steps', 'from', 'to', 'via', 'description'],
  ...[
    'policy',
    'policyType',
    'index',
    'sid',
    'address',
    'statements',
    'witness',
    'principal',
    'action',
    'resource',
    'context',
  ],
  ...['assumptions', 'bounds', 'reason', 'notes', 'location'],
  ...['text', 'uri', 'scope', 'accounts', 'pointer', 'startLine', 'startColumn', 'endLine', 'endColumn'],
  ...[
    'fix',
    'change',
    'closing',
    'takes',
    'edits',
    'before',
    'after',
    'patch',
    'alsoChanges',
    'activity',
    'fixed',
    'gaps',
    'chokePoints',
    'closes',
  ],
  ...[
    'caller',
    'outsider',
    'unknown',
    'verdict',
    'score',
    'episodes',
    'first',
    'last',
    'cost',
    'signals',
    'title',
    'weight',
  ],
  'evidence',
  ...['sources', 'since', 'until', 'files', 'records', 'eventId', 'time', 'occurrences', 'source', 'account', 'region'],
  ...['fits', 'ids', 'chain', 'outcome', 'error', 'resources', 'types', 'count', 'ended', 'duration', 'sourceIp'],
  ...['amount', 'currency', 'userAgent', 'calls', 'eventIds', 'respond', 'command', 'unused', 'limits', 'newRegions'],
  ...['unreadable', 'unattributed', 'elsewhere'],
];

const RANK = new Map(FIELDS.map((field, index) => [field, index]));

/** How a file is named. */
type Named = (uri: string) => string;

/** The report as its JSON contract (`report.schema.json`), the same bytes for the same report. */
export const json: Reporter = (report, options) => [...jsonParts(report, options)].join('');

/** The same text in parts of one finding each: that of many findings together is longer than a string can be. */
export function* jsonParts(report: Report, { repository }: ReportOptions): Iterable<string> {
  const given = new Set(['', ...report.inputs.map(({ uri }) => uri)]);
  const named: Named = (uri) => (repository === undefined || given.has(uri) ? uri : repositoryPath(uri, repository));
  const fields = Object.entries(report).sort(byRank);
  let before = '{\n';
  for (const [key, value] of fields) {
    yield `${before}  ${JSON.stringify(key)}: `;
    before = ',\n';
    const name: Named = key === 'inputs' ? (uri) => uri : named;
    if (Array.isArray(value)) yield* listParts(value, name);
    else yield indented(value, 2, name);
  }
  yield '\n}\n';
}

function* listParts(list: readonly unknown[], named: Named): Iterable<string> {
  if (list.length === 0) {
    yield '[]';
    return;
  }
  for (const [index, item] of list.entries()) yield `${index === 0 ? '[\n' : ',\n'}    ${indented(item, 4, named)}`;
  yield '\n  ]';
}

function indented(value: unknown, columns: number, named: Named): string {
  return jsonText(inOrder(value, named))
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(columns)}`);
}

/** Fields of the contract in its order; then the others, which are context keys, by their name. */
function inOrder(value: unknown, named: Named): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, named));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(byRank);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, key === 'uri' && typeof item === 'string' ? named(item) : inOrder(item, named)]),
  );
}

function byRank([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(field: string): number {
  return RANK.get(field) ?? FIELDS.length;
}
