import { isDeepStrictEqual } from 'node:util';
import { parseOperator } from '../../src/evaluation/operators/index.js';
import {
  conditionsOf,
  type DifferentialCase,
  layersOf,
  listOf,
  type RawCondition,
  type RawStatement,
  isRecord,
  statementsOf,
} from './case.js';
import type { Document, Documents } from '../oracle/oracle.js';
import { LIST_KEYS } from './list-keys.js';

/** Something that the oracle decides in another way than AWS documents. */
export interface Exclusion {
  readonly name: string;
  /** The page of AWS that settles it. */
  readonly page: string;
  /** The row of `test/evaluation/cases` that shows our side. */
  readonly test: { readonly table: string; readonly row: string };
  /** Whether the thing is in a case. */
  readonly applies: (given: DifferentialCase) => boolean;
  /** The case without the thing: a disagreement counts as explained only when this is decided alike. */
  readonly without: (given: DifferentialCase) => DifferentialCase;
}

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const FULL_ACCESS: Document = { Version: '2012-10-17', Statement: [ALLOW_ALL] };

/** All of them, each as narrow as its cases allow. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    // The oracle stops at the session policies, which do not limit what names the session itself.
    name: 'grant-to-a-session',
    page: `${GUIDE}/reference_policies_evaluation-logic.html`,
    test: { table: 'same account', row: 'session ARN: an implicit deny in a session policy does not limit it' },
    applies: ({ documents }) => limitsSession(documents) && documents.resource !== null,
    without: (given) => ({ ...given, documents: { ...given.documents, session: FULL_ACCESS } }),
  },
  {
    // The oracle applies organization policies to every principal.
    name: 'service-linked-role',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    test: { table: 'service control policies', row: 'a service-linked role is not bound by a deny' },
    applies: ({ principal, documents }) =>
      principal.kind === 'role' &&
      principal.arn.includes(':role/aws-service-role/') &&
      documents.serviceControl.length + documents.resourceControl.length > 0,
    without: (given) => ({ ...given, documents: { ...given.documents, serviceControl: [], resourceControl: [] } }),
  },
  {
    // The oracle puts values in for variables whatever the version.
    name: 'variables-of-version-2008',
    page: `${GUIDE}/reference_policies_elements_version.html`,
    test: { table: 'variables', row: 'Version 2008-10-17 knows no variables' },
    ...aboutStatements((statement, document) => !is2012(document) && JSON.stringify(statement).includes('${')),
  },
  {
    // To the oracle a statement with such a variable does not apply, negated or not.
    name: 'variable-without-value',
    page: `${GUIDE}/reference_policies_variables.html`,
    test: { table: 'variables', row: 'in StringNotEquals without a value: nothing equals null' },
    ...aboutStatements(
      (statement, document, { context }) =>
        is2012(document) &&
        (listOf(statement['NotResource']).some((value) => hasOpenVariable(String(value), context)) ||
          conditionsOf(statement).some(
            ({ operator, values }) =>
              parseOperator(operator)?.operator.negated === true &&
              values.some((value) => hasOpenVariable(value, context)),
          )),
    ),
  },
  {
    // The oracle takes `${*}`, `${?}` and `${$}` for text where it knows no wildcards; AWS: they can be used in any string.
    name: 'fixed-variables-in-equals',
    page: `${GUIDE}/reference_policies_variables.html`,
    test: { table: 'variables', row: 'in StringEquals an escaped star' },
    ...aboutConditions(
      ({ operator, values }) =>
        /^String.*Equals/.test(nameOf(operator)) && values.some((value) => /\$\{[*?$]\}/.test(value)),
    ),
  },
  {
    // To the oracle the key makes the list, to us the number of values: AWS documents neither.
    name: 'one-value-of-a-list',
    page: `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
    test: { table: 'set operators', row: 'a list of one is a single value' },
    ...aboutConditions(
      ({ operator, key }, { context }) =>
        parseOperator(operator)?.quantifier === null &&
        LIST_KEYS.has(key.toLowerCase()) &&
        valuesOf(context, key).length === 1,
    ),
  },
  {
    // The oracle compares numbers of milliseconds with numbers of seconds.
    name: 'mixed-dates',
    page: `${GUIDE}/reference_policies_elements_condition_operators.html`,
    test: { table: 'dates', row: 'seconds since 1970 in the policy' },
    ...aboutConditions(
      ({ operator, key, values }, { context }) =>
        nameOf(operator).startsWith('Date') &&
        values.some((value) => valuesOf(context, key).some((actual) => isEpoch(actual) !== isEpoch(value))),
    ),
  },
  {
    // The oracle shifts 32 bits by 32, compares addresses without a length as text, and knows one family at a time.
    name: 'ranges-of-addresses',
    page: `${GUIDE}/reference_policies_elements_condition_operators.html`,
    test: { table: 'ip addresses', row: 'everything' },
    ...aboutConditions(
      ({ operator, values }) =>
        nameOf(operator).endsWith('IpAddress') &&
        values.some((value) => /^[\d.]+\/0$|^[\d.]+$|^[\da-f:]+$/.test(value)),
    ),
  },
  {
    // AWS leaves open whom an account spares, and a canonical user does not say which account it is.
    name: 'account-not-known',
    page: `${GUIDE}/reference_policies_elements_notprincipal.html`,
    test: { table: 'callers', row: 'NotPrincipal with Deny: the account alone is open to question' },
    ...aboutStatements(
      ({ Principal: principal, NotPrincipal: notPrincipal }) =>
        (isRecord(principal) && principal['CanonicalUser'] !== undefined) ||
        (isRecord(notPrincipal) &&
          (notPrincipal['CanonicalUser'] !== undefined ||
            listOf(notPrincipal['AWS']).some((name) => /^\d+$|:root$/.test(String(name))))),
    ),
  },
];

function limitsSession({ session }: Documents): boolean {
  return session !== null && !statementsOf(session).some((statement) => isDeepStrictEqual(statement, ALLOW_ALL));
}

type Part = Pick<Exclusion, 'applies' | 'without'>;

/** An exclusion that is about statements; without it they are not there. */
function aboutStatements(
  holds: (statement: RawStatement, document: Document, given: DifferentialCase) => boolean,
): Part {
  return {
    applies: (given) =>
      layersOf(given).some(([, document]) =>
        statementsOf(document).some((statement) => holds(statement, document, given)),
      ),
    without: (given) => ({
      ...given,
      documents: mapDocuments(given.documents, (document) => ({
        ...document,
        Statement: statementsOf(document).filter((statement) => !holds(statement, document, given)),
      })),
    }),
  };
}

