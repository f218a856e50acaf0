import { Budget } from '../evaluation/budget.js';
import { candidateResources, type ActionTable, type ResourceCandidate } from '../evaluation/candidate-resources.js';
import type { Knowledge } from '../evaluation/knowledge.js';
import { type ApplicablePolicies, NO_POLICIES, type RequestPrincipal } from '../evaluation/request.js';
import { mayAllow, mayAllowOn } from '../evaluation/policy.js';
import { isPlainAllowOfEverything } from '../evaluation/statement.js';
import { findRequest, type RequestQuery, type Verdict } from '../evaluation/find-request.js';
import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Policy } from '../model/policy.js';
import type { Role } from '../model/principal.js';
import type { CompanionResource, Permission } from '../schemas/rules.generated.js';
import type { Controls } from './controls.js';
import { companionsAmong } from './companions.js';
import { assuming, combine, grantOf, surer, surest } from './grant.js';
import {
  type Circumstances,
  type KeyTable,
  principalKnowledge,
  providerKnowledge,
  serviceKnowledge,
} from './knowledge.js';
import { allowedServices, type PlainAllow, plainlyAllowing } from './plain-allow.js';
import { type GivenKeys, NOTHING_GIVEN, ownerOf, type Question, type Target, type UnseenTarget } from './question.js';
import { agreeing, inRegion, keysSent } from './request-keys.js';
import { factorKeys } from './second-factor.js';
import { denies, isAttackersPolicy, type PrincipalState } from './state.js';
import type { Grant } from './types.js';
import { UsualRequests } from './usual-requests.js';

const ASSUME_ROLE = 'sts:AssumeRole';

/** Answers what principals of the model may do. Answers are kept by grant class. */
export class Access {
  readonly #answers = new Map<string, Grant | null>();
  readonly #plainAnswers = new Map<string, Map<string, PlainAllow | null>>();
  readonly #allowedServices = new Map<string, ReadonlySet<string> | 'any'>();
  readonly #usual: UsualRequests;
  readonly #services = new Map<Role, Map<string, Grant | null>>();

  constructor(
    readonly actions: ActionTable,
    readonly keys: KeyTable,
    readonly circumstances: Circumstances,
    readonly controls: Controls,
  ) {
    this.#usual = new UsualRequests(actions);
  }

  /** All of `permissions`, each by the surest of its actions; null when one of them is denied. */
  canAll(
    state: PrincipalState,
    permissions: readonly Permission[],
    target: Target | UnseenTarget | null,
    given: GivenKeys = NOTHING_GIVEN,
  ): Grant | null {
    const grants: Grant[] = [];
    const seen = target !== null && 'arn' in target ? target : null;
    const unseen = target !== null && 'unseen' in target ? target.unseen : null;
    for (const { anyOf, on, with: companion } of permissions) {
      let best: Grant | null = null;
      for (const action of anyOf) {
        const type = on === 'target' && unseen !== null ? this.#typeOf(action, unseen) : undefined;
        const alone = this.can(state, action, on === 'target' ? seen : null, given, type);
        const grant = alone === null || companion === undefined ? alone : this.#beside(state, action, companion, alone);
        if (grant !== null && (best === null || surer(grant, best))) best = grant;
        if (best?.certainty === 'certain') break;
      }
      if (best === null) return null;
      grants.push(best);
    }
    return combine(grants);
  }

  /**
   * Whether `state` may call `action` on `target`, or, when that is null, on some resource, of `type` where that is given.
   * `given` holds context keys that the question decides.
   */
  can(
    state: PrincipalState,
    action: string,
    target: Target | null,
    given: GivenKeys = NOTHING_GIVEN,
    type?: string,
  ): Grant | null {
    if ((target?.policy ?? null) === null) {
      if (!this.mightCall(state, action)) return null;
      const plain = this.plainAllow(state, action);
      if (plain !== null && staysInside(state, target))
        return {
          certainty: 'certain',
          witness: this.#usual.of(requestPrincipal(state), action, { target, type, given }),
          statements: plain,
          assumptions: [],
          bounds: [],
        };
    }
    const whose = target?.byAccount === false ? `${state.grantClass}|${state.principal.arn}` : state.grantClass;
    const question = [whose, action, target?.arn ?? type ?? '', given.name].join(' ');
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = this.#decide(state, action, { target, type, given });
    this.#answers.set(question, answer);
    return answer;
  }

  /** False when, for one of the permissions, {@link mightCall} is false of each of its actions. */
  mightCallAll(state: PrincipalState, permissions: readonly Permission[]): boolean {
    return permissions.every(({ anyOf }) => anyOf.some((action) => this.mightCall(state, action)));
  }

