import { jsonText } from './json-text.js';
import type { Reporter } from './options.js';

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
    'drift',
    'opened',
    'by',
    'existed',
    'reaches',
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
  ...['assumptions', 'bounds', 'reason', 'location'],
  ...['uri', 'accounts', 'pointer', 'startLine', 'startColumn', 'endLine', 'endColumn'],
  ...[
    'fix',
    'change',
    'closing',
    'takes',
    'edits',
    'before',
    'after',
    'patch',
    'activity',
    'fixed',
    'gaps',
    'chokePoints',
    'closes',
  ],
  ...['caller', 'outsider', 'verdict', 'score', 'episodes', 'first', 'last', 'signals', 'title', 'weight', 'evidence'],
  ...['sources', 'since', 'until', 'files', 'records', 'eventId', 'time', 'occurrences', 'source', 'account', 'region'],
  ...['fits', 'ids', 'chain', 'outcome', 'error', 'resources', 'types', 'count', 'ended', 'duration', 'sourceIp'],
  ...['userAgent', 'calls', 'eventIds', 'respond', 'command', 'unreadable', 'unattributed', 'elsewhere'],
];

const RANK = new Map(FIELDS.map((field, index) => [field, index]));

/** The report as its JSON contract (`report.schema.json`), the same bytes for the same report. */
export const json: Reporter = (report) => jsonText(inOrder(report));

/** Fields of the contract in its order; then the others, which are context keys, by their name. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

function rank(field: string): number {
  return RANK.get(field) ?? FIELDS.length;
}
