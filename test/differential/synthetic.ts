import type { RequestPrincipal } from '../../src/evaluation/request.js';
import { ACCOUNT, CALLERS, FOREIGN } from '../evaluation/case-reader.js';
import type { Document, Documents } from '../oracle/oracle.js';
import { type DifferentialCase, isTrust, type RawStatement } from './case.js';
import type { Random } from './random.js';
import { condition } from './synthetic-conditions.js';
import { actionPattern, resourcePattern } from './synthetic-patterns.js';
import {
  GLOBAL_KEYS,
  type KeyPool,
  OPERATORS,
  PRINCIPALS,
  type Target,
  TARGETS,
  TRUST_TARGET,
  WEB_IDENTITY_TARGET,
} from './synthetic-values.js';

/** What the policies of one case are aimed at. */
interface Aim {
  readonly caller: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly keys: readonly KeyPool[];
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** A condition for some statement; null for none. */
  readonly confining: RawStatement | null;
  /** Names of others than the caller. */
  readonly otherNames: readonly Name[];
}

/** What a layer may say. */
interface LayerForms {
  readonly type: 'identity' | 'limit' | 'serviceControl' | 'resourceControl' | 'resource' | 'trust' | 'endpoint';
  readonly denies: number;
}

const IDENTITY: LayerForms = { type: 'identity', denies: 0.18 };
const LIMIT: LayerForms = { type: 'limit', denies: 0.12 };
const SERVICE_CONTROL: LayerForms = { type: 'serviceControl', denies: 0.3 };
const RESOURCE_CONTROL: LayerForms = { type: 'resourceControl', denies: 1 };
const RESOURCE: LayerForms = { type: 'resource', denies: 0.2 };
const TRUST: LayerForms = { type: 'trust', denies: 0.2 };
const ENDPOINT: LayerForms = { type: 'endpoint', denies: 0.15 };

const COMMON_CALLERS = [PRINCIPALS.user, PRINCIPALS.user, PRINCIPALS.role, PRINCIPALS.role, PRINCIPALS.plainRole];
const CALLER_POOL: readonly RequestPrincipal[] = [
  ...COMMON_CALLERS,
  ...COMMON_CALLERS,
  ...Object.values(PRINCIPALS).filter((principal) => principal !== PRINCIPALS.lookAlikeRole),
];

/** Any request, and policies of every type over the whole language, aimed so that each decision is frequent. */
export function syntheticCase(random: Random): DifferentialCase {
  const caller = random.pick(CALLER_POOL);
  const target = targetFor(random, caller);
  const resource = random.pick(target.resources);
  const action = random.pick(target.actions);
  const keys = [...Array.from({ length: 4 }, () => globalKey(random)), ...VARIABLE_KEYS, ...target.keys];
  const context = contextFor(random, keys);
  const aim: Aim = { caller, action, resource, keys, context, confining: null, otherNames: OTHER_NAMES };
  return {
    principal: caller,
    action: random.chance(0.05) ? action.toLowerCase() : action,
    resource,
    resourceAccount: resource.includes(FOREIGN)
      ? FOREIGN
      : random.chance(0.1) && !resource.includes(ACCOUNT)
        ? FOREIGN
        : ACCOUNT,
    context,
    documents: documentsFor(random, aim, target),
  };
}

/** A family with more operators comes up more often, so that all operators do alike. */
function globalKey(random: Random): KeyPool {
  const family = random.pick(FAMILIES);
  return random.pick(GLOBAL_KEYS.filter((pool) => pool.family === family));
}

const FAMILIES = GLOBAL_KEYS.flatMap(({ family }, index) =>
  GLOBAL_KEYS.findIndex((other) => other.family === family) === index ? OPERATORS[family].map(() => family) : [],
);

/** Keys that variables name. */
const VARIABLE_KEYS = GLOBAL_KEYS.filter(({ key }) => key === 'aws:username' || key === 'aws:PrincipalTag/team');

function targetFor(random: Random, caller: RequestPrincipal): Target {
  const { kind } = caller;
  if (kind === 'federated') return WEB_IDENTITY_TARGET;
  const target = random.pick(TARGETS);
  // Roles are not for root users; the table of trust policies has a row for it.
  return kind === 'root' && target.actions.includes(TRUST_TARGET.actions[0] ?? '') ? targetFor(random, caller) : target;
}

