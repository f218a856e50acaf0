import type { StatementReference } from '../evaluation/request.js';
import type { PrincipalElement, PrincipalType, Statement } from '../model/policy.js';
import type { TrustZone } from '../model/trust-zone.js';
import { issuerOf, ownerIn } from '../rules/oidc-tenant.js';
import type { Violation } from '../rules/check.js';
import type { Issuer, SubjectForm } from '../schemas/rules.generated.js';
import type { Edit } from './edit.js';

/** What decides which values an edit may write. */
export interface Surroundings {
  readonly trust: TrustZone;
  readonly issuers: readonly Issuer[];
  /** The account that the entry leads into. */
  readonly account: string;
}

/** A way to change the statement that opens an entry; null where it does not apply. */
export type StatementChange = (statement: Statement, violation: Violation, around: Surroundings) => Statement | null;

/** Written where only the user knows the value. */
const YOURS = 'YOUR-OWNER';

/** Requires a subject of an owner that is ours, or of the one that the pattern almost names. */
export const pinSubject: StatementChange = (statement, { entry }, { trust, issuers }) => {
  if (entry.kind !== 'federated') return null;
  const issuer = issuerOf(entry.id, issuers);
  const form = issuer?.subjects?.[0];
  if (issuer?.shared !== true || form === undefined) return null;
  const { id } = issuer;
  const key = `${entry.id}:sub`;
  const isSubject = (name: string): boolean => name.toLowerCase() === key.toLowerCase();
  const patterns = statement.conditions.flatMap(({ key: name, values }) => (isSubject(name) ? values.values : []));
  const owners = trust.owners[id] ?? patterns.flatMap((pattern) => almostNamed(pattern, form));
  const kept = patterns.filter((pattern) => {
    const owner = ownerIn(pattern, issuer);
    return owner !== null && (trust.owners[id]?.includes(owner) ?? true);
  });
  const subjects = [
    ...kept,
    ...(owners.length > 0 ? owners : [YOURS]).map(
      (owner) => `${form.prefix}${owner}${form.end === '' ? '' : `${form.end}*`}`,
    ),
  ];
  const values = [...new Set(subjects)];
  return {
    ...statement,
    conditions: [
      ...statement.conditions.filter((condition) => !isSubject(condition.key)),
      { operator: 'StringLike', key, values: { values, unknown: [] } },
    ],
  };
};

/** The owner of a pattern such as `repo:acme*`, which forgot to end it. */
function almostNamed(pattern: string, { prefix }: SubjectForm): readonly string[] {
  if (!pattern.startsWith(prefix)) return [];
  const [owner = ''] = pattern.slice(prefix.length).split(/[*?/:]/);
  return owner.length > 2 ? [owner] : [];
}

/** Requires that the caller is of our organization. */
export const requireOrganization: StatementChange = (statement, { entry }, { trust }) =>
  entry.kind === 'any-aws-account' && trust.organization !== null
    ? requiring(statement, 'aws:PrincipalOrgID', trust.organization)
    : null;

/** Requires that a service acts for the account itself. */
export const requireSourceAccount: StatementChange = (statement, { entry }, { account }) =>
  entry.kind === 'service' ? requiring(statement, 'aws:SourceAccount', account) : null;

/** Names the account itself where everybody is named. */
export const nameOwnAccount: StatementChange = (statement, { entry }, { account }) => {
  if (entry.kind !== 'any-aws-account' && entry.kind !== 'anonymous') return null;
  if (statement.principals?.AWS?.values.includes('*') !== true) return null;
  const values = [
    ...new Set(
      statement.principals.AWS.values.map((value) => (value === '*' ? `arn:aws:iam::${account}:root` : value)),
    ),
  ];
  return { ...statement, principals: { ...statement.principals, AWS: { ...statement.principals.AWS, values } } };
};

/** Takes the outsider out of the principals that are named. */
export const removePrincipal: StatementChange = (statement, { entry }) => {
  const { principals } = statement;
  if (principals === undefined) return null;
  const type: PrincipalType = entry.kind === 'federated' ? 'Federated' : entry.kind === 'service' ? 'Service' : 'AWS';
  const values = principals[type]?.values ?? [];
  const left = values.filter((value) => !names(value, entry.id));
  const others = Object.entries(principals).filter(([name]) => name !== type);
  if (left.length === values.length || (left.length === 0 && others.length === 0)) return null;
  const rest: PrincipalElement = Object.fromEntries(others);
  return {
    ...statement,
    principals:
      left.length === 0 ? rest : { ...rest, [type]: { values: left, unknown: principals[type]?.unknown ?? [] } },
  };
};

function names(value: string, id: string): boolean {
  return value === id || value.split(':')[4] === id || value.endsWith(`/${id}`);
}

function requiring(statement: Statement, key: string, value: string): Statement {
  const condition = { operator: 'StringEquals', key, values: { values: [value], unknown: [] } };
  return { ...statement, conditions: [...statement.conditions, condition] };
}

/** The allow statements that open an entry, those of outsiders' own policies left out. */
export function openingStatements({ entry }: Violation): readonly StatementReference[] {
  return entry.step.grant.statements.filter(({ statement }) => statement.effect === 'Allow');
}

/** Changes each statement that opens the entry, or null when one cannot be changed so. */
export function changeOpening(
  violation: Violation,
  change: StatementChange,
  around: Surroundings,
): readonly Edit[] | null {
  const opening = openingStatements(violation);
  const edits = opening.flatMap(({ policy, statement }): readonly Edit[] => {
    const after = change(statement, violation, around);
    return after === null ? [] : [{ kind: 'statement', policy, before: statement, after }];
  });
  return edits.length === 0 || edits.length < opening.length ? null : edits;
}
