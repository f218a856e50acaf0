import type { SourceLocation } from './location.js';

interface ProviderBase {
  readonly arn: string;
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** An IAM identity provider: the issuer's host and path for OIDC, the provider's name for SAML. */
export interface FederatedProvider extends ProviderBase {
  readonly kind: 'oidc' | 'saml';
  readonly issuer: string;
}

/** A Cognito identity pool: gives out credentials of roles to users of applications (https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html). */
export interface IdentityPool extends ProviderBase {
  readonly kind: 'identity-pool';
  /** `eu-west-1:00000000-0000-4000-8000-000000000000`, the audience of its tokens; a placeholder when it is known only after apply. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  /** Whether it gives credentials to callers who did not sign in. */
  readonly guests: boolean;
  /** Whether callers may take the pool's token to STS themselves, past the limits that the pool sets for guests. */
  readonly classicFlow: boolean;
  /** Whether strangers can sign themselves up with one of its providers; null when the input does not show it. */
  readonly selfRegistration: boolean | null;
  readonly roles: readonly IdentityPoolRole[];
}

/** A role that an identity pool gives out: to guests, to whoever signed in, or to those whom a rule of the pool picks. */
export interface IdentityPoolRole {
  readonly role: string;
  readonly for: 'guests' | 'users' | 'some-users';
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A trust anchor of IAM Roles Anywhere: the certificate authority whose certificates are taken (https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html). */
export interface TrustAnchor extends ProviderBase {
  readonly kind: 'trust-anchor';
  readonly name: string;
  readonly account: string;
  readonly enabled: boolean;
  /** Name of the public certificate authority, from which anybody gets certificates; null for one that is not known to be public. */
  readonly publicAuthority: string | null;
}

/** A profile of IAM Roles Anywhere: the roles of which holders of a certificate may ask for a session. */
export interface CertificateProfile extends ProviderBase {
  readonly kind: 'certificate-profile';
  readonly name: string;
  readonly account: string;
  readonly enabled: boolean;
  /** ARNs of the roles. */
  readonly roles: readonly string[];
}

/** What lets callers without credentials of AWS act as roles. */
export type IdentityProvider = FederatedProvider | IdentityPool | TrustAnchor | CertificateProfile;
