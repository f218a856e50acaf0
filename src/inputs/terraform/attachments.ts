import type { SourceLocation } from '../../model/location.js';
import { unresolvedPolicy } from '../../model/policy-document.js';
import type { Policy } from '../../model/policy.js';
import type { Policies } from './policies.js';
import type { HeldPolicy, Principal, PrincipalKind, Principals } from './principals.js';
import type { Reader } from './reader.js';
import {
  type Block,
  isConfigured,
  readBlocks,
  readList,
  readText,
  resolveAttribute,
  topBlock,
  unresolvedCount,
} from './values.js';

const KINDS: readonly PrincipalKind[] = ['role', 'user', 'group'];

/** What resources of their own attach, by principal: managed policies by ARN, inline policies by name. */
export type Attached = ReadonlyMap<string, ReadonlySet<string>>;

/** What the collection needs to know of the point in time before the plan; empty for that point itself. */
export interface Earlier {
  readonly attached: Attached;
  /** ARNs of the policies that the plan managed. */
  readonly policies: ReadonlySet<string>;
  /** ARNs of the buckets and repositories to which a resource of its own gave a policy. */
  readonly carriers: ReadonlySet<string>;
  /** Attachments of the organization policies that AWS attaches by itself. */
  readonly fullAccess: ReadonlySet<string>;
}

/** Hands every policy to the principals that hold it. Returns what resources of their own attach. */
export function collectAttachments(
  principals: Principals,
  policies: Policies,
  reader: Reader,
  earlier: Earlier,
): Attached {
  const collector = new Collector(principals, policies, reader);
  for (const kind of KINDS) {
    collector.inlinePolicies(kind);
    collector.attachments(kind);
  }
  const everywhere = collector.policyAttachments();
  const attached = attachedByResources(principals);
  collector.ownLists({ earlier, attached, everywhere });
  for (const kind of KINDS) collector.exclusives(kind);
  return attached;
}

function attachedByResources(principals: Principals): Attached {
  const attached = new Map<string, Set<string>>();
  for (const { arn, policies } of principals.all()) {
    attached.set(arn, new Set(policies.filter(({ from }) => from === 'resource').map(identityOf)));
  }
  return attached;
}

function identityOf({ kind, policy }: Pick<HeldPolicy, 'kind' | 'policy'>): string {
  return `${kind} ${kind === 'managed' ? policy.id : policy.name}`;
}

interface Context {
  readonly earlier: Earlier;
  readonly attached: Attached;
  /** By policy ARN the principals that an `aws_iam_policy_attachment` leaves it attached to. */
  readonly everywhere: ReadonlyMap<string, ReadonlySet<Principal>>;
}

class Collector {
  constructor(
    readonly principals: Principals,
    readonly policies: Policies,
    readonly reader: Reader,
  ) {}

  /** `aws_iam_role_policy` and its like. */
  inlinePolicies(kind: PrincipalKind): void {
    for (const instance of this.reader.managed(`aws_iam_${kind}_policy`)) {
      const block = topBlock(instance);
      const principal = this.principals.holder(kind, block, kind);
      if (principal === null) continue;
      const name = this.reader.arns.nameOf(instance);
      const policy = this.policies.read(block, 'policy', { type: 'identity-based', id: name, name });
      if (policy !== null) hold(principal, 'inline', policy, instance.address, this.reader.location(instance.pointer));
    }
  }

  /** `aws_iam_role_policy_attachment` and its like. */
  attachments(kind: PrincipalKind): void {
    for (const instance of this.reader.managed(`aws_iam_${kind}_policy_attachment`)) {
      const block = topBlock(instance);
      const principal = this.principals.holder(kind, block, kind);
      if (principal === null) continue;
      hold(principal, 'managed', this.attachedPolicy(block), instance.address, this.reader.location(instance.pointer));
    }
  }

