/** How AWS forms the ARN of a type, where nothing else is read of it. */
export interface ArnType {
  readonly service: string;
  /**
   * The ARN after the account
   * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
   * "Resource types defined by"). `{name}` stands for the name, `{id}` for what only AWS chooses, and any other such for
   * the attribute, with what AWS takes when it is left out behind a `=`.
   */
  readonly resource: string;
  /** The attribute with the name, or `name`. */
  readonly name?: string;
  /** The attribute with the ARN, or `arn`. */
  readonly arn?: string;
  /** What `id` is the same as. */
  readonly id?: 'name' | 'arn';
  /** Without a region, or without region and account: `arn:aws:cloudfront::111111111111:…`, `arn:aws:route53:::…`. */
  readonly without?: 'region' | 'region and account' | 'account';
  /** Further attributes that hold an ARN, by what stands after the account. */
  readonly others?: Readonly<Record<string, string>>;
}

const EC2 = { service: 'ec2', name: 'id', id: 'name' } as const;
const RDS_CLUSTER = { service: 'rds', resource: 'cluster:{name}', name: 'cluster_identifier', id: 'name' } as const;
const OPENSEARCH = { service: 'es', resource: 'domain/{name}', name: 'domain_name', id: 'arn' } as const;
const EMAIL = { service: 'ses', resource: 'identity/{name}' } as const;

