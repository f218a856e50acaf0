import type { KeyKnowledge, Knowledge } from '../../src/evaluation/knowledge.js';
import { NO_POLICIES, type ApplicablePolicies, type RequestPrincipal } from '../../src/evaluation/request.js';
import {
  anonymousKnowledge,
  foreignKnowledge,
  KeyTable,
  principalKnowledge,
  serviceKnowledge,
} from '../../src/graph/knowledge.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Policy, PolicyType } from '../../src/model/policy.js';
import { account, service } from '../builders/account.js';
import type { Random } from '../differential/random.js';
import { type Document, type Documents, NO_DOCUMENTS } from '../oracle/oracle.js';
import { conditionOf, KEYS, TRUST_KEYS, VARIABLES, type PuzzleKey } from './keys.js';

type Statement = Readonly<Record<string, unknown>>;

/** A question whose context is open, with the documents that decide it. */
export interface Puzzle {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly documents: Documents;
  readonly policies: ApplicablePolicies;
  readonly knowledge: Knowledge;
  readonly keys: readonly PuzzleKey[];
}

const ACCOUNT = '111111111111';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const STRANGER = '666666666666';
const circumstances = { now: NOW, organization: 'o-a1b2c3d4e5', stranger: STRANGER };
const table = new KeyTable(loadCatalogue().contextKeys);
const { users, roles } = account({
  users: { ann: { tags: { team: 'red' } } },
  roles: { ci: { trust: [service('ec2')], tags: { team: 'blue' } } },
});
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0abc`;
/** The instance, if a tag of the request has its name. */
const NAMED_RESOURCE = `arn:aws:ec2:*:${ACCOUNT}:instance/\${aws:RequestTag/owner}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/door`;

interface Setting {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly knowledge: Knowledge;
  readonly trust: boolean;
}

const SETTINGS: readonly Setting[] = [...ourSettings(), ...outsiderSettings()];

function ourSettings(): readonly Setting[] {
  return [...users, ...roles].map((principal) => ({
    principal:
      principal.kind === 'user'
        ? { kind: 'user', arn: principal.arn, account: ACCOUNT }
        : { kind: 'role', arn: principal.arn, account: ACCOUNT, session: 's1' },
    action: 'ec2:RunInstances',
    resource: INSTANCE,
    knowledge: principalKnowledge(principal, table, circumstances, new Map()),
    trust: false,
  }));
}

function outsiderSettings(): readonly Setting[] {
  const arn = `arn:aws:iam::${STRANGER}:role/outsider`;
  const door = { action: 'sts:AssumeRole', resource: ROLE, trust: true };
  return [
    {
      ...door,
      principal: { kind: 'role', arn, account: STRANGER, session: 'outsider' },
      knowledge: foreignKnowledge(STRANGER, arn, table, circumstances),
    },
    {
      ...door,
      principal: { kind: 'service', arn: 's3.amazonaws.com' },
      knowledge: serviceKnowledge('s3.amazonaws.com', STRANGER, table, circumstances),
    },
    {
      principal: { kind: 'anonymous' },
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`,
      knowledge: anonymousKnowledge(table, circumstances),
      trust: true,
    },
  ];
}

/** A random puzzle: a few statements in each layer, their conditions on few keys, so that they meet. */
export function puzzleFrom(random: Random): Puzzle {
  const { knowledge, trust, ...asked } = random.pick(SETTINGS);
  const sent = trust
    ? TRUST_KEYS.filter(({ key }) => asked.action.startsWith('sts:') || !key.startsWith('sts:'))
    : KEYS;
  const keys = random.some(sent, 3);
  const documents = trust ? outsidersDocuments(random, keys, asked.principal) : ownDocuments(random, keys);
  return {
    ...asked,
    resourceAccount: ACCOUNT,
    documents,
    policies: policiesOf(documents, asked.action),
    knowledge,
    keys,
  };
}

