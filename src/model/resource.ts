import type { SourceLocation } from './location.js';
import type { Policy } from './policy.js';

/** What a resource is, in the words that `rules.yaml` uses under `existing`. */
export type ResourceKind =
  | 'function'
  | 'task-definition'
  | 'service'
  | 'instance'
  | 'launch-template'
  | 'auto-scaling-group'
  | 'build-project'
  | 'bucket'
  | 'repository'
  | 'spot-fleet'
  | 'ec2-fleet'
  | 'launch-configuration'
  | 'ecs-cluster'
  | 'eks-cluster'
  | 'nodegroup'
  | 'compute-environment'
  | 'job-queue'
  | 'job-definition'
  | 'apprunner-service'
  | 'lightsail-instance'
  | 'lightsail-container-service'
  | 'beanstalk-environment'
  | 'build-fleet'
  | 'notebook-instance'
  | 'studio-domain'
  | 'endpoint'
  | 'glue-job'
  | 'dev-endpoint'
  | 'emr-cluster'
  | 'virtual-cluster'
  | 'spark-workgroup'
  | 'flink-application'
  | 'airflow-environment'
  | 'stack'
  | 'stack-set'
  | 'state-machine'
  | 'scalable-target'
  | 'agent-runtime';

/** A function URL: a public HTTPS address that invokes a function (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). */
export interface FunctionUrl {
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A resource that runs code, starts code, or holds what is run. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  /** ARNs of the roles that code in this resource acts as. */
  readonly roles: readonly string[];
  /** The resource-based policy, or null when there is none or the input does not show it. */
  readonly policy: Policy | null;
  readonly functionUrls: readonly FunctionUrl[];
  readonly address: string | null;
  readonly location: SourceLocation;
}
