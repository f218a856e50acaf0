import { parseArn } from '../model/arn.js';
import type { TrustZone } from '../model/trust-zone.js';
import { isOurs, issuerOf, ownerIn } from '../rules/oidc-tenant.js';
import type { Issuer } from '../schemas/rules.generated.js';
import type { Finding } from '../schemas/report.generated.js';
import type { Origin } from './attribution/attribute.js';

/** Who is ours. */
export interface Zone {
  /** With the accounts that the inputs and the log show to be ours. */
  readonly trust: TrustZone;
  readonly issuers: readonly Issuer[];
}

/** Whether the log shows the first caller to be outside the trust zone; false when it shows nothing of the kind. */
export function isOutsider({ kind, id, issuer }: Origin, { trust, issuers }: Zone): boolean {
  switch (kind) {
    case 'anonymous':
      return true;
    case 'account':
      return !trust.accounts.includes(id);
    case 'principal': {
      const account = parseArn(id)?.account ?? '';
      return /^\d{12}$/.test(account) && !trust.accounts.includes(account);
    }
    case 'federated':
      return issuer !== null && isForeignSubject(id.slice(id.indexOf(' ') + 1), issuer, trust, issuers);
    case 'unknown-session':
      return false;
  }
}

function isForeignSubject(subject: string, issuer: string, trust: TrustZone, issuers: readonly Issuer[]): boolean {
  const row = issuerOf(issuer, issuers);
  const owner = row === undefined ? null : ownerIn(subject, row);
  return row !== undefined && owner !== null && !isOurs(owner, row, trust);
}

/** Whether the first caller is the outsider that this finding is about, so that its path was used from the start. */
export function cameThrough({ kind, id, issuer }: Origin, { entry }: Pick<Finding, 'entry'>): boolean {
  const account = kind === 'account' ? id : kind === 'principal' ? (parseArn(id)?.account ?? null) : null;
  switch (entry.kind) {
    case 'any-aws-account':
      return account !== null;
    case 'foreign-account':
      return account !== null && (entry.id.includes(account) || entry.id.startsWith('o-'));
    case 'federated':
      return kind === 'federated' && issuer !== null && entry.id.includes(issuer);
    case 'anonymous':
      return kind === 'anonymous';
    case 'service':
    case 'credential':
    case 'principal':
      return false;
  }
}
