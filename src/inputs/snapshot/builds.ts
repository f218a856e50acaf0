import type { CodeSource } from '../../model/code-source.js';
import type { BuildWebhook } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import type { Resource } from '../../model/resource.js';
import type { BuildProject, PipelineAction } from '../../schemas/snapshot.generated.js';
import type { Triggers } from './functions.js';
import { objectAt } from './objects.js';
import { below, last, type Sections } from './sections.js';

/** CodeBuild, CodePipeline, Amplify, Image Builder, SageMaker, Glue and CloudFormation. */
export function readBuilds(sections: Sections, triggers: Triggers): readonly Resource[] {
  return [
    ...codeBuild(sections, triggers),
    ...codePipeline(sections),
    ...sageMaker(sections),
    ...glue(sections),
    ...cloudFormation(sections),
    ...sections.rows('amplify', 'Apps').map(({ row, location }) =>
      sections.resource('amplify-app', row.appArn, row.name ?? last(row.appArn), location, {
        roles: sections.roles(row.iamServiceRoleArn, row.computeRoleArn),
      }),
    ),
    ...sections.rows('imagebuilder', 'InfrastructureConfigurations').map(({ row, location }) =>
      sections.resource('image-builder-infrastructure', row.arn, row.name ?? last(row.arn), location, {
        roles: sections.profileRoles(row.instanceProfileName),
      }),
    ),
  ];
}

function codeBuild(sections: Sections, triggers: Triggers): readonly Resource[] {
  return [
    ...sections.rows('codebuild', 'Projects').map(({ row, location }) =>
      sections.resource('build-project', row.arn, row.name, location, {
        roles: sections.roles(row.serviceRole),
        code: buildCode(row, sections),
        webhook: webhookOf(row, below(location, 'webhook')),
        triggers: triggers.of(row.arn),
      }),
    ),
    ...sections
      .rows('codebuild', 'Fleets')
      .map(({ row, location }) => sections.resource('build-fleet', row.arn, row.name ?? last(row.arn), location, {})),
  ];
}

/** The address for cloning from CodeCommit (https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html#regions-git). */
const CODECOMMIT = /^https:\/\/git-codecommit(?:-fips)?\.(?<region>[a-z0-9-]+)\.[^/]+\/v1\/repos\/(?<name>[^/]+)$/;

