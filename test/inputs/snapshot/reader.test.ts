import { describe, expect, test } from 'vitest';
import { readOrganization } from '../../../src/inputs/snapshot/index.js';
import type { RegionalServices, Snapshot } from '../../../src/schemas/snapshot.generated.js';
import { arn, FUNCTION, only, PROFILE, read } from './reading.js';
import { ACCOUNT, REGION, role } from './sample.js';

describe('resources with what their code acts as', () => {
  const TASK = arn('ecs', 'task-definition/web:3');
  const task = { taskDefinitionArn: TASK, family: 'web', taskRoleArn: role('web'), executionRoleArn: role('agent') };
  const template = {
    LaunchTemplateId: 'lt-1',
    Versions: [{ LaunchTemplateData: { IamInstanceProfile: { Name: 'web' } } }],
  };
  test.each<[string, RegionalServices, string, string | undefined, readonly string[]]>([
    [
      'function',
      { lambda: { Functions: [{ FunctionArn: FUNCTION, FunctionName: 'f', Role: role('web') }] } },
      'function',
      FUNCTION,
      ['web'],
    ],
    [
      'task definition: the task role, not the agent’s',
      { ecs: { TaskDefinitions: [task] } },
      'task-definition',
      TASK,
      ['web'],
    ],
    [
      'service: that of its task definition',
      {
        ecs: { TaskDefinitions: [task], Services: [{ serviceArn: arn('ecs', 'service/c/web'), taskDefinition: TASK }] },
      },
      'service',
      arn('ecs', 'service/c/web'),
      ['web'],
    ],
    [
      'instance: by its profile',
      { ec2: { Instances: [{ InstanceId: 'i-1', IamInstanceProfile: { Arn: PROFILE } }] } },
      'instance',
      arn('ec2', 'instance/i-1'),
      ['web'],
    ],
    [
      'instance without a profile',
      { ec2: { Instances: [{ InstanceId: 'i-1' }] } },
      'instance',
      arn('ec2', 'instance/i-1'),
      [],
    ],
    [
      'launch template: by the name of the profile',
      { ec2: { LaunchTemplates: [template] } },
      'launch-template',
      arn('ec2', 'launch-template/lt-1'),
      ['web'],
    ],
    [
      'Auto Scaling group: by its launch template',
      {
        ec2: { LaunchTemplates: [template] },
        autoscaling: {
          AutoScalingGroups: [
            { AutoScalingGroupARN: 'asg', AutoScalingGroupName: 'g', LaunchTemplate: { LaunchTemplateId: 'lt-1' } },
          ],
        },
      },
      'auto-scaling-group',
      'asg',
      ['web'],
    ],
    [
      'launch configuration',
      {
        autoscaling: {
          LaunchConfigurations: [
            { LaunchConfigurationName: 'l', LaunchConfigurationARN: 'lc', IamInstanceProfile: 'web' },
          ],
        },
      },
      'launch-configuration',
      'lc',
      ['web'],
    ],
    [
      'build project',
      { codebuild: { Projects: [{ arn: 'p', name: 'p', serviceRole: role('web') }] } },
      'build-project',
      'p',
      ['web'],
    ],
    [
      'notebook',
      {
        sagemaker: {
          NotebookInstances: [{ NotebookInstanceArn: 'n', NotebookInstanceName: 'n', RoleArn: role('web') }],
        },
      },
      'notebook-instance',
      'n',
      ['web'],
    ],
    [
      'Glue job: a role by its name has its path',
      { glue: { Jobs: [{ Name: 'j', Role: 'job' }] } },
      'glue-job',
      arn('glue', 'job/j'),
      ['service/job'],
    ],
    [
      'job definition: the job role',
      {
        batch: {
          JobDefinitions: [
            {
              jobDefinitionArn: 'd',
              containerProperties: { jobRoleArn: role('web'), executionRoleArn: role('agent') },
            },
          ],
        },
      },
      'job-definition',
      'd',
      ['web'],
    ],
    ['stack', { cloudformation: { Stacks: [{ StackId: 's', RoleARN: role('web') }] } }, 'stack', 's', ['web']],
    [
      'EKS cluster: pods',
      {
        eks: {
          Clusters: [{ name: 'c', arn: 'c', PodIdentityAssociations: [{ associationArn: 'a', roleArn: role('web') }] }],
        },
      },
      'eks-cluster',
      'c',
      ['web'],
    ],
    [
      'node group',
      {
        eks: {
          Clusters: [
            { name: 'c', arn: 'c', Nodegroups: [{ nodegroupName: 'n', nodegroupArn: 'ng', nodeRole: role('web') }] },
          ],
        },
      },
      'nodegroup',
      'ng',
      ['web'],
    ],
    [
      'state machine',
      { states: { StateMachines: [{ stateMachineArn: arn('states', 'stateMachine:m'), roleArn: role('web') }] } },
      'state-machine',
      arn('states', 'stateMachine:m'),
      ['web'],
    ],
    [
      'EMR cluster: by its profile, not the service’s role',
      {
        elasticmapreduce: {
          Clusters: [
            { ClusterArn: 'c', ServiceRole: role('emr'), Ec2InstanceAttributes: { IamInstanceProfile: 'web' } },
          ],
        },
      },
      'emr-cluster',
      'c',
      ['web'],
    ],
    [
      'App Runner service: the role of its instances',
      { apprunner: { Services: [{ ServiceArn: 's', InstanceConfiguration: { InstanceRoleArn: role('web') } }] } },
      'apprunner-service',
      's',
      ['web'],
    ],
    [
      'Elastic Beanstalk environment: by its profile',
      { elasticbeanstalk: { Environments: [{ EnvironmentArn: 'e', IamInstanceProfile: 'web' }] } },
      'beanstalk-environment',
      'e',
      ['web'],
    ],
    [
      'Airflow environment',
      { airflow: { Environments: [{ Arn: 'a', ExecutionRoleArn: role('web') }] } },
      'airflow-environment',
      'a',
      ['web'],
    ],
    [
      'Spark workgroup',
      { athena: { WorkGroups: [{ Name: 'w', Configuration: { ExecutionRole: role('web') } }] } },
      'spark-workgroup',
      arn('athena', 'workgroup/w'),
      ['web'],
    ],
    [
      'workgroup for queries alone',
      { athena: { WorkGroups: [{ Name: 'primary', Configuration: {} }] } },
      'spark-workgroup',
      undefined,
      [],
    ],
    [
      'Flink application',
      { kinesisanalytics: { Applications: [{ ApplicationARN: 'f', ServiceExecutionRole: role('web') }] } },
      'flink-application',
      'f',
      ['web'],
    ],
    [
      'agent',
      { 'bedrock-agentcore': { AgentRuntimes: [{ agentRuntimeArn: 'r', roleArn: role('web') }] } },
      'agent-runtime',
      'r',
      ['web'],
    ],
    ['virtual cluster', { 'emr-containers': { VirtualClusters: [{ arn: 'v' }] } }, 'virtual-cluster', 'v', []],
    ['Lightsail instance', { lightsail: { Instances: [{ arn: 'l' }] } }, 'lightsail-instance', 'l', []],
    [
      'Lightsail container service',
      { lightsail: { ContainerServices: [{ arn: 'l' }] } },
      'lightsail-container-service',
      'l',
      [],
    ],
    [
      'scalable target',
      { 'application-autoscaling': { ScalableTargets: [{ ResourceId: 'service/c/web' }] } },
      'scalable-target',
      arn('application-autoscaling', 'scalable-target/*'),
      [],
    ],
    [
      'code interpreter',
      { 'bedrock-agentcore': { CodeInterpreters: [{ codeInterpreterArn: 'i', executionRoleArn: role('web') }] } },
      'code-interpreter',
      'i',
      ['web'],
    ],
    [
      'SageMaker pipeline',
      { sagemaker: { Pipelines: [{ PipelineArn: 'p', RoleArn: role('web') }] } },
      'sagemaker-pipeline',
      'p',
      ['web'],
    ],
    ['HyperPod cluster', { sagemaker: { Clusters: [{ ClusterArn: 'h' }] } }, 'hyperpod-cluster', 'h', []],
    ['stream', { kinesis: { Streams: [{ StreamARN: 's' }] } }, 'stream', 's', []],
    [
      'Amplify app',
      { amplify: { Apps: [{ appArn: 'a', iamServiceRoleArn: role('web'), computeRoleArn: role('ssr') }] } },
      'amplify-app',
      'a',
      ['web', 'ssr'],
    ],
    [
      'Image Builder configuration, whose profile the account has',
      { imagebuilder: { InfrastructureConfigurations: [{ arn: 'i', instanceProfileName: 'web' }] } },
      'image-builder-infrastructure',
      'i',
      ['web'],
    ],
    [
      'AppStream image builder',
      { appstream: { ImageBuilders: [{ Arn: 'b', IamRoleArn: role('web') }] } },
      'appstream-image-builder',
      'b',
      ['web'],
    ],
    [
      'canary',
      { synthetics: { Canaries: [{ Name: 'c', ExecutionRoleArn: role('web') }] } },
      'canary',
      arn('synthetics', 'canary:c'),
      ['web'],
    ],
    ['table', { dynamodb: { Tables: [{ TableName: 't' }] } }, 'table', arn('dynamodb', 'table/t'), []],
    ['log destination', { logs: { Destinations: [{ arn: 'd' }] } }, 'log-destination', 'd', []],
    [
      'rule for mail',
      { ses: { ActiveReceiptRuleSets: [{ RuleSetName: 's', Rules: [{ Name: 'r', Enabled: true }] }] } },
      'mail-rule',
      arn('ses', 'receipt-rule-set/s:receipt-rule/r'),
      [],
    ],
    [
      'rule for mail that is switched off',
      { ses: { ActiveReceiptRuleSets: [{ RuleSetName: 's', Rules: [{ Name: 'r', Enabled: false }, { Name: 'q' }] }] } },
      'mail-rule',
      undefined,
      [],
    ],
  ])('%s', (_what, regional, kind, id, roles) => {
    const found = read(regional).resources.find((resource) => resource.kind === kind);
    expect(found?.arn).toBe(id);
    expect(found?.roles ?? []).toEqual(roles.map(role));
  });
});

