import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import { parsePolicyDocument } from '../model/policy-document.js';
import type { Role, User } from '../model/principal.js';
import type { Controls } from './controls.js';

/**
 * A principal as an attacker holds it: as configured, or with identity-based policies that the attacker changed.
 * Such a changed principal is a node of its own, since it may do more.
 */
export interface PrincipalState {
  /** The ARN, with a suffix when the policies were changed. */
  readonly key: string;
  readonly principal: User | Role;
  /** Identity-based policies, a user's groups included. */
  readonly policies: readonly Policy[];
  readonly boundary: Policy | null;
  /** Equal for principals whose requests are all decided alike, so that their work is done once. */
  readonly grantClass: string;
}

/** Makes states and numbers their grant classes. */
export class PrincipalStates {
  readonly #groups: ReadonlyMap<string, readonly Policy[]>;
  readonly #policyNumbers = new Map<Policy, number>();
  readonly #individual = new Map<Policy, boolean>();
  readonly #byKey = new Map<string, PrincipalState>();

  constructor(
    model: Model,
    readonly controls: Controls,
  ) {
    this.#groups = new Map(model.groups.map((group) => [group.arn, group.policies.map(({ policy }) => policy)]));
  }

  /** The principal as configured. */
  configured(principal: User | Role): PrincipalState {
    return this.#state(principal.arn, principal, this.#effective(principal));
  }

  /** The principal with one more identity-based policy, of the attacker's choice, in the place of `replaced` if that is given. */
  rewritten(principal: User | Role, replaced: Policy | null = null): PrincipalState {
    const kept = this.#denying(principal).filter((policy) => policy !== replaced);
    const suffix = replaced === null ? '' : `:${replaced.id}`;
    return this.#state(`${principal.arn}#rewritten${suffix}`, principal, [...kept, EVERYTHING]);
  }

  /** The user as a member of one more group. */
  joined(user: User, group: string): PrincipalState {
    return this.#state(`${user.arn}#${group}`, user, [...this.#effective(user), ...(this.#groups.get(group) ?? [])]);
  }

  #effective(principal: User | Role): readonly Policy[] {
    const own = principal.policies.map(({ policy }) => policy);
    if (principal.kind === 'role') return own;
    return [...own, ...principal.groups.flatMap((group) => this.#groups.get(group) ?? [])];
  }

  /** Whoever adds a policy cannot thereby lift a deny of another one. */
  #denying(principal: User | Role): readonly Policy[] {
    return this.#effective(principal).filter(({ statements }) => statements.some(({ effect }) => effect === 'Deny'));
  }

  #state(key: string, principal: User | Role, policies: readonly Policy[]): PrincipalState {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const { boundary } = principal;
    const limits = [...(boundary === null ? [] : [boundary]), ...this.controls.policies(principal.account)];
    const all = [...policies, ...limits];
    const numbers = policies.map((policy) => this.#number(policy)).sort((a, b) => a - b);
    const shared = `${principal.account}|${principal.kind}|${numbers.join(',')}|${boundary === null ? '' : String(this.#number(boundary))}`;
    const grantClass = all.some((policy) => this.#isIndividual(policy)) ? `${shared}|${principal.arn}` : shared;
    const state = { key, principal, policies, boundary, grantClass };
    this.#byKey.set(key, state);
    return state;
  }

  #number(policy: Policy): number {
    const known = this.#policyNumbers.get(policy);
    if (known !== undefined) return known;
    this.#policyNumbers.set(policy, this.#policyNumbers.size);
    return this.#policyNumbers.size - 1;
  }

  #isIndividual(policy: Policy): boolean {
    const known = this.#individual.get(policy);
    if (known !== undefined) return known;
    const individual = dependsOnPrincipal(policy);
    this.#individual.set(policy, individual);
    return individual;
  }
}

/** What an attacker writes who may write a principal's policies. */
const EVERYTHING: Policy = parsePolicyDocument(
  { Version: '2012-10-17', Statement: [{ Sid: 'WrittenByTheAttacker', Effect: 'Allow', Action: '*', Resource: '*' }] },
  {
    type: 'identity-based',
    id: 'written-by-the-attacker',
    name: 'written by the attacker',
    address: null,
    location: { uri: '' },
  },
);

/** True for the policy that stands for whatever the attacker wrote: it is nowhere in the input. */
export function isAttackersPolicy(policy: Policy): boolean {
  return policy === EVERYTHING;
}

const PRINCIPAL_KEYS = ['aws:principal', 'aws:userid', 'aws:username'];

/** True when a policy does not treat all principals of an account alike: it names some, or asks who the caller is. */
export function dependsOnPrincipal(policy: Policy): boolean {
  return policy.statements.some((statement) => {
    const elements = [statement.resources, statement.notResources, ...statement.conditions.map(({ values }) => values)];
    return (
      elements.some((element) => element?.values.some((value) => value.includes('${')) === true) ||
      statement.conditions.some(({ key }) => PRINCIPAL_KEYS.some((prefix) => key.toLowerCase().startsWith(prefix)))
    );
  });
}
