import { nameIn, type Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

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
    {
      command: 'ListPipelines',
      permission: 'sagemaker:ListPipelines',
      page: UPPER,
      items: ['PipelineSummaries'],
      shape: 'SageMakerPipeline',
      into: { service: 'Pipelines' },
    },
    {
      command: 'ListClusters',
      permission: 'sagemaker:ListClusters',
      page: UPPER,
      items: ['ClusterSummaries'],
      shape: 'HyperPodCluster',
      into: { service: 'Clusters' },
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

/** Clusters that run or start. Their instances are among those of EC2, with their addresses and security groups. */
export const emr: Service = {
  name: 'elasticmapreduce',
  package: '@aws-sdk/client-emr',
  load: () => import('@aws-sdk/client-emr'),
  client: 'EMRClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListClusters',
      permission: 'elasticmapreduce:ListClusters',
      input: () => ({ ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING'] }),
      page: ['Marker', 'Marker'],
      items: ['Clusters'],
      shape: 'EmrCluster',
      into: { service: 'Clusters' },
      then: [
        {
          command: 'DescribeCluster',
          permission: 'elasticmapreduce:DescribeCluster',
          input: (cluster) => ({ ClusterId: cluster['Id'] }),
          items: ['Cluster'],
          shape: 'EmrCluster',
          into: 'merge',
        },
        {
          command: 'ListBootstrapActions',
          permission: 'elasticmapreduce:ListBootstrapActions',
          input: (cluster) => ({ ClusterId: cluster['Id'] }),
          page: ['Marker', 'Marker'],
          items: ['BootstrapActions'],
          shape: 'BootstrapAction',
          into: { parent: 'BootstrapActions' },
        },
      ],
    },
  ],
};

export const emrContainers: Service = {
  name: 'emr-containers',
  package: '@aws-sdk/client-pipes',
  load: async () =>
    (await import('./rest-client.js')).restPackage({
      id: 'EMR containers',
      host: 'emr-containers',
      signingName: 'emr-containers',
      // https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_ListVirtualClusters.html
      operations: {
        ListVirtualClusters: {
          path: '/virtualclusters',
          query: ['nextToken', 'states'],
          answer: { nextToken: 'text', virtualClusters: [{ arn: 'text', id: 'text', name: 'text', state: 'text' }] },
        },
      },
    }),
  client: 'RestClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListVirtualClusters',
      permission: 'emr-containers:ListVirtualClusters',
      input: () => ({ states: 'RUNNING' }),
      page: LOWER,
      items: ['virtualClusters'],
      shape: 'VirtualCluster',
      into: { service: 'VirtualClusters' },
    },
  ],
};

/** Workgroups; those with a role run Spark. */
export const athena: Service = {
  name: 'athena',
  package: '@aws-sdk/client-athena',
  load: () => import('@aws-sdk/client-athena'),
  client: 'AthenaClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListWorkGroups',
      permission: 'athena:ListWorkGroups',
      page: UPPER,
      items: ['WorkGroups'],
      shape: 'WorkGroup',
      into: { service: 'WorkGroups' },
      then: [
        {
          command: 'GetWorkGroup',
          permission: 'athena:GetWorkGroup',
          input: (group) => ({ WorkGroup: group['Name'] }),
          items: ['WorkGroup'],
          shape: 'WorkGroup',
          into: 'merge',
        },
      ],
    },
  ],
};

export const flink: Service = {
  name: 'kinesisanalytics',
  package: '@aws-sdk/client-kinesis-analytics-v2',
  load: () => import('@aws-sdk/client-kinesis-analytics-v2'),
  client: 'KinesisAnalyticsV2Client',
  scope: 'regional',
  calls: [
    {
      command: 'ListApplications',
      permission: 'kinesisanalytics:ListApplications',
      page: UPPER,
      items: ['ApplicationSummaries'],
      // In SQL nobody runs code.
      reshape: (application) => (application['RuntimeEnvironment'] === 'SQL-1_0' ? null : application),
      shape: 'FlinkApplication',
      into: { service: 'Applications' },
      then: [
        {
          command: 'DescribeApplication',
          permission: 'kinesisanalytics:DescribeApplication',
          input: (application) => ({ ApplicationName: application['ApplicationName'] }),
          items: ['ApplicationDetail'],
          shape: 'FlinkApplication',
          into: 'merge',
        },
      ],
    },
  ],
};

export const airflow: Service = {
  name: 'airflow',
  package: '@aws-sdk/client-pipes',
  load: async () =>
    (await import('./rest-client.js')).restPackage({
      id: 'MWAA',
      host: 'api.airflow',
      signingName: 'airflow',
      // https://docs.aws.amazon.com/mwaa/latest/API/API_Operations.html
      operations: {
        ListEnvironments: {
          path: '/environments',
          query: ['NextToken'],
          answer: { NextToken: 'text', Environments: ['text'] },
        },
        GetEnvironment: {
          path: '/environments/{Name}',
          query: [],
          answer: {
            Environment: {
              Arn: 'text',
              Name: 'text',
              ExecutionRoleArn: 'text',
              SourceBucketArn: 'text',
              DagS3Path: 'text',
              PluginsS3Path: 'text',
              RequirementsS3Path: 'text',
              StartupScriptS3Path: 'text',
            },
          },
        },
      },
    }),
  client: 'RestClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListEnvironments',
      permission: 'airflow:ListEnvironments',
      page: UPPER,
      items: ['Environments'],
      then: [
        {
          command: 'GetEnvironment',
          permission: 'airflow:GetEnvironment',
          input: (environment) => ({ Name: nameIn(environment) }),
          items: ['Environment'],
          shape: 'AirflowEnvironment',
          into: { service: 'Environments' },
        },
      ],
    },
  ],
};
