import { parseArn } from '../model/arn.js';
import type { Statement } from '../model/policy.js';
import type { Knowledge } from './knowledge.js';
import { coversAction } from './statement.js';
import type { ApplicablePolicies, RequestPrincipal } from './request.js';
import { replaceVariables } from './variables.js';
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
const OTHER_REGION = 'eu-west-1';
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
const MAX_PATTERNS = 256;

/** Where a fresh name is put. */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Resources to try an action on: alternatives, each a list of resource types that one request needs together, each
 * type with its candidates. Candidates are a fresh name by the type's ARN format and a name that fits each pattern of
 * the allow statements, and each that a deny leaves out; alternatives differ by Region. With `only`, resources of that type
 * alone.
 */
export function* candidateResources(
  action: string,
  actions: ActionTable,
  principal: RequestPrincipal,
  policies: ApplicablePolicies,
  knowledge: Knowledge,
  only?: string,
): Generator<readonly (readonly ResourceCandidate[])[]> {
  const { arn, account } = 'account' in principal ? principal : { arn: '', account: '' };
  const partition = parseArn(arn)?.partition ?? 'aws';
  const statements = relevantStatements(action, policies);
  const patterns = resourcePatterns(statements, knowledge);
  const types = actions[action]?.resources ?? [];
  const needed = types.filter(({ type, required }) => (only === undefined ? required : type === only));
  for (const region of types.length === 0 ? [USUAL_REGION] : regions(statements, patterns)) {
    const place = { partition, region, account };
    const candidatesOf = ({ type, arns }: (typeof types)[number]): readonly ResourceCandidate[] =>
      arns.flatMap((format) => candidates(type, format, place, patterns));
    yield needed.length > 0
      ? needed.map(candidatesOf)
      : [[...types.flatMap(candidatesOf), { type: '', arn: '*', account, region: null }]];
  }
}

function candidates(
  type: string,
  format: string,
  place: Place,
  patterns: readonly string[],
): readonly ResourceCandidate[] {
  const fixed = format
    .replace('${Partition}', place.partition)
    .replace('${Region}', place.region)
    .replace('${Account}', place.account);
  const fresh = fixed.replace(VARIABLE, (_, name: string) => `any-${name.toLowerCase()}`);
  const pattern = fixed.replace(VARIABLE, '?*');
  const fitting = patterns.flatMap((allowed) => {
    const text = commonText([allowed, pattern]) ?? null;
    return text !== null && fitsFormat(fixed, text) ? [text] : [];
  });
  return [...new Set([fresh, ...fitting])].map((arn) => {
    const [, , , region = '', account = ''] = arn.split(':');
    return { type, arn, account: account === '' ? place.account : account, region: region === '' ? null : region };
  });
}

/**
 * A wildcard crosses colons and slashes, a name does not: `arn:aws:ec2:*:*:instance/*` fits no image, although a text could
 * be made that fits both formats. Only paths and object keys hold slashes.
 */
function fitsFormat(format: string, text: string): boolean {
  if (count(text, ':') !== count(format, ':')) return false;
  return count(text, '/') === count(format, '/') || /\$\{\w*(?:path|object|key)/i.test(format);
}

function count(text: string, separator: string): number {
  return text.split(separator).length;
}

function relevantStatements(action: string, policies: ApplicablePolicies): readonly Statement[] {
  const all = [...policies.identity, policies.boundary, ...policies.serviceControl.flat()];
  const statements = all.flatMap((policy) => policy?.statements ?? []);
  return statements.filter((statement) => coversAction(statement, action) !== 'false');
}

/** Policy variables stand for what the principal is, where that is known, and for anything otherwise. */
function resourcePatterns(statements: readonly Statement[], knowledge: Knowledge): readonly string[] {
  const textFor = (key: string): string => {
    const known = knowledge(key);
    const [value, ...others] = known.kind === 'fixed' ? known.values : [];
    return value !== undefined && others.length === 0 ? value : '*';
  };
  // What a deny leaves out by `NotResource` may be all that is allowed.
  const values = statements
    .flatMap(({ effect, resources, notResources }) => (effect === 'Allow' ? resources : notResources)?.values ?? [])
    .filter((value) => value !== '*');
  return [...new Set(values.map((value) => replaceVariables(value, textFor)))].slice(0, MAX_PATTERNS);
}

/** The usual Region, and those that a statement names: one of them may be the only one that is allowed. */
function regions(statements: readonly Statement[], patterns: readonly string[]): readonly string[] {
  const conditions = statements.flatMap((statement) => statement.conditions);
  const named = [
    ...conditions
      .filter(({ key }) => key.toLowerCase() === 'aws:requestedregion')
      .flatMap(({ values }) => values.values),
    ...patterns.map((pattern) => parseArn(pattern)?.region ?? ''),
  ];
  const found = named.flatMap((name) =>
    name.includes('*') || name.includes('?') ? (REGIONS.find((region) => matchesWildcard(name, region)) ?? []) : name,
  );
  // Where the usual Region is denied by its name, another is not.
  const other = statements.some(({ effect }) => effect === 'Deny') ? [OTHER_REGION] : [];
  return [...new Set([USUAL_REGION, ...found, ...other])].filter((name) => name !== '').slice(0, MAX_REGIONS);
}
