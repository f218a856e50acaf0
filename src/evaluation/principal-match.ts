import { parseArn } from '../model/arn.js';
import type { PrincipalElement, Statement, Values } from '../model/policy.js';
import type { RequestPrincipal } from './request.js';
import type { Truth } from './truth.js';

/**
 * How a `Principal` element names a caller; it decides what else must allow the request
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export type PrincipalMatch = 'user' | 'role' | 'session' | 'account' | 'anyone' | 'service' | 'federated';

/** Whether a statement is about a caller, and by which name. */
export interface PrincipalResult {
  readonly truth: Truth;
  readonly by: PrincipalMatch | null;
  /** True when a name that is not known could name the caller, too, and in a way that grants more. */
  readonly unsure: boolean;
}

const NOBODY: PrincipalResult = { truth: 'false', by: null, unsure: false };
const UNSURE: PrincipalResult = { truth: 'unknown', by: null, unsure: true };
const ANYONE: PrincipalResult = { truth: 'true', by: 'anyone', unsure: false };

/** The name that grants most comes first. */
const RANK: readonly PrincipalMatch[] = ['session', 'anyone', 'user', 'role', 'service', 'federated', 'account'];

/** Matches `Principal` and `NotPrincipal`; a statement without either is about everyone that the policy is attached to. */
export function matchPrincipal({ principals, notPrincipals }: Statement, caller: RequestPrincipal): PrincipalResult {
  if (principals !== undefined) return matchElement(principals, caller);
  if (notPrincipals === undefined) return ANYONE;
  const excluded = matchElement(notPrincipals, caller);
  if (excluded.truth === 'unknown') return UNSURE;
  if (excluded.truth === 'false') return ANYONE;
  // AWS leaves open what an account alone excludes: its principals, or only its root user.
  return excluded.by === 'account' && caller.kind !== 'root' ? UNSURE : NOBODY;
}

function matchElement(
  { AWS, Service, Federated, CanonicalUser }: PrincipalElement,
  caller: RequestPrincipal,
): PrincipalResult {
  let best: PrincipalMatch | null = null;
  if (AWS !== undefined) {
    for (const value of AWS.values) {
      const by = matchAws(value, caller);
      if (by !== null && (best === null || RANK.indexOf(by) < RANK.indexOf(best))) best = by;
    }
  }
  if (caller.kind === 'service' && Service?.values.includes(caller.arn) === true) best ??= 'service';
  if (caller.kind === 'federated' && Federated?.values.includes(caller.arn) === true) best ??= 'federated';
  // A canonical user id stands for an account, and does not say for which.
  const unsure =
    hasUnknown(AWS) ||
    (caller.kind === 'service' && hasUnknown(Service)) ||
    (caller.kind === 'federated' && hasUnknown(Federated)) ||
    (CanonicalUser !== undefined && hasAccount(caller));
  if (best !== null) return { truth: 'true', by: best, unsure };
  return unsure ? UNSURE : NOBODY;
}

function hasUnknown(values: Values | undefined): boolean {
  return values !== undefined && values.unknown.length > 0;
}

type AccountPrincipal = Extract<RequestPrincipal, { readonly kind: 'user' | 'role' | 'root' }>;

function hasAccount(caller: RequestPrincipal): caller is AccountPrincipal {
  return caller.kind === 'user' || caller.kind === 'role' || caller.kind === 'root';
}

/** `*` is everybody: AWS services and federated callers as well, or else no RCP could let them pass. */
function matchAws(value: string, caller: RequestPrincipal): PrincipalMatch | null {
  if (value === '*') return 'anyone';
  if (!hasAccount(caller)) return null;
  if (value === caller.account || isRootOf(value, caller.account)) return 'account';
  if (value === caller.arn) return caller.kind === 'role' ? 'role' : 'user';
  return isSessionOf(value, caller) ? 'session' : null;
}

function isRootOf(value: string, account: string): boolean {
  return value.endsWith(`::${account}:root`) && parseArn(value)?.service === 'iam';
}

/** The ARN of a role session leaves out the role's path. */
function isSessionOf(value: string, caller: AccountPrincipal): boolean {
  if (!value.includes(':sts::') || !('session' in caller)) return false;
  const name = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  const resource =
    caller.kind === 'role' ? `assumed-role/${name}/${caller.session}` : `federated-user/${caller.session}`;
  return value === `arn:${parseArn(caller.arn)?.partition ?? ''}:sts::${caller.account}:${resource}`;
}
