import type { SourceLocation } from '../../model/location.js';
import type { Policy } from '../../model/policy.js';
import {
  type Credential,
  type Group,
  type PolicyAttachment,
  type Role,
  type StrayPolicy,
  UNSEEN_POLICIES,
  type User,
} from '../../model/principal.js';
import type { Instance } from './instance.js';
import type { Policies } from './policies.js';
import type { Link, Reader } from './reader.js';
import { type Block, readAttribute, readList, resolveAttribute, topBlock, unresolvedCount } from './values.js';
import { readTags } from './tags.js';

export type PrincipalKind = 'role' | 'user' | 'group';

/** A policy as held by a principal, with what decides whether another resource removes it. */
export interface HeldPolicy extends PolicyAttachment {
  readonly kind: 'managed' | 'inline';
  /** Whether a resource of its own attaches it, or the role's own list names it. */
  readonly from: 'resource' | 'role';
}

/** A principal while the resources that belong to it are being collected. */
export interface Principal {
  readonly kind: PrincipalKind;
  readonly instance: Instance;
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  /** False for a data source: then the plan shows nothing of its policies. */
  readonly managed: boolean;
  policies: HeldPolicy[];
  readonly groups: Set<string>;
  readonly credentials: Credential[];
  readonly instanceProfiles: string[];
}

const TYPES: readonly (readonly [PrincipalKind, string])[] = [
  ['role', 'aws_iam_role'],
  ['user', 'aws_iam_user'],
  ['group', 'aws_iam_group'],
];

/** The roles, users and groups of the plan, found by what refers to them. */
export class Principals {
  readonly #reader: Reader;
  readonly #byInstance = new Map<Instance, Principal>();
  readonly #byArn = new Map<string, Principal>();
  readonly #byName = new Map<string, Principal>();
  /** By kind and name in any account; null where several accounts have one. */
  readonly #anywhere = new Map<string, Principal | null>();
  readonly #strays = new Map<string, Principal>();

  constructor(reader: Reader) {
    this.#reader = reader;
    for (const [kind, type] of TYPES) {
      // What the plan manages goes before what it only reads.
      for (const instance of [...reader.managed(type), ...reader.data(type)]) this.#add(kind, instance);
    }
  }

  all(): Iterable<Principal> {
    return this.#byArn.values();
  }

