import type { IdentityProvider } from './identity-provider.js';
import type { SourceLocation } from './location.js';
import type { AccountControls } from './organization.js';
import type { Group, ManagedPolicy, Role, StrayPolicy, User } from './principal.js';
import type { Resource, ResourceKind } from './resource.js';

export type GapKind =
  | 'unresolved-policy'
  | 'unresolved-reference'
  | 'unknown-managed-policy'
  | 'invalid-policy'
  | 'incomplete-input'
  | 'undecided-request'
  | 'unknown-organization';

/** Something that could not be decided. It is reported beside the findings, never dropped. */
export interface Gap {
  readonly kind: GapKind;
  /** Terraform address or ARN of what the gap is about. */
  readonly address: string;
  readonly reason: string;
  readonly location: SourceLocation | null;
}

/** What a plan does to a resource; what it imports, moves or forgets is in AWS before and after. */
export type ChangeAction = 'create' | 'update' | 'replace' | 'delete';

/** A change of a resource. */
export interface Change {
  readonly action: ChangeAction;
  /**
   * The attributes that an update or a replacement changes, what of a block behind its name and place: `ingress/0/cidr_blocks`;
   * empty for any other action.
   */
  readonly attributes: readonly string[];
}

/** Everything that one or several inputs show, as plain data. */
export interface Model {
  /** Account ids that the inputs show to be ours. */
  readonly accounts: readonly string[];
  /** Organization id that the inputs show to be ours, or null. */
  readonly organization: string | null;
  /** The account that manages the organization, where the inputs show it: no organization policy binds it. */
  readonly managementAccount?: string;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly identityProviders: readonly IdentityProvider[];
  /** Policies that the inputs give to principals that they do not show. */
  readonly strayPolicies: readonly StrayPolicy[];
  readonly resources: readonly Resource[];
  /** Organization policies that the inputs show, by the account that they bind. */
  readonly controls: readonly AccountControls[];
  /** True when the inputs show a part of an account only, as a Terraform plan does: then a role that is not shown may exist all the same. */
  readonly partial: boolean;
  /** Kinds of resource and of provider that the inputs can show; for any other kind, absence says nothing. */
  readonly shows: ReadonlySet<ResourceKind | IdentityProvider['kind']>;
  /** By account, the kinds of which an input shows everything that the account has. */
  readonly complete: ReadonlyMap<string, ReadonlySet<ResourceKind | IdentityProvider['kind']>>;
  readonly gaps: readonly Gap[];
}
