import { parseArn } from '../model/arn.js';
import type { PrincipalElement, Statement } from '../model/policy.js';
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
}

const NOBODY: PrincipalResult = { truth: 'false', by: null };
const UNSURE: PrincipalResult = { truth: 'unknown', by: null };

/** Matches `Principal` and `NotPrincipal`; a statement without either is about everyone that the policy is attached to. */
export function matchPrincipal({ principals, notPrincipals }: Statement, caller: RequestPrincipal): PrincipalResult {
  if (principals !== undefined) return matchElement(principals, caller);
  if (notPrincipals === undefined) return { truth: 'true', by: 'anyone' };
  const excluded = matchElement(notPrincipals, caller);
  if (excluded.truth === 'unknown') return UNSURE;
  if (excluded.truth === 'false') return { truth: 'true', by: 'anyone' };
  // AWS leaves open what an account alone excludes: its principals, or only its root user.
  return excluded.by === 'account' ? UNSURE : NOBODY;
}

function matchElement(element: PrincipalElement, caller: RequestPrincipal): PrincipalResult {
  let unsure = false;
  let best: PrincipalResult = NOBODY;
  const consider = (by: PrincipalMatch | null): void => {
    if (by !== null && (best.by === null || RANK.indexOf(by) < RANK.indexOf(best.by))) best = { truth: 'true', by };
  };
  for (const value of element.AWS?.values ?? []) consider(matchAws(value, caller));
  for (const value of element.Service?.values ?? []) {
    if (caller.kind === 'service' && value === caller.arn) consider('service');
  }
  for (const value of element.Federated?.values ?? []) {
    if (caller.kind === 'federated' && value === caller.arn) consider('federated');
  }
  for (const type of ['AWS', 'Service', 'Federated'] as const) {
    if ((element[type]?.unknown.length ?? 0) > 0 && fitsType(type, caller)) unsure = true;
  }
  return best.by === null && unsure ? UNSURE : best;
}

/** The name that grants most comes first. */
const RANK: readonly PrincipalMatch[] = ['session', 'user', 'anyone', 'role', 'service', 'federated', 'account'];

function fitsType(type: 'AWS' | 'Service' | 'Federated', { kind }: RequestPrincipal): boolean {
  if (type === 'Service') return kind === 'service';
  return type === 'Federated' ? kind === 'federated' : kind !== 'service' && kind !== 'federated';
}

function matchAws(value: string, caller: RequestPrincipal): PrincipalMatch | null {
  if (value === '*') return caller.kind === 'service' || caller.kind === 'federated' ? null : 'anyone';
  if (caller.kind === 'anonymous' || caller.kind === 'service' || caller.kind === 'federated') return null;
  if (value === caller.account || isRootOf(value, caller.account)) return 'account';
  if (value === caller.arn) return caller.kind === 'role' ? 'role' : 'user';
  return caller.kind === 'role' && value === sessionArn(caller.arn, caller.session) ? 'session' : null;
}

function isRootOf(value: string, account: string): boolean {
  const arn = parseArn(value);
  return arn?.service === 'iam' && arn.resource === 'root' && arn.account === account;
}

/** The ARN of a role session: it leaves out the role's path. */
function sessionArn(roleArn: string, session: string): string {
  const arn = parseArn(roleArn);
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return `arn:${arn?.partition ?? 'aws'}:sts::${arn?.account ?? ''}:assumed-role/${name}/${session}`;
}