describe('where code comes from', () => {
  const object = (path: string, readAt: 'start' | 'deployment') => ({
    kind: 'object',
    arn: `arn:aws:s3:::${path}`,
    readAt,
  });

  test.each<[what: string, regional: Parameters<typeof only>[0], code: unknown]>([
    [
      'an EMR cluster: its bootstrap actions',
      {
        elasticmapreduce: {
          Clusters: [
            { ClusterArn: 'c', BootstrapActions: [{ ScriptPath: 's3://code/a.sh' }, { ScriptPath: 'file:/b.sh' }, {}] },
          ],
        },
      },
      [object('code/a.sh', 'deployment')],
    ],
    [
      'a Flink application',
      {
        kinesisanalytics: {
          Applications: [
            {
              ApplicationARN: 'f',
              ApplicationConfigurationDescription: {
                ApplicationCodeConfigurationDescription: {
                  CodeContentDescription: {
                    S3ApplicationCodeLocationDescription: { BucketARN: 'arn:aws:s3:::code', FileKey: 'app.zip' },
                  },
                },
              },
            },
          ],
        },
      },
      [object('code/app.zip', 'deployment')],
    ],
    [
      'a Flink application whose code stands in it',
      { kinesisanalytics: { Applications: [{ ApplicationARN: 'f' }] } },
      [],
    ],
    [
      'an Elastic Beanstalk environment: the bundle of its version',
      {
        elasticbeanstalk: {
          Environments: [
            {
              EnvironmentArn: 'e',
              VersionLabel: '2',
              Versions: [
                { VersionLabel: '1', SourceBundle: { S3Bucket: 'code', S3Key: '1.zip' } },
                { VersionLabel: '2', SourceBundle: { S3Bucket: 'code', S3Key: '2.zip' } },
              ],
            },
          ],
        },
      },
      [object('code/2.zip', 'deployment')],
    ],
    [
      'an Elastic Beanstalk environment without a version',
      { elasticbeanstalk: { Environments: [{ EnvironmentArn: 'e' }] } },
      [],
    ],
    [
      'a Glue job: its script and libraries',
      {
        glue: {
          Jobs: [
            {
              Name: 'j',
              Command: { ScriptLocation: 's3://code/j.py' },
              DefaultArguments: { '--extra-jars': 's3://code/a.jar,s3://code/b.jar' },
            },
          ],
        },
      },
      [object('code/j.py', 'start'), object('code/a.jar', 'start'), object('code/b.jar', 'start')],
    ],
    [
      'a build: its commands and further sources',
      {
        codebuild: {
          Projects: [
            {
              arn: 'p',
              name: 'p',
              source: { type: 'GITHUB', location: 'https://github.com/acme/a', buildspec: 'arn:aws:s3:::code/b.yml' },
              secondarySources: [{ type: 'S3', location: 'code/more.zip' }],
            },
          ],
        },
      },
      [object('code/more.zip', 'start'), object('code/b.yml', 'start')],
    ],
    [
      'Airflow: what it reads with an update',
      {
        airflow: {
          Environments: [
            {
              Arn: 'a',
              SourceBucketArn: 'arn:aws:s3:::code',
              DagS3Path: 'dags',
              RequirementsS3Path: 'requirements.txt',
            },
          ],
        },
      },
      [object('code/dags/*', 'start'), object('code/requirements.txt', 'deployment')],
    ],
  ])('%s', (_, regional, code) => {
    expect(only(regional).code).toEqual(code);
  });

  test.each([
    ['an App Runner service that deploys by itself', true, 'start'],
    ['one that is deployed', false, 'deployment'],
  ])('%s', (_what, AutoDeploymentsEnabled, readAt) => {
    const source = { AutoDeploymentsEnabled, ImageRepository: { ImageIdentifier: 'acme/web:1' } };
    expect(only({ apprunner: { Services: [{ ServiceArn: 's', SourceConfiguration: source }] } }).code).toEqual([
      { kind: 'container-image', reference: 'acme/web:1', readAt },
    ]);
  });
  describe('a pipeline', () => {
    const action = (category: string, provider: string, configuration: object, rest: object = {}) => ({
      ...{ name: provider, actionTypeId: { category, provider }, configuration },
      ...rest,
    });
    const pipeline = (...actions: ReturnType<typeof action>[]) =>
      read({
        codepipeline: { Pipelines: [{ name: 'p', stages: [{ name: 'one', actions }] }] },
        codebuild: { Projects: [{ arn: 'project', name: 'b', serviceRole: role('build') }] },
      }).resources.find(({ kind }) => kind === 'pipeline');

    test.each<[what: string, actions: ReturnType<typeof action>[], code: string[], roles: string[]]>([
      [
        'an object, which its build project runs',
        [
          action('Source', 'S3', { S3Bucket: 'sources', S3ObjectKey: 'app.zip' }),
          action('Build', 'CodeBuild', { ProjectName: 'b' }),
        ],
        ['arn:aws:s3:::sources/app.zip'],
        ['build'],
      ],
      [
        'a repository, which is deployed with the role of a stack',
        [
          action('Source', 'CodeCommit', { RepositoryName: 'app' }),
          action('Deploy', 'CloudFormation', { RoleArn: role('deploy') }),
        ],
        [arn('codecommit', 'app')],
        ['deploy'],
      ],
      [
        'a repository elsewhere, and a project of another Region that is not read',
        [
          action('Source', 'CodeStarSourceConnection', {}),
          action('Build', 'CodeBuild', { ProjectName: 'b' }, { region: 'us-east-1' }),
        ],
        [],
        [],
      ],
      ['an upload to a bucket, which is no source', [action('Deploy', 'S3', { S3Bucket: 'site' })], [], []],
      ['nothing that is named', [action('Source', 'S3', {}), action('Source', 'CodeCommit', {})], [], []],
    ])('%s', (_, actions, code, roles) => {
      const one = pipeline(...actions);
      expect(one?.arn).toBe(arn('codepipeline', 'p'));
      expect(one?.code?.map((source) => ('arn' in source ? source.arn : ''))).toEqual(code);
      expect(one?.roles).toEqual(roles.map(role));
    });
  });

  test('an Airflow environment: what lies under the prefix', () => {
    const environment = { Arn: 'a', SourceBucketArn: 'arn:aws:s3:::dags', DagS3Path: '/prod/' };
    expect(only({ airflow: { Environments: [environment] } }).code).toEqual([
      { kind: 'object', arn: 'arn:aws:s3:::dags/prod/*', readAt: 'start' },
    ]);
  });
});

