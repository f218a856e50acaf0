import type { Policy } from '../../../model/policy.js';
import type { UnknownValue } from '../../../model/policy-document.js';
import type { Resource } from '../../../model/resource.js';
import { accessStatement } from '../../cluster-access.js';
import { type Granted, grantedPolicy } from '../granted.js';
import type { Instance } from '../instance.js';
import type { Policies } from '../policies.js';
import { type Block, readAttribute, readBlocks, readList, readText, textOrUnknown, topBlock } from '../values.js';
import type { Links } from './links.js';

const CLUSTER = ['aws_eks_cluster'];
const RUNTIME = ['aws_bedrockagentcore_agent_runtime'];
const PRINCIPAL = ['aws_iam_role', 'aws_iam_user'];

/**
 * Resources that run code, or hold it, with the policies that resources of their own give them, and EKS clusters with the roles that
 * their pods get (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html).
 */
export function withPolicies(resources: readonly Resource[], policies: Policies, links: Links): readonly Resource[] {
  const given = new Map([...agentPolicies(policies, links), ...clusterPolicies(policies, links)]);
  const registries = registryPolicies(policies, links);
  const pods = podRoles(links);
  return resources.map((resource) => {
    const { address } = resource;
    const registry = resource.kind === 'repository' ? registries.get(registryOf(resource.arn)) : undefined;
    if (registry !== undefined) return { ...resource, policy: together(resource.policy, registry) };
    const policy = address === null ? undefined : given.get(address);
    const roles = address === null ? undefined : pods.get(address);
    if (policy === undefined && roles === undefined) return resource;
    return {
      ...resource,
      policy: policy ?? resource.policy,
      roles: [...new Set([...resource.roles, ...(roles ?? [])])],
    };
  });
}

/** Account and Region, of which each has one registry. */
function registryOf(arn: string): string {
  return arn.split(':').slice(3, 5).join(' ');
}

/** What is allowed in a registry is allowed in all of its repositories (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html). */
function registryPolicies(policies: Policies, { reader }: Links): ReadonlyMap<string, Policy> {
  return new Map(
    reader.managed('aws_ecr_registry_policy').flatMap((instance) => {
      const { region, account } = reader.arns.place(instance);
      const name = `registry ${account}`;
      const policy = policies.read(topBlock(instance), 'policy', { type: 'resource-based', id: name, name });
      return policy === null ? [] : [[`${region} ${account}`, policy] as const];
    }),
  );
}

/** The statements of both, each at its own place. */
function together(own: Policy | null, registry: Policy): Policy {
  if (own === null) return registry;
  const { address, location } = registry;
  const origin = address === null ? {} : { origin: { address, location } };
  const added = registry.statements.map((statement) => ({
    ...statement,
    ...origin,
    index: own.statements.length + statement.index,
  }));
  return { ...own, statements: [...own.statements, ...added], unresolved: own.unresolved ?? registry.unresolved };
}

type ByAddress = readonly (readonly [address: string, policy: Policy])[];

function agentPolicies(policies: Policies, links: Links): ByAddress {
  return links.reader.managed('aws_bedrockagentcore_resource_policy').flatMap((instance) => {
    const block = topBlock(instance);
    const runtime = links.instance(block, 'resource_arn', RUNTIME);
    if (runtime === null) return [];
    const name = { id: links.arnOf(runtime), name: links.reader.arns.nameOf(runtime) };
    const policy = policies.read(block, 'policy', { type: 'resource-based', ...name });
    return policy === null ? [] : [[runtime.address, policy] as const];
  });
}

function clusterPolicies(policies: Policies, links: Links): ByAddress {
  const { reader } = links;
  const granted = new Map<Instance, Granted[]>();
  for (const by of reader.managed('aws_eks_access_policy_association')) {
    const block = topBlock(by);
    const cluster = links.instance(block, 'cluster_name', CLUSTER);
    if (cluster === null) continue;
    const clusterArn = links.arnOf(cluster);
    const access = { principal: principalOf(block, links), accessPolicy: textOrUnknown(block, 'policy_arn') };
    const statement = accessStatement({ clusterArn, ...access });
    if (statement !== null) granted.set(cluster, [...(granted.get(cluster) ?? []), { by, statement }]);
  }
  for (const entry of reader.managed('aws_eks_access_entry')) reportGroups(topBlock(entry), links);
  return [...granted].flatMap(([cluster, statements]) => {
    const name = { id: links.arnOf(cluster), name: reader.arns.nameOf(cluster) };
    const policy = grantedPolicy(cluster, name, statements, { policies, reader });
    return policy === null ? [] : [[cluster.address, policy] as const];
  });
}

/** What a group of Kubernetes may do is written in the cluster itself. */
function reportGroups(block: Block, { reader }: Links): void {
  const groups = readList(block, 'kubernetes_groups');
  const ofPeople = (readText(block, 'type') ?? 'STANDARD') === 'STANDARD';
  if (!ofPeople || groups === null || (groups.values.length === 0 && groups.unknown === 0)) return;
  const named = groups.values.slice(0, 3).map((group) => `\`${group}\``);
  const reason = `what the Kubernetes ${named.length === 1 ? 'group' : 'groups'} ${named.join(', ')} may do in the cluster is not in the plan`;
  reader.gap('unresolved-reference', block.instance.address, reason, `${block.pointer}/kubernetes_groups`);
}

function podRoles(links: Links): ReadonlyMap<string, readonly string[]> {
  const roles = new Map<string, readonly string[]>();
  const add = (block: Block, cluster: Instance | null): void => {
    const role = arnIn(block, 'role_arn', ['aws_iam_role'], links);
    if (cluster !== null && role !== null) roles.set(cluster.address, [...(roles.get(cluster.address) ?? []), role]);
  };
  for (const type of ['aws_eks_pod_identity_association', 'aws_eks_addon']) {
    for (const instance of links.reader.managed(type)) {
      const block = topBlock(instance);
      const cluster = links.instance(block, 'cluster_name', CLUSTER);
      const rows = type === 'aws_eks_addon' ? (readBlocks(block, 'pod_identity_association') ?? []) : [block];
      for (const row of rows) add(row, cluster);
    }
  }
  return roles;
}

function principalOf(block: Block, links: Links): string | UnknownValue {
  return arnIn(block, 'principal_arn', PRINCIPAL, links) ?? textOrUnknown(block, 'principal_arn');
}

/** The ARN in an attribute, or of the one principal that it refers to. */
function arnIn(block: Block, attribute: string, types: readonly string[], links: Links): string | null {
  const read = readAttribute(block, attribute);
  if (read.state === 'known') return read.value;
  const referred = links.referred(block, attribute, types);
  return referred === null ? null : links.arnOf(referred);
}
