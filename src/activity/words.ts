import { parseArn } from '../model/arn.js';
import type { AttributedCall } from './attribution/attribute.js';
import type { Episode } from './episodes.js';
import type { Call } from './records/call.js';
import { listed } from './signals/signal.js';

/** `arn:aws:iam::111111111111:role/ci` → `role ci`; whatever is no ARN as it is. */
function nameOf(id: string): string {
  const arn = parseArn(id);
  if (arn === null) return /^\d{12}$/.test(id) ? `AWS account ${id}` : id;
  if (arn.resource === 'root') return `the root user of ${arn.account}`;
  const [kind = '', ...path] = arn.resource.split('/');
  return path.length === 0 ? arn.resource : `${kind} ${path.at(-1) ?? ''}`;
}

/** Minutes are enough for a reader, who has the timeline beside it. */
function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What was done, by whom, where and when, in one sentence. */
export function describe(calls: readonly AttributedCall[], { origin }: Episode): string {
  const launches = calls.filter(({ call }) => call.compute.length > 0);
  const told = launches.length > 0 ? launches : calls;
  const got = told.filter(({ call }) => call.outcome === 'success');
  const principals = [...new Set(told.map(({ principal }) => nameOf(principal)))];
  const who = nameOf(origin.id);
  const as = principals.length === 1 && principals[0] === who ? '' : `, as ${listed(principals, 3)},`;
  const what = got.length > 0 ? done(got) : `tried ${done(told).replace(/^made /, '')} without success`;
  const regions = [...new Set(told.map(({ call }) => call.region))].filter((region) => region !== '');
  const where = regions.length > 3 ? `in ${regions.length} Regions` : regions.length > 0 ? `in ${listed(regions)}` : '';
  const first = Math.min(...told.map(({ call }) => call.time));
  const last = Math.max(...told.map(({ call }) => call.last));
  const when =
    minuteOf(first) === minuteOf(last) ? `at ${minuteOf(first)}` : `from ${minuteOf(first)} to ${minuteOf(last)}`;
  return `${who.charAt(0).toUpperCase()}${who.slice(1)}${as} ${[what, where, when].filter((part) => part !== '').join(' ')}.`;
}

/** `made RunInstances (14 of p4d.24xlarge) and CreateService` */
function done(calls: readonly AttributedCall[]): string {
  const byName = new Map<string, { count: number; known: boolean; types: Set<string> }>();
  for (const { call } of calls) {
    const row = byName.get(call.name) ?? { count: 0, known: false, types: new Set() };
    byName.set(call.name, row);
    row.known ||= call.count !== null;
    row.count += call.count ?? 0;
    for (const type of typeTexts(call)) row.types.add(type);
  }
  const parts = [...byName].map(([name, { count, known, types }]) => {
    const detail = [known ? String(count) : '', types.size > 0 ? listed(types, 3) : ''].filter((part) => part !== '');
    return detail.length === 0 ? name : `${name} (${detail.join(' of ')})`;
  });
  const shown = parts.slice(0, 4);
  const rest = parts.length - shown.length;
  return `made ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** What was launched, with a unit where the record has a bare number: memory of functions, CPU of tasks. */
export function typeTexts({ source, types }: Pick<Call, 'source' | 'types'>): readonly string[] {
  const unit = UNITS[source];
  return unit === undefined ? types : types.map((type) => (/^\d+$/.test(type) ? `${type} ${unit}` : type));
}

const UNITS: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com': 'MB',
  'ecs.amazonaws.com': 'CPU units',
};