function buildCode(
  { source, secondarySources = [], environment }: BuildProject,
  sections: Sections,
): readonly CodeSource[] {
  const { partition } = sections.snapshot;
  const code: CodeSource[] = [];
  for (const { type, location } of [...(source === undefined ? [] : [source]), ...secondarySources]) {
    const { region, name } = CODECOMMIT.exec(location ?? '')?.groups ?? {};
    if (type === 'CODECOMMIT' && region !== undefined && name !== undefined)
      code.push({ kind: 'git-repository', arn: sections.arn('codecommit', region, name), readAt: 'start' });
    if (type === 'S3' && location !== undefined)
      code.push({ kind: 'object', arn: `arn:${partition}:s3:::${location}`, readAt: 'start' });
  }
  if (source?.buildspec !== undefined) code.push(...objectAt(source.buildspec, partition, 'start'));
  if (environment?.image !== undefined)
    code.push({ kind: 'container-image', reference: environment.image, readAt: 'start' });
  return code;
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_PullRequestBuildPolicy.html */
const APPROVALS = ['DISABLED', 'FORK_PULL_REQUESTS', 'ALL_PULL_REQUESTS'] as const;

function webhookOf({ webhook }: BuildProject, location: SourceLocation): BuildWebhook | null {
  if (webhook === undefined) return null;
  const { filterGroups = [], pullRequestBuildPolicy: policy } = webhook;
  return {
    filterGroups: filterGroups.map((group) =>
      group.map(({ type = '', pattern, excludeMatchedPattern }) => ({
        type,
        pattern: pattern ?? null,
        exclude: excludeMatchedPattern === true,
      })),
    ),
    approval: APPROVALS.find((one) => one === policy?.requiresCommentApproval) ?? null,
    approverRoles: policy?.approverRoles ?? [],
    address: null,
    location,
  };
}

/**
 * What comes out of the source of a pipeline is run by its build projects, and deployed with the roles of its
 * CloudFormation actions (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html).
 */
function codePipeline(sections: Sections): readonly Resource[] {
  const projects = new Map(
    sections
      .rows('codebuild', 'Projects')
      .map(({ row, region }) => [`${region} ${row.name}`, row.serviceRole] as const),
  );
  return sections.rows('codepipeline', 'Pipelines').map(({ row, region: home, location }) => {
    const actions = (row.stages ?? []).flatMap((stage) => stage.actions ?? []);
    const roles = actions.map(({ actionTypeId, configuration, region = home }) => {
      if (actionTypeId?.provider === 'CloudFormation') return configuration?.RoleArn;
      if (actionTypeId?.provider !== 'CodeBuild') return undefined;
      return projects.get(`${region} ${configuration?.ProjectName ?? ''}`);
    });
    return sections.resource('pipeline', sections.arn('codepipeline', home, row.name), row.name, location, {
      roles: sections.roles(...roles),
      code: actions.flatMap((action) => pipelineSource(action, action.region ?? home, sections)),
    });
  });
}

/**
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
function pipelineSource(
  { actionTypeId: type, configuration = {} }: PipelineAction,
  region: string,
  sections: Sections,
): readonly CodeSource[] {
  if (type?.category !== 'Source') return [];
  const { RepositoryName: repository, S3Bucket: bucket, S3ObjectKey: key = '*' } = configuration;
  if (type.provider === 'CodeCommit' && repository !== undefined)
    return [{ kind: 'git-repository', arn: sections.arn('codecommit', region, repository), readAt: 'start' }];
  if (type.provider !== 'S3' || bucket === undefined) return [];
  return [{ kind: 'object', arn: `arn:${sections.snapshot.partition}:s3:::${bucket}/${key}`, readAt: 'start' }];
}

function sageMaker(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('sagemaker', 'NotebookInstances').map(({ row, location }) =>
      sections.resource('notebook-instance', row.NotebookInstanceArn, row.NotebookInstanceName, location, {
        roles: sections.roles(row.RoleArn),
      }),
    ),
    ...sections.rows('sagemaker', 'Domains').map(({ row, location }) =>
      sections.resource('studio-domain', row.DomainArn, row.DomainName ?? last(row.DomainArn), location, {
        roles: sections.roles(row.DefaultUserSettings?.ExecutionRole, row.DefaultSpaceSettings?.ExecutionRole),
      }),
    ),
    ...sections.rows('sagemaker', 'UserProfiles').map(({ row, region, location }) => {
      const { UserProfileName: name, DomainId = '*' } = row;
      const arn = row.UserProfileArn ?? sections.arn('sagemaker', region, `user-profile/${DomainId}/${name}`);
      return sections.resource('studio-domain', arn, name, location, {
        roles: sections.roles(row.UserSettings?.ExecutionRole),
      });
    }),
    ...sections.rows('sagemaker', 'Endpoints').map(({ row, location }) => {
      const { EndpointArn: arn, EndpointName: name = last(arn) } = row;
      return sections.resource('endpoint', arn, name, location, {});
    }),
    ...sections.rows('sagemaker', 'Pipelines').map(({ row, location }) => {
      const { PipelineArn: arn, PipelineName: name = last(arn), RoleArn } = row;
      return sections.resource('sagemaker-pipeline', arn, name, location, { roles: sections.roles(RoleArn) });
    }),
    ...sections.rows('sagemaker', 'Clusters').map(({ row, location }) => {
      const { ClusterArn: arn, ClusterName: name = last(arn) } = row;
      return sections.resource('hyperpod-cluster', arn, name, location, {});
    }),
  ];
}

function glue(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('glue', 'Jobs').map(({ row, region, location }) => {
      const { partition } = sections.snapshot;
      const listed = Object.values(row.DefaultArguments ?? {}).filter((text) => typeof text === 'string');
      const libraries = listed.flatMap((text) => text.split(','));
      const objects = [row.Command?.ScriptLocation ?? '', ...libraries];
      return sections.resource('glue-job', sections.arn('glue', region, `job/${row.Name}`), row.Name, location, {
        roles: sections.roles(row.Role),
        code: objects.flatMap((text) => objectAt(text.trim(), partition, 'start')),
      });
    }),
    ...sections.rows('glue', 'DevEndpoints').map(({ row, region, location }) => {
      const arn = sections.arn('glue', region, `devEndpoint/${row.EndpointName}`);
      return sections.resource('dev-endpoint', arn, row.EndpointName, location, { roles: sections.roles(row.RoleArn) });
    }),
  ];
}

function cloudFormation(sections: Sections): readonly Resource[] {
  return [
    ...sections.rows('cloudformation', 'Stacks').map(({ row, location }) => {
      const { StackId: arn, StackName: name = arn } = row;
      return sections.resource('stack', arn, name, location, { roles: sections.roles(row.RoleARN) });
    }),
    ...sections.rows('cloudformation', 'StackSets').map(({ row, region, location }) => {
      const { StackSetId, StackSetName: name = StackSetId } = row;
      const arn = row.StackSetARN ?? sections.arn('cloudformation', region, `stackset/${StackSetId}`);
      return sections.resource('stack-set', arn, name, location, { roles: sections.roles(row.AdministrationRoleARN) });
    }),
  ];
}
