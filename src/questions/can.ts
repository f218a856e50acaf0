import { evaluateCondition } from '../evaluation/condition.js';
import { describeCondition } from '../evaluation/describe-condition.js';
import { evaluate } from '../evaluation/evaluate.js';
import { findRequest } from '../evaluation/find-request.js';
import type { KeyKnowledge, Knowledge } from '../evaluation/knowledge.js';
import { readPolicies, readPolicy } from '../evaluation/policy.js';
import { matchPrincipal } from '../evaluation/principal-match.js';
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  type Decision,
  NO_POLICIES,
  type RequestContext,
  type StatementReference,
} from '../evaluation/request.js';
import { type Layer, type Route, routesOf } from '../evaluation/routes.js';
import { coversAction, coversResource, matchStatement } from '../evaluation/statement.js';
import { statementLocation } from '../findings/index.js';
import { findPrincipal } from './find-principal.js';
import type { PolicyGraph } from '../graph/graph.js';
import { principalKnowledge } from '../graph/knowledge.js';
import { combineInputs, type LoadedInput } from '../inputs/index.js';
import { locator } from '../inputs/locator.js';
import { maskSecrets } from '../inputs/mask-secrets.js';
import { parseArn } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Role, User } from '../model/principal.js';
import { type Judgement, ruleContext } from '../pipeline/rule-context.js';
import type { ReportLocation, StepStatement } from '../schemas/report.generated.js';

/** One request of a principal of the inputs. */
export interface CanQuestion {
  /** Name or ARN of a user or role. */
  readonly principal: string;
  /** As `s3:GetObject`, in any case. */
  readonly action: string;
  /** An ARN, or `*` for an action without a resource. */
  readonly resource: string;
  /** Values of context keys; what is not given is what an ordinary request has. */
  readonly context: ReadonlyMap<string, readonly string[]>;
}

/** What a statement about the action has to do with the request. */
export interface CanStatement extends StepStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Why it does not apply; null when it does. */
  readonly why: string | null;
}

/** The policies of one kind that bear on the request. */
export interface CanLayer {
  readonly layer: string;
  /** How many policies it has. */
  readonly policies: number;
  /** `silent` when no statement of it applies. */
  readonly verdict: 'allows' | 'denies' | 'silent' | 'unknown' | 'none';
  readonly statements: readonly CanStatement[];
}

/** How one request is decided. */
export interface CanAnswer {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly decision: Decision;
  readonly layers: readonly CanLayer[];
  /** The statements that decided: the allows that were needed, or the deny. */
  readonly decidedBy: readonly CanStatement[];
  /** For `unresolved`: why. */
  readonly unresolved: readonly string[];
  /** What would let the request through, one line each; empty when it is allowed. */
  readonly opens: readonly string[];
  /** What would refuse the request, one line each: all of them together do; empty when it is not allowed. */
  readonly closes: readonly string[];
}

/** Explains how a request is decided, layer by layer. Throws `UnknownNameError` for a principal that is not there. */
export function answerCan(inputs: readonly LoadedInput[], question: CanQuestion, judgement: Judgement): CanAnswer {
  const model = combineInputs(inputs).after;
  const principal = findPrincipal([...model.users, ...model.roles], question.principal);
  const { graph } = ruleContext(model, judgement);
  const policies = policiesFor(graph, principal, question);
  const knowledge = knowledgeOf(graph, principal, question);
  const request = requestOf(model, principal, question, knowledge, policies);
  const { decision, statements, unresolved } = evaluate(request, policies);
  const layers = layersOf(policies);
  const about = layers.map(({ policies: held }) => statementsAbout(held, request));
  const locate = locator(inputs, [...about.flat(), ...statements].map(statementLocation));
  const shown = (one: StatementReference): CanStatement => shownStatement(one, request, locate(statementLocation(one)));
  const answer: CanAnswer = {
    principal: principal.arn,
    action: question.action,
    resource: question.resource,
    context: Object.fromEntries(request.context),
    decision,
    layers: layers.map(({ name, policies: held }, index) => ({
      layer: name,
      policies: held.length,
      verdict: verdictOf(held, request),
      statements: (about[index] ?? []).map(shown),
    })),
    decidedBy: statements.map(shown),
    unresolved,
    opens: decision === 'allowed' ? [] : openings(request, policies, knowledge, layers),
    closes: decision === 'allowed' ? closings(request, policies) : [],
  };
  return maskSecrets(answer, new Set(inputs.flatMap((input) => [...input.secrets])));
}

function policiesFor(
  graph: PolicyGraph,
  principal: User | Role,
  { action, resource }: CanQuestion,
): ApplicablePolicies {
  const { model, controls } = graph;
  const { policies, boundary } = graph.configured(principal);
  const target = model.resources.find(({ arn }) => arn === resource);
  return {
    ...NO_POLICIES,
    identity: policies,
    boundary,
    serviceControl: controls.serviceControl(principal.account),
    resourceControl: controls.resourceControl(accountOf(model, principal, resource), action),
    resource: model.roles.find(({ arn }) => arn === resource)?.trust ?? target?.policy ?? null,
  };
}

