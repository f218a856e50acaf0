import type { Policy } from './policy.js';

/**
 * The organization policies over one account, by level: the organization's root first, then each organizational unit on
 * the way down, the account itself last. The management account has none, since none bind it
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html).
 */
export interface AccountControls {
  readonly account: string;
  /** SCPs: what principals of the account may do at most. */
  readonly serviceControl: readonly (readonly Policy[])[];
  /** RCPs: what may be done with resources of the account at most. */
  readonly resourceControl: readonly (readonly Policy[])[];
}