function contextFor(random: Random, keys: readonly KeyPool[]): Readonly<Record<string, readonly string[]>> {
  const context: Record<string, readonly string[]> = {};
  for (const pool of keys) {
    if (!random.chance(VARIABLE_KEYS.includes(pool) ? 0.85 : 0.6)) continue;
    const { key, several, actual } = pool;
    const values = several ? [...new Set(random.some(actual, 3))] : [random.pick(actual)];
    context[random.chance(0.1) ? key.toLowerCase() : key] = several && random.chance(0.05) ? [] : values;
  }
  return context;
}

function documentsFor(random: Random, aim: Aim, target: Target): Documents {
  const { kind } = aim.caller;
  const own = kind === 'user' || kind === 'role';
  const bound = own || kind === 'root';
  const inSession = kind === 'role' ? random.chance(0.2) : aim.caller === PRINCIPALS.federatedUser;
  const trust = isTrust(aim.action) && aim.resource !== '*';
  const restricted = aim.resource.startsWith('arn:aws:s3:::') && random.chance(0.1);
  return {
    identity: own ? Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => document(random, aim, IDENTITY)) : [],
    boundary: own && random.chance(0.25) ? document(random, aim, LIMIT) : null,
    session: inSession ? document(random, aim, LIMIT) : null,
    serviceControl:
      bound && random.chance(0.3)
        ? Array.from({ length: 1 + random.below(3) }, () =>
            Array.from({ length: random.pick([1, 1, 2]) }, () => document(random, aim, SERVICE_CONTROL)),
          )
        : [],
    resourceControl: random.chance(0.15)
      ? Array.from({ length: 1 + random.below(2) }, () =>
          Array.from({ length: random.below(3) }, () => document(random, aim, RESOURCE_CONTROL)),
        )
      : [],
    resource: random.chance(target.policies)
      ? document(random, restricted ? unconfined(random, aim) : aim, trust ? TRUST : RESOURCE)
      : null,
    endpoint: random.chance(0.08) ? document(random, aim, ENDPOINT) : null,
    restrictPublicBuckets: restricted,
  };
}

/**
 * AWS says which keys confine a bucket policy, and not with which operators: here one that does, and any that never do. It
 * also takes no wildcard in a name, so nobody can say whether one is public.
 */
function unconfined(random: Random, aim: Aim): Aim {
  const keys = aim.keys.filter(({ key }) => !/^aws:(?:Principal(?:Arn|Account|Org)|Source|userid)/.test(key));
  const confining = random.chance(0.2) ? { StringEquals: { 'aws:PrincipalOrgID': 'o-one' } } : null;
  return { ...aim, keys, confining, otherNames: OTHER_NAMES.filter(([, name]) => !name.includes('*')) };
}

/** Layers that only take away often allow everything, or too few requests would come through them. */
function document(random: Random, aim: Aim, layer: LayerForms): Document {
  const takesAway = layer.type === 'limit' || layer.type === 'serviceControl' || layer.type === 'endpoint';
  const statements = Array.from({ length: 1 + random.below(3) }, () => statement(random, aim, layer));
  if (takesAway && random.chance(0.6)) statements.push(everything(layer));
  const version = layer.type === 'resourceControl' ? 0 : random.below(20);
  return {
    ...(version < 17 ? { Version: '2012-10-17' } : version === 17 ? { Version: '2008-10-17' } : {}),
    ...(random.chance(0.05) ? { Id: 'policy' } : {}),
    Statement: statements.length === 1 && random.chance(0.5) ? statements[0] : statements,
  };
}

function everything({ type }: LayerForms): RawStatement {
  return { Effect: 'Allow', ...(type === 'endpoint' ? { Principal: '*' } : {}), Action: '*', Resource: '*' };
}