describe('users', () => {
  const user = { Arn: `arn:aws:iam::${ACCOUNT}:user/u`, UserName: 'u' };
  test.each([
    ['an active key', { AccessKeys: [{ Status: 'Active' }] }, ['access-key']],
    ['a key that is switched off', { AccessKeys: [{ Status: 'Inactive' }] }, []],
    ['a password', { AccessKeys: [], LoginProfile: {} }, ['login-profile']],
    ['nothing that was read', {}, null],
  ])('with %s', (_what, held, kinds) => {
    const [one] = read({}, { iam: { UserDetailList: [{ ...user, ...held }] } }).users;
    expect(one?.credentials?.map(({ kind }) => kind) ?? null).toEqual(kinds);
  });
});

describe('what the snapshot shows', () => {
  const denied = {
    service: 'lambda',
    operation: 'ListFunctions',
    region: REGION,
    permission: 'lambda:ListFunctions',
    error: 'AccessDenied',
    kind: 'denied',
  } as const;
  test.each<[string, Partial<Snapshot>, boolean, boolean]>([
    ['everything was read', {}, true, true],
    ['a region was not', { unreadRegions: ['us-east-1'] }, false, true],
    ['the call is not among what was read', { regional: { [REGION]: {} } }, false, true],
    [
      'an earlier version did not make the call',
      { regional: { [REGION]: { lambda: {} } }, global: { s3: {} } },
      false,
      false,
    ],
    ['the call was refused', { gaps: [denied] }, false, true],
    ['another call was refused', { gaps: [{ ...denied, operation: 'GetPolicy' }] }, true, true],
  ])('functions and buckets, when %s', (_what, rest, functions, buckets) => {
    const { shows } = read({ lambda: { Functions: [] } }, { s3: { Buckets: [] } }, rest);
    expect([shows.has('function'), shows.has('bucket')]).toEqual([functions, buckets]);
  });

  test('a gap names the permission, and the regions that were not read', () => {
    const { gaps } = read({}, {}, { gaps: [denied], unreadRegions: ['us-east-1', 'us-west-2'] });
    expect(gaps.map(({ reason }) => reason)).toEqual([
      '`lambda:ListFunctions` was refused (AccessDenied); grant the audit `lambda:ListFunctions`',
      'only eu-west-1 of the enabled regions was read, not us-east-1, us-west-2; `--region all` reads them',
    ]);
  });
});

