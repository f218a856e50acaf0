import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import { parsePolicyDocument } from '../model/policy-document.js';
import type { Role, User } from '../model/principal.js';
import type { StatementReference } from '../evaluation/request.js';
import type { Controls } from './controls.js';
import { PolicyNumbers } from './policy-numbers.js';
import { asksForSecondFactor, type Holding } from './second-factor.js';

/**
 * A principal as an attacker holds it: as configured, or after the attacker changed what its policies are.
 * Such a changed principal is a node of its own, since it may do more.
 */
export interface PrincipalState {
  /** The ARN, and after `#` what was changed. */
  readonly key: string;
  readonly principal: User | Role;
  /** What was changed, in the words of the key; empty for a principal as configured. */
  readonly changes: readonly string[];
  /** Identity-based policies, a user's groups included. */
  readonly policies: readonly Policy[];
  readonly boundary: Policy | null;
  /** What an attacker holds of a user where that is all it holds; null for whoever acts as the principal in any way. */
  readonly holding: Holding | null;
  /** Equal for principals whose requests are all decided alike, so that their work is done once. */
  readonly grantClass: string;
}

/**
 * What an attacker does to a principal's policies.
 *
 * - `rewrite`: gives it a policy of the attacker's choice, in the place of `replaced` if that is given.
 * - `swap`: brings back another version of a managed policy that it holds, or that is its permissions boundary.
 * - `attach`: gives it a policy that exists.
 * - `join`: makes it a member of a group.
 * - `strip`: takes away the policies that deny something, of those given.
 * - `unbind`: takes away the permissions boundary, or rewrites it.
 */
export type PolicyChange =
  | { readonly kind: 'rewrite'; readonly replaced: Policy | null }
  | { readonly kind: 'swap'; readonly replaced: Policy; readonly by: Policy }
  | { readonly kind: 'attach'; readonly policy: Policy }
  | { readonly kind: 'join'; readonly group: string }
  | { readonly kind: 'strip'; readonly policies: readonly Policy[] }
  | { readonly kind: 'unbind' };

/** Makes states and names their grant classes. */
export class PrincipalStates {
  readonly #groups: ReadonlyMap<string, readonly Policy[]>;
  readonly #numbers = new PolicyNumbers();
  readonly #individual = new Map<Policy, boolean>();
  readonly #classes = new Map<string, string>();
  readonly #byKey = new Map<string, PrincipalState>();
  readonly #unlimited = new Map<string, PrincipalState>();
  readonly #individualAccounts = new Map<string, boolean>();
  /** Principals that the policy of a resource names, so that they are like no other. */
  readonly #named = new Set<string>();
  readonly #asksForFactor: boolean;

  constructor(
    model: Model,
    readonly controls: Controls,
  ) {
    this.#groups = new Map(model.groups.map((group) => [group.arn, group.policies.map(({ policy }) => policy)]));
    this.#asksForFactor = asksForSecondFactor(model);
    for (const { policy, account } of model.resources) {
      for (const statement of policy?.statements ?? []) {
        for (const value of statement.principals?.AWS?.values ?? []) this.#named.add(principalName(value));
        if (statement.notPrincipals !== undefined) this.#individualAccounts.set(account, true);
      }
      if (policy !== null && dependsOnPrincipal(policy)) this.#individualAccounts.set(account, true);
    }
  }

  /** The principal as configured. */
  configured(principal: User | Role): PrincipalState {
    const known = this.#byKey.get(principal.arn);
    if (known !== undefined) return known;
    return this.#make(principal, [], this.#effective(principal), principal.boundary);
  }