function accountOf(model: Model, principal: User | Role, resource: string): string {
  const account = parseArn(resource)?.account ?? '';
  return account === '' ? (model.resources.find(({ arn }) => arn === resource)?.account ?? principal.account) : account;
}

function knowledgeOf(
  { keys, circumstances }: PolicyGraph,
  principal: User | Role,
  { context }: CanQuestion,
): Knowledge {
  const given = [...context].map(([key, values]): [string, KeyKnowledge] => [
    key.toLowerCase(),
    { kind: 'fixed', values },
  ]);
  return principalKnowledge(principal, keys, circumstances, new Map(given));
}

/** The request that an ordinary caller makes: of each key that some policy asks for, the usual value. */
function requestOf(
  model: Model,
  principal: User | Role,
  { action, resource, context: given }: CanQuestion,
  knowledge: Knowledge,
  policies: ApplicablePolicies,
): AuthorizationRequest {
  const { arn, account, kind } = principal;
  const context = new Map<string, readonly string[]>([...given].map(([key, values]) => [key.toLowerCase(), values]));
  for (const key of keysOf(layersOf(policies).flatMap((layer) => layer.policies))) {
    const known = knowledge(key);
    const values = known.kind === 'fixed' ? known.values : known.kind === 'open' ? known.usual : [];
    if (!context.has(key) && values.length > 0) context.set(key, values);
  }
  return {
    principal: kind === 'user' ? { kind, arn, account } : { kind, arn, account, session: 'session' },
    action,
    resource,
    resourceAccount: accountOf(model, principal, resource),
    context,
  };
}

/** The context keys that conditions and policy variables ask for, in lower case. */
function keysOf(policies: readonly Policy[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { conditions, resources, notResources } of policies.flatMap(({ statements }) => statements)) {
    for (const { key } of conditions) keys.add(key.toLowerCase());
    const texts = [resources, notResources, ...conditions.map(({ values }) => values)].flatMap(
      (one) => one?.values ?? [],
    );
    for (const text of texts) {
      for (const [, name = ''] of text.matchAll(/\$\{([^},]+)/g)) keys.add(name.trim().toLowerCase());
    }
  }
  return keys;
}

interface NamedLayer {
  readonly name: string;
  readonly policies: readonly Policy[];
}

function layersOf({ identity, boundary, session, serviceControl, resourceControl, resource }: ApplicablePolicies) {
  const levels = (name: string, all: readonly (readonly Policy[])[]): readonly NamedLayer[] =>
    all.length === 0
      ? [{ name, policies: [] }]
      : all.map((policies, index) => ({
          name: all.length === 1 ? name : `${name}, level ${String(index + 1)} of ${String(all.length)}`,
          policies,
        }));
  return [
    { name: 'identity-based policies', policies: identity },
    {
      name: resource?.type === 'trust' ? 'trust policy of the role' : 'resource-based policy',
      policies: resource === null ? [] : [resource],
    },
    { name: 'permissions boundary', policies: boundary === null ? [] : [boundary] },
    { name: 'session policies', policies: session ?? [] },
    ...levels('service control policies (SCPs)', serviceControl),
    ...levels('resource control policies (RCPs)', resourceControl),
  ];
}

function verdictOf(policies: readonly Policy[], request: AuthorizationRequest): CanLayer['verdict'] {
  if (policies.length === 0) return 'none';
  const { allows, denies, mayAllow, mayDeny } = readPolicies(policies, request, matchStatement);
  if (denies.length > 0) return 'denies';
  if (mayDeny.length > 0) return 'unknown';
  if (allows.length > 0) return 'allows';
  return mayAllow.length > 0 ? 'unknown' : 'silent';
}

/** The statements that cover the action. */
function statementsAbout(policies: readonly Policy[], { action }: AuthorizationRequest): readonly StatementReference[] {
  return policies.flatMap((policy) =>
    policy.statements
      .filter((statement) => coversAction(statement, action) !== 'false')
      .map((statement) => ({ policy, statement })),
  );
}

function shownStatement(
  { policy, statement }: StatementReference,
  request: AuthorizationRequest,
  location: ReportLocation | null,
): CanStatement {
  const { index, sid, effect } = statement;
  return {
    policy: policy.name,
    policyType: policy.type,
    index,
    sid,
    address: statement.origin?.address ?? policy.address,
    location,
    effect,
    why: whyNot(policy, statement, request),
  };
}

