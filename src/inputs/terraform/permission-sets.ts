import { UNKNOWN_ACCOUNT } from '../../model/arn.js';
import { unresolvedPolicy } from '../../model/policy-document.js';
import type { Policy } from '../../model/policy.js';
import type { PolicyAttachment, Role } from '../../model/principal.js';
import { Links } from './entry-points/links.js';
import type { Instance } from './instance.js';
import { placeholder } from './placeholder.js';
import type { Policies } from './policies.js';
import type { Reader } from './reader.js';
import { type Block, readBlocks, readList, readText, topBlock } from './values.js';

const SET = ['aws_ssoadmin_permission_set'];

/** A permission set of IAM Identity Center; `instance` is null where the plan only names it. */
interface PermissionSet {
  readonly instance: Instance | null;
  readonly name: string;
  readonly policies: ((account: string) => PolicyAttachment)[];
  boundary: ((account: string) => Policy) | null;
}

/**
 * The roles that permission sets become in the accounts in which the plan assigns them
 * (https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html). Who signs in decides Identity Center, so
 * that its SAML provider is what the role trusts.
 */
export function readPermissionSets(policies: Policies, reader: Reader): readonly Role[] {
  const sets = new PermissionSets(policies, reader);
  const roles = new Map<string, Role>();
  for (const assignment of reader.managed('aws_ssoadmin_account_assignment')) {
    const role = sets.roleOf(assignment);
    // Every group and user of one account acts as the same role.
    if (role !== null && !roles.has(role.arn)) roles.set(role.arn, role);
  }
  return [...roles.values()];
}

class PermissionSets {
  readonly #links: Links;
  readonly #sets = new Map<string, PermissionSet>();

  constructor(
    readonly policies: Policies,
    readonly reader: Reader,
  ) {
    this.#links = new Links(reader);
    this.#inline();
    this.#managed();
    this.#customerManaged();
    this.#boundaries();
  }

