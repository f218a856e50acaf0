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

export const sageMaker: Service = {
  name: 'sagemaker',
  package: '@aws-sdk/client-sagemaker',
  load: () => import('@aws-sdk/client-sagemaker'),
  client: 'SageMakerClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListNotebookInstances',
      permission: 'sagemaker:ListNotebookInstances',
      page: UPPER,
      items: ['NotebookInstances'],
      shape: 'NotebookInstance',
      into: { service: 'NotebookInstances' },
      then: [
        {
          command: 'DescribeNotebookInstance',
          permission: 'sagemaker:DescribeNotebookInstance',
          input: (notebook) => ({ NotebookInstanceName: notebook['NotebookInstanceName'] }),
          shape: 'NotebookInstance',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListDomains',
      permission: 'sagemaker:ListDomains',
      page: UPPER,
      items: ['Domains'],
      shape: 'Domain',
      into: { service: 'Domains' },
      then: [
        {
          command: 'DescribeDomain',
          permission: 'sagemaker:DescribeDomain',
          input: (domain) => ({ DomainId: domain['DomainId'] }),
          shape: 'Domain',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListUserProfiles',
      permission: 'sagemaker:ListUserProfiles',
      page: UPPER,
      items: ['UserProfiles'],
      shape: 'UserProfile',
      into: { service: 'UserProfiles' },
      then: [
        {
          command: 'DescribeUserProfile',
          permission: 'sagemaker:DescribeUserProfile',
          input: (profile) => ({ DomainId: profile['DomainId'], UserProfileName: profile['UserProfileName'] }),
          shape: 'UserProfile',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListEndpoints',
      permission: 'sagemaker:ListEndpoints',
      page: UPPER,
      items: ['Endpoints'],
      shape: 'Endpoint',
      into: { service: 'Endpoints' },
    },
  ],
};

export const glue: Service = {
  name: 'glue',
  package: '@aws-sdk/client-glue',
  load: () => import('@aws-sdk/client-glue'),
  client: 'GlueClient',
  scope: 'regional',
  calls: [
    {
      command: 'GetJobs',
      permission: 'glue:GetJobs',
      page: UPPER,
      items: ['Jobs'],
      shape: 'GlueJob',
      into: { service: 'Jobs' },
    },
    {
      command: 'GetDevEndpoints',
      permission: 'glue:GetDevEndpoints',
      page: UPPER,
      items: ['DevEndpoints'],
      shape: 'DevEndpoint',
      into: { service: 'DevEndpoints' },
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

export const ecr: Service = {
  name: 'ecr',
  package: '@aws-sdk/client-ecr',
  load: () => import('@aws-sdk/client-ecr'),
  client: 'ECRClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeRepositories',
      permission: 'ecr:DescribeRepositories',
      page: LOWER,
      items: ['repositories'],
      shape: 'Repository',
      into: { service: 'Repositories' },
      then: [
        {
          command: 'GetRepositoryPolicy',
          permission: 'ecr:GetRepositoryPolicy',
          input: (repository) => ({ repositoryName: repository['repositoryName'] }),
          shape: 'RepositoryPolicy',
          into: 'merge',
          absent: ['RepositoryPolicyNotFoundException'],
        },
      ],
    },
    {
      command: 'GetRegistryPolicy',
      permission: 'ecr:GetRegistryPolicy',
      shape: 'RegistryPolicy',
      into: { single: 'RegistryPolicy' },
      absent: ['RegistryPolicyNotFoundException'],
    },
  ],
};