  /** True for an administrator: a statement allows it everything, and nothing limits it. */
  isUnlimited(state: PrincipalState): boolean {
    return (
      state.boundary === null &&
      state.policies.every((policy) => policy.unresolved === null && !denies(policy)) &&
      state.policies.some(({ statements }) => statements.some(isPlainAllowOfEverything)) &&
      this.controls.isWideOpen(state.principal.account)
    );
  }

  /** The policies of an administrator that allow it everything, that which the attacker wrote left out. */
  policiesOfEverything({ policies }: PrincipalState): readonly Policy[] {
    return policies.filter((policy) => !isAttackersPolicy(policy) && policy.statements.some(isPlainAllowOfEverything));
  }

  /** True when statements without conditions allow one action of each permission on everything, to a principal that nothing limits. */
  isPlain(state: PrincipalState, permissions: readonly Permission[]): boolean {
    return permissions.every(({ anyOf }) => anyOf.some((action) => this.plainAllow(state, action) !== null));
  }

  /** False when no identity-based policy could allow the action on anything: a quick answer that rules out most questions. */
  mightCall(state: PrincipalState, action: string): boolean {
    const services = this.#servicesOf(state);
    if (services !== 'any' && !services.has(action.slice(0, action.indexOf(':')).toLowerCase())) return false;
    return state.policies.some((policy) => mayAllow(policy, action));
  }

  /** False when no identity-based policy could allow the action on the resource. */
  mightCallOn(state: PrincipalState, action: string, arn: string): boolean {
    return state.policies.some((policy) => mayAllowOn(policy, action, arn));
  }

  /** Whether the trust policy of `role` lets the service assume it for a resource of the role's own account. */
  serviceMayAssume(service: string, role: Role): Grant | null {
    const known = this.#services.get(role)?.get(service);
    if (known !== undefined) return known;
    const verdict = findRequest({
      principal: { kind: 'service', arn: service },
      action: ASSUME_ROLE,
      resource: role.arn,
      resourceAccount: role.account,
      policies: {
        ...NO_POLICIES,
        resource: role.trust,
        resourceControl: this.controls.resourceControl(role.account, ASSUME_ROLE),
      },
      knowledge: serviceKnowledge(service, role.account, this.keys, this.circumstances),
    });
    const grant = grantOf(verdict);
    const answers = this.#services.get(role) ?? new Map<string, Grant | null>();
    this.#services.set(role, answers.set(service, grant));
    return grant;
  }

  /** Whether the trust policy of `role` lets in whoever decides what an identity provider says of a caller. */
  providerMayAssume(provider: string, role: Role): Grant | null {
    const saml = provider.includes(':saml-provider/');
    const action = saml ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
    return grantOf(
      findRequest({
        principal: { kind: 'federated', arn: provider, account: role.account },
        action,
        resource: role.arn,
        resourceAccount: role.account,
        policies: {
          ...NO_POLICIES,
          resource: role.trust,
          resourceControl: this.controls.resourceControl(role.account, action),
        },
        knowledge: providerKnowledge(provider, this.keys, this.circumstances),
      }),
    );
  }

