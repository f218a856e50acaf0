import { UNKNOWN_ACCOUNT } from '../../model/arn.js';
import type { AccountControls } from '../../model/organization.js';
import type { Policy } from '../../model/policy.js';
import { parsePolicyDocument } from '../../model/policy-document.js';
import { type AccountPath, Hierarchy, type Node } from './hierarchy.js';
import type { Instance } from './instance.js';
import type { Policies } from './policies.js';
import type { Reader } from './reader.js';
import { readAttribute, readText, topBlock } from './values.js';

type ControlType = 'scp' | 'rcp';

/** What attaches organization policies to one place, by the place. */
type Attachments = ReadonlyMap<Node, readonly Attachment[]>;

interface Attachment {
  readonly policy: Policy;
  readonly instance: Instance;
}

/** The organization policies of one point in time. */
export interface OrganizationControls {
  readonly controls: readonly AccountControls[];
  /** Accounts that the organization is shown to have. */
  readonly accounts: readonly string[];
  /** Attachments of the policies that AWS attaches by itself, as `place policy`. */
  readonly fullAccess: ReadonlySet<string>;
}

/** The types in `type` of `aws_organizations_policy` that decide requests; the others are not about permissions. */
const CONTROL_TYPES: ReadonlyMap<string, ControlType> = new Map([
  ['SERVICE_CONTROL_POLICY', 'scp'],
  ['RESOURCE_CONTROL_POLICY', 'rcp'],
]);

/**
 * What AWS attaches to the root, each organizational unit and each account
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html).
 */
const FULL_ACCESS = {
  scp: fullAccess('scp', 'p-FullAWSAccess', 'service_control_policy', {}),
  rcp: fullAccess('rcp', 'p-RCPFullAWSAccess', 'resource_control_policy', { Principal: '*' }),
} as const;

/**
 * Reads the service and resource control policies of a plan, by the accounts that they bind.
 *
 * `accounts` are those in which the plan shows principals or resources; `earlier` is `fullAccess` of the point in time
 * before the plan: of what was attached there and is no longer, the plan shows that it is detached.
 */
export function readOrganization(
  policies: Policies,
  reader: Reader,
  accounts: ReadonlySet<string>,
  earlier: ReadonlySet<string>,
): OrganizationControls {
  const hierarchy = new Hierarchy(reader);
  const { attachments, fullAccess: attached } = readAttachments(hierarchy, policies, reader);
  for (const account of accounts) hierarchy.note(account);
  const detached = new Set([...earlier].filter((one) => !attached.has(one)));
  const controls = hierarchy.bound().flatMap((account): AccountControls[] => {
    const path = hierarchy.path(account);
    if (path === null) return [];
    const levels = (type: ControlType): readonly (readonly Policy[])[] =>
      levelsOf(path.nodes, type, attachments[type], detached);
    const one = { account, serviceControl: levels('scp'), resourceControl: levels('rcp') };
    return one.serviceControl.length + one.resourceControl.length === 0 ? [] : [one];
  });
  for (const account of accounts) reportUncertain(account, hierarchy, attachments, reader);
  return { controls, accounts: hierarchy.shown(), fullAccess: attached };
}

function readAttachments(
  hierarchy: Hierarchy,
  policies: Policies,
  reader: Reader,
): { readonly attachments: Readonly<Record<ControlType, Attachments>>; readonly fullAccess: ReadonlySet<string> } {
  const documents = new Map<Instance, { readonly type: ControlType; readonly policy: Policy } | null>();
  const byId = new Map<string, Instance>();
  const type = 'aws_organizations_policy';
  for (const instance of [...reader.data(type), ...reader.managed(type)]) {
    documents.set(instance, readControlPolicy(instance, policies, reader));
    for (const name of ['id', 'policy_id']) {
      const id = readText(topBlock(instance), name);
      if (id !== null) byId.set(id, instance);
    }
  }
  const attachments = { scp: new Map<Node, Attachment[]>(), rcp: new Map<Node, Attachment[]>() };
  const fullAccess = new Set<string>();
  for (const instance of reader.managed('aws_organizations_policy_attachment')) {
    const block = topBlock(instance);
    const link = reader.link(block, 'policy_id', [type], (id) => byId.get(id) ?? null);
    const node = hierarchy.target(block);
    const builtIn = link.state === 'found' && link.value !== null ? builtInType(link.value) : null;
    if (builtIn !== null) {
      if (node !== null) fullAccess.add(`${node} ${FULL_ACCESS[builtIn].id}`);
      continue;
    }
    const document = link.state === 'found' && link.instance !== null ? documents.get(link.instance) : undefined;
    if (document === undefined) {
      const reason = link.state === 'unresolved' ? link.reason : 'the organization policy is not in the plan';
      reader.gap('unresolved-reference', instance.address, reason, instance.pointer);
    } else if (document !== null && node !== null) {
      const list = attachments[document.type].get(node) ?? [];
      attachments[document.type].set(node, [...list, { policy: document.policy, instance }]);
    }
  }
  return { attachments, fullAccess };
}