  /** The principal as configured, by a credential alone; where no policy asks for a second factor that is all the same. */
  held(principal: User | Role, holding: Holding | undefined): PrincipalState {
    if (holding === undefined || principal.kind === 'role' || !this.#asksForFactor) return this.configured(principal);
    return this.#make(principal, [`by:${holding}`], this.#effective(principal), principal.boundary, holding);
  }

  /** The same with a second factor of the attacker's own. */
  withFactor({ principal, changes, policies, boundary }: PrincipalState): PrincipalState {
    return this.#make(principal, [...changes, 'second-factor'], policies, boundary, 'second-factor');
  }

  /** The principal after one more change. */
  changed(state: PrincipalState, change: PolicyChange): PrincipalState {
    const { principal, policies, boundary, changes, holding } = state;
    const after = (name: string, held: readonly Policy[], limit = boundary): PrincipalState =>
      this.#make(principal, [...changes, name], held, limit, holding);
    switch (change.kind) {
      case 'rewrite': {
        // Whoever adds a policy cannot thereby lift a deny of another one.
        const kept = policies.filter(
          (policy) => policy !== change.replaced && (denies(policy) || policy === EVERYTHING),
        );
        const suffix = change.replaced === null ? '' : `:${change.replaced.id}`;
        return after(`rewritten${suffix}`, [...new Set([...kept, EVERYTHING])]);
      }
      case 'swap': {
        const { replaced, by } = change;
        const held = policies.map((policy) => (policy === replaced ? by : policy));
        const limit = boundary?.id === replaced.id ? { ...by, type: boundary.type } : boundary;
        return after(`${by.id}@${by.location.pointer ?? ''}`, held, limit);
      }
      case 'attach':
        return after(`attached:${change.policy.id}`, [...policies, change.policy]);
      case 'join':
        return after(change.group, [...policies, ...(this.#groups.get(change.group) ?? [])]);
      case 'strip': {
        const gone = new Set(change.policies.filter(denies));
        const ids = [...gone].map(({ id }) => id).sort();
        return after(
          `without:${ids.join(',')}`,
          policies.filter((policy) => !gone.has(policy)),
        );
      }
      case 'unbind':
        return after('unbound', policies, null);
    }
  }

  /** A principal that the attacker made, with policies of the attacker's choice. */
  made(principal: User | Role): PrincipalState {
    const key = `${principal.arn}#made`;
    return this.#byKey.get(key) ?? this.#make(principal, ['made'], [EVERYTHING], principal.boundary);
  }

  /**
   * A principal like this one that nothing limits and that may do everything. It stands for all those whom a statement
   * without conditions allows what is asked, so that they share the answer.
   */
  unlimited({ principal, holding }: PrincipalState): PrincipalState {
    const name = [principal.account, principal.kind, ...(holding === null ? [] : [holding])].join(' ');
    const known = this.#unlimited.get(name);
    if (known !== undefined) return known;
    const state: PrincipalState = {
      key: `${principal.arn}#unlimited`,
      principal,
      changes: ['unlimited'],
      policies: [UNLIMITED],
      boundary: null,
      holding,
      grantClass: `unlimited ${name}`,
    };
    this.#unlimited.set(name, state);
    return state;
  }

  /**
   * Grants are kept by grant class, and so may cite the policies of another principal of the class: the same statement of
   * this one's own policies.
   */
  own(reference: StatementReference, { policies, boundary }: PrincipalState): StatementReference {
    const { policy, statement } = reference;
    const held = policy.type === 'permissions-boundary' ? (boundary === null ? [] : [boundary]) : policies;
    if (held.includes(policy)) return reference;
    const number = this.#numbers.of(policy);
    const same = held.find((one) => one.type === policy.type && this.#numbers.of(one) === number);
    const found = same?.statements.find(({ index }) => index === statement.index);
    return same === undefined || found === undefined ? reference : { policy: same, statement: found };
  }

  #effective(principal: User | Role): readonly Policy[] {
    const own = principal.policies.map(({ policy }) => policy);
    if (principal.kind === 'role') return own;
    return [...own, ...principal.groups.flatMap((group) => this.#groups.get(group) ?? [])];
  }

  #make(
    principal: User | Role,
    changes: readonly string[],
    policies: readonly Policy[],
    boundary: Policy | null,
    holding: Holding | null = null,
  ): PrincipalState {
    const key = changes.length === 0 ? principal.arn : `${principal.arn}#${[...new Set(changes)].sort().join('+')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const numbers = [...new Set(policies.map((policy) => this.#numbers.of(policy)))].sort((a, b) => a - b);
    const limit = boundary === null ? '' : String(this.#numbers.of(boundary));
    const shared = `${principal.account}|${principal.kind}|${numbers.join(',')}|${limit}|${holding ?? ''}`;
    const individual =
      [...policies, ...(boundary === null ? [] : [boundary])].some((policy) => this.#isIndividual(policy)) ||
      this.#named.has(principalName(principal.arn)) ||
      this.#isIndividualAccount(principal.account);
    const state = {
      key,
      principal,
      changes,
      policies,
      boundary,
      holding,
      grantClass: this.#class(individual ? `${shared}|${principal.arn}` : shared),
    };
    this.#byKey.set(key, state);
    return state;
  }

  #class(name: string): string {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const short = `class ${String(this.#classes.size)}`;
    this.#classes.set(name, short);
    return short;
  }

  #isIndividualAccount(account: string): boolean {
    const known = this.#individualAccounts.get(account);
    if (known !== undefined) return known;
    const individual = this.controls.policies(account).some((policy) => this.#isIndividual(policy));
    this.#individualAccounts.set(account, individual);
    return individual;
  }

  #isIndividual(policy: Policy): boolean {
    const known = this.#individual.get(policy);
    if (known !== undefined) return known;
    const individual = dependsOnPrincipal(policy);
    this.#individual.set(policy, individual);
    return individual;
  }
}

/** Account and name of a role, also of one that a session's ARN names without its path; any other ARN as it is. */
export function principalName(arn: string): string {
  const session = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)/.exec(arn);
  if (session !== null) return `${session[1] ?? ''}/${session[2] ?? ''}`;
  const role = /^arn:[^:]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return role === null ? arn : `${role[1] ?? ''}/${role[2] ?? ''}`;
}

/** True for a policy that refuses something. */
export function denies({ statements }: Policy): boolean {
  return statements.some(({ effect }) => effect === 'Deny');
}

/** What an attacker writes who may write a principal's policies. */
const EVERYTHING = everything('written-by-the-attacker', 'written by the attacker');
const UNLIMITED = everything('unlimited', 'unlimited');

function everything(id: string, name: string): Policy {
  return parsePolicyDocument(
    {
      Version: '2012-10-17',
      Statement: [{ Sid: 'WrittenByTheAttacker', Effect: 'Allow', Action: '*', Resource: '*' }],
    },
    { type: 'identity-based', id, name, address: null, location: { uri: '' } },
  );
}

/** True for the policy that stands for whatever the attacker wrote: it is nowhere in the input. */
export function isAttackersPolicy(policy: Policy): boolean {
  return policy === EVERYTHING;
}

/** True for the policy of {@link PrincipalStates.unlimited}, which stands for a statement of a principal's own. */
export function isStandIn(policy: Policy): boolean {
  return policy === UNLIMITED;
}

const PRINCIPAL_KEYS = ['aws:principal', 'aws:userid', 'aws:username'];
/** Keys about the principal that are the same for all users, or all roles, of an account. */
const ACCOUNT_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:principaltype',
]);

/** True when a policy does not treat all users, or all roles, of an account alike: it names some, or asks who the caller is. */
export function dependsOnPrincipal(policy: Policy): boolean {
  return policy.statements.some((statement) => {
    const elements = [statement.resources, statement.notResources, ...statement.conditions.map(({ values }) => values)];
    return (
      elements.some((element) => element?.values.some((value) => value.includes('${')) === true) ||
      statement.conditions.some(({ key }) => isPrincipalKey(key.toLowerCase()))
    );
  });
}

function isPrincipalKey(key: string): boolean {
  return PRINCIPAL_KEYS.some((prefix) => key.startsWith(prefix)) && !ACCOUNT_KEYS.has(key);
}
