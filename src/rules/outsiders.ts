import { findRequest, type Verdict } from '../evaluation/find-request.js';
import { NO_POLICIES, type RequestPrincipal } from '../evaluation/request.js';
import type { Knowledge } from '../evaluation/knowledge.js';
import { commonText } from '../evaluation/wildcard.js';
import type { Controls } from '../graph/controls.js';
import { grantOf } from '../graph/grant.js';
import { foreignKnowledge } from '../graph/knowledge.js';
import type { Grant } from '../graph/types.js';
import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';
import { namedPrincipals, type Policy } from '../model/policy.js';
import { parsePolicyDocument } from '../model/policy-document.js';
import type { RuleContext } from './rule.js';

/** Outsiders write their own identity-based policies. */
const OUTSIDERS_OWN: Policy = parsePolicyDocument(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  {
    type: 'identity-based',
    id: 'outsiders-own',
    name: "the outsider's own policy",
    address: null,
    location: { uri: '' },
  },
);

const ACCOUNT_ID = /^\d{12}$/;

/** A resource with the policy that decides who may do `action` on it. */
export interface Door {
  readonly action: string;
  readonly arn: string;
  readonly account: string;
  readonly policy: Policy;
  /** True for a bucket under a public access block that restricts public buckets. */
  readonly restrictPublicBuckets?: boolean;
  /** Context keys, in lower case, that the way of asking decides. */
  readonly keys?: ReadonlyMap<string, readonly string[]>;
}

/** Whether a caller who is not one of our principals may pass; null when not. The outsider's own policies are left out of the statements. */
export function mayPass(
  door: Door,
  principal: RequestPrincipal,
  knowledge: Knowledge,
  { graph }: Pick<RuleContext, 'graph'>,
): Grant | null {
  const grant = grantOf(ask(door, principal, knowledge, graph.controls));
  if (grant === null) return null;
  return { ...grant, statements: grant.statements.filter(({ policy }) => policy !== OUTSIDERS_OWN) };
}

function ask(door: Door, principal: RequestPrincipal, knowledge: Knowledge, controls: Controls): Verdict {
  return findRequest({
    principal,
    action: door.action,
    resource: door.arn,
    resourceAccount: door.account,
    policies: {
      ...NO_POLICIES,
      identity: 'account' in principal ? [OUTSIDERS_OWN] : [],
      resource: door.policy,
      restrictPublicBuckets: door.restrictPublicBuckets ?? false,
      resourceControl: controls.resourceControl(door.account, door.action),
    },
    knowledge: (key) => {
      const values = door.keys?.get(key);
      return values === undefined ? knowledge(key) : { kind: 'fixed', values };
    },
  });
}

/** Whether any AWS account may pass: tried with a principal of an account that stands for all others. */
export function anyAccountMayPass(door: Door, context: Pick<RuleContext, 'graph'>): Grant | null {
  return accountMayPass(door, context.graph.circumstances.stranger, context);
}

/**
 * Whether some principal of `account` may pass: those that the policy names or describes, and an ordinary role and user. Unless
 * the organization is given, the account is in one of its own or in none, which conditions with `…IfExists` or `ForAllValues:`
 * let pass.
 */
export function accountMayPass(
  door: Door,
  account: string,
  context: Pick<RuleContext, 'graph'>,
  organization?: string,
): Grant | null {
  const { keys, circumstances } = context.graph;
  const organizations =
    organization === undefined && asksOrganization(door.policy) ? [undefined, null] : [organization];
  let best: Grant | null = null;
  for (const member of organizations) {
    for (const principal of principalsOf(account, door.policy)) {
      const knowledge = foreignKnowledge(account, principal.arn, keys, circumstances, member);
      const grant = mayPass(door, principal, knowledge, context);
      if (grant?.certainty === 'certain') return grant;
      best ??= grant;
    }
  }
  return best;
}

function asksOrganization({ statements }: Policy): boolean {
  return statements.some(({ conditions }) => conditions.some(({ key }) => ORGANIZATION_KEYS.has(key.toLowerCase())));
}

/** Accounts outside the trust zone that the policy names, as a principal or in a condition on who the principal is. */
export function foreignAccounts(policy: Policy, trust: TrustedAccounts): readonly string[] {
  const named = [...namedPrincipals(policy, 'AWS'), ...principalConditionValues(policy)].flatMap((value) => {
    const account = ACCOUNT_ID.test(value) ? value : (parseArn(value)?.account ?? '');
    return ACCOUNT_ID.test(account) ? [account] : [];
  });
  // An ARN in the account that the input does not show was composed: it is of something that the input shows.
  return [...new Set(named)].filter((account) => account !== UNKNOWN_ACCOUNT && !trust.accounts.includes(account));
}

/** Organizations other than ours whose accounts the policy lets pass, each with the grant. */
export function organizationsThatMayPass(
  door: Door,
  context: RuleContext,
): readonly { readonly organization: string; readonly grant: Grant }[] {
  const named = new Set(
    door.policy.statements
      .flatMap(({ conditions }) =>
        conditions.flatMap(({ key, values }) => (ORGANIZATION_KEYS.has(key.toLowerCase()) ? values.values : [])),
      )
      .map((value) => value.replace(/\/.*$/s, '')),
  );
  return [...named].flatMap((organization) => {
    if (!/^o-[a-z0-9]{10,32}$/.test(organization) || organization === context.trust.organization) return [];
    const grant = accountMayPass(door, context.graph.circumstances.stranger, context, organization);
    return grant === null ? [] : [{ organization, grant }];
  });
}

/** The organization itself, and the path to one of its units, which begins with it. */
const ORGANIZATION_KEYS = new Set(['aws:principalorgid', 'aws:principalorgpaths']);

interface TrustedAccounts {
  readonly accounts: readonly string[];
}

function principalsOf(account: string, policy: Policy): readonly (RequestPrincipal & { readonly arn: string })[] {
  const described = [...namedPrincipals(policy, 'AWS'), ...principalConditionValues(policy)].flatMap((value) =>
    ['role', 'user'].flatMap((kind) => {
      // A name without wildcards is of this account, or it is not.
      if (!/[*?]/.test(value) && !value.startsWith(`arn:aws:iam::${account}:${kind}/`)) return [];
      const text = commonText([value, `arn:aws:iam::${account}:${kind}/?*`]);
      return typeof text === 'string' ? [text] : [];
    }),
  );
  const usual = [`arn:aws:iam::${account}:role/outsider`, `arn:aws:iam::${account}:user/outsider`];
  return [...new Set([...usual, ...described])].map((arn) =>
    arn.includes(':user/')
      ? ({ kind: 'user', arn, account } as const)
      : ({ kind: 'role', arn, account, session: 'outsider' } as const),
  );
}

const PRINCIPAL_KEYS = new Set(['aws:principalarn', 'aws:principalaccount']);

function principalConditionValues(policy: Policy): readonly string[] {
  return policy.statements.flatMap(({ conditions }) =>
    conditions.flatMap(({ key, values }) => (PRINCIPAL_KEYS.has(key.toLowerCase()) ? values.values : [])),
  );
}