  /** The principal that a block names in an attribute, and a gap when it cannot be told. */
  named(kind: PrincipalKind, block: Block, attribute: string): Principal | null {
    const type = typeOf(kind);
    const link = this.#reader.link(
      block,
      attribute,
      [type],
      (value) => this.#find(kind, value, block.instance)?.instance ?? null,
    );
    if (link.state === 'absent') return null;
    return this.#linked(kind, link, block, attribute);
  }

  /**
   * The principal that a block gives a policy. One that the plan does not hold may be in the account all the same, so
   * that what it is given is kept beside the gap.
   */
  holder(kind: PrincipalKind, block: Block, attribute: string): Principal | null {
    const principal = this.named(kind, block, attribute);
    if (principal !== null) return principal;
    const attributeValue = readAttribute(block, attribute);
    return attributeValue.state === 'known' ? this.#stray(kind, attributeValue.value, block.instance) : null;
  }

  /** Principals that the plan names and does not hold. */
  strays(): Iterable<Principal> {
    return this.#strays.values();
  }

  /** The principals that a block lists in an attribute, and a gap for those that cannot be told. */
  listed(kind: PrincipalKind, block: Block, attribute: string): readonly Principal[] {
    const list = readList(block, attribute);
    if (list === null) return [];
    const found = new Set<Principal>();
    for (const value of list.values) {
      const principal = this.#find(kind, value, block.instance);
      if (principal === null) this.#missing(kind, block, attribute);
      else found.add(principal);
    }
    if (list.unknown === 0) return [...found];
    const { targets } = resolveAttribute(block, attribute);
    const type = typeOf(kind);
    const instances = targets.flatMap((target) => target.instances.filter((instance) => instance.type === type));
    const before = found.size;
    for (const instance of instances) {
      const principal = this.#byInstance.get(instance);
      if (principal !== undefined) found.add(principal);
    }
    const resolved = found.size - before;
    const reason = unresolvedCount(block, attribute, list, resolved);
    if (reason !== null) {
      this.#reader.gap('unresolved-reference', block.instance.address, reason, `${block.unknownPointer}/${attribute}`);
    }
    return [...found];
  }

  /** The ARN of the role that an attribute names by name or ARN; null when it is not set, and with a gap when not known. */
  roleArn(block: Block, attribute: string): string | null {
    const { arns } = this.#reader;
    const find = (value: string): Instance | null => this.#find('role', value, block.instance)?.instance ?? null;
    const link = this.#reader.link(block, attribute, ['aws_iam_role'], find);
    if (link.state === 'absent') return null;
    if (link.state === 'found') {
      if (link.instance !== null) return arns.arnOf(link.instance);
      if (link.value?.startsWith('arn:') === true) return link.value;
      this.#missing('role', block, attribute);
      return null;
    }
    this.#reader.gap('unresolved-reference', block.instance.address, link.reason, link.pointer);
    return null;
  }

  #linked(
    kind: PrincipalKind,
    link: Exclude<Link, { state: 'absent' }>,
    block: Block,
    attribute: string,
  ): Principal | null {
    if (link.state === 'unresolved') {
      this.#reader.gap('unresolved-reference', block.instance.address, link.reason, link.pointer);
      return null;
    }
    const principal = link.instance === null ? undefined : this.#byInstance.get(link.instance);
    if (principal === undefined) this.#missing(kind, block, attribute);
    return principal ?? null;
  }

  #missing(kind: PrincipalKind, block: Block, attribute: string): void {
    const reason = `the ${kind} that \`${attribute}\` names is not in the plan`;
    this.#reader.gap('unresolved-reference', block.instance.address, reason, `${block.pointer}/${attribute}`);
  }

  /** Names are unique in an account, which is the one that the resource that refers to the principal works in. */
  #find(kind: PrincipalKind, nameOrArn: string, from: Instance): Principal | null {
    if (nameOrArn.startsWith('arn:')) return this.#byArn.get(nameOrArn) ?? null;
    const { account } = this.#reader.arns.place(from);
    const named = this.#byName.get(nameKey(account, kind, nameOrArn));
    // The provider of a resource that the configuration no longer holds is not in the plan.
    return named ?? this.#anywhere.get(nameKey('', kind, nameOrArn)) ?? null;
  }

  #stray(kind: PrincipalKind, nameOrArn: string, instance: Instance): Principal {
    const { account } = this.#reader.arns.place(instance);
    const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
    const key = nameKey(account, kind, name);
    const known = this.#strays.get(key);
    if (known !== undefined) return known;
    const stray = newPrincipal(kind, instance, { arn: nameOrArn, name, account, managed: false });
    this.#strays.set(key, stray);
    return stray;
  }

  #add(kind: PrincipalKind, instance: Instance): void {
    const { arns } = this.#reader;
    const arn = arns.arnOf(instance);
    if (arn === null) return;
    const known = this.#byArn.get(arn);
    if (known !== undefined) {
      this.#byInstance.set(instance, known);
      return;
    }
    const { account } = arns.place(instance);
    const principal = newPrincipal(kind, instance, {
      arn,
      name: arns.nameOf(instance),
      account: accountOf(arn, account),
      managed: instance.mode === 'managed',
    });
    this.#byInstance.set(instance, principal);
    this.#byArn.set(arn, principal);
    const key = nameKey(principal.account, kind, principal.name);
    if (!this.#byName.has(key)) this.#byName.set(key, principal);
    const anywhere = nameKey('', kind, principal.name);
    this.#anywhere.set(anywhere, this.#anywhere.has(anywhere) ? null : principal);
  }
}

function newPrincipal(
  kind: PrincipalKind,
  instance: Instance,
  identity: Pick<Principal, 'arn' | 'name' | 'account' | 'managed'>,
): Principal {
  return { kind, instance, ...identity, policies: [], groups: new Set(), credentials: [], instanceProfiles: [] };
}