  #decide(state: PrincipalState, action: string, { target, type, given }: Question): Grant | null {
    const principal = requestPrincipal(state);
    const policies = this.#policiesOf(state, target?.policy ?? null);
    const within = (account: string): ApplicablePolicies => ({
      ...policies,
      resourceControl: this.controls.resourceControl(account, action),
    });
    const knowledge = this.#knowledgeOf(state, given);
    if (target !== null) {
      const resourceAccount = ownerOf(target, state.principal.account);
      const verdict = findRequest({
        principal,
        action,
        resource: target.arn,
        resourceAccount,
        policies: within(resourceAccount),
        knowledge: keysSent(this.actions, { action, type: null, arn: target.arn }, knowledge),
      });
      return grantOf(verdict);
    }
    let best: Grant | null = null;
    const budget = new Budget();
    for (const candidates of candidateResources(action, this.actions, principal, policies, knowledge, type)) {
      const grant = this.#onEach(principal, action, candidates, within, knowledge, budget);
      if (grant !== null && (best === null || surer(grant, best))) best = grant;
      if (best?.certainty === 'certain') break;
    }
    return best;
  }

  /** The grant together with that on another resource which the same request names; null when none is allowed. */
  #beside(state: PrincipalState, action: string, companion: CompanionResource, grant: Grant): Grant | null {
    const question = `${state.grantClass} ${action} with ${companion.type}`;
    const known = this.#answers.get(question);
    const answer = known === undefined ? this.#companion(state, action, companion) : known;
    this.#answers.set(question, answer);
    return answer === null ? null : combine([grant, answer]);
  }

  #companion(state: PrincipalState, action: string, companion: CompanionResource): Grant | null {
    const principal = requestPrincipal(state);
    const policies = this.#policiesOf(state, null);
    const within = (account: string): ApplicablePolicies => ({
      ...policies,
      resourceControl: this.controls.resourceControl(account, action),
    });
    const knowledge = this.#knowledgeOf(state, NOTHING_GIVEN);
    const budget = new Budget();
    const found: Grant[] = [];
    for (const types of candidateResources(action, this.actions, principal, policies, knowledge, companion.type)) {
      for (const { candidate, assumption } of companionsAmong(types.flat(), companion)) {
        const grant = this.#onEach(principal, action, [[candidate]], within, knowledge, budget);
        if (grant === null) continue;
        if (assumption === null && grant.certainty === 'certain') return grant;
        found.push(assumption === null ? grant : assuming(grant, assumption));
      }
    }
    return surest(found);
  }

  /**
   * Statements that allow the action on everything, without conditions, where no deny may touch it; null where there are
   * none. Most grants are of this kind, so they are found without a search.
   */
  plainAllow(state: PrincipalState, action: string): PlainAllow | null {
    const { grantClass } = state;
    const answers = this.#plainAnswers.get(grantClass) ?? new Map<string, PlainAllow | null>();
    this.#plainAnswers.set(grantClass, answers);
    let answer = answers.get(action);
    if (answer === undefined) {
      answer = this.controls.isOpen(state.principal.account, action) ? plainlyAllowing(state, action) : null;
      answers.set(action, answer);
    }
    return answer;
  }

  #knowledgeOf({ principal, holding }: PrincipalState, { keys }: GivenKeys): Knowledge {
    const given = holding === null ? keys : new Map([...keys, ...factorKeys(holding)]);
    return principalKnowledge(principal, this.keys, this.circumstances, given);
  }

  #policiesOf({ policies, boundary, principal }: PrincipalState, resource: Policy | null): ApplicablePolicies {
    const serviceControl = this.controls.serviceControl(principal.account);
    return { ...NO_POLICIES, identity: policies, boundary, serviceControl, resource };
  }

  #servicesOf({ grantClass, policies }: PrincipalState): ReadonlySet<string> | 'any' {
    const known = this.#allowedServices.get(grantClass);
    if (known !== undefined) return known;
    const found = allowedServices(policies);
    this.#allowedServices.set(grantClass, found);
    return found;
  }

  /** The resource type of an action that a kind of resource bears the name of: what calls name beside it is no such resource. */
  #typeOf(action: string, kind: string): string | undefined {
    return this.actions[action]?.resources.find(({ type }) => type === kind)?.type;
  }

  /** One resource of each type that the action needs, under one context. */
  #onEach(
    principal: RequestPrincipal,
    action: string,
    types: readonly (readonly ResourceCandidate[])[],
    within: (account: string) => ApplicablePolicies,
    knowledge: Knowledge,
    budget: Budget,
  ): Grant | null {
    const grants: Grant[] = [];
    let agreed = knowledge;
    for (const candidates of types) {
      let best: { grant: Grant; verdict: Verdict } | null = null;
      for (const { arn, account, region, type } of candidates) {
        const query: RequestQuery = {
          principal,
          action,
          resource: arn,
          resourceAccount: account,
          policies: within(account),
          knowledge: keysSent(this.actions, { action, type, arn }, inRegion(region, agreed)),
        };
        const verdict = findRequest(query, budget);
        const grant = grantOf(verdict);
        if (grant === null || (best !== null && !surer(grant, best.grant))) continue;
        best = { grant, verdict };
        if (grant.certainty === 'certain') break;
      }
      if (best === null) return null;
      grants.push(best.grant);
      agreed = agreeing(best.verdict, agreed);
    }
    return combine(grants);
  }
}

/** In another account, no identity-based policy is enough. An account that the input does not show may be the same. */
function staysInside({ principal }: PrincipalState, target: Target | null): boolean {
  const account = target === null ? principal.account : ownerOf(target, principal.account);
  return [account, UNKNOWN_ACCOUNT].includes(principal.account) || account === UNKNOWN_ACCOUNT;
}

/** Who stands in the witness requests of a state. */
export function requestPrincipal({ principal }: PrincipalState): RequestPrincipal {
  const { arn, account, kind } = principal;
  return kind === 'user' ? { kind, arn, account } : { kind, arn, account, session: 'outsider' };
}
