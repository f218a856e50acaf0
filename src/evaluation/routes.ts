import type { Policy } from '../model/policy.js';
import { isServiceLinked } from '../model/principal.js';
import type { PrincipalMatch } from './principal-match.js';
import { isPublic } from './public-policy.js';
import type { ApplicablePolicies, AuthorizationRequest, RequestPrincipal } from './request.js';

/** Policies of which at least one statement must allow the request. */
export interface Layer {
  readonly policies: readonly Policy[];
  /** Names by which the allowing statement may know the caller; null when it does not matter. */
  readonly by: ReadonlySet<PrincipalMatch> | null;
  /** False for a layer that can only take away: boundaries, session policies, SCPs, RCPs, endpoint policies. */
  readonly grants: boolean;
}

/** One way for AWS to allow a request: every layer must allow it. */
export type Route = readonly Layer[];

/** What applies to a request: the ways in which it can be allowed, and the policies whose denies count. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly denying: readonly Policy[];
}

const NO_LIMITS: Route = [];
const BY_USER: ReadonlySet<PrincipalMatch> = new Set(['user', 'anyone']);
const BY_USER_ALONE: ReadonlySet<PrincipalMatch> = new Set(['user']);
const BY_ROLE: ReadonlySet<PrincipalMatch> = new Set(['role']);
const BY_SESSION: ReadonlySet<PrincipalMatch> = new Set(['session', 'anyone']);

/**
 * The layers of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html, put together
 * by who calls and whose resource it is. SCPs of a management account, and RCPs for a service that knows none, are left
 * out by the caller.
 */
export function routesOf(request: AuthorizationRequest, policies: ApplicablePolicies): Routes {
  const all = unrestrictedRoutes(request, policies);
  return isShutOut(request, policies) ? { routes: [], denying: all.denying } : all;
}

function unrestrictedRoutes(request: AuthorizationRequest, policies: ApplicablePolicies): Routes {
  const { principal, resourceAccount } = request;
  const controls = controlsOf(request, policies);
  const resourcePolicy =
    policies.resource !== null && policies.boundary !== null ? underBoundary(policies.resource) : policies.resource;
  const resourceBased = resourcePolicy === null ? [] : [resourcePolicy];
  const denying = policiesOf(controls, resourceBased);
  const named = (by: ReadonlySet<PrincipalMatch> | null, limits: Route = []): Route => [
    { policies: resourceBased, by, grants: true },
    ...limits,
    ...controls,
  ];

  switch (principal.kind) {
    case 'anonymous':
    case 'service':
    case 'federated':
      return { routes: [named(null)], denying };
    case 'root': {
      // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: not with credentials of a root user.
      if (request.action.toLowerCase() === 'sts:assumerole') return { routes: [], denying };
      const free = principal.account === resourceAccount && !mustAllowItself(request, resourcePolicy);
      return { routes: [free ? controls : named(null)], denying };
    }
    case 'user':
    case 'role': {
      const { boundary } = policies;
      const session = sessionPolicies(principal, policies);
      const limits: Layer[] = [];
      if (boundary !== null) limits.push(taking([boundary]));
      if (session !== null) limits.push(taking(session));
      const all = policiesOf(limits, denying.length === 0 ? policies.identity : [...denying, ...policies.identity]);
      const identity: Route = [{ policies: policies.identity, by: null, grants: true }, ...limits];
      if (principal.account !== resourceAccount) {
        return { routes: [[...identity, ...named(null)]], denying: all };
      }
      const throughIdentity = mustAllowItself(request, resourcePolicy)
        ? [...identity, ...named(null)]
        : [...identity, ...controls];
      if (resourcePolicy === null) return { routes: [throughIdentity], denying: all };
      return {
        routes: [...directRoutes(principal.kind, session !== null, named, limits), throughIdentity],
        denying: all,
      };
    }
  }
}

