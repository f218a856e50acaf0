import { nameIn, type Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

export const codeBuild: Service = {
  name: 'codebuild',
  package: '@aws-sdk/client-codebuild',
  load: () => import('@aws-sdk/client-codebuild'),
  client: 'CodeBuildClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListProjects',
      permission: 'codebuild:ListProjects',
      page: LOWER,
      items: ['projects'],
      then: [
        {
          command: 'BatchGetProjects',
          permission: 'codebuild:BatchGetProjects',
          batch: { size: 100, input: (projects) => ({ names: projects.map(nameIn) }) },
          items: ['projects'],
          shape: 'BuildProject',
          into: { service: 'Projects' },
        },
      ],
    },
    {
      command: 'ListFleets',
      permission: 'codebuild:ListFleets',
      page: LOWER,
      items: ['fleets'],
      then: [
        {
          command: 'BatchGetFleets',
          permission: 'codebuild:BatchGetFleets',
          batch: { size: 100, input: (fleets) => ({ names: fleets.map(nameIn) }) },
          items: ['fleets'],
          shape: 'BuildFleet',
          into: { service: 'Fleets' },
        },
      ],
    },
  ],
};

export const cloudFormation: Service = {
  name: 'cloudformation',
  package: '@aws-sdk/client-cloudformation',
  load: () => import('@aws-sdk/client-cloudformation'),
  client: 'CloudFormationClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeStacks',
      permission: 'cloudformation:DescribeStacks',
      page: UPPER,
      items: ['Stacks'],
      shape: 'Stack',
      into: { service: 'Stacks' },
    },
    {
      command: 'ListStackSets',
      permission: 'cloudformation:ListStackSets',
      input: () => ({ Status: 'ACTIVE' }),
      page: UPPER,
      items: ['Summaries'],
      shape: 'StackSet',
      into: { service: 'StackSets' },
      then: [
        {
          command: 'DescribeStackSet',
          permission: 'cloudformation:DescribeStackSet',
          input: (set) => ({ StackSetName: set['StackSetName'] }),
          items: ['StackSet'],
          shape: 'StackSet',
          into: 'merge',
        },
      ],
    },
  ],
};

/** Of a pipeline's settings only those that say where code comes from and who runs it; others may hold secrets. */
export const codePipeline: Service = {
  name: 'codepipeline',
  package: '@aws-sdk/client-codepipeline',
  load: () => import('@aws-sdk/client-codepipeline'),
  client: 'CodePipelineClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListPipelines',
      permission: 'codepipeline:ListPipelines',
      page: LOWER,
      items: ['pipelines'],
      shape: 'Pipeline',
      into: { service: 'Pipelines' },
      then: [
        {
          command: 'GetPipeline',
          permission: 'codepipeline:GetPipeline',
          input: (pipeline) => ({ name: pipeline['name'] }),
          items: ['pipeline'],
          shape: 'Pipeline',
          into: 'merge',
        },
      ],
    },
  ],
};

export const amplify: Service = {
  name: 'amplify',
  package: '@aws-sdk/client-amplify',
  load: () => import('@aws-sdk/client-amplify'),
  client: 'AmplifyClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListApps',
      permission: 'amplify:ListApps',
      page: LOWER,
      items: ['apps'],
      shape: 'AmplifyApp',
      into: { service: 'Apps' },
    },
  ],
};

export const imageBuilder: Service = {
  name: 'imagebuilder',
  package: '@aws-sdk/client-imagebuilder',
  load: () => import('@aws-sdk/client-imagebuilder'),
  client: 'ImagebuilderClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListInfrastructureConfigurations',
      permission: 'imagebuilder:ListInfrastructureConfigurations',
      page: LOWER,
      items: ['infrastructureConfigurationSummaryList'],
      shape: 'InfrastructureConfiguration',
      into: { service: 'InfrastructureConfigurations' },
    },
  ],
};