/** Why a statement that covers the action does not apply; null when it does. */
function whyNot(policy: Policy, statement: Statement, request: AuthorizationRequest): string | null {
  const { truth } = matchStatement(statement, policy.version, request);
  if (truth === 'true' && coversAction(statement, request.action) === 'true') return null;
  if (truth !== 'false') return 'a value of it is not known';
  if (matchPrincipal(statement, request.principal).truth === 'false') return 'it is about another principal';
  if (coversResource(statement, policy.version, request.resource, request.context) === 'false')
    return 'it is about another resource';
  return failing(statement, policy.version, request.context).join(', and ');
}

/** What the conditions ask for that do not hold. */
function failing({ conditions }: Statement, version: Policy['version'], context: RequestContext): readonly string[] {
  return conditions
    .filter((condition) => evaluateCondition(condition, context, version) === 'false')
    .map((condition) => `it applies only if ${describeCondition(condition, true)}`);
}

/** What would let the request through. */
function openings(
  request: AuthorizationRequest,
  policies: ApplicablePolicies,
  knowledge: Knowledge,
  layers: readonly NamedLayer[],
): readonly string[] {
  const { principal, action, resource, resourceAccount } = request;
  const verdict = findRequest({ principal, action, resource, resourceAccount, policies, knowledge });
  if (verdict.result !== 'denied') {
    const others = [...verdict.request.context].filter(
      ([key, values]) => JSON.stringify(request.context.get(key)) !== JSON.stringify(values),
    );
    const keys = others.map(([key, values]) => `${key} is ${values.join(', ')}`);
    const parts = [...keys, ...verdict.assumptions.filter((one) => !keys.includes(one))];
    return [`the same request where ${[...new Set(parts)].join(' and ')}`];
  }
  const { denies } = readPolicies(
    layers.flatMap((layer) => layer.policies),
    request,
    matchStatement,
  );
  const lifted = denies.map(
    ({ policy, statement }) =>
      `no deny by ${nameOf(statement)} of ${policy.name}${statement.conditions.length === 0 ? '' : `, which does not apply if ${statement.conditions.map((one) => describeCondition(one, false)).join(' or ')}`}`,
  );
  const { routes } = routesOf(request, policies);
  const missing = routes
    .map((route) => missingOf(route, request, layers))
    .reduce<readonly string[] | null>((best, one) => (best === null || one.length < best.length ? one : best), null);
  return [...lifted, ...(missing ?? [])];
}

/** The allows without which the request is refused: those of one kind of policies, where that is enough. */
function closings(request: AuthorizationRequest, policies: ApplicablePolicies): readonly string[] {
  const allowsOf = (policy: Policy | null): readonly StatementReference[] =>
    policy === null
      ? []
      : readPolicy(policy, request, matchStatement).allows.map(({ statement }) => ({ policy, statement }));
  const without = (policy: Policy): Policy => {
    const gone = new Set(allowsOf(policy).map(({ statement }) => statement));
    return { ...policy, statements: policy.statements.filter((statement) => !gone.has(statement)) };
  };
  const identity = policies.identity.map(without);
  const resource = policies.resource === null ? null : without(policies.resource);
  const [ofIdentity, ofResource] = [policies.identity.flatMap(allowsOf), allowsOf(policies.resource)];
  const tried = [
    { allows: ofIdentity, left: { ...policies, identity } },
    { allows: ofResource, left: { ...policies, resource } },
    { allows: [...ofIdentity, ...ofResource], left: { ...policies, identity, resource } },
  ].filter(({ allows, left }) => allows.length > 0 && evaluate(request, left).decision !== 'allowed');
  const fewest = tried.reduce<(typeof tried)[number] | null>(
    (best, one) => (best === null || one.allows.length < best.allows.length ? one : best),
    null,
  );
  return (fewest?.allows ?? []).map(({ policy, statement }) => `no allow by ${nameOf(statement)} of ${policy.name}`);
}

function missingOf(route: Route, request: AuthorizationRequest, layers: readonly NamedLayer[]): readonly string[] {
  const target = request.resource === '*' ? '' : ` on ${request.resource}`;
  return route
    .filter((layer) => !allows(layer, request))
    .map((layer) => {
      const [first] = layer.policies;
      const own =
        first === undefined ? null : layers.find(({ policies }) => policies.some(({ id }) => id === first.id));
      const name = own?.name ?? (route[0] === layer ? 'identity-based policies' : 'resource-based policy');
      return `an allow of ${request.action}${target} in the ${name}`;
    });
}

function allows(layer: Layer, request: AuthorizationRequest): boolean {
  return layer.policies.some((policy) =>
    readPolicy(policy, request, matchStatement).allows.some(
      ({ by }) => layer.by === null || by === null || layer.by.has(by),
    ),
  );
}

function nameOf({ sid, index }: Statement): string {
  return sid === null || sid === '' ? `statement ${String(index)}` : `statement ${sid}`;
}
