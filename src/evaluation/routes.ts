import { parseArn } from '../model/arn.js';
import type { Policy } from '../model/policy.js';
import type { PrincipalMatch } from './principal-match.js';
import type { ApplicablePolicies, AuthorizationRequest } from './request.js';

/** Policies of which at least one statement must allow the request. */
export interface Layer {
  readonly policies: readonly Policy[];
  /** Names by which the allowing statement may know the caller; null when it does not matter. */
  readonly by: ReadonlySet<PrincipalMatch> | null;
  /** False for a layer that can only take away: boundaries, session policies, SCPs, RCPs. */
  readonly grants: boolean;
}

/** One way for AWS to allow a request: every layer must allow it. */
export type Route = readonly Layer[];

/** What applies to a request: the ways in which it can be allowed, and the policies whose denies count. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly denying: readonly Policy[];
}

const BY_USER: ReadonlySet<PrincipalMatch> = new Set(['user', 'anyone']);
const BY_ROLE: ReadonlySet<PrincipalMatch> = new Set(['role']);
const BY_SESSION: ReadonlySet<PrincipalMatch> = new Set(['session', 'anyone']);
const BY_SERVICE: ReadonlySet<PrincipalMatch> = new Set(['service', 'anyone']);
const BY_FEDERATED: ReadonlySet<PrincipalMatch> = new Set(['federated', 'anyone']);
const BY_ANYONE: ReadonlySet<PrincipalMatch> = new Set(['anyone']);

/**
 * The layers of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html, put together
 * by who calls and whose resource it is.
 */
export function routesOf(request: AuthorizationRequest, policies: ApplicablePolicies): Routes {
  const { principal, resourceAccount } = request;
  const serviceLinked = principal.kind === 'role' && isServiceLinked(principal.arn);
  const resourceControl = serviceLinked ? [] : policies.resourceControl;
  const hasAccount = principal.kind === 'user' || principal.kind === 'role' || principal.kind === 'root';
  const serviceControl = hasAccount && !serviceLinked ? policies.serviceControl : [];
  const controls: Route = [...resourceControl, ...serviceControl].map(taking);
  const denying = [
    ...resourceControl.flat(),
    ...serviceControl.flat(),
    ...(policies.resource === null ? [] : [policies.resource]),
  ];
  const resource = (by: ReadonlySet<PrincipalMatch> | null): Layer => ({
    policies: policies.resource === null ? [] : [policies.resource],
    by,
    grants: true,
  });

  switch (principal.kind) {
    case 'anonymous':
      return { routes: [[resource(BY_ANYONE), ...controls]], denying };
    case 'service':
      return { routes: [[resource(BY_SERVICE), ...controls]], denying };
    case 'federated':
      return { routes: [[resource(BY_FEDERATED), ...controls]], denying };
    case 'root':
      return { routes: [principal.account === resourceAccount ? controls : [resource(null), ...controls]], denying };
    case 'user':
    case 'role': {
      const boundary = policies.boundary === null ? [] : [policies.boundary];
      const limits = [
        ...(policies.boundary === null ? [] : [boundary]),
        ...(policies.session === null ? [] : [policies.session]),
      ];
      const identity: Layer = { policies: policies.identity, by: null, grants: true };
      const own: Route = [identity, ...limits.map(taking), ...controls];
      const all = { denying: [...denying, ...policies.identity, ...boundary, ...(policies.session ?? [])] };
      if (principal.account !== resourceAccount) return { routes: [[...own, resource(null)]], ...all };
      const throughIdentity = mustAllowItself(policies.resource) ? [...own, resource(null)] : own;
      const named =
        principal.kind === 'user'
          ? [[resource(BY_USER), ...controls]]
          : [
              [resource(BY_SESSION), ...controls],
              [resource(BY_ROLE), ...limits.map(taking), ...controls],
            ];
      return { routes: policies.resource === null ? [throughIdentity] : [...named, throughIdentity], ...all };
    }
  }
}

function taking(policies: readonly Policy[]): Layer {
  return { policies, by: null, grants: false };
}

/** Trust policies and key policies are not bypassed by identity-based policies: they have to allow the account at least. */
function mustAllowItself(policy: Policy | null): boolean {
  return policy !== null && (policy.type === 'trust' || /^arn:[^:]+:kms:/.test(policy.id));
}

function isServiceLinked(arn: string): boolean {
  return parseArn(arn)?.resource.startsWith('role/aws-service-role/') === true;
}
