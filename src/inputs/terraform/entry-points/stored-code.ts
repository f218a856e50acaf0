import type { CodeSource } from '../../../model/code-source.js';
import { modelsOf } from '../endpoint-models.js';
import { isPlainObject, own, textOrNull } from '../guards.js';
import { type Block, readAttribute, readBlocks, topBlock } from '../values.js';
import type { Objects } from './objects.js';

type Read = (block: Block, objects: Objects) => readonly CodeSource[];

/** Types whose code lies in a bucket and is copied from there, or read, at a time of its own. */
export const STORED_CODE: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['aws_lambda_function', (block, objects) => objects.in(block, 's3_bucket', 's3_key', 'deployment')],
  ['aws_synthetics_canary', (block, objects) => objects.in(block, 's3_bucket', 's3_key', 'deployment')],
  // The template decides what the stack's role makes (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html).
  ['aws_cloudformation_stack', (block, objects) => objects.at(block, 'template_url', 'deployment')],
  ['aws_glue_job', glueJob],
  ['aws_mwaa_environment', airflow],
  ['aws_emr_cluster', emrCluster],
  ['aws_kinesisanalyticsv2_application', flink],
  ['aws_elastic_beanstalk_environment', beanstalk],
  ['aws_sagemaker_endpoint', endpoint],
  [
    'aws_sagemaker_pipeline',
    (block, objects) =>
      rows(block, ['pipeline_definition_s3_location']).flatMap((row) =>
        objects.in(row, 'bucket', 'object_key', 'deployment'),
      ),
  ],
]);

/** Arguments of a Glue job that name code (https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html). */
const GLUE_ARGUMENTS = ['--extra-py-files', '--extra-jars', '--scriptLocation', '--additional-python-modules'];

/** A job reads its script, and the modules and libraries that its arguments name, whenever it runs. */
function glueJob(block: Block, objects: Objects): readonly CodeSource[] {
  const scripts = rows(block, ['command']).flatMap((row) => objects.at(row, 'script_location', 'start'));
  const values = own(block.values, 'default_arguments');
  const listed = GLUE_ARGUMENTS.flatMap((name) => (isPlainObject(values) ? (textOrNull(own(values, name)) ?? []) : []));
  const libraries = listed.flatMap((text) =>
    text.split(',').flatMap((one) => objects.named(block, one.trim(), 'start')),
  );
  return [...scripts, ...libraries];
}

/** https://docs.aws.amazon.com/mwaa/latest/userguide/working-dags.html: workflows are read as they are, the rest with an update. */
function airflow(block: Block, objects: Objects): readonly CodeSource[] {
  const bucket = objects.bucket(block, 'source_bucket_arn');
  if (bucket === null) return [];
  const text = (name: string): string | null => {
    const read = readAttribute(block, name);
    return read.state === 'known' ? read.value.replace(/^\/|\/$/g, '') : null;
  };
  const dags = text('dag_s3_path') ?? '';
  const others = ['plugins_s3_path', 'requirements_s3_path', 'startup_script_s3_path'].flatMap(
    (name) => text(name) ?? [],
  );
  return [
    { kind: 'object', arn: `${bucket}/${dags}${dags === '' ? '' : '/'}*`, readAt: 'start' },
    ...others.map((path): CodeSource => ({ kind: 'object', arn: `${bucket}/${path}`, readAt: 'deployment' })),
  ];
}

/** What each new node runs before it works, and the steps of the cluster (https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-bootstrap.html). */
function emrCluster(block: Block, objects: Objects): readonly CodeSource[] {
  const actions = rows(block, ['bootstrap_action']).flatMap((row) => objects.at(row, 'path', 'deployment'));
  const steps = rows(block, ['step', 'hadoop_jar_step']).flatMap((row) => [
    ...objects.at(row, 'jar', 'deployment'),
    ...objects.among(row, 'args', 'deployment'),
  ]);
  return [...actions, ...steps];
}

/** https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_S3ContentLocation.html */
function flink(block: Block, objects: Objects): readonly CodeSource[] {
  const path = ['application_configuration', 'application_code_configuration', 'code_content', 's3_content_location'];
  return rows(block, path).flatMap((row) => objects.in(row, 'bucket_arn', 'file_key', 'deployment'));
}

/** The source bundle of the version that the environment runs (https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_S3Location.html). */
function beanstalk(block: Block, objects: Objects): readonly CodeSource[] {
  const version = objects.links.instance(block, 'version_label', ['aws_elastic_beanstalk_application_version']);
  return version === null ? [] : objects.in(topBlock(version), 'bucket', 'key', 'deployment');
}

/** Artefacts of a model hold code beside weights (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html). */
function endpoint(block: Block, objects: Objects): readonly CodeSource[] {
  const models = modelsOf(block, objects.links.reader);
  const containers = models.flatMap((model) => [...rows(model, ['primary_container']), ...rows(model, ['container'])]);
  return containers.flatMap((container) => {
    const sources = rows(container, ['model_data_source', 's3_data_source']);
    return [
      ...objects.at(container, 'model_data_url', 'deployment'),
      // A prefix stands for whatever lies under it.
      ...sources.flatMap((source) =>
        objects
          .at(source, 's3_uri', 'deployment')
          .map((code) => (code.kind === 'object' && code.arn.endsWith('/') ? { ...code, arn: `${code.arn}*` } : code)),
      ),
    ];
  });
}

function rows(block: Block, names: readonly string[]): readonly Block[] {
  return names.reduce<readonly Block[]>((all, name) => all.flatMap((row) => readBlocks(row, name) ?? []), [block]);
}