/** The types that policies name and from which nothing else is read. */
export const ARN_TYPES: ReadonlyMap<string, ArnType> = new Map<string, ArnType>([
  ['aws_acm_certificate', { service: 'acm', resource: 'certificate/{id}', id: 'arn' }],
  ['aws_acmpca_certificate_authority', { service: 'acm-pca', resource: 'certificate-authority/{id}', id: 'arn' }],
  ['aws_ami', { ...EC2, resource: 'image/{name}', without: 'account' }],
  ['aws_appconfig_application', { service: 'appconfig', resource: 'application/{name}', name: 'id', id: 'name' }],
  ['aws_backup_plan', { service: 'backup', resource: 'backup-plan:{name}', name: 'id', id: 'name' }],
  ['aws_backup_vault', { service: 'backup', resource: 'backup-vault:{name}', id: 'name' }],
  [
    'aws_bedrockagent_agent',
    { service: 'bedrock', resource: 'agent/{name}', name: 'agent_id', arn: 'agent_arn', id: 'name' },
  ],
  [
    'aws_bedrockagent_knowledge_base',
    { service: 'bedrock', resource: 'knowledge-base/{name}', name: 'id', id: 'name' },
  ],
  [
    'aws_cloudfront_distribution',
    { service: 'cloudfront', resource: 'distribution/{name}', name: 'id', id: 'name', without: 'region' },
  ],
  ['aws_cloudtrail', { service: 'cloudtrail', resource: 'trail/{name}' }],
  ['aws_cloudwatch_event_archive', { service: 'events', resource: 'archive/{name}', id: 'name' }],
  ['aws_cloudwatch_log_group', { service: 'logs', resource: 'log-group:{name}', id: 'name' }],
  [
    'aws_cloudwatch_log_stream',
    { service: 'logs', resource: 'log-group:{log_group_name}:log-stream:{name}', id: 'name' },
  ],
  ['aws_cloudwatch_metric_alarm', { service: 'cloudwatch', resource: 'alarm:{name}', name: 'alarm_name', id: 'name' }],
  ['aws_codeartifact_domain', { service: 'codeartifact', resource: 'domain/{name}', name: 'domain', id: 'arn' }],
  [
    'aws_codeartifact_repository',
    { service: 'codeartifact', resource: 'repository/{domain}/{name}', name: 'repository', id: 'arn' },
  ],
  ['aws_codebuild_report_group', { service: 'codebuild', resource: 'report-group/{name}', id: 'arn' }],
  ['aws_codecommit_repository', { service: 'codecommit', resource: '{name}', name: 'repository_name', id: 'name' }],
  ['aws_codeconnections_connection', { service: 'codeconnections', resource: 'connection/{id}', id: 'arn' }],
  ['aws_codedeploy_app', { service: 'codedeploy', resource: 'application:{name}' }],
  [
    'aws_codedeploy_deployment_group',
    { service: 'codedeploy', resource: 'deploymentgroup:{app_name}/{name}', name: 'deployment_group_name' },
  ],
  ['aws_codestarconnections_connection', { service: 'codestar-connections', resource: 'connection/{id}', id: 'arn' }],
  ['aws_cognito_user_pool', { service: 'cognito-idp', resource: 'userpool/{name}', name: 'id', id: 'name' }],
  ['aws_config_config_rule', { service: 'config', resource: 'config-rule/{name}', name: 'rule_id' }],
  ['aws_db_instance', { service: 'rds', resource: 'db:{name}', name: 'identifier' }],
  ['aws_db_proxy', { service: 'rds', resource: 'db-proxy:{id}' }],
  ['aws_docdb_cluster', RDS_CLUSTER],
  [
    'aws_dynamodb_table',
    { service: 'dynamodb', resource: 'table/{name}', id: 'name', others: { stream_arn: 'table/{name}/stream/{id}' } },
  ],
  ['aws_ebs_snapshot', { ...EC2, resource: 'snapshot/{name}', without: 'account' }],
  ['aws_ebs_volume', { ...EC2, resource: 'volume/{name}' }],
  ['aws_ecs_capacity_provider', { service: 'ecs', resource: 'capacity-provider/{name}', id: 'arn' }],
  ['aws_efs_access_point', { service: 'elasticfilesystem', resource: 'access-point/{name}', name: 'id', id: 'name' }],
  ['aws_efs_file_system', { service: 'elasticfilesystem', resource: 'file-system/{name}', name: 'id', id: 'name' }],
  ['aws_eks_addon', { service: 'eks', resource: 'addon/{cluster_name}/{name}/{id}', name: 'addon_name' }],
  [
    'aws_eks_fargate_profile',
    { service: 'eks', resource: 'fargateprofile/{cluster_name}/{name}/{id}', name: 'fargate_profile_name' },
  ],
  ['aws_elasticache_cluster', { service: 'elasticache', resource: 'cluster:{name}', name: 'cluster_id', id: 'name' }],
  [
    'aws_elasticache_replication_group',
    { service: 'elasticache', resource: 'replicationgroup:{name}', name: 'replication_group_id', id: 'name' },
  ],
  ['aws_elastic_beanstalk_application', { service: 'elasticbeanstalk', resource: 'application/{name}', id: 'name' }],
  ['aws_elasticsearch_domain', OPENSEARCH],
  ['aws_elb', { service: 'elasticloadbalancing', resource: 'loadbalancer/{name}', id: 'name' }],
  [
    'aws_emrserverless_application',
    { service: 'emr-serverless', resource: '/applications/{name}', name: 'id', id: 'name' },
  ],
  ['aws_glue_catalog_database', { service: 'glue', resource: 'database/{name}' }],
  ['aws_glue_catalog_table', { service: 'glue', resource: 'table/{database_name}/{name}' }],
  ['aws_glue_connection', { service: 'glue', resource: 'connection/{name}' }],
  ['aws_glue_crawler', { service: 'glue', resource: 'crawler/{name}', id: 'name' }],
  ['aws_glue_registry', { service: 'glue', resource: 'registry/{name}', name: 'registry_name', id: 'arn' }],
  ['aws_glue_trigger', { service: 'glue', resource: 'trigger/{name}', id: 'name' }],
  ['aws_glue_workflow', { service: 'glue', resource: 'workflow/{name}', id: 'name' }],
  ['aws_guardduty_detector', { service: 'guardduty', resource: 'detector/{name}', name: 'id', id: 'name' }],
  ['aws_iot_policy', { service: 'iot', resource: 'policy/{name}', id: 'name' }],
  ['aws_iot_thing', { service: 'iot', resource: 'thing/{name}', id: 'name' }],
  ['aws_iot_topic_rule', { service: 'iot', resource: 'rule/{name}', id: 'name' }],
  ['aws_key_pair', { ...EC2, resource: 'key-pair/{name}', name: 'key_name' }],
  ['aws_kinesis_firehose_delivery_stream', { service: 'firehose', resource: 'deliverystream/{name}', id: 'arn' }],
  ['aws_kms_key', { service: 'kms', resource: 'key/{name}', name: 'key_id', id: 'name' }],
  ['aws_kms_replica_key', { service: 'kms', resource: 'key/{name}', name: 'key_id', id: 'name' }],
  [
    'aws_lambda_event_source_mapping',
    { service: 'lambda', resource: 'event-source-mapping:{name}', name: 'uuid', id: 'name' },
  ],
  [
    'aws_lambda_layer_version',
    {
      service: 'lambda',
      resource: 'layer:{name}:{version}',
      name: 'layer_name',
      others: { layer_arn: 'layer:{name}' },
    },
  ],
  ['aws_lb_target_group', { service: 'elasticloadbalancing', resource: 'targetgroup/{name}/{id}', id: 'arn' }],
  ['aws_memorydb_cluster', { service: 'memorydb', resource: 'cluster/{name}', id: 'name' }],
  ['aws_mq_broker', { service: 'mq', resource: 'broker:{name}:{id}', name: 'broker_name' }],
  ['aws_msk_cluster', { service: 'kafka', resource: 'cluster/{name}/{id}', name: 'cluster_name', id: 'arn' }],
  [
    'aws_msk_serverless_cluster',
    { service: 'kafka', resource: 'cluster/{name}/{id}', name: 'cluster_name', id: 'arn' },
  ],
  ['aws_neptune_cluster', RDS_CLUSTER],
  ['aws_network_interface', { ...EC2, resource: 'network-interface/{name}' }],
  ['aws_opensearch_domain', OPENSEARCH],
  ['aws_opensearchserverless_collection', { service: 'aoss', resource: 'collection/{id}' }],
  ['aws_pipes_pipe', { service: 'pipes', resource: 'pipe/{name}', id: 'name' }],
  ['aws_rds_cluster', RDS_CLUSTER],
  ['aws_redshift_cluster', { service: 'redshift', resource: 'cluster:{name}', name: 'cluster_identifier', id: 'name' }],
  ['aws_resourcegroups_group', { service: 'resource-groups', resource: 'group/{name}', id: 'name' }],
  [
    'aws_route53_zone',
    { service: 'route53', resource: 'hostedzone/{name}', name: 'zone_id', id: 'name', without: 'region and account' },
  ],
  ['aws_s3_access_point', { service: 's3', resource: 'accesspoint/{name}' }],
  ['aws_s3_object', { service: 's3', resource: '{bucket}/{name}', name: 'key', without: 'region and account' }],
  ['aws_sagemaker_endpoint_configuration', { service: 'sagemaker', resource: 'endpoint-config/{name}', id: 'name' }],
  ['aws_sagemaker_model', { service: 'sagemaker', resource: 'model/{name}', id: 'name' }],
  ['aws_scheduler_schedule', { service: 'scheduler', resource: 'schedule/{group_name=default}/{name}' }],
  ['aws_scheduler_schedule_group', { service: 'scheduler', resource: 'schedule-group/{name}', id: 'name' }],
  ['aws_secretsmanager_secret', { service: 'secretsmanager', resource: 'secret:{name}-{id}', id: 'arn' }],
  ['aws_security_group', { ...EC2, resource: 'security-group/{name}' }],
  [
    'aws_service_discovery_service',
    { service: 'servicediscovery', resource: 'service/{name}', name: 'id', id: 'name' },
  ],
  ['aws_ses_configuration_set', { service: 'ses', resource: 'configuration-set/{name}', id: 'name' }],
  ['aws_ses_domain_identity', { ...EMAIL, name: 'domain', id: 'name' }],
  ['aws_ses_email_identity', { ...EMAIL, name: 'email', id: 'name' }],
  ['aws_sesv2_email_identity', { ...EMAIL, name: 'email_identity', id: 'name' }],
  ['aws_sfn_activity', { service: 'states', resource: 'activity:{name}', arn: 'id' }],
  ['aws_ssm_document', { service: 'ssm', resource: 'document/{name}', id: 'name' }],
  ['aws_subnet', { ...EC2, resource: 'subnet/{name}' }],
  [
    'aws_timestreamwrite_database',
    { service: 'timestream', resource: 'database/{name}', name: 'database_name', id: 'name' },
  ],
  ['aws_transfer_server', { service: 'transfer', resource: 'server/{name}', name: 'id', id: 'name' }],
  ['aws_vpc', { ...EC2, resource: 'vpc/{name}' }],
  ['aws_vpc_endpoint', { ...EC2, resource: 'vpc-endpoint/{name}' }],
]);
