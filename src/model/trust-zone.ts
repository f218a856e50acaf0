/** An OIDC issuer outside the named ones, with the subject patterns (`*` and `?`) that are ours. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly subjects: readonly string[];
}

/** What the user calls theirs. An owner list that is null was not configured: then an owner that a policy pins is taken for ours. */
export interface TrustZone {
  readonly accounts: readonly string[];
  readonly organization: string | null;
  /** Owners (organizations, groups, workspaces) by OIDC platform id, as in `rules.yaml` under `issuers`. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  readonly oidc: readonly TrustedIssuer[];
}

/** Who starts: see docs/architecture.md, "Threat models". Each includes the one before it. */
export type ThreatModel = 'outsider' | 'leaked-credential' | 'insider';
