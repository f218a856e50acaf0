import type { Item, Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

export const appRunner: Service = {
  name: 'apprunner',
  package: '@aws-sdk/client-apprunner',
  load: () => import('@aws-sdk/client-apprunner'),
  client: 'AppRunnerClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListServices',
      permission: 'apprunner:ListServices',
      page: UPPER,
      items: ['ServiceSummaryList'],
      shape: 'AppRunnerService',
      into: { service: 'Services' },
      then: [
        {
          command: 'DescribeService',
          permission: 'apprunner:DescribeService',
          input: (service) => ({ ServiceArn: service['ServiceArn'] }),
          items: ['Service'],
          shape: 'AppRunnerService',
          into: 'merge',
        },
      ],
    },
  ],
};

/** What an environment runs that was given no version: all versions would be answered without a name. */
const SAMPLE = 'Sample Application';

/** The instance profile alone: among the other settings are the environment variables of the application. */
function profileSetting({ OptionSettings }: Item): Item {
  const settings = Array.isArray(OptionSettings) ? (OptionSettings as readonly Item[]) : [];
  const found = settings.find(
    ({ Namespace, OptionName }) =>
      Namespace === 'aws:autoscaling:launchconfiguration' && OptionName === 'IamInstanceProfile',
  );
  return { IamInstanceProfile: found?.['Value'] };
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-autoscalinglaunchconfiguration */
export const beanstalk: Service = {
  name: 'elasticbeanstalk',
  package: '@aws-sdk/client-elastic-beanstalk',
  load: () => import('@aws-sdk/client-elastic-beanstalk'),
  client: 'ElasticBeanstalkClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeEnvironments',
      permission: 'elasticbeanstalk:DescribeEnvironments',
      input: () => ({ IncludeDeleted: false, MaxRecords: 1000 }),
      page: UPPER,
      items: ['Environments'],
      shape: 'BeanstalkEnvironment',
      into: { service: 'Environments' },
      then: [
        {
          command: 'DescribeConfigurationSettings',
          permission: 'elasticbeanstalk:DescribeConfigurationSettings',
          input: ({ ApplicationName, EnvironmentName }) => ({ ApplicationName, EnvironmentName }),
          items: ['ConfigurationSettings'],
          reshape: profileSetting,
          shape: 'BeanstalkSettings',
          into: 'merge',
        },
        {
          command: 'DescribeApplicationVersions',
          permission: 'elasticbeanstalk:DescribeApplicationVersions',
          input: ({ ApplicationName, VersionLabel }) => ({ ApplicationName, VersionLabels: [VersionLabel ?? SAMPLE] }),
          page: UPPER,
          items: ['ApplicationVersions'],
          shape: 'ApplicationVersion',
          into: { parent: 'Versions' },
        },
      ],
    },
  ],
};

export const lightsail: Service = {
  name: 'lightsail',
  package: '@aws-sdk/client-lightsail',
  load: () => import('@aws-sdk/client-lightsail'),
  client: 'LightsailClient',
  scope: 'regional',
  calls: [
    {
      command: 'GetInstances',
      permission: 'lightsail:GetInstances',
      page: ['pageToken', 'nextPageToken'],
      items: ['instances'],
      shape: 'LightsailResource',
      into: { service: 'Instances' },
    },
    {
      command: 'GetContainerServices',
      permission: 'lightsail:GetContainerServices',
      items: ['containerServices'],
      reshape: ({ arn, containerServiceName }) => ({ arn, name: containerServiceName }),
      shape: 'LightsailResource',
      into: { service: 'ContainerServices' },
    },
  ],
};

export const agentCore: Service = {
  name: 'bedrock-agentcore',
  package: '@aws-sdk/client-bedrock-agentcore-control',
  load: () => import('@aws-sdk/client-bedrock-agentcore-control'),
  client: 'BedrockAgentCoreControlClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListAgentRuntimes',
      permission: 'bedrock-agentcore:ListAgentRuntimes',
      page: LOWER,
      items: ['agentRuntimes'],
      shape: 'AgentRuntime',
      into: { service: 'AgentRuntimes' },
      then: [
        {
          command: 'GetAgentRuntime',
          permission: 'bedrock-agentcore:GetAgentRuntime',
          input: (runtime) => ({ agentRuntimeId: runtime['agentRuntimeId'] }),
          shape: 'AgentRuntime',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListCodeInterpreters',
      permission: 'bedrock-agentcore:ListCodeInterpreters',
      input: () => ({ type: 'CUSTOM' }),
      page: LOWER,
      items: ['codeInterpreterSummaries'],
      shape: 'CodeInterpreter',
      into: { service: 'CodeInterpreters' },
      then: [
        {
          command: 'GetCodeInterpreter',
          permission: 'bedrock-agentcore:GetCodeInterpreter',
          input: (interpreter) => ({ codeInterpreterId: interpreter['codeInterpreterId'] }),
          shape: 'CodeInterpreter',
          into: 'merge',
        },
      ],
    },
  ],
};

export const appStream: Service = {
  name: 'appstream',
  package: '@aws-sdk/client-appstream',
  load: () => import('@aws-sdk/client-appstream'),
  client: 'AppStreamClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeImageBuilders',
      permission: 'appstream:DescribeImageBuilders',
      page: UPPER,
      items: ['ImageBuilders'],
      shape: 'AppStreamImageBuilder',
      into: { service: 'ImageBuilders' },
    },
  ],
};

export const synthetics: Service = {
  name: 'synthetics',
  package: '@aws-sdk/client-pipes',
  load: async () =>
    (await import('./rest-client.js')).restPackage({
      id: 'synthetics',
      host: 'synthetics',
      signingName: 'synthetics',
      operations: {
        // https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_DescribeCanaries.html
        DescribeCanaries: {
          path: '/canaries',
          body: ['NextToken'],
          answer: { NextToken: 'text', Canaries: [{ Name: 'text', ExecutionRoleArn: 'text' }] },
        },
      },
    }),
  client: 'RestClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeCanaries',
      permission: 'synthetics:DescribeCanaries',
      page: UPPER,
      items: ['Canaries'],
      shape: 'Canary',
      into: { service: 'Canaries' },
    },
  ],
};