function readControlPolicy(
  instance: Instance,
  policies: Policies,
  reader: Reader,
): { readonly type: ControlType; readonly policy: Policy } | null {
  const block = topBlock(instance);
  const written = readAttribute(block, 'type');
  if (written.state === 'unknown') {
    reader.gap(
      'unresolved-reference',
      instance.address,
      'the type of the organization policy is not known',
      written.pointer,
    );
    return null;
  }
  const type = CONTROL_TYPES.get(written.state === 'known' ? written.value : 'SERVICE_CONTROL_POLICY');
  if (type === undefined) return null;
  const name = reader.arns.nameOf(instance);
  const source = { type, id: readText(block, 'arn') ?? name, name };
  const policy =
    policies.read(block, 'content', source) ??
    policies.unresolved(
      { ...source, address: instance.address, location: reader.location(instance.pointer) },
      'the plan does not show the content',
    );
  return { type, policy };
}

/** The policies at each level; none where nothing but full access is attached on the way down. */
function levelsOf(
  nodes: readonly Node[],
  type: ControlType,
  attachments: Attachments,
  detached: ReadonlySet<string>,
): readonly (readonly Policy[])[] {
  const builtIn = FULL_ACCESS[type];
  const levels = nodes.map((node) => {
    const attached = (attachments.get(node) ?? []).map(({ policy }) => policy);
    return detached.has(`${node} ${builtIn.id}`) ? attached : [builtIn, ...attached];
  });
  return levels.every((level) => level.length === 1 && level[0] === builtIn) ? [] : levels;
}

/** A policy over a place that an account may lie under, as far as the plan shows, does not limit it, and that is said. */
function reportUncertain(
  account: string,
  hierarchy: Hierarchy,
  attachments: Readonly<Record<ControlType, Attachments>>,
  reader: Reader,
): void {
  const path = hierarchy.path(account);
  for (const byNode of [attachments.scp, attachments.rcp]) {
    for (const [node, list] of byNode) {
      if (!mayBind(node, account, path, hierarchy)) continue;
      for (const { instance } of list) {
        const reason = `the plan does not show whether account ${account} lies under the target, so that the policy is taken not to bind it`;
        reader.gap('unresolved-reference', instance.address, reason, instance.pointer);
      }
    }
  }
}

function mayBind(node: Node, account: string, path: AccountPath | null, hierarchy: Hierarchy): boolean {
  if (hierarchy.isManagement(account)) return false;
  if (path === null) return account === UNKNOWN_ACCOUNT || !hierarchy.isAccount(node);
  return !path.complete && !path.nodes.includes(node) && !hierarchy.isAccount(node);
}

function builtInType(id: string): ControlType | null {
  if (id === FULL_ACCESS.scp.name) return 'scp';
  return id === FULL_ACCESS.rcp.name ? 'rcp' : null;
}

function fullAccess(type: ControlType, name: string, kind: string, principal: { readonly Principal?: string }): Policy {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', ...principal };
  const id = `arn:aws:organizations::aws:policy/${kind}/${name}`;
  const source = { type, id, name, address: null, location: { uri: '' } };
  return parsePolicyDocument({ Version: '2012-10-17', Statement: [statement] }, source);
}
