import type { SourceLocation } from './location.js';
import type { Policy } from './policy.js';

/** A policy as held by a principal: where the policy is, and where it was attached. */
export interface PolicyAttachment {
  readonly policy: Policy;
  /** Terraform address of the attachment or inline policy, or null. */
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A policy for a principal that the input names but does not show. */
export interface StrayPolicy {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
  readonly account: string;
  readonly attachment: PolicyAttachment;
}

/** Id of what stands for the policies of a principal that the input shows without them. */
export const UNSEEN_POLICIES = 'unseen-policies';

interface PrincipalBase {
  readonly arn: string;
  readonly name: string;
  /** Twelve digits; `000000000000` when the input does not show the account. */
  readonly account: string;
  readonly policies: readonly PolicyAttachment[];
  readonly tags: Readonly<Record<string, string>>;
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** An access key or a console password, which works from anywhere until somebody removes it. */
export interface Credential {
  readonly kind: 'access-key' | 'login-profile';
  /** When it was made, in ISO 8601; absent when the input does not show it. */
  readonly created?: string;
  /** When it was last used, in ISO 8601; null for never; absent when the input does not show it. */
  readonly lastUsed?: string | null;
  /** When that was looked up, in ISO 8601. */
  readonly asOf?: string;
  readonly address: string | null;
  readonly location: SourceLocation;
}

export interface User extends PrincipalBase {
  readonly kind: 'user';
  readonly boundary: Policy | null;
  /** ARNs of the groups that hold the user. */
  readonly groups: readonly string[];
  /** Credentials that the input shows; null when the input cannot show them. */
  readonly credentials: readonly Credential[] | null;
  /** Whether a device for multi-factor authentication is assigned; absent when the input cannot show it. */
  readonly mfa?: boolean;
}

export interface Role extends PrincipalBase {
  readonly kind: 'role';
  readonly boundary: Policy | null;
  readonly trust: Policy;
  /** ARNs of the instance profiles that hold the role. */
  readonly instanceProfiles: readonly string[];
}

export interface Group extends PrincipalBase {
  readonly kind: 'group';
}

/** A customer managed or AWS managed policy as a resource that can be attached, and, if customer managed, rewritten. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly awsManaged: boolean;
  readonly policy: Policy;
  /** Versions that are not the default; null where the input does not show whether there are any. */
  readonly otherVersions: readonly Policy[] | null;
}

/**
 * True for roles that only AWS itself can change: service-linked roles
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html) and those of permission sets
 * (https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html). IAM refuses everybody else with
 * `UnmodifiableEntity`.
 */
export function isChangedByAwsOnly({ arn }: Pick<Role, 'arn'>): boolean {
  return isServiceLinked({ arn }) || arn.includes(':role/aws-reserved/');
}

/** True for a service-linked role, as which only the service that it is linked to can act. */
export function isServiceLinked({ arn }: Pick<Role, 'arn'>): boolean {
  return arn.includes(':role/aws-service-role/');
}
