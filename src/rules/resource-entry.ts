import type { Entry, EntryKind, Grant } from '../graph/types.js';
import type { Place } from '../model/entry-point.js';
import type { SourceLocation } from '../model/location.js';
import type { Resource, ResourceKind } from '../model/resource.js';

/** What {@link resourceEntries} needs beside the resource. */
export interface ResourceEntryFacts {
  readonly ruleId: string;
  readonly messageId: string;
  readonly kind: EntryKind;
  readonly id: string;
  /** What lets the outsider in, with its article: `the webhook of build project app`. */
  readonly opens: string;
  readonly outsider: string;
  /** What the outsider does; the step's words. */
  readonly description: string;
  readonly grant: Grant;
  readonly address: string | null;
  readonly location: SourceLocation;
  readonly through?: readonly Place[];
  /** True when the code is the outsider's own, so that it is compute by itself. */
  readonly ownCode: boolean;
  readonly door?: string;
}

/** The entries by which an outsider acts as the roles of a resource, or, with code of its own, merely runs in it. */
export function resourceEntries(resource: Resource, facts: ResourceEntryFacts): readonly Entry[] {
  const { description, grant, address, location, through = [], ownCode, ...rest } = facts;
  const compute = ownCode ? (RUN_IN[resource.kind] ?? null) : null;
  const targets = resource.roles.length === 0 && compute !== null ? [resource.arn] : resource.roles;
  return targets.map((to) => ({
    ...rest,
    to,
    step: { from: facts.id, to, via: facts.kind, description, grant, address, location, through },
    compute,
    resource,
  }));
}

/** The compute primitive that stands for code of the outsider's choice in a resource of that kind. */
const RUN_IN: Readonly<Partial<Record<ResourceKind, string>>> = {
  function: 'lambda-update-code',
  'task-definition': 'ecs-run-existing-taskdef',
  service: 'ecs-update-service',
  instance: 'ec2-userdata-hijack',
  'launch-template': 'ec2-launch-template-poison',
  'launch-configuration': 'asg-launch-config',
  'auto-scaling-group': 'asg-update',
  'build-project': 'codebuild-start-override',
  'job-definition': 'batch-submit-override',
  'apprunner-service': 'apprunner-update',
  'glue-job': 'glue-job-hijack',
  'airflow-environment': 'mwaa-hijack',
  'flink-application': 'flink-hijack',
  'emr-cluster': 'emr-steps',
  'beanstalk-environment': 'beanstalk-update',
  'eks-cluster': 'eks-mutate-via-api',
  'notebook-instance': 'sagemaker-notebook-hijack',
  'agent-runtime': 'agentcore-runtime-hijack',
};

/** Ids of the compute primitives that entries name. */
export const ENTRY_COMPUTE: readonly string[] = Object.values(RUN_IN);

/** What a resource is, and its name: `queue jobs`, `REST API shop`. */
export function called({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
  return `${NAMES[kind] ?? kind.replaceAll('-', ' ')} ${name}`;
}

const NAMES: Readonly<Partial<Record<ResourceKind, string>>> = {
  'rest-api': 'REST API',
  'http-api': 'HTTP API',
  'websocket-api': 'WebSocket API',
  'graphql-api': 'GraphQL API',
  'eks-cluster': 'EKS cluster',
  'emr-cluster': 'EMR cluster',
  'glue-job': 'Glue job',
  'apprunner-service': 'App Runner service',
};
