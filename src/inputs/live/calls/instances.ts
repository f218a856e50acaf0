import type { Call, Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;

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

/** What Application Auto Scaling can enlarge that runs code (https://docs.aws.amazon.com/autoscaling/application/userguide/integrated-services-list.html). */
const NAMESPACES = ['appstream', 'ec2', 'ecs', 'elasticmapreduce', 'sagemaker'];

export const applicationAutoScaling: Service = {
  name: 'application-autoscaling',
  package: '@aws-sdk/client-application-auto-scaling',
  load: () => import('@aws-sdk/client-application-auto-scaling'),
  client: 'ApplicationAutoScalingClient',
  scope: 'regional',
  calls: NAMESPACES.map((namespace): Call => ({
    command: 'DescribeScalableTargets',
    permission: 'application-autoscaling:DescribeScalableTargets',
    input: () => ({ ServiceNamespace: namespace }),
    page: UPPER,
    items: ['ScalableTargets'],
    shape: 'ScalableTarget',
    into: { service: 'ScalableTargets' },
  })),
};
