import type { Policy, Statement } from '../model/policy.js';

/**
 * Who makes a request. A role acts through a session; `arn` is the role's, `session` the session's name. A user may act
 * through a session of `GetFederationToken`, named by `session`
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html).
 */
export type RequestPrincipal =
  | { readonly kind: 'user'; readonly arn: string; readonly account: string; readonly session?: string }
  | { readonly kind: 'role'; readonly arn: string; readonly account: string; readonly session: string }
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  /** A caller with a token of an identity provider; `arn` is the provider's ARN, or its host for the providers built into AWS. */
  | { readonly kind: 'federated'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly arn: string }
  | { readonly kind: 'anonymous' };

/**
 * The request context: key to values, keys in lower case. A key that is not there is absent from the request;
 * a single-valued key has one value.
 */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One request as AWS sees it (https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html#intro-structure-request). */
export interface AuthorizationRequest {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  /** Account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: RequestContext;
}

/** Every policy that AWS would consult for a request. */
export interface ApplicablePolicies {
  readonly identity: readonly Policy[];
  /** Null when the principal has no permissions boundary. */
  readonly boundary: Policy | null;
  /** Null when the session was made without session policies. */
  readonly session: readonly Policy[] | null;
  /** SCPs by level, root first; an empty list when no SCP applies. */
  readonly serviceControl: readonly (readonly Policy[])[];
  /** RCPs by level, root first; an empty list when no RCP applies. */
  readonly resourceControl: readonly (readonly Policy[])[];
  /** The resource-based policy of the resource, or the trust policy of the role; null when there is none. */
  readonly resource: Policy | null;
  /** The policy of the VPC endpoint that the request comes through; null when it comes through none. */
  readonly endpoint: Policy | null;
  /** True when a public access block of the bucket or its account restricts public buckets. */
  readonly restrictPublicBuckets: boolean;
}

/** What applies to a request when nothing is attached to anything. */
export const NO_POLICIES: ApplicablePolicies = {
  identity: [],
  boundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
  resource: null,
  endpoint: null,
  restrictPublicBuckets: false,
};

/** A statement with the policy that holds it. */
export interface StatementReference {
  readonly policy: Policy;
  readonly statement: Statement;
}

/** AWS's three decisions, and `unresolved` when a value that is not known would decide. */
export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'unresolved';

export interface Evaluation {
  readonly decision: Decision;
  /** The statements that made the decision: the allows that were needed, or the deny. */
  readonly statements: readonly StatementReference[];
  /** For `unresolved`: why, one line for each unknown. */
  readonly unresolved: readonly string[];
  /** For `unresolved`: what the known part says. `allow`: known statements allow it, an unknown one could refuse it. */
  readonly lean: 'allow' | 'deny' | null;
}
