import type {
  CertificateProfile,
  IdentityPool,
  IdentityPoolRole,
  IdentityProvider,
  TrustAnchor,
} from '../../model/identity-provider.js';
import { pointerStep } from '../../model/json-pointer.js';
import type { IdentityPool as Pool } from '../../schemas/snapshot.generated.js';
import { publicAuthorityOf } from '../certificates.js';
import { below, last, type Row, type Sections } from './sections.js';

/** What lets callers without credentials of AWS act as roles. */
export function readProviders(sections: Sections): readonly IdentityProvider[] {
  const { OpenIDConnectProviders = [], SAMLProviders = [] } = sections.snapshot.global.iam ?? {};
  return [
    ...OpenIDConnectProviders.map(({ Arn, Url }, index): IdentityProvider => ({
      kind: 'oidc',
      arn: Arn,
      issuer: (Url ?? Arn.slice(Arn.indexOf('/') + 1)).replace(/^https:\/\//, ''),
      address: null,
      location: sections.at(`/global/iam/OpenIDConnectProviders/${String(index)}`),
    })),
    ...SAMLProviders.map(({ Arn }, index): IdentityProvider => ({
      kind: 'saml',
      arn: Arn,
      issuer: Arn.slice(Arn.lastIndexOf('/') + 1),
      address: null,
      location: sections.at(`/global/iam/SAMLProviders/${String(index)}`),
    })),
    ...sections.rows('cognito-identity', 'IdentityPools').map((row) => identityPool(row, sections)),
    ...certificates(sections),
  ];
}

/** IAM Roles Anywhere. An anchor of AWS Private CA holds no certificate here; such an authority is the account's own. */
function certificates(sections: Sections): readonly (TrustAnchor | CertificateProfile)[] {
  const { account } = sections.snapshot;
  return [
    ...sections.rows('rolesanywhere', 'TrustAnchors').map(({ row, location }): TrustAnchor => {
      const { trustAnchorArn: arn, name = last(arn), enabled, source } = row;
      const publicAuthority = publicAuthorityOf(source?.sourceData?.x509CertificateData ?? '');
      return {
        kind: 'trust-anchor',
        ...{ arn, name, account, enabled: enabled !== false, publicAuthority, address: null, location },
      };
    }),
    ...sections.rows('rolesanywhere', 'Profiles').map(({ row, location }): CertificateProfile => {
      const { profileArn: arn, name = last(arn), enabled, roleArns: roles = [] } = row;
      return {
        kind: 'certificate-profile',
        ...{ arn, name, account, enabled: enabled !== false, roles, address: null, location },
      };
    }),
  ];
}

function identityPool({ row, region, location }: Row<Pool>, sections: Sections): IdentityPool {
  const { IdentityPoolId: id, IdentityPoolName: name = id, Roles = {} } = row;
  const roles: IdentityPoolRole[] = [];
  for (const [key, role] of Object.entries(Roles)) {
    const place = { address: null, location: below(location, `Roles/${key}`) };
    if (key === 'unauthenticated') roles.push({ role, for: 'guests', ...place });
    if (key === 'authenticated') roles.push({ role, for: 'users', ...place });
  }
  for (const [provider, { RulesConfiguration }] of Object.entries(row.RoleMappings ?? {})) {
    const key = pointerStep(provider);
    for (const { RoleARN } of RulesConfiguration?.Rules ?? []) {
      const place = { address: null, location: below(location, `RoleMappings/${key}`) };
      if (RoleARN !== undefined) roles.push({ role: RoleARN, for: 'some-users', ...place });
    }
  }
  return {
    kind: 'identity-pool',
    arn: sections.arn('cognito-identity', region, `identitypool/${id}`),
    id,
    name,
    account: sections.snapshot.account,
    guests: row.AllowUnauthenticatedIdentities === true,
    classicFlow: row.AllowClassicFlow === true,
    selfRegistration: selfRegistration(row, region, sections),
    roles,
    address: null,
    location,
  };
}

/** Social providers take everybody; a user pool, whoever may sign up to it, if the snapshot shows the pool. */
function selfRegistration(
  {
    CognitoIdentityProviders = [],
    SupportedLoginProviders = {},
    OpenIdConnectProviderARNs = [],
    SamlProviderARNs = [],
  }: Pool,
  region: string,
  sections: Sections,
): boolean | null {
  if (Object.keys(SupportedLoginProviders).length > 0) return true;
  const pools = new Map(
    sections
      .rows('cognito-idp', 'UserPools')
      .filter((pool) => pool.region === region)
      .map(({ row }) => [row.Id, row.AdminCreateUserConfig?.AllowAdminCreateUserOnly]),
  );
  const open = CognitoIdentityProviders.map(({ ProviderName = '' }) => {
    const adminOnly = pools.get(ProviderName.slice(ProviderName.lastIndexOf('/') + 1));
    return adminOnly === undefined ? null : !adminOnly;
  });
  if (open.includes(true)) return true;
  const unknown = open.includes(null) || OpenIdConnectProviderARNs.length + SamlProviderARNs.length > 0;
  return unknown ? null : false;
}
