import type { CodeSource } from '../../model/code-source.js';
import type { NetworkExposure } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import type { Resource } from '../../model/resource.js';
import type { AirflowEnvironment, AppRunnerService, BeanstalkEnvironment } from '../../schemas/snapshot.generated.js';
import { below, last, type Sections } from './sections.js';

/** Services that run an application for its owner: App Runner, Elastic Beanstalk, Lightsail, AgentCore, Airflow, AppStream, Synthetics. */
export function readPlatforms(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('apprunner', 'Services').map(({ row, location }) => {
      const { ServiceArn: arn, ServiceName: name = last(arn), InstanceConfiguration } = row;
      return sections.resource('apprunner-service', arn, name, location, {
        roles: sections.roles(InstanceConfiguration?.InstanceRoleArn),
        code: appRunnerCode(row),
        exposures: appRunnerExposures(row, below(location, 'NetworkConfiguration')),
      });
    }),
    ...sections.rows('elasticbeanstalk', 'Environments').map(({ row, location }) => {
      const { EnvironmentArn: arn, EnvironmentName: name = last(arn) } = row;
      const roles = sections.profileRoles(row.IamInstanceProfile);
      return sections.resource('beanstalk-environment', arn, name, location, { roles, code: bundleOf(row, sections) });
    }),
    ...sections
      .rows('lightsail', 'Instances')
      .map(({ row, location }) =>
        sections.resource('lightsail-instance', row.arn, row.name ?? last(row.arn), location, {}),
      ),
    ...sections
      .rows('lightsail', 'ContainerServices')
      .map(({ row, location }) =>
        sections.resource('lightsail-container-service', row.arn, row.name ?? last(row.arn), location, {}),
      ),
    ...sections.rows('bedrock-agentcore', 'AgentRuntimes').map(({ row, location }) => {
      const { agentRuntimeArn: arn, agentRuntimeName: name = last(arn), roleArn } = row;
      return sections.resource('agent-runtime', arn, name, location, { roles: sections.roles(roleArn) });
    }),
    ...sections.rows('bedrock-agentcore', 'CodeInterpreters').map(({ row, location }) => {
      const { codeInterpreterArn: arn, name = last(arn), executionRoleArn } = row;
      return sections.resource('code-interpreter', arn, name, location, { roles: sections.roles(executionRoleArn) });
    }),
    ...sections.rows('appstream', 'ImageBuilders').map(({ row, location }) => {
      const { Arn: arn, Name: name = last(arn), IamRoleArn } = row;
      return sections.resource('appstream-image-builder', arn, name, location, { roles: sections.roles(IamRoleArn) });
    }),
    ...sections.rows('synthetics', 'Canaries').map(({ row, region, location }) => {
      const { Name: name, ExecutionRoleArn } = row;
      const arn = sections.arn('synthetics', region, `canary:${name}`);
      return sections.resource('canary', arn, name, location, { roles: sections.roles(ExecutionRoleArn) });
    }),
    ...sections.rows('airflow', 'Environments').map(({ row, location }) => {
      const { Arn: arn, Name: name = last(arn), ExecutionRoleArn } = row;
      return sections.resource('airflow-environment', arn, name, location, {
        roles: sections.roles(ExecutionRoleArn),
        code: airflowCode(row),
      });
    }),
  ];
}

/** A service that deploys by itself takes whatever is pushed (https://docs.aws.amazon.com/apprunner/latest/api/API_SourceConfiguration.html). */
function appRunnerCode({ SourceConfiguration: source }: AppRunnerService): readonly CodeSource[] {
  const reference = source?.ImageRepository?.ImageIdentifier;
  if (reference === undefined) return [];
  const readAt = source?.AutoDeploymentsEnabled === false ? 'deployment' : 'start';
  return [{ kind: 'container-image', reference, readAt }];
}

/** https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html: public unless it is said to be private. */
function appRunnerExposures(
  { NetworkConfiguration: network }: AppRunnerService,
  location: SourceLocation,
): readonly NetworkExposure[] {
  if (network?.IngressConfiguration?.IsPubliclyAccessible !== true) return [];
  const ports = [{ protocol: 'tcp', from: 443, to: 443 }];
  return [{ via: 'public-endpoint', ranges: ['0.0.0.0/0'], ports, assumptions: [], address: null, location }];
}

/** Airflow runs what lies under the prefix (https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-folder.html). */
function airflowCode({
  SourceBucketArn: bucket,
  DagS3Path = '',
  PluginsS3Path,
  RequirementsS3Path,
  StartupScriptS3Path,
}: AirflowEnvironment): readonly CodeSource[] {
  if (bucket === undefined) return [];
  const path = DagS3Path.replace(/^\/|\/$/g, '');
  const others = [PluginsS3Path, RequirementsS3Path, StartupScriptS3Path].flatMap((one) => one ?? []);
  return [
    { kind: 'object', arn: `${bucket}/${path}${path === '' ? '' : '/'}*`, readAt: 'start' },
    ...others.map((key): CodeSource => ({ kind: 'object', arn: `${bucket}/${key}`, readAt: 'deployment' })),
  ];
}

/** The source bundle of the version that an environment runs (https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_S3Location.html). */
function bundleOf({ VersionLabel, Versions = [] }: BeanstalkEnvironment, sections: Sections): readonly CodeSource[] {
  const { S3Bucket: bucket, S3Key: key } =
    Versions.find((one) => one.VersionLabel === VersionLabel)?.SourceBundle ?? {};
  if (VersionLabel === undefined || bucket === undefined || key === undefined) return [];
  return [{ kind: 'object', arn: `arn:${sections.snapshot.partition}:s3:::${bucket}/${key}`, readAt: 'deployment' }];
}