function aboutConditions(holds: (condition: RawCondition, given: DifferentialCase) => boolean): Part {
  return aboutStatements((statement, _, given) => conditionsOf(statement).some((condition) => holds(condition, given)));
}

function mapDocuments(documents: Documents, change: (document: Document) => Document): Documents {
  const one = (document: Document | null): Document | null => (document === null ? null : change(document));
  return {
    identity: documents.identity.map(change),
    boundary: one(documents.boundary),
    session: one(documents.session),
    serviceControl: documents.serviceControl.map((level) => level.map(change)),
    resourceControl: documents.resourceControl.map((level) => level.map(change)),
    resource: one(documents.resource),
    endpoint: one(documents.endpoint),
    restrictPublicBuckets: documents.restrictPublicBuckets,
  };
}

function is2012(document: Document): boolean {
  return document['Version'] === '2012-10-17';
}

function nameOf(operator: string): string {
  return parseOperator(operator)?.operator.name ?? '';
}

function valuesOf(context: DifferentialCase['context'], key: string): readonly string[] {
  const lower = key.toLowerCase();
  return Object.entries(context).find(([other]) => other.toLowerCase() === lower)?.[1] ?? [];
}

function isEpoch(value: string): boolean {
  return /^\d+(\.\d+)?$/.test(value);
}

/** Whether a variable in the text has neither a value nor a default. */
function hasOpenVariable(text: string, context: DifferentialCase['context']): boolean {
  return [...text.matchAll(/\$\{([^}]*)\}/g)].some(([, variable = '']) => {
    const [key = '', fallback] = variable.split(',');
    if (['*', '?', '$'].includes(variable) || fallback !== undefined) return false;
    return valuesOf(context, key.trim()).length !== 1;
  });
}
