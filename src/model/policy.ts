import type { SourceLocation } from './location.js';

/** The policy types of https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types; `trust` is the resource-based policy of a role. */
export type PolicyType =
  'identity-based' | 'resource-based' | 'trust' | 'permissions-boundary' | 'session' | 'scp' | 'rcp' | 'vpc-endpoint';

/** The values of one policy element. A value that the input does not give (Terraform's "known after apply") has its reason in `unknown`. */
export interface Values {
  readonly values: readonly string[];
  readonly unknown: readonly string[];
}

/** One `key: values` pair under one operator of a `Condition` element. `operator` keeps its spelling, including a `ForAllValues:` prefix and an `IfExists` suffix. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: Values;
}

export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** A `Principal` or `NotPrincipal` element; `"*"` is read as `{"AWS": "*"}`, which AWS treats alike in resource-based policies. */
export type PrincipalElement = Readonly<Partial<Record<PrincipalType, Values>>>;

/** One statement. Exactly one of each element and its `not…` twin is present where the policy type requires it. */
export interface Statement {
  /** Position in the document's `Statement` list, from zero. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly principals?: PrincipalElement;
  readonly notPrincipals?: PrincipalElement;
  readonly actions?: Values;
  readonly notActions?: Values;
  readonly resources?: Values;
  readonly notResources?: Values;
  readonly conditions: readonly Condition[];
  /** Where it stands, if a resource of its own adds it to the policy. */
  readonly origin?: { readonly address: string; readonly location: SourceLocation };
}

/** A statement or document that AWS would refuse. It grants nothing; `pointer` is relative to the document. */
export interface PolicyProblem {
  readonly pointer: string;
  readonly message: string;
}

/** One policy document of a known type. */
export interface Policy {
  readonly type: PolicyType;
  /** The policy's ARN where it has one, otherwise the name of the inline policy or of the resource that carries it. */
  readonly id: string;
  readonly name: string;
  /** Policy variables are substituted only in `2012-10-17`. */
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly Statement[];
  readonly problems: readonly PolicyProblem[];
  /** Why the whole document is not known, or null when it is known. */
  readonly unresolved: string | null;
  /** Terraform address, or null outside Terraform. */
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** Principals of a type that the allow statements of a policy name, each once. */
export function namedPrincipals({ statements }: Pick<Policy, 'statements'>, type: PrincipalType): readonly string[] {
  const named = statements.flatMap(({ effect, principals }) =>
    effect === 'Allow' ? (principals?.[type]?.values ?? []) : [],
  );
  return [...new Set(named)];
}