/** What the plan gives to principals that it does not hold. */
export function strayPolicies(principals: Principals): readonly StrayPolicy[] {
  return [...principals.strays()].flatMap(({ kind, name, account, policies }) =>
    policies.map((held) => ({ kind, name, account, attachment: toAttachment(held) })),
  );
}

function accountOf(arn: string, fallback: string): string {
  const account = arn.split(':')[4] ?? '';
  return account === '' ? fallback : account;
}

function nameKey(account: string, kind: PrincipalKind, name: string): string {
  return `${account} ${kind} ${name}`;
}

function typeOf(kind: PrincipalKind): string {
  return `aws_iam_${kind}`;
}

/** The finished principals. */
export interface FinishedPrincipals {
  readonly roles: readonly Role[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** Turns the collected principals into the model's. */
export function finishPrincipals(principals: Principals, policies: Policies, reader: Reader): FinishedPrincipals {
  const roles: Role[] = [];
  const users: User[] = [];
  const groups: Group[] = [];
  for (const principal of principals.all()) {
    const base = baseOf(principal, policies, reader);
    if (principal.kind === 'group') groups.push({ kind: 'group', ...base });
    else if (principal.kind === 'user') {
      users.push({
        kind: 'user',
        ...base,
        boundary: readBoundary(principal, policies, reader),
        groups: [...principal.groups],
        credentials: principal.managed || principal.credentials.length > 0 ? principal.credentials : null,
      });
    } else {
      roles.push({
        kind: 'role',
        ...base,
        boundary: readBoundary(principal, policies, reader),
        trust: readTrust(principal, policies, reader),
        instanceProfiles: principal.instanceProfiles,
      });
    }
  }
  return { roles, users, groups };
}

function baseOf(principal: Principal, policies: Policies, reader: Reader) {
  const { arn, name, account, instance } = principal;
  const location = reader.location(instance.pointer);
  return {
    arn,
    name,
    account,
    policies: [
      ...principal.policies.map(toAttachment),
      ...(principal.managed ? [] : [unseenPolicies(principal, location, policies)]),
    ],
    tags: readTags(instance).known,
    address: instance.address,
    location,
  };
}

function toAttachment({ policy, address, location }: HeldPolicy): PolicyAttachment {
  return { policy, address, location };
}

/** A data source tells that a principal exists, and nothing of what it may do. */
function unseenPolicies(
  { kind, name, instance }: Principal,
  location: SourceLocation,
  policies: Policies,
): PolicyAttachment {
  const { address } = instance;
  const source = { type: 'identity-based', id: UNSEEN_POLICIES, name, address, location } as const;
  const policy = policies.unresolved(source, `the plan does not show the policies of a ${kind} that it only reads`);
  return { policy, address, location };
}

function readTrust({ arn, name, instance }: Principal, policies: Policies, reader: Reader): Policy {
  const source = { type: 'trust', id: arn, name } as const;
  return (
    policies.read(topBlock(instance), 'assume_role_policy', source) ??
    policies.unresolved(
      { ...source, address: instance.address, location: reader.location(instance.pointer) },
      'the plan does not show the trust policy',
    )
  );
}

function readBoundary({ arn, instance }: Principal, policies: Policies, reader: Reader): Policy | null {
  const block = topBlock(instance);
  const { address } = instance;
  const link = reader.link(block, 'permissions_boundary', ['aws_iam_policy'], (value) => policies.instance(value));
  if (link.state === 'absent') return null;
  const boundary = link.state === 'found' ? (link.value ?? (link.instance && reader.arns.arnOf(link.instance))) : null;
  if (boundary !== null) return policies.managed(boundary, 'permissions-boundary', address, link.pointer);
  const source = { type: 'permissions-boundary', id: arn, name: 'permissions boundary', address } as const;
  const reason = link.state === 'unresolved' ? link.reason : 'the ARN of the permissions boundary is not known';
  return policies.unresolved({ ...source, location: reader.location(link.pointer) }, reason);
}
