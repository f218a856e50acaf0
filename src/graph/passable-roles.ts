import type { KeyKnowledge } from '../evaluation/knowledge.js';
import { parseArn } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Role } from '../model/principal.js';
import type { ComputePrimitive } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { assuming, combine } from './grant.js';
import type { GivenKeys } from './question.js';
import type { PrincipalState, PrincipalStates } from './state.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant } from './types.js';

/** A role that may be passed to a service; a null role stands for one that the input does not show. */
export interface Passable {
  readonly role: Role | null;
  readonly grant: Grant;
}

/** The roles that a caller may pass to a service. */
export interface Passing {
  /** Equal for callers to whom the same answer is given. */
  readonly name: string;
  /** True when the grants stand for those of every such caller, and cite no policy of one of them. */
  readonly isCommon: boolean;
  readonly roles: readonly Passable[];
}

const EC2 = 'ec2.amazonaws.com';
const PASSED_TO = 'iam:passedtoservice';
const ASSOCIATED = 'iam:associatedresourcearn';
const PASS_ROLE = 'iam:PassRole';
const CREATE_ROLE = 'iam:CreateRole';
const PASSING = [{ anyOf: [PASS_ROLE] as [string] }];
const NEW_PROFILE = ['iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'];

/** Finds the roles that principals can pass to the services of compute primitives. */
export class PassableRoles {
  readonly #known = new Map<string, Passing>();
  readonly #arns: ReadonlySet<string>;

  constructor(
    readonly primitives: readonly ComputePrimitive[],
    readonly model: Model,
    readonly access: Access,
    readonly states: PrincipalStates,
    readonly trust: TrustIndex,
  ) {
    this.#arns = new Set(model.roles.map(({ arn }) => arn));
  }

  /** False when `from` can pass no role to anything. */
  mayPass(from: PrincipalState): boolean {
    return this.access.mightCall(from, PASS_ROLE);
  }

  /** Roles that trust `service` and that `from` may pass to it. */
  to(service: string, from: PrincipalState): Passing {
    const anybody = this.states.unlimited(from);
    const speaker = this.access.isPlain(from, PASSING) ? anybody : from;
    // Whether an instance profile or a role can be made is another matter than whether one can be passed.
    const maker = this.#maker(from);
    const name = `${service} ${speaker.grantClass} ${maker?.grantClass ?? ''}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const isCommon = speaker === anybody && (maker === null || maker === anybody);
    const found = { name, isCommon, roles: this.#find(service, speaker, maker) };
    this.#known.set(name, found);
    return found;
  }

  #find(service: string, speaker: PrincipalState, maker: PrincipalState | null): readonly Passable[] {
    const given = this.#givenBy(service);
    const known = this.trust.trusting(service, speaker.principal.account).flatMap((role) => {
      const trusted = this.access.serviceMayAssume(service, role);
      const pass =
        trusted === null
          ? null
          : this.access.can(speaker, PASS_ROLE, { arn: role.arn, policy: null, byAccount: true }, given);
      const grant = pass === null || trusted === null ? null : combine([pass, trusted]);
      const usable = grant !== null && service === EC2 ? this.#withProfile(maker, role, grant) : grant;
      return usable === null ? [] : [{ role, grant: usable }];
    });
    if (known.length > 0) return known;
    const any = this.access.can(speaker, PASS_ROLE, null, given);
    // A role that is shown and does not trust the service is of no use, and it may be the only one that can be passed.
    if (any === null || any.witness.some(({ resource }) => this.#arns.has(resource))) return [];
    const create = maker === null ? null : this.access.can(maker, CREATE_ROLE, null);
    if (create !== null) return [{ role: null, grant: combine([any, create]) }];
    return this.model.partial ? [{ role: null, grant: assuming(any, `a role that trusts ${service} exists`) }] : [];
  }

  /** Who makes instance profiles and roles for `from`; null when nobody does. */
  #maker(from: PrincipalState): PrincipalState | null {
    const all = [...NEW_PROFILE, CREATE_ROLE];
    if (all.every((action) => this.access.plainAllow(from, action) !== null)) return this.states.unlimited(from);
    return all.some((action) => this.access.mightCall(from, action)) ? from : null;
  }

  /** What passing a role to a service says of the request: the service, and a resource of a service that takes such roles. */
  #givenBy(service: string): GivenKeys {
    const takers = this.primitives.filter(({ passRole }) => passRole?.services.includes(service) === true);
    const services = new Set(takers.map((taker) => taker.service));
    const shapes = [...services].map((taker) => `arn:*:${taker}:*:*:*`);
    const accepts = (arn: string): boolean => services.has(parseArn(arn)?.service ?? '');
    const keys = new Map<string, KeyKnowledge>([
      [PASSED_TO, { kind: 'fixed', values: [service] }],
      [ASSOCIATED, { kind: 'free', shapes, accepts }],
    ]);
    return { name: service, keys };
  }

  /** EC2 takes a role by its instance profile (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html). */
  #withProfile(maker: PrincipalState | null, role: Role, grant: Grant): Grant | null {
    if (role.instanceProfiles.length > 0) return grant;
    const permissions = NEW_PROFILE.map((action) => ({ anyOf: [action] as [string] }));
    const made = maker === null ? null : this.access.canAll(maker, permissions, null);
    if (made !== null) return combine([grant, made]);
    return this.model.partial ? assuming(grant, `an instance profile holds role ${role.name}`) : null;
  }
}