  /**
   * `aws_iam_policy_attachment`, which detaches its policy from whatever it does not name
   * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment).
   */
  policyAttachments(): ReadonlyMap<string, ReadonlySet<Principal>> {
    const everywhere = new Map<string, Set<Principal>>();
    for (const instance of this.reader.managed('aws_iam_policy_attachment')) {
      const block = topBlock(instance);
      const policy = this.attachedPolicy(block);
      const holders = KINDS.flatMap((kind) => this.principals.listed(kind, block, `${kind}s`));
      for (const principal of holders) {
        hold(principal, 'managed', policy, instance.address, this.reader.location(instance.pointer));
      }
      if (KINDS.some((kind) => hasUnknown(block, `${kind}s`))) continue;
      everywhere.set(policy.id, new Set([...(everywhere.get(policy.id) ?? []), ...holders]));
    }
    return everywhere;
  }

  /**
   * `managed_policy_arns` and `inline_policy` of a role. Where the configuration does not set them, they show what was
   * attached when the state was read, by other resources as well, and lag behind what the plan does to those.
   */
  ownLists(context: Context): void {
    for (const principal of this.principals.all()) {
      if (principal.kind !== 'role' || !principal.managed) continue;
      const block = topBlock(principal.instance);
      this.ownManagedPolicies(principal, block, context);
      this.ownInlinePolicies(principal, block, context);
    }
  }

  /** The `…_exclusive` resources, which remove whatever they do not list, and attach what they list. */
  exclusives(kind: PrincipalKind): void {
    for (const instance of this.reader.managed(`aws_iam_${kind}_policy_attachments_exclusive`)) {
      const block = topBlock(instance);
      const principal = this.principals.named(kind, block, `${kind}_name`);
      if (principal === null) continue;
      const listed = this.policyArns(block, 'policy_arns');
      if (listed === null) continue;
      const { arns, unresolved } = listed;
      if (unresolved === null) {
        principal.policies = principal.policies.filter((held) => held.kind !== 'managed' || arns.has(held.policy.id));
      }
      this.holdListed(principal, listed, block, 'policy_arns', 'resource');
    }
    for (const instance of this.reader.managed(`aws_iam_${kind}_policies_exclusive`)) {
      const block = topBlock(instance);
      const principal = this.principals.named(kind, block, `${kind}_name`);
      const list = readList(block, 'policy_names');
      if (principal === null || list === null) continue;
      if (list.unknown === 0) {
        principal.policies = principal.policies.filter(
          (held) => held.kind !== 'inline' || list.values.includes(held.policy.name),
        );
      } else {
        const reason = '`policy_names` is known only after apply, so that what it removes is not known';
        this.reader.gap('unresolved-reference', instance.address, reason, `${block.unknownPointer}/policy_names`);
      }
    }
  }

  private attachedPolicy(block: Block): Policy {
    const { instance } = block;
    const link = this.reader.link(block, 'policy_arn', ['aws_iam_policy'], (value) => this.policies.instance(value));
    if (link.state === 'found') {
      const arn = link.value ?? (link.instance && this.reader.arns.arnOf(link.instance));
      if (arn !== null) return this.policies.managed(arn, 'identity-based', instance.address, link.pointer);
    }
    const pointer = link.state === 'absent' ? instance.pointer : link.pointer;
    const reason = link.state === 'unresolved' ? link.reason : 'the plan does not show which policy is attached';
    return this.unresolvedAttachment(block, reason, pointer);
  }

  /** What an attachment attaches is a reference, not a document: the gap says so. */
  private unresolvedAttachment({ instance }: Block, reason: string, pointer: string): Policy {
    const { address } = instance;
    this.reader.gap('unresolved-reference', address, reason, pointer);
    const location = this.reader.location(pointer);
    return unresolvedPolicy({ type: 'identity-based', id: address, name: address, address, location }, reason);
  }