/** A session of `GetFederationToken` that was given no session policies has none of its user's permissions. */
function sessionPolicies(principal: RequestPrincipal, { session }: ApplicablePolicies): ApplicablePolicies['session'] {
  const federated = principal.kind === 'user' && principal.session !== undefined;
  return federated ? (session ?? []) : session;
}

/**
 * What a resource-based policy grants without an identity-based one. A session that is named itself, and a user, is
 * limited by nothing else; a role, and a user in a session with session policies (of `GetFederationToken`), is limited by
 * the permissions boundary and the session policies.
 */
function directRoutes(
  kind: 'user' | 'role',
  inSession: boolean,
  named: (by: ReadonlySet<PrincipalMatch>, limits?: Route) => Route,
  limits: Route,
): readonly Route[] {
  if (kind === 'role') return [named(BY_SESSION), named(BY_ROLE, limits)];
  return inSession ? [named(BY_SESSION), named(BY_USER_ALONE, limits)] : [named(BY_USER)];
}

/**
 * What can only take away: SCPs bind the principals of an account, RCPs its resources, and neither binds service-linked
 * roles; an endpoint's policy binds whoever comes through the endpoint.
 */
function controlsOf({ principal, action }: AuthorizationRequest, policies: ApplicablePolicies): Route {
  const { resourceControl, serviceControl, endpoint } = policies;
  if (resourceControl.length === 0 && serviceControl.length === 0 && endpoint === null) return NO_LIMITS;
  const through: Route = endpoint === null ? [] : [taking([endpoint])];
  if (principal.kind === 'role' && isServiceLinked(principal)) return through;
  const bound = principal.kind === 'user' || principal.kind === 'role' || principal.kind === 'root';
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
  const exempt = action.toLowerCase() === 'kms:retiregrant';
  return [...(exempt ? [] : resourceControl.map(taking)), ...(bound ? serviceControl.map(taking) : []), ...through];
}

/** A bucket with a public policy serves AWS services and its own account alone where a public access block restricts it. */
function isShutOut(
  { principal, resourceAccount }: AuthorizationRequest,
  { restrictPublicBuckets, resource }: ApplicablePolicies,
): boolean {
  if (!restrictPublicBuckets || resource === null || principal.kind === 'service') return false;
  return !('account' in principal && principal.account === resourceAccount) && isPublic(resource);
}

function policiesOf(route: Route, others: readonly Policy[]): readonly Policy[] {
  return route.length === 0 ? others : [...route.flatMap(({ policies }) => policies), ...others];
}

function taking(policies: readonly Policy[]): Layer {
  return { policies, by: null, grants: false };
}

const KEY = /^arn:[a-z-]+:kms:[^:]*:[^:]*:key\//;

/**
 * Trust policies and key policies are not bypassed by identity-based policies: they have to allow the account at least.
 * A key policy is about the operations of AWS KMS, not about those of other services on the key.
 */
function mustAllowItself({ action, resource }: AuthorizationRequest, policy: Policy | null): boolean {
  return policy?.type === 'trust' || (KEY.test(resource) && action.toLowerCase().startsWith('kms:'));
}

const boundedPolicies = new WeakMap<Policy, Policy>();

/**
 * A resource-based policy as it is for a principal with a permissions boundary: whoever `NotPrincipal` names, a deny
 * applies (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html).
 */
function underBoundary(policy: Policy): Policy {
  const known = boundedPolicies.get(policy);
  if (known !== undefined) return known;
  const statements = policy.statements.map((statement) => {
    if (statement.effect === 'Allow' || statement.notPrincipals === undefined) return statement;
    const { notPrincipals: _, ...rest } = statement;
    return { ...rest, principals: { AWS: { values: ['*'], unknown: [] } } };
  });
  const changed = statements.some((statement, index) => statement !== policy.statements[index]);
  const bounded = changed ? { ...policy, statements } : policy;
  boundedPolicies.set(policy, bounded);
  return bounded;
}
