import type { Gap, Model } from '../../model/model.js';
import type { ResourceKind } from '../../model/resource.js';
import type { Gap as Unanswered, Snapshot } from '../../schemas/snapshot.generated.js';
import type { Sections } from './sections.js';

type Kind = ResourceKind | 'oidc' | 'saml' | 'identity-pool' | 'trust-anchor' | 'certificate-profile';

/** The call whose answer lists everything of a kind in one region; for what an account has once, in all. */
const LISTED_BY: readonly (readonly [Kind, service: string, operation: string])[] = [
  ['oidc', 'iam', 'ListOpenIDConnectProviders'],
  ['saml', 'iam', 'ListSAMLProviders'],
  ['bucket', 's3', 'ListBuckets'],
  ['function', 'lambda', 'ListFunctions'],
  ['ecs-cluster', 'ecs', 'ListClusters'],
  ['service', 'ecs', 'DescribeServices'],
  ['task-definition', 'ecs', 'ListTaskDefinitionFamilies'],
  ['instance', 'ec2', 'DescribeInstances'],
  ['launch-template', 'ec2', 'DescribeLaunchTemplates'],
  ['spot-fleet', 'ec2', 'DescribeSpotFleetRequests'],
  ['ec2-fleet', 'ec2', 'DescribeFleets'],
  ['auto-scaling-group', 'autoscaling', 'DescribeAutoScalingGroups'],
  ['launch-configuration', 'autoscaling', 'DescribeLaunchConfigurations'],
  ['repository', 'ecr', 'DescribeRepositories'],
  ['build-project', 'codebuild', 'BatchGetProjects'],
  ['build-fleet', 'codebuild', 'BatchGetFleets'],
  ['notebook-instance', 'sagemaker', 'ListNotebookInstances'],
  ['studio-domain', 'sagemaker', 'ListDomains'],
  ['endpoint', 'sagemaker', 'ListEndpoints'],
  ['glue-job', 'glue', 'GetJobs'],
  ['dev-endpoint', 'glue', 'GetDevEndpoints'],
  ['eks-cluster', 'eks', 'ListClusters'],
  ['nodegroup', 'eks', 'ListNodegroups'],
  ['compute-environment', 'batch', 'DescribeComputeEnvironments'],
  ['job-queue', 'batch', 'DescribeJobQueues'],
  ['job-definition', 'batch', 'DescribeJobDefinitions'],
  ['rest-api', 'apigateway', 'GetRestApis'],
  ['http-api', 'apigatewayv2', 'GetApis'],
  ['websocket-api', 'apigatewayv2', 'GetApis'],
  ['identity-pool', 'cognito-identity', 'ListIdentityPools'],
  ['trust-anchor', 'rolesanywhere', 'ListTrustAnchors'],
  ['certificate-profile', 'rolesanywhere', 'ListProfiles'],
  ['queue', 'sqs', 'ListQueues'],
  ['topic', 'sns', 'ListTopics'],
  ['event-bus', 'events', 'ListEventBuses'],
  ['stack', 'cloudformation', 'DescribeStacks'],
  ['stack-set', 'cloudformation', 'ListStackSets'],
  ['state-machine', 'states', 'ListStateMachines'],
  ['emr-cluster', 'elasticmapreduce', 'ListClusters'],
  ['virtual-cluster', 'emr-containers', 'ListVirtualClusters'],
  ['apprunner-service', 'apprunner', 'ListServices'],
  ['beanstalk-environment', 'elasticbeanstalk', 'DescribeEnvironments'],
  ['lightsail-instance', 'lightsail', 'GetInstances'],
  ['lightsail-container-service', 'lightsail', 'GetContainerServices'],
  ['agent-runtime', 'bedrock-agentcore', 'ListAgentRuntimes'],
  ['scalable-target', 'application-autoscaling', 'DescribeScalableTargets'],
  ['airflow-environment', 'airflow', 'GetEnvironment'],
  ['spark-workgroup', 'athena', 'GetWorkGroup'],
  ['flink-application', 'kinesisanalytics', 'ListApplications'],
  ['code-interpreter', 'bedrock-agentcore', 'ListCodeInterpreters'],
  ['sagemaker-pipeline', 'sagemaker', 'ListPipelines'],
  ['hyperpod-cluster', 'sagemaker', 'ListClusters'],
  ['stream', 'kinesis', 'ListStreams'],
];

/** Calls without which another one is not made. */
const LEADS_TO: ReadonlyMap<string, readonly string[]> = new Map([
  ['ecs DescribeServices', ['ListClusters', 'ListServices']],
  ['codebuild BatchGetProjects', ['ListProjects']],
  ['codebuild BatchGetFleets', ['ListFleets']],
  ['eks ListNodegroups', ['ListClusters']],
  ['airflow GetEnvironment', ['ListEnvironments']],
  ['athena GetWorkGroup', ['ListWorkGroups']],
]);

/**
 * The kinds of which the snapshot shows everything that the account has: each region was read, and the call that lists
 * them was answered there. Of any other kind there may be more than the snapshot shows.
 */
export function shownKinds({ gaps, regions, unreadRegions, regional, global }: Snapshot): Model['shows'] {
  const everywhere = unreadRegions?.length === 0;
  const answered = (service: string, operation: string): boolean => {
    const needed = [operation, ...(LEADS_TO.get(`${service} ${operation}`) ?? [])];
    return !gaps.some((gap) => gap.service === '*' || (gap.service === service && needed.includes(gap.operation)));
  };
  const shown = LISTED_BY.filter(([, service, operation]) => {
    if (!answered(service, operation)) return false;
    if (service in global) return true;
    return everywhere && regions.every((region) => service in (regional[region] ?? {}));
  });
  return new Set(shown.map(([kind]) => kind));
}

/** What was not read, as the reader of a report has to know it. */
export function readGaps(sections: Sections): readonly Gap[] {
  const { account, gaps, regions, unreadRegions = [] } = sections.snapshot;
  const found = gaps.map((gap, index) => ({
    kind: 'incomplete-input' as const,
    address: [account, gap.region, gap.resource].filter((part) => part !== null && part !== undefined).join(' '),
    reason: reasonOf(gap),
    location: sections.at(`/gaps/${String(index)}`),
  }));
  if (unreadRegions.length === 0) return found;
  const reason = `only ${list(regions)} of the enabled regions ${regions.length === 1 ? 'was' : 'were'} read, not ${list(unreadRegions)}; \`--region all\` reads them`;
  return [...found, { kind: 'incomplete-input', address: account, reason, location: sections.at('/unreadRegions') }];
}

function reasonOf({ service, operation, permission, error, kind }: Unanswered): string {
  const call = `${service}:${operation}`;
  switch (kind) {
    case 'denied':
      return `\`${call}\` was refused (${error}); grant the audit \`${permission}\``;
    case 'region-disabled':
      return `the account has not enabled the region (${error})`;
    case 'throttled':
      return `\`${call}\` was throttled until the audit gave up (${error}); it needs \`${permission}\``;
    case 'network':
      return `\`${call}\` could not be sent (${error}); it needs \`${permission}\``;
    default:
      return `\`${call}\` failed (${error}); it needs \`${permission}\``;
  }
}

/** More regions than this say nothing to a reader. */
const NAMED = 3;

function list(regions: readonly string[]): string {
  const others = regions.length - NAMED;
  return others > 1 ? `${regions.slice(0, NAMED).join(', ')} and ${String(others)} others` : regions.join(', ');
}
