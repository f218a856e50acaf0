import { loadActions, loadCatalogue, loadResourceControlServices } from './catalogue/catalogue.js';
import { conditionProblems } from './evaluation/condition-problems.js';
import { evaluate as evaluateRequest } from './evaluation/evaluate.js';
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  type Decision,
  NO_POLICIES,
  type RequestPrincipal,
  type StatementReference,
} from './evaluation/request.js';
import { PolicyGraph } from './graph/graph.js';
import { anonymousKnowledge } from './graph/knowledge.js';
import { unnamedAccount } from './graph/outsider-account.js';
import type { Bound, Certainty, Grant } from './graph/types.js';
import { parseArn, UNKNOWN_ACCOUNT } from './model/arn.js';
import type { Model } from './model/model.js';
import type { Policy, PolicyType } from './model/policy.js';
import { parsePolicyDocument } from './model/policy-document.js';
import { anyAccountMayPass, mayPass } from './rules/outsiders.js';

/** One request, in the words of AWS's documentation. */
export interface EvaluatorRequest {
  /**
   * Who calls: the ARN of a user, a role, a role session (`arn:aws:sts::…:assumed-role/NAME/SESSION`), an account's root
   * or an identity provider; a service principal such as `ec2.amazonaws.com`; or `anonymous`.
   */
  readonly principal: string;
  /** Name of the session, for a principal that is a role's ARN. A role with a path has to be given this way. */
  readonly session?: string;
  /** As `s3:GetObject`, in any case. */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** Twelve digits. Without it, the account of the resource's ARN, otherwise the principal's. */
  readonly resourceAccount?: string;
  /** Context keys in any case. What follows from the principal (`aws:PrincipalArn`, …) is added where it is not given. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Policy documents, each as JSON text or as the parsed object. What is left out is not attached. */
export interface PolicyDocuments {
  readonly identity?: readonly unknown[];
  readonly boundary?: unknown;
  /** Session policies; absent for a session that was made without. */
  readonly session?: readonly unknown[];
  /** SCPs by level: the organization's root first, the account last. Nothing for a management account. */
  readonly serviceControl?: readonly (readonly unknown[])[];
  /** RCPs by level, with `RCPFullAWSAccess`. They are applied to the services that AWS lists only. */
  readonly resourceControl?: readonly (readonly unknown[])[];
  /** The resource-based policy of the resource. */
  readonly resource?: unknown;
  /** The trust policy, where the resource is a role; stands for `resource`. */
  readonly trust?: unknown;
  /** The policy of the VPC endpoint that the request comes through. */
  readonly endpoint?: unknown;
  /** True when a public access block of the bucket or its account restricts public buckets. */
  readonly restrictPublicBuckets?: boolean;
}

/** A statement by its place: `policy` is the property of {@link PolicyDocuments} with its positions, as `serviceControl[0][1]`. */
export interface StatementPlace {
  readonly policy: string;
  /** Position in the document, from zero. */
  readonly index: number;
  readonly sid: string | null;
}

/** A document, or a part of one, that AWS would refuse. It allows nothing. */
export interface DocumentProblem {
  readonly policy: string;
  /** RFC 6901 JSON pointer into the document. */
  readonly pointer: string;
  readonly message: string;
}

/** What {@link evaluate} returns. */
export interface EvaluatorResult {
  readonly decision: Decision;
  /** What decided: the allows that were needed, or the deny. */
  readonly statements: readonly StatementPlace[];
  /** For `unresolved`: why, one line each. */
  readonly unresolved: readonly string[];
  readonly problems: readonly DocumentProblem[];
}

/** A request that cannot be understood; the message says what was expected. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/**
 * Decides one request as AWS does
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 * Throws {@link RequestError} for a principal or an account that is none.
 */
export function evaluate(request: EvaluatorRequest, documents: PolicyDocuments): EvaluatorResult {
  const asked = authorizationRequest(request);
  const { policies, problems } = readDocuments(documents, asked.action);
  const { decision, statements, unresolved } = evaluateRequest(asked, policies);
  return { decision, statements: statements.map(placeOf), unresolved, problems };
}

/** A resource, and what decides who may act on it. */
export interface AnyoneQuestion {
  readonly action: string;
  readonly resource: string;
  /** Twelve digits; needed where the ARN of the resource holds no account, as a bucket's. */
  readonly resourceAccount?: string;
  readonly policies: Pick<PolicyDocuments, 'resource' | 'trust' | 'resourceControl' | 'restrictPublicBuckets'>;
  /** Id of our organization; principals of others are strangers. */
  readonly organization?: string;
  /** Time of the request in milliseconds since 1970; without it, now. */
  readonly now?: number;
}

/** What {@link canAnyone} returns. */
export interface AnyoneAnswer {
  /** `certain`, `conditional` on `assumptions`, `unresolved` when a value that is not known could refuse it, or `no`. */
  readonly result: Certainty | 'no';
  /** Who gets in: whoever knows the address, or whoever has an AWS account. */
  readonly outsider: 'anonymous' | 'any-aws-account' | null;
  /** A request that is allowed; its context holds the keys that decide. */
  readonly request: EvaluatorRequest | null;
  readonly statements: readonly StatementPlace[];
  readonly assumptions: readonly string[];
  /** What the request has to keep to, on keys that the caller sets. */
  readonly bounds: readonly Bound[];
  readonly problems: readonly DocumentProblem[];
}

/**
 * Whether a stranger may do something to a resource: a caller without credentials, or a principal of an AWS account that
 * no policy names. Conditions are decided, not skipped: of keys that the caller sets a fitting value is found, of keys
 * that AWS sets a stranger's value is taken, anything else becomes an assumption.
 * Throws {@link RequestError} when the account of the resource is not known.
 */
export function canAnyone(question: AnyoneQuestion): AnyoneAnswer {
  const { action, resource, organization = null, now = Date.now() } = question;
  const account = accountId(question.resourceAccount ?? parseArn(resource)?.account ?? '');
  const { policies, problems } = readDocuments(question.policies, action);
  const asked = [...(policies.resource === null ? [] : [policies.resource]), ...policies.resourceControl.flat()];
  const graph = new PolicyGraph(
    { ...NOTHING, controls: [{ account, serviceControl: [], resourceControl: policies.resourceControl }] },
    {
      catalogue: loadCatalogue(),
      actions: loadActions(),
      resourceControlServices: loadResourceControlServices(),
      circumstances: { now, organization, stranger: unnamedAccount(asked, [account]) },
    },
  );
  const none: AnyoneAnswer = {
    result: 'no',
    outsider: null,
    request: null,
    statements: [],
    assumptions: [],
    bounds: [],
    problems,
  };
  if (policies.resource === null) return none;
  const { restrictPublicBuckets } = policies;
  const door = { action, arn: resource, account, policy: policies.resource, restrictPublicBuckets };
  const anonymous = needsCredentials(action)
    ? null
    : mayPass(door, { kind: 'anonymous' }, anonymousKnowledge(graph.keys, graph.circumstances), { graph });
  if (anonymous?.certainty === 'certain') return { ...none, ...answer(anonymous, 'anonymous') };
  const any = anyAccountMayPass(door, { graph });
  if (any !== null && (anonymous === null || any.certainty === 'certain'))
    return { ...none, ...answer(any, 'any-aws-account') };
  return anonymous === null ? none : { ...none, ...answer(anonymous, 'anonymous') };
}

function answer(grant: Grant, outsider: NonNullable<AnyoneAnswer['outsider']>): Omit<AnyoneAnswer, 'problems'> {
  const [request] = grant.witness;
  return {
    result: grant.certainty,
    outsider,
    request: request === undefined ? null : plainRequest(request),
    statements: grant.statements.map(placeOf),
    assumptions: grant.assumptions,
    bounds: grant.bounds,
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: a call that AWS wants signed. */
function needsCredentials(action: string): boolean {
  return action.toLowerCase() === 'sts:assumerole';
}

const NOTHING: Model = {
  accounts: [],
  organization: null,
  users: [],
  groups: [],
  roles: [],
  managedPolicies: [],
  identityProviders: [],
  strayPolicies: [],
  resources: [],
  controls: [],
  partial: true,
  shows: new Set(),
  complete: new Map(),
  gaps: [],
};

function readDocuments(
  documents: PolicyDocuments,
  action: string,
): { readonly policies: ApplicablePolicies; readonly problems: readonly DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  const read = (type: PolicyType, name: string, document: unknown): Policy => {
    const source = { type, id: name, name, address: null, location: { uri: name } };
    const policy = parsePolicyDocument(document, source);
    for (const { pointer, message } of [...policy.problems, ...conditionProblems(policy)])
      problems.push({ policy: name, pointer, message });
    return policy;
  };
  const optional = (type: PolicyType, name: string, document: unknown): Policy | null =>
    document === undefined || document === null ? null : read(type, name, document);
  const levels = (
    type: PolicyType,
    name: string,
    all: readonly (readonly unknown[])[] = [],
  ): readonly (readonly Policy[])[] =>
    all.map((level, row) => level.map((one, column) => read(type, `${name}[${String(row)}][${String(column)}]`, one)));
  const list = (type: PolicyType, name: string, all: readonly unknown[]): readonly Policy[] =>
    all.map((one, index) => read(type, `${name}[${String(index)}]`, one));

  const covered = loadResourceControlServices().includes(action.slice(0, action.indexOf(':')).toLowerCase());
  const policies: ApplicablePolicies = {
    ...NO_POLICIES,
    identity: list('identity-based', 'identity', documents.identity ?? []),
    boundary: optional('permissions-boundary', 'boundary', documents.boundary),
    session: documents.session === undefined ? null : list('session', 'session', documents.session),
    serviceControl: levels('scp', 'serviceControl', documents.serviceControl),
    resourceControl: covered ? levels('rcp', 'resourceControl', documents.resourceControl) : [],
    resource: optional('trust', 'trust', documents.trust) ?? optional('resource-based', 'resource', documents.resource),
    endpoint: optional('vpc-endpoint', 'endpoint', documents.endpoint),
    restrictPublicBuckets: documents.restrictPublicBuckets ?? false,
  };
  return { policies, problems };
}

function placeOf({ policy, statement }: StatementReference): StatementPlace {
  return { policy: policy.id, index: statement.index, sid: statement.sid };
}

function authorizationRequest(request: EvaluatorRequest): AuthorizationRequest {
  const { action, resource, resourceAccount, context = {} } = request;
  const principal = principalOf(request);
  const account = resourceAccount ?? parseArn(resource)?.account ?? '';
  // Of a caller without an account, nobody asks whether the resource is in another one.
  const own = 'account' in principal ? principal.account : UNKNOWN_ACCOUNT;
  const given = Object.entries(context).map(
    ([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value] as const,
  );
  return {
    principal,
    action,
    resource,
    resourceAccount: accountId(account === '' ? own : account),
    context: new Map<string, readonly string[]>([...principalKeys(principal), ...given]),
  };
}

/** What AWS says of the caller in each request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties). */
function principalKeys(principal: RequestPrincipal): readonly (readonly [string, readonly string[]])[] {
  switch (principal.kind) {
    case 'anonymous':
      return [['aws:principaltype', ['Anonymous']]];
    case 'service':
      return [
        ['aws:principalisawsservice', ['true']],
        ['aws:principalservicename', [principal.arn]],
      ];
    case 'federated':
      return [];
    default: {
      const types = { user: 'User', role: 'AssumedRole', root: 'Account' };
      const name = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      return [
        ['aws:principalarn', [principal.arn]],
        ['aws:principalaccount', [principal.account]],
        ['aws:principaltype', [types[principal.kind]]],
        ['aws:principalisawsservice', ['false']],
        ...(principal.kind === 'user' ? [['aws:username', [name]] as const] : []),
      ];
    }
  }
}

const SERVICE_PRINCIPAL = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

function principalOf({ principal, session }: EvaluatorRequest): RequestPrincipal {
  if (principal === 'anonymous') return { kind: 'anonymous' };
  if (SERVICE_PRINCIPAL.test(principal)) return { kind: 'service', arn: principal };
  const arn = parseArn(principal);
  const { account = '', resource = '' } = arn ?? {};
  const [type = '', ...rest] = resource.split('/');
  if (arn !== null && /^\d{12}$/.test(account)) {
    if (arn.service === 'sts' && type === 'assumed-role' && rest.length === 2) {
      const [name = '', own = ''] = rest;
      return { kind: 'role', arn: `arn:${arn.partition}:iam::${account}:role/${name}`, account, session: own };
    }
    if (arn.service === 'iam' && type === 'role')
      return { kind: 'role', arn: principal, account, session: session ?? 'session' };
    if (arn.service === 'iam' && type === 'user') return { kind: 'user', arn: principal, account };
    if (arn.service === 'iam' && resource === 'root') return { kind: 'root', arn: principal, account };
    if (arn.service === 'iam' && (type === 'oidc-provider' || type === 'saml-provider'))
      return { kind: 'federated', arn: principal, account };
  }
  throw new RequestError(
    `principal \`${principal}\`: expected the ARN of a user, role, role session, root or identity provider, a service principal, or \`anonymous\``,
  );
}

function accountId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new RequestError(`account of the resource \`${text}\`: expected twelve digits`);
  return text;
}

function plainRequest({
  principal,
  action,
  resource,
  resourceAccount,
  context,
}: AuthorizationRequest): EvaluatorRequest {
  return {
    principal: principal.kind === 'anonymous' ? 'anonymous' : principal.arn,
    ...(principal.kind === 'role' ? { session: principal.session } : {}),
    action,
    resource,
    resourceAccount,
    context: Object.fromEntries(
      [...context].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]),
    ),
  };
}
