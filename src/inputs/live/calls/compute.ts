import { type Call, type Item, nameIn, type Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

const FUNCTION_GONE = ['ResourceNotFoundException'];

export const lambda: Service = {
  name: 'lambda',
  package: '@aws-sdk/client-lambda',
  load: () => import('@aws-sdk/client-lambda'),
  client: 'LambdaClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListFunctions',
      permission: 'lambda:ListFunctions',
      page: ['Marker', 'NextMarker'],
      items: ['Functions'],
      shape: 'LambdaFunction',
      into: { service: 'Functions' },
      then: [
        {
          command: 'GetPolicy',
          permission: 'lambda:GetPolicy',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          shape: 'ResourcePolicy',
          into: 'merge',
          absent: FUNCTION_GONE,
        },
        {
          command: 'ListFunctionUrlConfigs',
          permission: 'lambda:ListFunctionUrlConfigs',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          page: ['Marker', 'NextMarker'],
          items: ['FunctionUrlConfigs'],
          shape: 'FunctionUrlConfig',
          into: { parent: 'FunctionUrlConfigs' },
          absent: FUNCTION_GONE,
        },
        {
          command: 'ListAliases',
          permission: 'lambda:ListAliases',
          input: (one) => ({ FunctionName: one['FunctionArn'] }),
          page: ['Marker', 'NextMarker'],
          items: ['Aliases'],
          shape: 'FunctionAlias',
          into: { parent: 'Aliases' },
          absent: FUNCTION_GONE,
          // An alias has a policy of its own (https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html).
          then: [
            {
              command: 'GetPolicy',
              permission: 'lambda:GetPolicy',
              input: (alias, one) => ({ FunctionName: one['FunctionArn'], Qualifier: alias['Name'] }),
              shape: 'ResourcePolicy',
              into: 'merge',
              absent: FUNCTION_GONE,
            },
          ],
        },
      ],
    },
    {
      command: 'ListEventSourceMappings',
      permission: 'lambda:ListEventSourceMappings',
      page: ['Marker', 'NextMarker'],
      items: ['EventSourceMappings'],
      shape: 'EventSourceMapping',
      into: { service: 'EventSourceMappings' },
    },
  ],
};

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

/** Of instances not the terminated ones; of launch templates the default and the latest version; of images our own. */
export const ec2: Service = {
  name: 'ec2',
  package: '@aws-sdk/client-ec2',
  load: () => import('@aws-sdk/client-ec2'),
  client: 'EC2Client',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeInstances',
      permission: 'ec2:DescribeInstances',
      input: () => ({
        Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
        MaxResults: 1000,
      }),
      page: UPPER,
      items: ['Reservations', 'Instances'],
      shape: 'Instance',
      into: { service: 'Instances' },
    },
    {
      command: 'DescribeSecurityGroups',
      permission: 'ec2:DescribeSecurityGroups',
      input: () => ({ MaxResults: 1000 }),
      page: UPPER,
      items: ['SecurityGroups'],
      shape: 'SecurityGroup',
      into: { service: 'SecurityGroups' },
    },
    {
      command: 'DescribeLaunchTemplates',
      permission: 'ec2:DescribeLaunchTemplates',
      input: () => ({ MaxResults: 200 }),
      page: UPPER,
      items: ['LaunchTemplates'],
      shape: 'LaunchTemplate',
      into: { service: 'LaunchTemplates' },
      then: [
        {
          command: 'DescribeLaunchTemplateVersions',
          permission: 'ec2:DescribeLaunchTemplateVersions',
          input: (template) => ({
            LaunchTemplateId: template['LaunchTemplateId'],
            Versions: ['$Default', '$Latest'],
          }),
          page: UPPER,
          items: ['LaunchTemplateVersions'],
          shape: 'LaunchTemplateVersion',
          into: { parent: 'Versions' },
        },
      ],
    },
    {
      command: 'DescribeImages',
      permission: 'ec2:DescribeImages',
      input: () => ({ Owners: ['self'], MaxResults: 1000 }),
      page: UPPER,
      items: ['Images'],
      shape: 'Image',
      into: { service: 'Images' },
      then: [
        {
          command: 'DescribeImageAttribute',
          permission: 'ec2:DescribeImageAttribute',
          input: (image) => ({ ImageId: image['ImageId'], Attribute: 'launchPermission' }),
          items: ['LaunchPermissions'],
          shape: 'LaunchPermission',
          into: { parent: 'LaunchPermissions' },
        },
      ],
    },
    {
      command: 'DescribeSpotFleetRequests',
      permission: 'ec2:DescribeSpotFleetRequests',
      page: UPPER,
      items: ['SpotFleetRequestConfigs'],
      shape: 'SpotFleetRequest',
      into: { service: 'SpotFleetRequests' },
    },
    {
      command: 'DescribeFleets',
      permission: 'ec2:DescribeFleets',
      page: UPPER,
      items: ['Fleets'],
      shape: 'Fleet',
      into: { service: 'Fleets' },
    },
  ],
};

export const autoScaling: Service = {
  name: 'autoscaling',
  package: '@aws-sdk/client-auto-scaling',
  load: () => import('@aws-sdk/client-auto-scaling'),
  client: 'AutoScalingClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeAutoScalingGroups',
      permission: 'autoscaling:DescribeAutoScalingGroups',
      page: UPPER,
      items: ['AutoScalingGroups'],
      shape: 'AutoScalingGroup',
      into: { service: 'AutoScalingGroups' },
    },
    {
      command: 'DescribeLaunchConfigurations',
      permission: 'autoscaling:DescribeLaunchConfigurations',
      page: UPPER,
      items: ['LaunchConfigurations'],
      shape: 'LaunchConfiguration',
      into: { service: 'LaunchConfigurations' },
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