function ownDocuments(random: Random, keys: readonly PuzzleKey[]): Documents {
  const statements = (most: number): readonly Statement[] =>
    random.some([0], most).map(() => statement(random, keys, random.chance(0.65) ? 'Allow' : 'Deny'));
  const open = { Effect: 'Allow', Action: '*', Resource: '*' };
  return {
    ...NO_DOCUMENTS,
    identity: [document([...statements(3), ...(random.chance(0.3) ? [open] : [])])],
    boundary: random.chance(0.2) ? document(statements(2)) : null,
    serviceControl: random.chance(0.25) ? [[document([open]), document(statements(2))]] : [],
  };
}

function outsidersDocuments(random: Random, keys: readonly PuzzleKey[], principal: RequestPrincipal): Documents {
  const Principal = principal.kind === 'service' ? { Service: principal.arn } : { AWS: '*' };
  const statements = random
    .some([0], 3)
    .map((): Statement => ({ ...statement(random, keys, random.chance(0.7) ? 'Allow' : 'Deny'), Principal }));
  const isTrust = principal.kind !== 'anonymous';
  const own = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return {
    ...NO_DOCUMENTS,
    identity: 'account' in principal ? [own] : [],
    resource: document(statements.map((one) => (isTrust ? withoutResource(one) : one))),
  };
}

function withoutResource({ Resource: _, ...rest }: Statement): Statement {
  return rest;
}

function statement(random: Random, keys: readonly PuzzleKey[], Effect: 'Allow' | 'Deny'): Statement {
  const conditions = random.chance(Effect === 'Allow' ? 0.85 : 0.97) ? random.some(keys, 2) : [];
  const Condition: Record<string, Record<string, unknown>> = {};
  for (const key of conditions) {
    const { operator, values } = conditionOf(random, key);
    Condition[operator] = { ...Condition[operator], [key.key]: values };
  }
  const Resource = random.chance(0.1) ? NAMED_RESOURCE : '*';
  return { Effect, Action: '*', Resource, ...(conditions.length === 0 ? {} : { Condition }) };
}

function document(statements: readonly Statement[]): Document {
  return { Version: '2012-10-17', Statement: statements };
}

function policiesOf({ identity, boundary, serviceControl, resource }: Documents, action: string): ApplicablePolicies {
  const read = (type: PolicyType, one: Document): Policy =>
    parsePolicyDocument(one, { type, id: type, name: type, address: null, location: { uri: 'puzzle.json' } });
  return {
    ...NO_POLICIES,
    identity: identity.map((one) => read('identity-based', one)),
    boundary: boundary === null ? null : read('permissions-boundary', boundary),
    serviceControl: serviceControl.map((level) => level.map((one) => read('scp', one))),
    resource: resource === null ? null : read(action.startsWith('sts:') ? 'trust' : 'resource-based', resource),
  };
}

/** One context that the knowledge admits: a value, or none, for every key of the puzzle. `usual` leaves open keys as they usually are. */
export function contextFrom(
  random: Random,
  { keys, knowledge }: Pick<Puzzle, 'keys' | 'knowledge'>,
  usual = false,
): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>();
  for (const key of [...VARIABLES, ...keys]) {
    const name = key.key.toLowerCase();
    const values = valuesFrom(random, key, knowledge(name), usual);
    if (values.length > 0) context.set(name, values);
    else context.delete(name);
  }
  return context;
}

function valuesFrom(random: Random, key: PuzzleKey, known: KeyKnowledge, usual: boolean): readonly string[] {
  if (known.kind === 'fixed') return known.values;
  if (known.kind === 'open' && (usual || random.chance(0.3))) return known.usual;
  const fitting = key.values.filter((value) => known.accepts?.(value) ?? true);
  if (fitting.length === 0) return known.kind === 'open' ? known.usual : [];
  if (known.always !== true && random.chance(0.15)) return [];
  return key.several ? [...new Set(random.some(fitting, 3))] : [random.pick(fitting)];
}