  private ownManagedPolicies(principal: Principal, block: Block, { earlier, attached, everywhere }: Context): void {
    const listed = this.policyArns(block, 'managed_policy_arns');
    if (listed === null) return;
    const configured = isConfigured(block, 'managed_policy_arns');
    const gone = new Set(
      [...(earlier.attached.get(principal.arn) ?? [])].filter((id) => !attached.get(principal.arn)?.has(id)),
    );
    const remains = (arn: string): boolean => {
      if (configured) return true;
      if (everywhere.get(arn)?.has(principal) === false || gone.has(`managed ${arn}`)) return false;
      return !earlier.policies.has(arn) || this.policies.instance(arn) !== null;
    };
    const arns = new Set([...listed.arns].filter(remains));
    this.holdListed(principal, { ...listed, arns }, block, 'managed_policy_arns', 'role');
  }

  private ownInlinePolicies(principal: Principal, block: Block, { earlier, attached }: Context): void {
    const rows = readBlocks(block, 'inline_policy', ['name']);
    if (rows === null) {
      const pointer = `${block.unknownPointer}/inline_policy`;
      const policy = this.unresolvedAttachment(block, 'the inline policies are known only after apply', pointer);
      hold(principal, 'inline', policy, block.instance.address, policy.location, 'role');
      return;
    }
    const configured = isConfigured(block, 'inline_policy');
    for (const row of rows) {
      const name = readText(row, 'name');
      if (name === null) continue;
      const id = `inline ${name}`;
      const stands = attached.get(principal.arn)?.has(id) === true;
      const gone = !configured && earlier.attached.get(principal.arn)?.has(id) === true;
      if (stands || gone) continue;
      const policy = this.policies.read(row, 'policy', { type: 'identity-based', id: name, name });
      if (policy === null) continue;
      hold(principal, 'inline', policy, row.instance.address, this.reader.location(row.pointer), 'role');
    }
  }

  private holdListed(
    principal: Principal,
    { arns, unresolved }: PolicyList,
    { instance, pointer }: Block,
    attribute: string,
    from: HeldPolicy['from'],
  ): void {
    const held = new Set(principal.policies.filter(({ kind }) => kind === 'managed').map(({ policy }) => policy.id));
    const at = `${pointer}/${attribute}`;
    for (const arn of arns) {
      if (held.has(arn)) continue;
      const policy = this.policies.managed(arn, 'identity-based', instance.address, at);
      hold(principal, 'managed', policy, instance.address, this.reader.location(at), from);
    }
    if (unresolved !== null) hold(principal, 'managed', unresolved, instance.address, unresolved.location, from);
  }

  /** The ARNs in a list, with those of the policies that it refers to; null when the list is not set. */
  private policyArns(block: Block, attribute: string): PolicyList | null {
    const list = readList(block, attribute);
    if (list === null) return null;
    const arns = new Set(list.values);
    if (list.unknown === 0) return { arns, unresolved: null };
    const before = arns.size;
    for (const { instances } of resolveAttribute(block, attribute).targets) {
      for (const instance of instances) {
        const arn = instance.type === 'aws_iam_policy' ? this.reader.arns.arnOf(instance) : null;
        if (arn !== null) arns.add(arn);
      }
    }
    const reason = unresolvedCount(block, attribute, list, arns.size - before);
    const pointer = `${block.unknownPointer}/${attribute}`;
    return { arns, unresolved: reason === null ? null : this.unresolvedAttachment(block, reason, pointer) };
  }
}

/** Managed policies by ARN, and what stands for those that cannot be told. */
interface PolicyList {
  readonly arns: ReadonlySet<string>;
  readonly unresolved: Policy | null;
}

/** True when some entries of a list are known only after apply. */
function hasUnknown(block: Block, name: string): boolean {
  const list = readList(block, name);
  return list !== null && list.unknown !== 0;
}

function hold(
  principal: Principal,
  kind: HeldPolicy['kind'],
  policy: Policy,
  address: string,
  location: SourceLocation,
  from: HeldPolicy['from'] = 'resource',
): void {
  principal.policies.push({ kind, policy, address, location, from });
}
