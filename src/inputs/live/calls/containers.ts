import { type Call, type Item, nameIn, type Service } from './call.js';

const LOWER = ['nextToken', 'nextToken'] as const;

function taskDefinition(id: (item: Item) => unknown): Call {
  return {
    command: 'DescribeTaskDefinition',
    permission: 'ecs:DescribeTaskDefinition',
    input: (item) => ({ taskDefinition: id(item) }),
    items: ['taskDefinition'],
    shape: 'TaskDefinition',
    into: { service: 'TaskDefinitions' },
    // A family of which every revision was deregistered.
    absent: ['ClientException'],
  };
}

/** The latest revision of each family, and each revision that a service runs. */
export const ecs: Service = {
  name: 'ecs',
  package: '@aws-sdk/client-ecs',
  load: () => import('@aws-sdk/client-ecs'),
  client: 'ECSClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListClusters',
      permission: 'ecs:ListClusters',
      page: LOWER,
      items: ['clusterArns'],
      reshape: (item) => ({ clusterArn: nameIn(item) }),
      shape: 'EcsCluster',
      into: { service: 'Clusters' },
      then: [
        {
          command: 'ListServices',
          permission: 'ecs:ListServices',
          input: (cluster) => ({ cluster: cluster['clusterArn'] }),
          page: LOWER,
          items: ['serviceArns'],
          then: [
            {
              command: 'DescribeServices',
              permission: 'ecs:DescribeServices',
              batch: {
                size: 10,
                input: (services, cluster) => ({ cluster: cluster['clusterArn'], services: services.map(nameIn) }),
              },
              items: ['services'],
              shape: 'EcsService',
              into: { service: 'Services' },
              then: [taskDefinition((service) => service['taskDefinition'])],
            },
          ],
        },
      ],
    },
    {
      command: 'ListTaskDefinitionFamilies',
      permission: 'ecs:ListTaskDefinitionFamilies',
      input: () => ({ status: 'ACTIVE' }),
      page: LOWER,
      items: ['families'],
      then: [taskDefinition(nameIn)],
    },
  ],
};

export const batch: Service = {
  name: 'batch',
  package: '@aws-sdk/client-batch',
  load: () => import('@aws-sdk/client-batch'),
  client: 'BatchClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeComputeEnvironments',
      permission: 'batch:DescribeComputeEnvironments',
      page: LOWER,
      items: ['computeEnvironments'],
      shape: 'ComputeEnvironment',
      into: { service: 'ComputeEnvironments' },
    },
    {
      command: 'DescribeJobQueues',
      permission: 'batch:DescribeJobQueues',
      page: LOWER,
      items: ['jobQueues'],
      shape: 'JobQueue',
      into: { service: 'JobQueues' },
    },
    {
      command: 'DescribeJobDefinitions',
      permission: 'batch:DescribeJobDefinitions',
      input: () => ({ status: 'ACTIVE' }),
      page: LOWER,
      items: ['jobDefinitions'],
      shape: 'JobDefinition',
      into: { service: 'JobDefinitions' },
    },
  ],
};

const byCluster = (cluster: Item): Record<string, unknown> => ({ clusterName: cluster['name'] });

export const eks: Service = {
  name: 'eks',
  package: '@aws-sdk/client-eks',
  load: () => import('@aws-sdk/client-eks'),
  client: 'EKSClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListClusters',
      permission: 'eks:ListClusters',
      page: LOWER,
      items: ['clusters'],
      reshape: (item) => ({ name: nameIn(item) }),
      shape: 'EksCluster',
      into: { service: 'Clusters' },
      then: [
        {
          command: 'DescribeCluster',
          permission: 'eks:DescribeCluster',
          input: (cluster) => ({ name: cluster['name'] }),
          items: ['cluster'],
          shape: 'EksCluster',
          into: 'merge',
        },
        {
          command: 'ListAccessEntries',
          permission: 'eks:ListAccessEntries',
          input: byCluster,
          page: LOWER,
          items: ['accessEntries'],
          reshape: (item) => ({ principalArn: nameIn(item) }),
          shape: 'AccessEntry',
          into: { parent: 'AccessEntries' },
          // A cluster whose access is managed by its own configuration map alone has none.
          absent: ['InvalidRequestException'],
          then: [
            {
              command: 'DescribeAccessEntry',
              permission: 'eks:DescribeAccessEntry',
              input: (entry, cluster) => ({ ...byCluster(cluster), principalArn: entry['principalArn'] }),
              items: ['accessEntry'],
              shape: 'AccessEntry',
              into: 'merge',
            },
            {
              command: 'ListAssociatedAccessPolicies',
              permission: 'eks:ListAssociatedAccessPolicies',
              input: (entry, cluster) => ({ ...byCluster(cluster), principalArn: entry['principalArn'] }),
              page: LOWER,
              items: ['associatedAccessPolicies'],
              shape: 'AssociatedAccessPolicy',
              into: { parent: 'AssociatedAccessPolicies' },
            },
          ],
        },
        {
          command: 'ListPodIdentityAssociations',
          permission: 'eks:ListPodIdentityAssociations',
          input: byCluster,
          page: LOWER,
          items: ['associations'],
          shape: 'PodIdentityAssociation',
          into: { parent: 'PodIdentityAssociations' },
          then: [
            {
              command: 'DescribePodIdentityAssociation',
              permission: 'eks:DescribePodIdentityAssociation',
              input: (association, cluster) => ({
                ...byCluster(cluster),
                associationId: association['associationId'],
              }),
              items: ['association'],
              shape: 'PodIdentityAssociation',
              into: 'merge',
            },
          ],
        },
        {
          command: 'ListNodegroups',
          permission: 'eks:ListNodegroups',
          input: byCluster,
          page: LOWER,
          items: ['nodegroups'],
          reshape: (item) => ({ nodegroupName: nameIn(item) }),
          shape: 'Nodegroup',
          into: { parent: 'Nodegroups' },
          then: [
            {
              command: 'DescribeNodegroup',
              permission: 'eks:DescribeNodegroup',
              input: (nodegroup, cluster) => ({ ...byCluster(cluster), nodegroupName: nodegroup['nodegroupName'] }),
              items: ['nodegroup'],
              shape: 'Nodegroup',
              into: 'merge',
            },
          ],
        },
      ],
    },
  ],
};
