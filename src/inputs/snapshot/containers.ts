import type { CodeSource } from '../../model/code-source.js';
import type { SourceLocation } from '../../model/location.js';
import type { Policy } from '../../model/policy.js';
import type { Resource } from '../../model/resource.js';
import type { EcsService, EksCluster, JobDefinition, TaskDefinition } from '../../schemas/snapshot.generated.js';
import { accessStatement } from '../cluster-access.js';
import { isWorld } from '../internet.js';
import { exposuresOf, type SecurityGroups } from './exposure.js';
import type { Triggers } from './functions.js';
import type { LoadBalancers } from './load-balancers.js';
import { below, last, type Row, type Sections } from './sections.js';

/** ECS, EKS and Batch. */
export function readContainers(
  sections: Sections,
  triggers: Triggers,
  groups: SecurityGroups,
  balancers: LoadBalancers,
): readonly Resource[] {
  const definitions = sections.rows('ecs', 'TaskDefinitions');
  const byArn = new Map(definitions.map(({ row }) => [row.taskDefinitionArn, row]));
  return [
    ...definitions.map((row) => taskDefinition(row, triggers, sections)),
    ...sections.rows('ecs', 'Services').map((row) => service(row, byArn, { groups, balancers }, sections)),
    ...sections
      .rows('ecs', 'Clusters')
      .map(({ row, location }) => sections.resource('ecs-cluster', row.clusterArn, last(row.clusterArn), location, {})),
    ...sections.rows('eks', 'Clusters').flatMap((row) => eksCluster(row, sections)),
    ...batch(sections),
  ];
}

function taskDefinition({ row, location }: Row<TaskDefinition>, triggers: Triggers, sections: Sections): Resource {
  const { taskDefinitionArn: arn, family = last(arn) } = row;
  return sections.resource('task-definition', arn, family, location, {
    // Code in the containers acts as the task role; the execution role is the agent's.
    roles: sections.roles(row.taskRoleArn),
    code: imagesOf(row),
    triggers: triggers.of(arn),
  });
}

type ReadAt = CodeSource['readAt'];

function imagesOf({ containerDefinitions = [] }: TaskDefinition, readAt: ReadAt = 'start'): readonly CodeSource[] {
  return images(
    containerDefinitions.map(({ image }) => image),
    readAt,
  );
}

function images(references: readonly (string | undefined)[], readAt: ReadAt = 'start'): readonly CodeSource[] {
  const unique = [...new Set(references)].filter((reference) => reference !== undefined);
  return unique.map((reference): CodeSource => ({ kind: 'container-image', reference, readAt }));
}

function service(
  { row, region, location }: Row<EcsService>,
  definitions: ReadonlyMap<string, TaskDefinition>,
  { groups, balancers }: { readonly groups: SecurityGroups; readonly balancers: LoadBalancers },
  sections: Sections,
): Resource {
  const { serviceArn: arn, serviceName = last(arn) } = row;
  const definition = definitions.get(row.taskDefinition ?? '');
  const network = row.networkConfiguration?.awsvpcConfiguration;
  const isPublic = network?.assignPublicIp === 'ENABLED';
  return sections.resource('service', arn, serviceName, location, {
    roles: sections.roles(definition?.taskRoleArn),
    // A deployment settles which image its tags stand for (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability).
    code: definition === undefined ? [] : imagesOf(definition, 'deployment'),
    exposures: [
      ...(isPublic ? exposuresOf(groups.rules(region, network.securityGroups ?? []), 'public-address') : []),
      ...balancers.before((row.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? [])),
    ],
  });
}

/** Who may use the API of Kubernetes by access entries. */
function accessOf(
  { name, AccessEntries = [] }: EksCluster,
  clusterArn: string,
  location: SourceLocation,
  sections: Sections,
): Policy | null {
  const statements = AccessEntries.flatMap(({ principalArn: principal, AssociatedAccessPolicies = [] }) =>
    AssociatedAccessPolicies.flatMap(
      ({ policyArn: accessPolicy = '' }) => accessStatement({ clusterArn, principal, accessPolicy }) ?? [],
    ),
  );
  if (statements.length === 0) return null;
  const document = { Version: '2012-10-17', Statement: statements };
  return sections.policy(document, clusterArn, name, below(location, 'AccessEntries'));
}

