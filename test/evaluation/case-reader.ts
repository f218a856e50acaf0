import { readdirSync, readFileSync } from 'node:fs';
import type { ApplicablePolicies, AuthorizationRequest, RequestPrincipal } from '../../src/evaluation/request.js';
import {
  parsePolicyDocument,
  type PolicySource,
  unresolvedPolicy,
  UnknownValue,
} from '../../src/model/policy-document.js';
import type { Policy, PolicyType } from '../../src/model/policy.js';

export const ACCOUNT = '111111111111';
export const FOREIGN = '222222222222';

/** Callers that the tables know by name. */
export const CALLERS = {
  user: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, account: ACCOUNT },
  federatedUser: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, account: ACCOUNT, session: 'portal' },
  role: { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/team/dev`, account: ACCOUNT, session: 's1' },
  serviceLinkedRole: {
    kind: 'role',
    arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    account: ACCOUNT,
    session: 'ecs',
  },
  lookAlikeRole: {
    kind: 'role',
    arn: `arn:aws:iam::${ACCOUNT}:role/AWSServiceRoleForECS`,
    account: ACCOUNT,
    session: 'ecs',
  },
  root: { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT },
  foreignUser: { kind: 'user', arn: `arn:aws:iam::${FOREIGN}:user/eve`, account: FOREIGN },
  federated: { kind: 'federated', arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/id.example`, account: ACCOUNT },
  service: { kind: 'service', arn: 'ec2.amazonaws.com' },
  anonymous: { kind: 'anonymous' },
} as const satisfies Readonly<Record<string, RequestPrincipal>>;

/** A policy in a table: its statements (Version 2012-10-17), its whole document, or why it is not known. */
export type PolicyCell = readonly unknown[] | Readonly<Record<string, unknown>>;

interface Policies {
  readonly identity?: readonly PolicyCell[];
  readonly boundary?: PolicyCell;
  readonly session?: readonly PolicyCell[];
  readonly serviceControl?: readonly (readonly PolicyCell[])[];
  readonly resourceControl?: readonly (readonly PolicyCell[])[];
  readonly resource?: PolicyCell;
  readonly trust?: PolicyCell;
  readonly endpoint?: PolicyCell;
}

interface Setting {
  readonly caller?: keyof typeof CALLERS;
  readonly action?: string;
  readonly resource?: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly page?: string;
}

/** One row. `identity` is one policy, `condition` stands for an identity-based policy that allows under it; `policies` spells all out. */
export interface CaseRow extends Setting {
  readonly name: string;
  readonly identity?: PolicyCell;
  readonly condition?: unknown;
  readonly boundary?: PolicyCell;
  readonly session?: readonly PolicyCell[];
  readonly serviceControl?: readonly (readonly PolicyCell[])[];
  readonly resourceControl?: readonly (readonly PolicyCell[])[];
  readonly resourcePolicy?: PolicyCell;
  readonly trust?: PolicyCell;
  readonly endpoint?: PolicyCell;
  readonly restrictPublicBuckets?: boolean;
  readonly policies?: Policies;
  readonly expected: string;
}

/** A table: the AWS page that it follows, what its rows have in common, and the rows. */
export interface CaseTable {
  readonly title: string;
  readonly page: string;
  readonly defaults?: Setting;
  readonly cases: readonly CaseRow[];
}

/** Every table beside this file. */
export function readTables(): readonly CaseTable[] {
  const folder = new URL('cases/', import.meta.url);
  return readdirSync(folder).map((file) => ({
    title: file.replace('.json', '').replaceAll('-', ' '),
    ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<CaseTable, 'title'>),
  }));
}

export function requestOf(row: CaseRow, defaults: Setting = {}): AuthorizationRequest {
  const { caller = 'user', action, resource, resourceAccount, context } = { ...defaults, ...row };
  return {
    principal: CALLERS[caller],
    action: action ?? 's3:GetObject',
    resource: resource ?? 'arn:aws:s3:::b/k',
    resourceAccount: resourceAccount ?? ACCOUNT,
    context: contextOf(context ?? {}),
  };
}

export function contextOf(
  context: Readonly<Record<string, string | readonly string[]>>,
): AuthorizationRequest['context'] {
  return new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]),
  );
}

export function policiesOf(row: CaseRow): ApplicablePolicies {
  const { policies = {} } = row;
  const conditional = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: row.condition }];
  const identity = policies.identity ?? [row.condition === undefined ? (row.identity ?? []) : conditional];
  const trust = policies.trust ?? row.trust;
  const resource = policies.resource ?? row.resourcePolicy;
  const boundary = policies.boundary ?? row.boundary;
  const session = policies.session ?? row.session;
  const endpoint = policies.endpoint ?? row.endpoint;
  return {
    identity: identity.map((cell, index) => policyOf('identity-based', cell, `identity ${String(index)}`)),
    boundary: boundary === undefined ? null : policyOf('permissions-boundary', boundary),
    session: session?.map((cell) => policyOf('session', cell)) ?? null,
    serviceControl: levels('scp', policies.serviceControl ?? row.serviceControl),
    resourceControl: levels('rcp', policies.resourceControl ?? row.resourceControl),
    resource:
      trust !== undefined
        ? policyOf('trust', trust)
        : resource === undefined
          ? null
          : policyOf('resource-based', resource),
    endpoint: endpoint === undefined ? null : policyOf('vpc-endpoint', endpoint),
    restrictPublicBuckets: row.restrictPublicBuckets ?? false,
  };
}

function levels(type: PolicyType, cells: readonly (readonly PolicyCell[])[] = []): readonly (readonly Policy[])[] {
  return cells.map((level) => level.map((cell) => policyOf(type, cell)));
}

export function policyOf(type: PolicyType, cell: PolicyCell, name: string = type): Policy {
  const source: PolicySource = { type, id: name, name, address: null, location: { uri: 'case.json' } };
  if (!isList(cell) && typeof cell['unresolved'] === 'string') return unresolvedPolicy(source, cell['unresolved']);
  return parsePolicyDocument(withUnknowns(isList(cell) ? { Version: '2012-10-17', Statement: cell } : cell), source);
}

/** `{"unknown": reason}` stands for a value that is not known. */
function withUnknowns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknowns);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'unknown') return new UnknownValue(String(first[1]));
  return Object.fromEntries(entries.map(([key, entry]) => [key, withUnknowns(entry)]));
}

function isList(cell: PolicyCell): cell is readonly unknown[] {
  return Array.isArray(cell);
}
