import { evaluate } from '../../src/evaluation/evaluate.js';
import type { ApplicablePolicies, Decision, RequestPrincipal } from '../../src/evaluation/request.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Policy, PolicyType } from '../../src/model/policy.js';
import { contextOf } from '../evaluation/case-reader.js';
import type { Document, Documents, OracleCase } from '../oracle/oracle.js';

/** A request and every policy that applies to it, as JSON. */
export interface DifferentialCase {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly documents: Documents;
}

/** A statement as a document spells it. */
export type RawStatement = Readonly<Record<string, unknown>>;

/** What AWS attaches at every level where RCPs are enabled. */
const FULL_RESOURCE_CONTROL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** A case as the oracle takes it. */
export function oracleCaseOf({ context, documents, ...request }: DifferentialCase): OracleCase {
  return { request: { ...request, context: contextOf(context) }, documents };
}

/** Our decision of a case. */
export function decide(given: DifferentialCase): Decision {
  return evaluate(oracleCaseOf(given).request, policiesOf(given)).decision;
}

function policiesOf({ documents, action }: DifferentialCase): ApplicablePolicies {
  const { identity, boundary, session, serviceControl, resourceControl, resource, endpoint } = documents;
  const one = (type: PolicyType, document: Document | null): Policy | null =>
    document === null ? null : read(type, document);
  return {
    identity: identity.map((document) => read('identity-based', document)),
    boundary: one('permissions-boundary', boundary),
    session: session === null ? null : [read('session', session)],
    serviceControl: serviceControl.map((level) => level.map((document) => read('scp', document))),
    resourceControl: resourceControl.map((level) =>
      [FULL_RESOURCE_CONTROL, ...level].map((document) => read('rcp', document)),
    ),
    resource: one(isTrust(action) ? 'trust' : 'resource-based', resource),
    endpoint: one('vpc-endpoint', endpoint),
    restrictPublicBuckets: documents.restrictPublicBuckets,
  };
}

/** The resource-based policy of a role is its trust policy. */
export function isTrust(action: string): boolean {
  return action.toLowerCase().startsWith('sts:');
}

function read(type: PolicyType, document: Document): Policy {
  return parsePolicyDocument(document, { type, id: type, name: type, address: null, location: { uri: 'case.json' } });
}

/** Every document of a case, with the layer that it stands in. */
export function layersOf({ documents }: DifferentialCase): readonly (readonly [layer: string, document: Document])[] {
  const { identity, boundary, session, serviceControl, resourceControl, resource, endpoint } = documents;
  const all: [string, Document | null][] = [
    ...identity.map((document): [string, Document] => ['identity', document]),
    ['boundary', boundary],
    ['session', session],
    ...serviceControl.flat().map((document): [string, Document] => ['serviceControl', document]),
    ...resourceControl.flat().map((document): [string, Document] => ['resourceControl', document]),
    ['resource', resource],
    ['endpoint', endpoint],
  ];
  return all.flatMap(([layer, document]) => (document === null ? [] : [[layer, document] as const]));
}

/** The statements of a document; one alone needs no list. */
export function statementsOf(document: Document): readonly RawStatement[] {
  return listOf(document['Statement']).filter(isRecord);
}

/** One condition of a statement. */
export interface RawCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export function conditionsOf(statement: RawStatement): readonly RawCondition[] {
  const block = statement['Condition'];
  if (!isRecord(block)) return [];
  return Object.entries(block).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values).map(String) }))
      : [],
  );
}

/** A value that is not a list is a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
