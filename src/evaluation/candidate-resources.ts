import { parseArn } from '../model/arn.js';
import type { Statement } from '../model/policy.js';
import type { Knowledge } from './knowledge.js';
import { coversAction } from './statement.js';
import type { ApplicablePolicies, RequestPrincipal } from './request.js';
import { commonText, matchesWildcard } from './wildcard.js';

/** Resource types and condition keys of an action, from the service authorization reference. */
export interface ActionReference {
  readonly resources: readonly {
    readonly type: string;
    /** ARN formats with variables, as `arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}`. */
    readonly arns: readonly string[];
    readonly required: boolean;
    readonly keys: readonly string[];
  }[];
  readonly keys: readonly string[];
}

export type ActionTable = Readonly<Record<string, ActionReference>>;

/** A resource that a request could name. `region` is null where the ARN names none. */
export interface ResourceCandidate {
  readonly type: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string | null;
}

const VARIABLE = /\$\{(\w+)\}/g;
const USUAL_REGION = 'us-east-1';
/** Enough Regions for every continent and partition that a pattern could mean. */
const REGIONS = [
  USUAL_REGION,
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
  'ap-southeast-1',
  'ap-northeast-1',
  'ca-central-1',
  'sa-east-1',
  'me-south-1',
  'af-south-1',
  'il-central-1',
  'cn-north-1',
  'us-gov-west-1',
];
const MAX_REGIONS = 16;
const MAX_PATTERNS = 64;

/**
 * Resources to try an action on: alternatives, each a list of resource types that one request needs together, each
 * type with its candidates. Candidates are a fresh name by the type's ARN format and a name that fits each pattern of
 * the allow statements; alternatives differ by Region.
 */
export function* candidateResources(
  action: string,
  actions: ActionTable,
  principal: RequestPrincipal,
  policies: ApplicablePolicies,
  knowledge: Knowledge,
): Generator<readonly (readonly ResourceCandidate[])[]> {
  const types = actions[action]?.resources ?? [];
  const account = 'account' in principal ? principal.account : '';
  const anything: ResourceCandidate = { type: '', arn: '*', account, region: null };
  if (types.length === 0) {
    yield [[anything]];
    return;
  }
  const statements = relevantStatements(action, policies);
  const patterns = allowPatterns(statements, knowledge);
  const partition = parseArn('arn' in principal ? principal.arn : '')?.partition ?? 'aws';
  for (const region of regions(statements, patterns)) {
    const byType = types.map(({ type, arns, required }) => ({
      required,
      candidates: arns.flatMap((format) => candidates(type, format, { partition, region, account }, patterns)),
    }));
    const needed = byType.filter(({ required }) => required);
    yield needed.length > 0
      ? needed.map((row) => row.candidates)
      : [[...byType.flatMap((row) => row.candidates), anything]];
  }
}

function candidates(
  type: string,
  format: string,
  place: { readonly partition: string; readonly region: string; readonly account: string },
  patterns: readonly string[],
): readonly ResourceCandidate[] {
  const fixed = format
    .replace('${Partition}', place.partition)
    .replace('${Region}', place.region)
    .replace('${Account}', place.account);
  const fresh = fixed.replace(VARIABLE, (_, name: string) => `any-${name.toLowerCase()}`);
  const pattern = fixed.replace(VARIABLE, '?*');
  const fitting = patterns.flatMap((allowed) => {
    const text = commonText([allowed, pattern]);
    return typeof text === 'string' && fitsFormat(fixed, text) ? [text] : [];
  });
  return [...new Set([fresh, ...fitting])].map((arn) => {
    const parts = parseArn(arn);
    return {
      type,
      arn,
      account: parts?.account === undefined || parts.account === '' ? place.account : parts.account,
      region: parts?.region === undefined || parts.region === '' ? null : parts.region,
    };
  });
}

/**
 * A wildcard crosses colons and slashes, a name does not: `arn:aws:ec2:*:*:instance/*` fits no image, although a text could
 * be made that fits both formats. Only paths and object keys hold slashes.
 */
function fitsFormat(format: string, text: string): boolean {
  const names = [...format.matchAll(VARIABLE)].map(([, name = '']) => name);
  const literals = format.split(VARIABLE).filter((_, index) => index % 2 === 0);
  let rest = text.slice((literals[0] ?? '').length);
  for (const [index, name] of names.entries()) {
    const next = literals[index + 1] ?? '';
    const end = next === '' ? rest.length : rest.indexOf(next);
    const value = end < 0 ? rest : rest.slice(0, end);
    if (value.includes(':') || (value.includes('/') && !/path|object|key/i.test(name))) return false;
    rest = rest.slice(end + next.length);
  }
  return true;
}

function relevantStatements(action: string, policies: ApplicablePolicies): readonly Statement[] {
  const all = [
    ...policies.identity,
    ...(policies.boundary === null ? [] : [policies.boundary]),
    ...policies.serviceControl.flat(),
  ];
  return all.flatMap(({ statements }) => statements).filter((statement) => coversAction(statement, action) !== 'false');
}

function allowPatterns(statements: readonly Statement[], knowledge: Knowledge): readonly string[] {
  const patterns = new Set<string>();
  for (const { effect, resources } of statements) {
    if (effect !== 'Allow') continue;
    for (const value of resources?.values ?? []) {
      if (value !== '*' && patterns.size < MAX_PATTERNS) patterns.add(substitute(value, knowledge));
    }
  }
  return [...patterns];
}

/** Policy variables stand for what the principal is, where that is known, and for anything otherwise. */
function substitute(pattern: string, knowledge: Knowledge): string {
  return pattern.replace(/\$\{([^},]+)[^}]*\}/g, (_, key: string) => {
    const known = knowledge(key.trim().toLowerCase());
    return known.kind === 'fixed' && known.values.length === 1 ? (known.values[0] ?? '*') : '*';
  });
}

/** The usual Region, and those that a statement names: one of them may be the only one that is allowed. */
function regions(statements: readonly Statement[], patterns: readonly string[]): readonly string[] {
  const found = new Set([USUAL_REGION]);
  const add = (pattern: string): void => {
    const region = /[*?]/.test(pattern) ? REGIONS.find((name) => matchesWildcard(pattern, name)) : pattern;
    if (region !== undefined) found.add(region);
  };
  for (const { conditions } of statements) {
    for (const { key, values } of conditions) {
      if (key.toLowerCase() === 'aws:requestedregion') values.values.forEach(add);
    }
  }
  for (const pattern of patterns) {
    const region = parseArn(pattern)?.region ?? '';
    if (region !== '' && region !== '*') add(region);
  }
  if (statements.some(({ effect }) => effect === 'Deny')) found.add('eu-west-1');
  return [...found].slice(0, MAX_REGIONS);
}
