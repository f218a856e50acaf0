import type { ResourceKind } from '../../model/resource.js';
import type { ArnType } from './arn-types.js';

/** Where a resource names what its code acts as: nested blocks on the way, and the attribute. */
export interface RolePath {
  readonly blocks: readonly string[];
  readonly attribute: string;
  /** Whether the attribute names the role, or an instance profile that holds it. */
  readonly names: 'role' | 'instance-profile';
}

/** A type of resource that runs code, and that a compute primitive may take over or enlarge. */
export interface ComputeType extends ArnType {
  readonly kind: ResourceKind;
  /** What version 5 of the provider called the attribute with the name. */
  readonly formerName?: string;
  /** The roles that its code acts as, where a primitive gives them to whoever takes it over. */
  readonly roles?: readonly RolePath[];
}

function role(...path: readonly string[]): RolePath {
  return { blocks: path.slice(0, -1), attribute: path.at(-1) ?? '', names: 'role' };
}

function profile(...path: readonly string[]): RolePath {
  return { ...role(...path), names: 'instance-profile' };
}

/** The types of which nothing more is read than this table says. */
export const COMPUTE_TYPES: ReadonlyMap<string, ComputeType> = new Map<string, ComputeType>([
  [
    'aws_spot_instance_request',
    {
      kind: 'instance',
      service: 'ec2',
      resource: 'instance/{name}',
      name: 'spot_instance_id',
      roles: [profile('iam_instance_profile')],
    },
  ],
  ['aws_spot_fleet_request', { kind: 'spot-fleet', service: 'ec2', resource: 'spot-fleet-request/{name}', name: 'id' }],
  ['aws_ec2_fleet', { kind: 'ec2-fleet', service: 'ec2', resource: 'fleet/{name}', name: 'id' }],
  [
    'aws_launch_configuration',
    {
      kind: 'launch-configuration',
      service: 'autoscaling',
      resource: 'launchConfiguration:{id}:launchConfigurationName/{name}',
      roles: [profile('iam_instance_profile')],
    },
  ],
  ['aws_ecs_cluster', { kind: 'ecs-cluster', service: 'ecs', resource: 'cluster/{name}', id: 'arn' }],
  [
    'aws_ecs_express_gateway_service',
    {
      kind: 'service',
      service: 'ecs',
      resource: 'service/{cluster}/{name}',
      name: 'service_name',
      arn: 'service_arn',
      roles: [role('task_role_arn')],
    },
  ],
  ['aws_eks_cluster', { kind: 'eks-cluster', service: 'eks', resource: 'cluster/{name}', id: 'name' }],
  [
    'aws_eks_node_group',
    {
      kind: 'nodegroup',
      service: 'eks',
      resource: 'nodegroup/{cluster_name}/{name}/{id}',
      name: 'node_group_name',
      roles: [role('node_role_arn')],
    },
  ],
  [
    'aws_batch_compute_environment',
    {
      kind: 'compute-environment',
      service: 'batch',
      resource: 'compute-environment/{name}',
      formerName: 'compute_environment_name',
    },
  ],
  ['aws_batch_job_queue', { kind: 'job-queue', service: 'batch', resource: 'job-queue/{name}' }],
  ['aws_batch_job_definition', { kind: 'job-definition', service: 'batch', resource: 'job-definition/{name}:{id}' }],
  [
    'aws_apprunner_service',
    {
      kind: 'apprunner-service',
      service: 'apprunner',
      resource: 'service/{name}/{id}',
      name: 'service_name',
      roles: [role('instance_configuration', 'instance_role_arn')],
    },
  ],
  ['aws_lightsail_instance', { kind: 'lightsail-instance', service: 'lightsail', resource: 'Instance/{id}' }],
  [
    'aws_lightsail_container_service',
    { kind: 'lightsail-container-service', service: 'lightsail', resource: 'ContainerService/{id}' },
  ],
  [
    'aws_elastic_beanstalk_environment',
    { kind: 'beanstalk-environment', service: 'elasticbeanstalk', resource: 'environment/{application}/{name}' },
  ],
  ['aws_codepipeline', { kind: 'pipeline', service: 'codepipeline', resource: '{name}', id: 'name' }],
  ['aws_codebuild_fleet', { kind: 'build-fleet', service: 'codebuild', resource: 'fleet/{name}:{id}' }],
  [
    'aws_sagemaker_notebook_instance',
    {
      kind: 'notebook-instance',
      service: 'sagemaker',
      resource: 'notebook-instance/{name}',
      roles: [role('role_arn')],
    },
  ],
  [
    'aws_sagemaker_domain',
    {
      kind: 'studio-domain',
      service: 'sagemaker',
      resource: 'domain/{id}',
      name: 'domain_name',
      roles: [role('default_user_settings', 'execution_role'), role('default_space_settings', 'execution_role')],
    },
  ],
  [
    'aws_sagemaker_user_profile',
    {
      kind: 'studio-domain',
      service: 'sagemaker',
      resource: 'user-profile/{domain_id}/{name}',
      name: 'user_profile_name',
      roles: [role('user_settings', 'execution_role')],
    },
  ],
  ['aws_sagemaker_endpoint', { kind: 'endpoint', service: 'sagemaker', resource: 'endpoint/{name}' }],
  ['aws_glue_job', { kind: 'glue-job', service: 'glue', resource: 'job/{name}', roles: [role('role_arn')] }],
  [
    'aws_glue_dev_endpoint',
    { kind: 'dev-endpoint', service: 'glue', resource: 'devEndpoint/{name}', roles: [role('role_arn')] },
  ],
  [
    'aws_emr_cluster',
    {
      kind: 'emr-cluster',
      service: 'elasticmapreduce',
      resource: 'cluster/{id}',
      roles: [profile('ec2_attributes', 'instance_profile')],
    },
  ],
  [
    'aws_emrcontainers_virtual_cluster',
    { kind: 'virtual-cluster', service: 'emr-containers', resource: '/virtualclusters/{id}' },
  ],
  [
    'aws_athena_workgroup',
    {
      kind: 'spark-workgroup',
      service: 'athena',
      resource: 'workgroup/{name}',
      roles: [role('configuration', 'execution_role')],
    },
  ],
  [
    'aws_kinesisanalyticsv2_application',
    {
      kind: 'flink-application',
      service: 'kinesisanalytics',
      resource: 'application/{name}',
      roles: [role('service_execution_role')],
    },
  ],
  [
    'aws_mwaa_environment',
    {
      kind: 'airflow-environment',
      service: 'airflow',
      resource: 'environment/{name}',
      roles: [role('execution_role_arn')],
    },
  ],
  [
    'aws_cloudformation_stack',
    {
      kind: 'stack',
      service: 'cloudformation',
      resource: 'stack/{name}/{id}',
      arn: 'id',
      roles: [role('iam_role_arn')],
    },
  ],
  [
    'aws_cloudformation_stack_set',
    {
      kind: 'stack-set',
      service: 'cloudformation',
      resource: 'stackset/{name}:{id}',
      roles: [role('administration_role_arn')],
    },
  ],
  [
    'aws_sfn_state_machine',
    { kind: 'state-machine', service: 'states', resource: 'stateMachine:{name}', id: 'arn', roles: [role('role_arn')] },
  ],
  [
    'aws_appautoscaling_target',
    {
      kind: 'scalable-target',
      service: 'application-autoscaling',
      resource: 'scalable-target/{id}',
      name: 'resource_id',
    },
  ],
  [
    'aws_sagemaker_pipeline',
    {
      kind: 'sagemaker-pipeline',
      service: 'sagemaker',
      resource: 'pipeline/{name}',
      name: 'pipeline_name',
      id: 'name',
      roles: [role('role_arn')],
    },
  ],
  [
    'aws_synthetics_canary',
    {
      kind: 'canary',
      service: 'synthetics',
      resource: 'canary:{name}',
      id: 'name',
      roles: [role('execution_role_arn')],
    },
  ],
  [
    'aws_amplify_app',
    {
      kind: 'amplify-app',
      service: 'amplify',
      resource: 'apps/{name}',
      name: 'id',
      id: 'name',
      roles: [role('iam_service_role_arn'), role('compute_role_arn')],
    },
  ],
  [
    'aws_imagebuilder_infrastructure_configuration',
    {
      kind: 'image-builder-infrastructure',
      service: 'imagebuilder',
      resource: 'infrastructure-configuration/{name}',
      id: 'arn',
      roles: [profile('instance_profile_name')],
    },
  ],
  [
    'aws_appstream_image_builder',
    {
      kind: 'appstream-image-builder',
      service: 'appstream',
      resource: 'image-builder/{name}',
      id: 'name',
      roles: [role('iam_role_arn')],
    },
  ],
  [
    'aws_bedrockagentcore_code_interpreter',
    {
      kind: 'code-interpreter',
      service: 'bedrock-agentcore',
      resource: 'code-interpreter-custom/{name}-{id}',
      arn: 'code_interpreter_arn',
      roles: [role('execution_role_arn')],
    },
  ],
  [
    'aws_bedrockagentcore_agent_runtime',
    {
      kind: 'agent-runtime',
      service: 'bedrock-agentcore',
      resource: 'runtime/{name}-{id}',
      name: 'agent_runtime_name',
      arn: 'agent_runtime_arn',
      roles: [role('role_arn')],
    },
  ],
]);