function statement(random: Random, aim: Aim, layer: LayerForms): RawStatement {
  const { type } = layer;
  const deny = random.chance(layer.denies);
  const actions = (): string => {
    const pattern = actionPattern(random, aim.action);
    return type === 'resourceControl' && pattern === '*' ? aim.action : pattern;
  };
  const negated = (probability: number): boolean => random.chance(probability);
  const notAction = type !== 'resourceControl' && negated(0.08);
  const notResource = negated(0.1);
  const forms = { incomplete: !notResource && (type === 'identity' || type === 'limit'), others: OTHER_RESOURCES };
  const hasResource = type !== 'trust' && !(type === 'resource' && negated(0.1));
  return {
    ...(random.chance(0.1) ? { Sid: `Statement${random.below(100)}` } : {}),
    Effect: deny ? 'Deny' : 'Allow',
    ...principalElement(random, aim, type, deny),
    [notAction ? 'NotAction' : 'Action']: oneOrMore(random, actions),
    ...(hasResource
      ? {
          [notResource ? 'NotResource' : 'Resource']: oneOrMore(random, () =>
            resourcePattern(random, aim.resource, forms),
          ),
        }
      : {}),
    ...(random.chance(deny ? 0.8 : 0.5)
      ? { Condition: aim.confining ?? condition(random, aim.keys, aim.context) }
      : {}),
  };
}

const OTHER_RESOURCES = TARGETS.flatMap(({ resources }) => resources).filter((resource) => !resource.includes('?'));

function oneOrMore(random: Random, make: () => string): string | readonly string[] {
  return random.chance(0.6) ? make() : Array.from({ length: 1 + random.below(3) }, make);
}

function principalElement(random: Random, aim: Aim, type: LayerForms['type'], deny: boolean): RawStatement {
  if (type === 'resourceControl' || type === 'endpoint') return { Principal: '*' };
  if (type !== 'resource' && type !== 'trust') return {};
  // AWS refuses NotPrincipal in trust policies.
  const negated = type === 'resource' && random.chance(deny ? 0.3 : 0.04);
  return { [negated ? 'NotPrincipal' : 'Principal']: principals(random, aim) };
}

/** Ways to name the caller, and others. */
function principals(random: Random, { caller, otherNames }: Aim): unknown {
  if (random.chance(0.15)) return '*';
  const element: Record<string, string[]> = {};
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
    const [type, value] = random.chance(0.65) ? random.pick(namesOf(caller)) : random.pick(otherNames);
    // To AWS, what a provider vouches for is no principal of the account yet; to the oracle it is.
    if (caller.kind === 'federated' && value.includes(ACCOUNT) && /^\d+$|:root$/.test(value)) continue;
    (element[type] ??= []).push(value);
  }
  if (Object.keys(element).length === 0) element['AWS'] = ['*'];
  return Object.fromEntries(
    Object.entries(element).map(([type, values]) => [
      type,
      values.length === 1 && random.chance(0.6) ? values[0] : values,
    ]),
  );
}

type Name = readonly [type: string, value: string];

function namesOf(caller: RequestPrincipal): readonly Name[] {
  switch (caller.kind) {
    case 'anonymous':
      return [['AWS', '*']];
    case 'service':
      return [
        ['Service', caller.arn],
        ['Service', caller.arn],
        ['AWS', '*'],
      ];
    case 'federated':
      return [
        ['Federated', caller.arn],
        ['Federated', caller.arn],
        ['AWS', '*'],
      ];
    case 'root':
    case 'user':
    case 'role': {
      const account: Name[] = [
        ['AWS', caller.account],
        ['AWS', `arn:aws:iam::${caller.account}:root`],
      ];
      const named: Name[] = [['AWS', caller.arn], ['AWS', '*'], ...account];
      if (!('session' in caller)) return named;
      const name = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
      const session = caller.kind === 'role' ? `assumed-role/${name}/${caller.session}` : `federated-user/${name}`;
      return [['AWS', `arn:aws:sts::${caller.account}:${session}`], ...named];
    }
  }
}

const OTHER_NAMES: readonly Name[] = [
  ['AWS', CALLERS.user.arn],
  ['AWS', CALLERS.role.arn],
  ['AWS', CALLERS.foreignUser.arn],
  ['AWS', FOREIGN],
  ['AWS', '333333333333'],
  ['AWS', `arn:aws:sts::${ACCOUNT}:assumed-role/dev/s2`],
  ['AWS', `arn:aws:iam::${ACCOUNT}:role/*`],
  ['AWS', 'AIDAIOSFODNN7EXAMPLE'],
  ['AWS', 'arn:aws:iam::333333333333:root'],
  ['Service', 'lambda.amazonaws.com'],
  ['Service', CALLERS.service.arn],
  ['Federated', 'www.amazon.com'],
  ['Federated', CALLERS.federated.arn],
  ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'],
];
