import type { KeyKnowledge } from '../evaluation/knowledge.js';
import type { Policy } from '../model/policy.js';
import { accountOf } from './request-keys.js';

/** The resource that a permission must hold on, with its own policy where it has one. */
export interface Target {
  readonly arn: string;
  readonly policy: Policy | null;
  /** Whose it is, where its ARN names no account, as that of a bucket. */
  readonly account?: string;
  /** True when the policy, if there is one, knows callers by their account only, so that it treats a grant class alike. */
  readonly byAccount: boolean;
}

/** A resource of a kind of which the input shows none: any one whose type in the service reference bears the kind's name. */
export interface UnseenTarget {
  readonly unseen: string;
}

/** Context keys that a question decides, beside what is known of every request; equal names mean equal keys. */
export interface GivenKeys {
  readonly name: string;
  readonly keys: ReadonlyMap<string, KeyKnowledge>;
}

/** Nothing but what is known of every request. */
export const NOTHING_GIVEN: GivenKeys = { name: '', keys: new Map() };

/** What an action is asked about. */
export interface Question {
  readonly target: Target | null;
  /** The type of resource that is meant where there is no target; undefined for each that the action needs. */
  readonly type: string | undefined;
  readonly given: GivenKeys;
}

/** The account whose the target is; that of the caller where neither it nor its ARN says so. */
export function ownerOf({ arn, account }: Target, caller: string): string {
  return account ?? accountOf(arn, caller);
}
