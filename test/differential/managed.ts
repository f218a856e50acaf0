import type { RequestPrincipal } from '../../src/evaluation/request.js';
import { commonText, matchesWildcard } from '../../src/evaluation/wildcard.js';
import { ACCOUNT, CALLERS, FOREIGN } from '../evaluation/case-reader.js';
import type { Document } from '../oracle/oracle.js';
import { conditionsOf, type DifferentialCase, isTrust, listOf, type RawStatement } from './case.js';
import type { ManagedData, ServiceAction } from './managed-data.js';
import type { Random } from './random.js';

const CALLER_POOL: readonly RequestPrincipal[] = [
  ...[CALLERS.user, CALLERS.user, CALLERS.role, CALLERS.role, CALLERS.role, CALLERS.foreignUser, CALLERS.root],
  ...[CALLERS.service, CALLERS.anonymous],
];
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'us-east-1',
  Account: ACCOUNT,
};
/** Values of keys that variables name, and that conditions ask for in other ways than by a list of values. */
const USUAL: Readonly<Record<string, string>> = {
  'aws:resourceaccount': ACCOUNT,
  'aws:principalaccount': ACCOUNT,
  'aws:username': 'ann',
  'aws:userid': 'AROA1:s1',
  'aws:principalarn': CALLERS.role.arn,
  'aws:currenttime': '2026-11-23T12:00:00Z',
  'aws:securetransport': 'true',
};
const FULL_ACCESS: RawStatement = { Effect: 'Allow', Action: '*', Resource: '*' };

/** Statements of real policies put together anew, and a request that one of them is about. */
export function managedCase(random: Random, data: ManagedData): DifferentialCase {
  const policy = random.pick(data.policies);
  const first = random.pick(policy);
  const action = actionFor(random, first, data);
  const service = action.name.slice(0, action.name.indexOf(':'));
  const others = (data.statements.get(service) ?? policy).concat(random.chance(0.3) ? policy : []);
  const compose = (most: number): RawStatement[] =>
    [...random.some(others, most), ...(random.chance(0.15) ? [first] : [])].map((statement) =>
      random.chance(statement === first ? 0.8 : 0.2) ? withOtherEffect(statement) : statement,
    );
  const identity = [
    random.chance(0.85) ? [first, ...compose(3)] : compose(3),
    ...(random.chance(0.3) ? [compose(4)] : []),
  ];
  const { resource, keys } = resourceFor(random, first, action);
  const limits = { boundary: limit(random, first, compose), session: limit(random, first, compose) };
  const serviceControl = random.chance(0.3) ? [limit(random, first, compose), limit(random, first, compose)] : [];
  const every = [...identity.flat(), ...limits.boundary, ...limits.session, ...serviceControl.flat()];
  const context = contextFor(random, random.chance(0.7) ? [first, ...every] : every, keys, resource, data);
  const caller = callerFor(random, action.name);
  const own = caller.kind === 'user' || caller.kind === 'role';
  const shared = random.chance(own ? 0.25 : 0.9) && !resource.startsWith('*') && service !== 'iam';
  return {
    principal: caller,
    action: action.name,
    resource,
    resourceAccount: ACCOUNT,
    context,
    documents: {
      identity: own ? identity.map(document) : [],
      boundary: own && random.chance(0.25) ? document(limits.boundary) : null,
      session: caller.kind === 'role' && random.chance(0.2) ? document(limits.session) : null,
      serviceControl: own || caller.kind === 'root' ? serviceControl.map((level) => [document(level)]) : [],
      resourceControl: random.chance(0.1) ? [compose(2).filter(fitsResourceControl).map(resourceControl)] : [],
      resource: shared
        ? document([first, ...compose(2)].map((statement) => shareable(random, statement, caller, action.name)))
        : null,
      endpoint: null,
      restrictPublicBuckets: false,
    },
  };
}

function withOtherEffect(statement: RawStatement): RawStatement {
  return { ...statement, Effect: statement['Effect'] === 'Allow' ? 'Deny' : 'Allow' };
}

function document(statements: readonly RawStatement[]): Document {
  return { Version: '2012-10-17', Statement: statements };
}

/** Policies that only take away, and mostly not the request in question. */
function limit(random: Random, first: RawStatement, compose: (most: number) => RawStatement[]): RawStatement[] {
  return [random.pick([first, FULL_ACCESS, FULL_ACCESS]), ...compose(3)];
}

function fitsResourceControl(statement: RawStatement): boolean {
  return statement['Action'] !== undefined && !listOf(statement['Action']).includes('*');
}

function resourceControl(statement: RawStatement): Document {
  return document([{ ...statement, Effect: 'Deny', Principal: '*' }]);
}

/** The statement in a resource-based policy, for the caller or for others. */
function shareable(random: Random, statement: RawStatement, caller: RequestPrincipal, action: string): RawStatement {
  const { Resource: resource, NotResource: notResource, ...rest } = statement;
  const named = 'arn' in caller ? (caller.kind === 'service' ? { Service: caller.arn } : { AWS: caller.arn }) : '*';
  const Principal = random.pick([named, named, '*', { AWS: ACCOUNT }, { AWS: FOREIGN }, { AWS: CALLERS.user.arn }]);
  if (isTrust(action) || random.chance(0.4)) return { ...rest, Principal };
  return { ...rest, Principal, ...(resource === undefined ? { NotResource: notResource } : { Resource: resource }) };
}

