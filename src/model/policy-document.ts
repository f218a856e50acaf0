import type { SourceLocation } from './location.js';
import type {
  Condition,
  Policy,
  PolicyProblem,
  PolicyType,
  PrincipalElement,
  PrincipalType,
  Statement,
  Values,
} from './policy.js';

/** Where a document comes from; everything of a {@link Policy} but what the document itself says. */
export interface PolicySource {
  readonly type: PolicyType;
  readonly id: string;
  readonly name: string;
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A value that the input does not give, put where a string would stand; `reason` says why. */
export class UnknownValue {
  constructor(readonly reason: string) {}
}

const PRINCIPAL_TYPES: readonly PrincipalType[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
/** Policies that bind the principals they are attached to, and so name none. */
const ATTACHED: readonly PolicyType[] = ['identity-based', 'permissions-boundary', 'session', 'scp'];
const VERSIONS: readonly string[] = ['2008-10-17', '2012-10-17'];
const DOCUMENT_KEYS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
/** AWS refuses documents far smaller than this (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const MAX_DOCUMENT_LENGTH = 1_000_000;
const MAX_STATEMENTS = 5_000;

class StatementError extends Error {
  constructor(
    readonly pointer: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a policy document by the grammar of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.
 *
 * `document` is the document's JSON text or the parsed object; strings in it may be {@link UnknownValue}.
 * A statement that AWS would refuse is left out and described in `problems`, so that it never widens access.
 * Never throws.
 */
export function parsePolicyDocument(document: unknown, source: PolicySource): Policy {
  const problems: PolicyProblem[] = [];
  const policy = (version: Policy['version'], statements: readonly Statement[]): Policy => ({
    ...source,
    version,
    statements,
    problems,
    unresolved: null,
  });
  const refuse = (pointer: string, message: string): Policy => {
    problems.push({ pointer, message });
    return policy('2008-10-17', []);
  };

  let parsed = document;
  if (typeof parsed === 'string') {
    if (parsed.length > MAX_DOCUMENT_LENGTH) return refuse('', `longer than ${String(MAX_DOCUMENT_LENGTH)} characters`);
    try {
      parsed = JSON.parse(parsed) as unknown;
    } catch {
      return refuse('', 'not JSON');
    }
  }
  if (!isRecord(parsed)) return refuse('', 'expected an object');
  for (const key of Object.keys(parsed)) {
    if (!DOCUMENT_KEYS.has(key)) problems.push({ pointer: `/${key}`, message: 'unknown element' });
  }
  const version = parsed['Version'] ?? '2008-10-17';
  if (typeof version !== 'string' || !VERSIONS.includes(version)) {
    return refuse('/Version', 'expected "2008-10-17" or "2012-10-17"');
  }
  const list = parsed['Statement'];
  const statements: Statement[] = [];
  const raw = Array.isArray(list) ? (list as unknown[]) : list === undefined ? [] : [list];
  if (list === undefined) problems.push({ pointer: '/Statement', message: 'missing' });
  if (raw.length > MAX_STATEMENTS) return refuse('/Statement', `more than ${String(MAX_STATEMENTS)} statements`);
  raw.forEach((entry, index) => {
    try {
      statements.push(parseStatement(entry, index, source.type));
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      const base = Array.isArray(list) ? `/Statement/${String(index)}` : '/Statement';
      problems.push({ pointer: base + error.pointer, message: error.message });
    }
  });
  return policy(version as Policy['version'], statements);
}

/** A policy whose document the input does not give. `reason` completes the sentence "the policy is not known: …". */
export function unresolvedPolicy(source: PolicySource, reason: string): Policy {
  return { ...source, version: '2012-10-17', statements: [], problems: [], unresolved: reason };
}

function parseStatement(entry: unknown, index: number, type: PolicyType): Statement {
  if (!isRecord(entry)) throw new StatementError('', 'expected an object');
  for (const key of Object.keys(entry)) {
    if (!STATEMENT_KEYS.has(key)) throw new StatementError(`/${key}`, 'unknown element');
  }
  const effect = entry['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new StatementError('/Effect', 'expected "Allow" or "Deny"');
  const sid = entry['Sid'] ?? null;
  if (sid !== null && typeof sid !== 'string') throw new StatementError('/Sid', 'expected a string');
  const either = (name: string, required: boolean): void => {
    const count = Number(entry[name] !== undefined) + Number(entry[`Not${name}`] !== undefined);
    if (count > 1) throw new StatementError(`/Not${name}`, `stands beside \`${name}\``);
    if (required && count === 0) throw new StatementError('', `neither \`${name}\` nor \`Not${name}\``);
  };
  const carriesPrincipal = !ATTACHED.includes(type);
  either('Action', true);
  either('Resource', type !== 'trust' && type !== 'resource-based');
  either('Principal', carriesPrincipal);
  if (!carriesPrincipal && (entry['Principal'] ?? entry['NotPrincipal']) !== undefined) {
    throw new StatementError('/Principal', `not allowed in a policy of type ${type}`);
  }
  return {
    index,
    sid,
    effect,
    ...optional('principals', principals(entry['Principal'], '/Principal')),
    ...optional('notPrincipals', principals(entry['NotPrincipal'], '/NotPrincipal')),
    ...optional('actions', values(entry['Action'], '/Action')),
    ...optional('notActions', values(entry['NotAction'], '/NotAction')),
    ...optional('resources', values(entry['Resource'], '/Resource')),
    ...optional('notResources', values(entry['NotResource'], '/NotResource')),
    conditions: conditions(entry['Condition']),
  };
}

function principals(element: unknown, pointer: string): PrincipalElement | undefined {
  if (element === undefined) return undefined;
  if (element === '*') return { AWS: { values: ['*'], unknown: [] } };
  if (element instanceof UnknownValue) return { AWS: { values: [], unknown: [element.reason] } };
  if (!isRecord(element)) throw new StatementError(pointer, 'expected "*" or an object');
  const result: Partial<Record<PrincipalType, Values>> = {};
  for (const [type, entry] of Object.entries(element)) {
    if (!(PRINCIPAL_TYPES as readonly string[]).includes(type)) {
      throw new StatementError(`${pointer}/${type}`, `expected one of ${PRINCIPAL_TYPES.join(', ')}`);
    }
    const list = values(entry, `${pointer}/${type}`);
    if (list !== undefined) result[type as PrincipalType] = list;
  }
  return result;
}

function conditions(element: unknown): readonly Condition[] {
  if (element === undefined || element === null) return [];
  if (!isRecord(element)) throw new StatementError('/Condition', 'expected an object');
  const result: Condition[] = [];
  for (const [operator, block] of Object.entries(element)) {
    if (!isRecord(block)) throw new StatementError(`/Condition/${operator}`, 'expected an object');
    for (const [key, entry] of Object.entries(block)) {
      const list = values(entry, `/Condition/${operator}/${key}`);
      if (list !== undefined) result.push({ operator, key, values: list });
    }
  }
  return result;
}

/** AWS takes a string or a list of strings; numbers and booleans are accepted as their text, as IAM does in conditions. */
function values(element: unknown, pointer: string): Values | undefined {
  if (element === undefined) return undefined;
  const known: string[] = [];
  const unknown: string[] = [];
  for (const entry of Array.isArray(element) ? (element as unknown[]) : [element]) {
    if (typeof entry === 'string') known.push(entry);
    else if (typeof entry === 'number' || typeof entry === 'boolean') known.push(String(entry));
    else if (entry instanceof UnknownValue) unknown.push(entry.reason);
    else throw new StatementError(pointer, 'expected a string or a list of strings');
  }
  return { values: known, unknown };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof UnknownValue);
}
