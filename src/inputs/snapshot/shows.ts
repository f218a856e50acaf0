import type { Gap, Model } from '../../model/model.js';
import type { ResourceKind } from '../../model/resource.js';
import type { Gap as Unanswered, Snapshot } from '../../schemas/snapshot.generated.js';
import type { Sections } from './sections.js';

type Kind = ResourceKind | 'oidc' | 'saml' | 'identity-pool' | 'trust-anchor' | 'certificate-profile';

/** The call whose answer lists everything of a kind in one region; for what an account has once, in all; and the list. */
const LISTED_BY: readonly (readonly [Kind, service: string, operation: string, list: string])[] = [
  ['oidc', 'iam', 'ListOpenIDConnectProviders', 'OpenIDConnectProviders'],
  ['saml', 'iam', 'ListSAMLProviders', 'SAMLProviders'],
  ['bucket', 's3', 'ListBuckets', 'Buckets'],
  ['function', 'lambda', 'ListFunctions', 'Functions'],
  ['ecs-cluster', 'ecs', 'ListClusters', 'Clusters'],
  ['service', 'ecs', 'DescribeServices', 'Services'],
  ['task-definition', 'ecs', 'ListTaskDefinitionFamilies', 'TaskDefinitions'],
  ['instance', 'ec2', 'DescribeInstances', 'Instances'],
  ['launch-template', 'ec2', 'DescribeLaunchTemplates', 'LaunchTemplates'],
  ['spot-fleet', 'ec2', 'DescribeSpotFleetRequests', 'SpotFleetRequests'],
  ['ec2-fleet', 'ec2', 'DescribeFleets', 'Fleets'],
  ['auto-scaling-group', 'autoscaling', 'DescribeAutoScalingGroups', 'AutoScalingGroups'],
  ['launch-configuration', 'autoscaling', 'DescribeLaunchConfigurations', 'LaunchConfigurations'],
  ['repository', 'ecr', 'DescribeRepositories', 'Repositories'],
  ['build-project', 'codebuild', 'BatchGetProjects', 'Projects'],
  ['build-fleet', 'codebuild', 'BatchGetFleets', 'Fleets'],
  ['notebook-instance', 'sagemaker', 'ListNotebookInstances', 'NotebookInstances'],
  ['studio-domain', 'sagemaker', 'ListDomains', 'Domains'],
  ['endpoint', 'sagemaker', 'ListEndpoints', 'Endpoints'],
  ['glue-job', 'glue', 'GetJobs', 'Jobs'],
  ['dev-endpoint', 'glue', 'GetDevEndpoints', 'DevEndpoints'],
  ['eks-cluster', 'eks', 'ListClusters', 'Clusters'],
  ['nodegroup', 'eks', 'ListNodegroups', 'Clusters'],
  ['compute-environment', 'batch', 'DescribeComputeEnvironments', 'ComputeEnvironments'],
  ['job-queue', 'batch', 'DescribeJobQueues', 'JobQueues'],
  ['job-definition', 'batch', 'DescribeJobDefinitions', 'JobDefinitions'],
  ['rest-api', 'apigateway', 'GetRestApis', 'RestApis'],
  ['http-api', 'apigatewayv2', 'GetApis', 'Apis'],
  ['websocket-api', 'apigatewayv2', 'GetApis', 'Apis'],
  ['identity-pool', 'cognito-identity', 'ListIdentityPools', 'IdentityPools'],
  ['trust-anchor', 'rolesanywhere', 'ListTrustAnchors', 'TrustAnchors'],
  ['certificate-profile', 'rolesanywhere', 'ListProfiles', 'Profiles'],
  ['queue', 'sqs', 'ListQueues', 'Queues'],
  ['topic', 'sns', 'ListTopics', 'Topics'],
  ['event-bus', 'events', 'ListEventBuses', 'EventBuses'],
  ['stack', 'cloudformation', 'DescribeStacks', 'Stacks'],
  ['stack-set', 'cloudformation', 'ListStackSets', 'StackSets'],
  ['state-machine', 'states', 'ListStateMachines', 'StateMachines'],
  ['emr-cluster', 'elasticmapreduce', 'ListClusters', 'Clusters'],
  ['virtual-cluster', 'emr-containers', 'ListVirtualClusters', 'VirtualClusters'],
  ['apprunner-service', 'apprunner', 'ListServices', 'Services'],
  ['beanstalk-environment', 'elasticbeanstalk', 'DescribeEnvironments', 'Environments'],
  ['lightsail-instance', 'lightsail', 'GetInstances', 'Instances'],
  ['lightsail-container-service', 'lightsail', 'GetContainerServices', 'ContainerServices'],
  ['agent-runtime', 'bedrock-agentcore', 'ListAgentRuntimes', 'AgentRuntimes'],
  ['scalable-target', 'application-autoscaling', 'DescribeScalableTargets', 'ScalableTargets'],
  ['airflow-environment', 'airflow', 'GetEnvironment', 'Environments'],
  ['spark-workgroup', 'athena', 'GetWorkGroup', 'WorkGroups'],
  ['flink-application', 'kinesisanalytics', 'ListApplications', 'Applications'],
  ['code-interpreter', 'bedrock-agentcore', 'ListCodeInterpreters', 'CodeInterpreters'],
  ['sagemaker-pipeline', 'sagemaker', 'ListPipelines', 'Pipelines'],
  ['hyperpod-cluster', 'sagemaker', 'ListClusters', 'Clusters'],
  ['stream', 'kinesis', 'ListStreams', 'Streams'],
  ['pipeline', 'codepipeline', 'ListPipelines', 'Pipelines'],
  ['amplify-app', 'amplify', 'ListApps', 'Apps'],
  ['image-builder-infrastructure', 'imagebuilder', 'ListInfrastructureConfigurations', 'InfrastructureConfigurations'],
  ['appstream-image-builder', 'appstream', 'DescribeImageBuilders', 'ImageBuilders'],
  ['canary', 'synthetics', 'DescribeCanaries', 'Canaries'],
  ['table', 'dynamodb', 'ListTables', 'Tables'],
  ['log-destination', 'logs', 'DescribeDestinations', 'Destinations'],
  ['mail-rule', 'ses', 'DescribeActiveReceiptRuleSet', 'ActiveReceiptRuleSets'],
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
 * them was made and answered there. Of any other kind there may be more than the snapshot shows.
 */
export function shownKinds({ gaps, regions, unreadRegions, regional, global }: Snapshot): Model['shows'] {
  const everywhere = unreadRegions?.length === 0;
  const answered = (service: string, operation: string): boolean => {
    const needed = [operation, ...(LEADS_TO.get(`${service} ${operation}`) ?? [])];
    return !gaps.some((gap) => gap.service === '*' || (gap.service === service && needed.includes(gap.operation)));
  };
  const shown = LISTED_BY.filter(([, service, operation, list]) => {
    if (!answered(service, operation)) return false;
    // An audit of another version may have read less of a service, or nothing.
    const isIn = (services: object): boolean =>
      list in (Object.entries(services).find(([name]) => name === service)?.[1] ?? {});
    if (service in global) return isIn(global);
    return everywhere && regions.every((region) => isIn(regional[region] ?? {}));
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
  const read = regions.length === 0 ? 'none' : `only ${list(regions)}`;
  const reason = `${read} of the enabled regions ${regions.length <= 1 ? 'was' : 'were'} read, not ${list(unreadRegions)}; \`--region all\` reads them`;
  return [...found, { kind: 'incomplete-input', address: account, reason, location: sections.at('/unreadRegions') }];
}

function reasonOf({ service, operation, permission, error, kind }: Unanswered): string {
  const call = `${service}:${operation}`;
  switch (kind) {
    case 'denied':
      return `\`${call}\` was refused (${error}); grant the audit \`${permission}\``;
    case 'region-disabled':
      return `the account has not enabled the region, or there is none of that name (${error})`;
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