function callerFor(random: Random, action: string): RequestPrincipal {
  const caller = random.pick(CALLER_POOL);
  return caller.kind === 'root' && isTrust(action) ? CALLERS.user : caller;
}

function actionFor(random: Random, statement: RawStatement, data: ManagedData): ServiceAction {
  const pattern = String(random.pick([...listOf(statement['Action']), ...listOf(statement['NotAction'])]));
  const service = pattern.includes(':') ? pattern.slice(0, pattern.indexOf(':')).toLowerCase() : '';
  const actions = data.actions.get(service) ?? data.actions.get(random.pick([...data.actions.keys()])) ?? [];
  const fitting = actions.filter(({ name }) => matchesWildcard(pattern.toLowerCase(), name.toLowerCase()));
  return random.pick(fitting.length > 0 && random.chance(0.95) ? fitting : actions);
}

/** An ARN of one of the action's types; where there is one, such as a resource element names. */
function resourceFor(
  random: Random,
  statement: RawStatement,
  { resources, keys }: ServiceAction,
): { readonly resource: string; readonly keys: ReadonlySet<string> } {
  if (resources.length === 0) return { resource: '*', keys };
  const type = random.pick(resources);
  const all = new Set([...keys, ...type.keys]);
  const format = type.format.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => PLACEHOLDERS[name] ?? whole);
  const patterns = [...listOf(statement['Resource']), ...listOf(statement['NotResource'])]
    .map(String)
    .filter(isAnswered);
  if (patterns.length > 0 && random.chance(0.8)) {
    const text = commonArn(withValues(random.pick(patterns)), format.replaceAll(/\$\{\w+\}/g, 'n*'));
    if (text?.includes('*') === false) return { resource: text, keys: all };
  }
  return { resource: format.replaceAll(/\$\{\w+\}/g, () => random.pick(['name', 'AWSname', 'n-1'])), keys: all };
}

/** An ARN that fits both; part by part, since to the oracle no star crosses a colon. */
function commonArn(pattern: string, wild: string): string | null {
  const [head, patternHead] = [wild.split(':', 5), pattern.split(':', 5)];
  if (!head.every((part, index) => matchesWildcard(patternHead[index] ?? '*', part))) return null;
  const name = (arn: string): string => arn.split(':').slice(5).join(':') || '*';
  const text = commonText([name(pattern), name(wild)]);
  return typeof text === 'string' ? [...head, text].join(':') : null;
}

/** AWS answers for its own policies, aliases and reserved roles whatever a policy says. */
function isAnswered(pattern: string): boolean {
  return !pattern.includes('aws-reserved') && !pattern.includes('alias/aws');
}

function withValues(pattern: string): string {
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const key = variable.split(',')[0]?.trim().toLowerCase() ?? '';
    return USUAL[key] ?? (variable.length === 1 ? variable : 'value');
  });
}

/** Values that the conditions ask for, or others, for keys that a request for the action may hold. */
function contextFor(
  random: Random,
  statements: readonly RawStatement[],
  allowed: ReadonlySet<string>,
  resource: string,
  data: ManagedData,
): Readonly<Record<string, readonly string[]>> {
  const context = new Map<string, readonly string[]>();
  for (const { operator, key, values } of statements.flatMap(conditionsOf)) {
    const lower = key.toLowerCase();
    const known = data.keys.get(lower);
    if (known === undefined || context.has(lower) || !isAllowed(lower, allowed, resource)) continue;
    if (random.chance(operator === 'Null' ? 0.5 : 0.12)) continue;
    const expected = operator === 'Null' ? 'value' : random.pick(values.length === 0 ? ['value'] : values);
    const value = random.chance(0.2) ? (USUAL[lower] ?? 'other') : instanceOf(expected);
    context.set(
      lower,
      known.several && random.chance(0.6) ? [value, random.pick(['other', instanceOf(random.pick(values))])] : [value],
    );
  }
  for (const variable of ['aws:username', 'aws:principalaccount', 'aws:resourceaccount', 'aws:principalarn'])
    if (!context.has(variable) && random.chance(0.9)) context.set(variable, [USUAL[variable] ?? '']);
  return Object.fromEntries(context);
}

function instanceOf(pattern: string): string {
  return withValues(pattern).replaceAll('*', 'x').replaceAll('?', 'q') || 'value';
}

/** Amazon S3 knows no tags of buckets and objects unless the bucket says so. */
function isAllowed(key: string, allowed: ReadonlySet<string>, resource: string): boolean {
  if (resource.startsWith('arn:aws:s3:::') && /^(?:aws:resourcetag|s3:buckettag)\//.test(key)) return false;
  if (allowed.has(key)) return true;
  const prefix = key.slice(0, key.indexOf('/') + 1);
  return prefix !== '' && [...allowed].some((other) => other.startsWith(prefix));
}