  /** Null, with a gap, where the plan does not tell which permission set is assigned. */
  roleOf(assignment: Instance): Role | null {
    const block = topBlock(assignment);
    const set = this.#setOf(block);
    if (set === null) return null;
    const target = readText(block, 'target_id');
    const account = target !== null && /^\d{12}$/.test(target) ? target : UNKNOWN_ACCOUNT;
    const { partition } = this.reader.arns.place(assignment);
    const hash = placeholder(set.instance?.address ?? set.name);
    const name = `AWSReservedSSO_${set.name}_${hash}`;
    const { address } = assignment;
    const location = this.reader.location(assignment.pointer);
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            Federated: `arn:${partition}:iam::${account}:saml-provider/AWSSSO_${placeholder('identity-center')}_DO_NOT_DELETE`,
          },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
          Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        },
      ],
    };
    const arn = `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/${name}`;
    return {
      kind: 'role',
      arn,
      name,
      account,
      policies: [...set.policies.map((policy) => policy(account)), ...this.#unseen(set, assignment)],
      boundary: set.boundary?.(account) ?? null,
      trust: this.policies.parse(trust, { type: 'trust', id: arn, name, address, location }),
      tags: {},
      instanceProfiles: [],
      address,
      location,
    };
  }

  #inline(): void {
    for (const { block, set } of this.#of('aws_ssoadmin_permission_set_inline_policy')) {
      const name = `${set.name} inline policy`;
      const policy = this.policies.read(block, 'inline_policy', { type: 'identity-based', id: name, name });
      if (policy !== null) set.policies.push(() => this.#attachment(block, policy));
    }
  }

  #managed(): void {
    for (const { block, set } of this.#of('aws_ssoadmin_managed_policy_attachment')) {
      const arn = readText(block, 'managed_policy_arn');
      if (arn !== null) set.policies.push(() => this.#attachment(block, this.#policy(arn, block)));
      else this.#unknown(block, 'managed_policy_arn');
    }
    for (const { block, set } of this.#of('aws_ssoadmin_managed_policy_attachments_exclusive')) {
      const list = readList(block, 'managed_policy_arns');
      for (const arn of list?.values ?? []) set.policies.push(() => this.#attachment(block, this.#policy(arn, block)));
      if (list !== null && list.unknown !== 0) this.#unknown(block, 'managed_policy_arns');
    }
  }

  #customerManaged(): void {
    for (const type of [
      'aws_ssoadmin_customer_managed_policy_attachment',
      'aws_ssoadmin_customer_managed_policy_attachments_exclusive',
    ]) {
      for (const { block, set } of this.#of(type)) {
        for (const reference of readBlocks(block, 'customer_managed_policy_reference') ?? [])
          set.policies.push((account) => this.#attachment(block, this.#ofAccount(reference, account)));
      }
    }
  }

  #boundaries(): void {
    for (const { block, set } of this.#of('aws_ssoadmin_permissions_boundary_attachment')) {
      for (const row of readBlocks(block, 'permissions_boundary') ?? []) {
        const arn = readText(row, 'managed_policy_arn');
        const [reference] = readBlocks(row, 'customer_managed_policy_reference') ?? [];
        if (arn !== null) set.boundary = () => this.#policy(arn, block, 'permissions-boundary');
        else if (reference !== undefined)
          set.boundary = (account) => this.#ofAccount(reference, account, 'permissions-boundary');
        else set.boundary = () => this.#unresolved(block, 'permissions-boundary', 'permissions_boundary');
      }
    }
  }

  /** A policy of the account that the set is assigned in, which has to be there by that name. */
  #ofAccount(reference: Block, account: string, use: Use = 'identity-based'): Policy {
    const name = readText(reference, 'name');
    if (name === null) return this.#unresolved(reference, use, 'customer_managed_policy_reference');
    const { partition } = this.reader.arns.place(reference.instance);
    const arn = `arn:${partition}:iam::${account}:policy${readText(reference, 'path') ?? '/'}${name}`;
    return this.#policy(arn, reference, use);
  }

  #policy(arn: string, { instance }: Block, use: Use = 'identity-based'): Policy {
    return this.policies.managed(arn, use, instance.address, instance.pointer);
  }

  #attachment({ instance }: Block, policy: Policy): PolicyAttachment {
    return { policy, address: instance.address, location: this.reader.location(instance.pointer) };
  }

  /** What the plan does not make may hold other policies than those that it shows. */
  #unseen({ instance, name }: PermissionSet, assignment: Instance): readonly PolicyAttachment[] {
    if (instance !== null) return [];
    const { address, pointer } = assignment;
    const location = this.reader.location(pointer);
    const source = { type: 'identity-based', id: name, name, address, location } as const;
    const reason = 'the plan does not show all policies of a permission set that it does not make';
    return [{ policy: this.policies.unresolved(source, reason), address, location }];
  }

  #unresolved(block: Block, type: Use, attribute: string): Policy {
    const { address, pointer } = block.instance;
    this.#unknown(block, attribute);
    const source = { type, id: address, name: address, address, location: this.reader.location(pointer) };
    return unresolvedPolicy(source, `\`${attribute}\` is not known`);
  }

  #unknown({ instance, pointer }: Block, attribute: string): void {
    const reason = `\`${attribute}\` is known only after apply`;
    this.reader.gap('unresolved-reference', instance.address, reason, pointer);
  }

  #of(type: string): readonly { readonly block: Block; readonly set: PermissionSet }[] {
    return this.reader.managed(type).flatMap((instance) => {
      const block = topBlock(instance);
      const set = this.#setOf(block);
      return set === null ? [] : [{ block, set }];
    });
  }

  #setOf(block: Block): PermissionSet | null {
    const instance = this.#links.instance(block, 'permission_set_arn', SET);
    const arn = readText(block, 'permission_set_arn');
    const key = instance?.address ?? arn;
    if (key === null) {
      this.#unknown(block, 'permission_set_arn');
      return null;
    }
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const name =
      instance === null ? key.slice(key.lastIndexOf('/') + 1) : (readText(topBlock(instance), 'name') ?? instance.name);
    const set: PermissionSet = { instance, name, policies: [], boundary: null };
    this.#sets.set(key, set);
    return set;
  }
}

type Use = 'identity-based' | 'permissions-boundary';
