import fc from 'fast-check';
import type { AuthorizationRequest } from '../../src/evaluation/request.js';
import { ACCOUNT, CALLERS, contextOf, FOREIGN, type PolicyCell } from './case-reader.js';

/** A statement as a document spells it. */
export type RawStatement = Readonly<Record<string, unknown>>;

/** Policies of a request as documents; `null` where there is none. */
export interface RawPolicies {
  readonly identity: readonly RawStatement[][];
  readonly boundary: readonly RawStatement[] | null;
  readonly session: readonly RawStatement[][] | null;
  readonly serviceControl: readonly RawStatement[][][];
  readonly resourceControl: readonly RawStatement[][][];
  readonly resource: readonly RawStatement[] | null;
}

const UNKNOWN = { unknown: 'known after apply' };

/** Few words, so that patterns fit requests often enough. */
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'ec2:RunInstances'];
const ACTION_PATTERNS = ['*', 's3:*', 's3:Get*', 'S3:getobject', 's3:?utObject', 'ec2:Run*', '*:*'];
const RESOURCES = ['arn:aws:s3:::b/ann', 'arn:aws:s3:::b/x/y', 'arn:aws:kms:us-east-1:111111111111:key/k', '*'];
const RESOURCE_PATTERNS = ['*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/${aws:username}', 'arn:aws:s3', 'arn:aws:*:key/?'];
const PRINCIPALS = [
  '*',
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: FOREIGN },
  { AWS: CALLERS.user.arn },
  { AWS: CALLERS.role.arn },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/dev/s1` },
  { Service: CALLERS.service.arn },
  { Federated: CALLERS.federated.arn },
];
const CONDITIONS = [
  { StringEquals: { 'aws:username': ['ann', 'bob'] } },
  { StringNotEquals: { 'aws:username': 'bob' } },
  { StringLikeIfExists: { 's3:prefix': 'a*' } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
  { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['a*'] } },
  { Null: { 's3:prefix': 'true' } },
  { NumericLessThan: { 's3:max-keys': '10' } },
  { Bool: { 'aws:SecureTransport': 'true' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
];
const CONTEXT = {
  'aws:username': ['ann', 'bob'],
  's3:prefix': ['a', 'abc', ''],
  's3:max-keys': ['9', '10'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:SourceIp': ['10.1.1.1', '192.0.2.1'],
  'aws:CurrentTime': ['2026-11-23T12:00:00Z', '2025-01-01'],
  'aws:PrincipalArn': [CALLERS.role.arn, CALLERS.user.arn],
};

function someOf(values: readonly string[]): fc.Arbitrary<string | string[]> {
  return fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
  );
}

function either(name: string, values: readonly string[]): fc.Arbitrary<RawStatement> {
  return fc
    .tuple(fc.constantFrom(name, name, name, `Not${name}`), someOf(values))
    .map(([element, value]) => ({ [element]: value }));
}

/** Allows are more frequent than denies, or hardly anything would be allowed. */
const body = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    either('Action', [...ACTIONS, ...ACTION_PATTERNS]),
    either('Resource', [...RESOURCES, ...RESOURCE_PATTERNS]),
    fc.option(fc.constantFrom(...CONDITIONS), { freq: 1, nil: undefined }),
  )
  .map(([Effect, action, resource, Condition]) => ({
    Effect,
    ...action,
    ...resource,
    ...(Condition === undefined ? {} : { Condition }),
  }));

const principalElement: fc.Arbitrary<RawStatement> = fc
  .tuple(fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'), fc.constantFrom(...PRINCIPALS))
  .map(([element, value]) => ({ [element]: value }));

/** A statement of an identity-based policy, a boundary, a session policy or an SCP. */
export const statement: fc.Arbitrary<RawStatement> = body;

/** A statement of a resource-based policy. */
const resourceStatement: fc.Arbitrary<RawStatement> = fc
  .tuple(body, principalElement)
  .map(([rest, principal]) => ({ ...rest, ...principal }));

/** A statement of an RCP; AWS wants `*` for its principal. */
const resourceControlStatement = body.map((rest): RawStatement => ({ ...rest, Principal: '*' }));

const FULL_ACCESS = { Effect: 'Allow', Action: '*', Resource: '*' };

function several<T>(one: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> {
  return fc.array(one, { maxLength });
}

/** A level of SCPs or RCPs, of which one often allows everything, as in real organizations. */
function level(one: fc.Arbitrary<RawStatement>, full: RawStatement): fc.Arbitrary<RawStatement[][]> {
  return fc
    .tuple(several(several(one, 2), 2), fc.boolean())
    .map(([policies, open]) => (open ? [[full], ...policies] : policies));
}

export const serviceControlLevel = level(statement, FULL_ACCESS);
export const resourceControlLevel = level(resourceControlStatement, { ...FULL_ACCESS, Principal: '*' });

export const policies: fc.Arbitrary<RawPolicies> = fc.record({
  identity: several(several(statement), 2),
  boundary: fc.option(several(statement), { freq: 1 }),
  session: fc.option(several(several(statement), 2), { freq: 1 }),
  serviceControl: several(serviceControlLevel, 2),
  resourceControl: several(resourceControlLevel, 1),
  resource: fc.option(several(resourceStatement), { freq: 3 }),
});

export const request: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    principal: fc.constantFrom(...Object.values(CALLERS)),
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...RESOURCES),
    resourceAccount: fc.constantFrom(ACCOUNT, ACCOUNT, ACCOUNT, FOREIGN),
    context: fc.record(
      {
        ...Object.fromEntries(Object.entries(CONTEXT).map(([key, values]) => [key, fc.constantFrom(...values)])),
        'aws:TagKeys': fc.subarray(['a', 'b', 'c']),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ context, ...rest }) => ({ ...rest, context: contextOf(context as Record<string, string | string[]>) }));

/**
 * A statement with one value that is not known, and the same statement with each value that could stand there.
 */
export const statementWithUnknown: fc.Arbitrary<{
  readonly unknown: RawStatement;
  readonly known: readonly RawStatement[];
}> = fc.tuple(resourceStatement, fc.nat(3), fc.boolean()).map(([whole, which, alone]) => {
  const element = ['Action', 'Resource', 'Principal', 'Condition'][which] ?? '';
  const name = element in whole || element === 'Condition' ? element : `Not${element}`;
  const put = (value: unknown): RawStatement => ({ ...whole, [name]: placed(whole[name], value, element, alone) });
  return { unknown: put(UNKNOWN), known: candidates(element).map(put) };
});

function candidates(element: string): readonly unknown[] {
  if (element === 'Action') return [...ACTIONS, ...ACTION_PATTERNS];
  if (element === 'Resource') return [...RESOURCES, ...RESOURCE_PATTERNS];
  if (element === 'Condition') return ['ann', 'bob', 'x', '${aws:username}'];
  return PRINCIPALS.flatMap((principal) =>
    typeof principal === 'object' && 'AWS' in principal ? [principal.AWS] : [],
  );
}

function placed(present: unknown, value: unknown, element: string, alone: boolean): unknown {
  if (element === 'Condition') return { StringNotEquals: { 'aws:username': alone ? [value] : ['ann', value] } };
  if (element === 'Principal') {
    const named = typeof present === 'object' && present !== null && 'AWS' in present ? present.AWS : undefined;
    return { AWS: alone || named === undefined ? [value] : [named, value] };
  }
  return alone ? [value] : [present, value].flat();
}

/** What {@link RawPolicies} are as cells of a table. */
export function cellsOf({ identity, boundary, session, resource, ...controls }: RawPolicies): {
  readonly identity: readonly PolicyCell[];
  readonly boundary?: PolicyCell;
  readonly session?: readonly PolicyCell[];
  readonly resource?: PolicyCell;
  readonly serviceControl: readonly (readonly PolicyCell[])[];
  readonly resourceControl: readonly (readonly PolicyCell[])[];
} {
  return {
    ...controls,
    identity,
    ...(boundary === null ? {} : { boundary }),
    ...(session === null ? {} : { session }),
    ...(resource === null ? {} : { resource }),
  };
}