describe('an organization', () => {
  const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const organization = {
    kind: 'organization-snapshot',
    schemaVersion: '1',
    collected: '2026-11-23T00:00:00.000Z',
    coverage: { calls: 1, failed: 0 },
    gaps: [] as unknown[],
    Organization: { Id: 'o-abcdefghij', MasterAccountId: '999999999999' },
    Roots: [{ Id: 'r-1', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] }],
    OrganizationalUnits: [
      { Id: 'ou-2', ParentId: 'ou-1' },
      { Id: 'ou-1', ParentId: 'r-1' },
    ],
    Accounts: [
      { Id: ACCOUNT, ParentId: 'ou-2' },
      { Id: '999999999999', ParentId: 'r-1' },
    ],
    Policies: [
      {
        Id: 'p-1',
        Type: 'SERVICE_CONTROL_POLICY',
        Name: 'full',
        Content: allow,
        Targets: [{ TargetId: 'r-1' }, { TargetId: 'ou-1' }, { TargetId: ACCOUNT }],
      },
      { Id: 'p-2', Type: 'SERVICE_CONTROL_POLICY', Name: 'tight', Content: allow, Targets: [{ TargetId: 'ou-2' }] },
      {
        Id: 'p-3',
        Type: 'RESOURCE_CONTROL_POLICY',
        Name: 'rcp',
        Content: { ...allow, Statement: [{ ...allow.Statement[0], Principal: '*' }] },
        Targets: [{ TargetId: 'r-1' }],
      },
    ],
  };
  const levels = (document: unknown) =>
    readOrganization(document, 'o.json').model.controls.map(({ account, serviceControl, resourceControl }) => [
      account,
      serviceControl.map((level) => level.map(({ name }) => name)),
      resourceControl.length,
    ]);

  test('policies by level from the root down; none over the management account; no type that is not enabled', () => {
    expect(levels(organization)).toEqual([[ACCOUNT, [['full'], ['full'], ['tight'], ['full']], 0]]);
  });
  test('where attachments are not known, none binds, and that is a gap', () => {
    const gap = {
      service: 'organizations',
      operation: 'ListTargetsForPolicy',
      region: null,
      permission: 'organizations:ListTargetsForPolicy',
      error: 'AccessDenied',
      kind: 'denied',
    };
    expect(levels({ ...organization, gaps: [gap] })).toEqual([]);
    expect(readOrganization({ ...organization, gaps: [gap] }, 'o.json').model.gaps[0]?.reason).toContain(
      'it needs `organizations:ListTargetsForPolicy`',
    );
  });
  test('an account that could not be read is a gap and takes nothing from the others', () => {
    const gap = {
      service: 'sts',
      operation: 'AssumeRole',
      region: null,
      resource: ACCOUNT,
      permission: 'sts:AssumeRole',
      error: 'AccessDenied',
      kind: 'denied',
    };
    expect(levels({ ...organization, gaps: [gap] })).toHaveLength(1);
    expect(readOrganization({ ...organization, gaps: [gap] }, 'o.json').model.gaps[0]?.reason).toContain(
      'the account was not read',
    );
  });
});