function eksCluster({ row, region, location }: Row<EksCluster>, sections: Sections): readonly Resource[] {
  const { name, arn = sections.arn('eks', region, `cluster/${name}`), resourcesVpcConfig: network } = row;
  const ranges = network?.endpointPublicAccess === true ? (network.publicAccessCidrs ?? []).filter(isWorld) : [];
  const ports = [{ protocol: 'tcp', from: 443, to: 443 }];
  const endpoint = { via: 'public-endpoint' as const, ranges, ports, assumptions: [], address: null };
  // What a pod gets by its service account, whoever starts pods gets.
  const roles = (row.PodIdentityAssociations ?? []).map(({ roleArn }) => roleArn);
  return [
    sections.resource('eks-cluster', arn, name, location, {
      policy: accessOf(row, arn, location, sections),
      roles: sections.roles(...roles),
      exposures: ranges.length === 0 ? [] : [{ ...endpoint, location: below(location, 'resourcesVpcConfig') }],
    }),
    ...(row.Nodegroups ?? []).map((nodegroup, index) => {
      const { nodegroupName, nodegroupArn, nodeRole } = nodegroup;
      const id = nodegroupArn ?? sections.arn('eks', region, `nodegroup/${name}/${nodegroupName}/*`);
      const place = below(location, `Nodegroups/${String(index)}`);
      return sections.resource('nodegroup', id, nodegroupName, place, { roles: sections.roles(nodeRole) });
    }),
  ];
}

function batch(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('batch', 'ComputeEnvironments').map(({ row, location }) => {
      const { computeEnvironmentArn: arn, computeEnvironmentName: name = last(arn) } = row;
      return sections.resource('compute-environment', arn, name, location, {});
    }),
    ...sections.rows('batch', 'JobQueues').map(({ row, location }) => {
      const { jobQueueArn: arn, jobQueueName: name = last(arn) } = row;
      return sections.resource('job-queue', arn, name, location, {});
    }),
    ...sections.rows('batch', 'JobDefinitions').map(({ row, location }) => {
      const { jobDefinitionArn: arn, jobDefinitionName: name = last(arn) } = row;
      return sections.resource('job-definition', arn, name, location, {
        roles: sections.roles(...jobRoles(row)),
        code: images(jobImages(row)),
      });
    }),
  ];
}

/** The role of a container or of a task; the execution role is the agent's (https://docs.aws.amazon.com/batch/latest/userguide/job_definition_parameters.html). */
function jobRoles({
  containerProperties,
  ecsProperties,
  nodeProperties,
}: JobDefinition): readonly (string | undefined)[] {
  const nodes = nodeProperties?.nodeRangeProperties ?? [];
  const tasks = [ecsProperties, ...nodes.map((node) => node.ecsProperties)].flatMap((one) => one?.taskProperties ?? []);
  return [
    containerProperties?.jobRoleArn,
    ...nodes.map(({ container }) => container?.jobRoleArn),
    ...tasks.map(({ taskRoleArn }) => taskRoleArn),
  ];
}

function jobImages({ containerProperties, ecsProperties, nodeProperties, eksProperties }: JobDefinition) {
  const nodes = nodeProperties?.nodeRangeProperties ?? [];
  const tasks = [ecsProperties, ...nodes.map((node) => node.ecsProperties)].flatMap((one) => one?.taskProperties ?? []);
  return [
    containerProperties?.image,
    ...nodes.map(({ container }) => container?.image),
    ...tasks.flatMap(({ containers = [] }) => containers.map(({ image }) => image)),
    ...(eksProperties?.podProperties?.containers ?? []).map(({ image }) => image),
  ];
}
