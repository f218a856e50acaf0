import type { CodeSource } from './code-source.js';
import type {
  AclGrant,
  ApiRoute,
  BuildWebhook,
  FunctionUrl,
  NetworkExposure,
  PublicAccessBlock,
  Trigger,
} from './entry-point.js';
import type { SourceLocation } from './location.js';
import type { Policy } from './policy.js';

/** What a resource is; kinds that run code are those that `rules.yaml` names under `existing`. */
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
  | 'hyperpod-cluster'
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
  | 'agent-runtime'
  | 'sagemaker-pipeline'
  | 'canary'
  | 'amplify-app'
  | 'image-builder-infrastructure'
  | 'appstream-image-builder'
  | 'code-interpreter'
  | 'pipeline'
  // Ways to start compute: they run no code themselves.
  | 'rest-api'
  | 'http-api'
  | 'websocket-api'
  | 'graphql-api'
  | 'queue'
  | 'topic'
  | 'event-bus'
  | 'stream'
  | 'table'
  | 'log-destination'
  | 'mail-rule'
  | 'load-balancer';

/** Whether tags of a repository can be pushed again, but for those that a filter with wildcards fits (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html). */
export interface TagMutability {
  readonly mutable: boolean;
  readonly except: readonly string[];
}

/**
 * A resource that runs code, starts code, or holds what is run.
 *
 * The fields with a question mark are facts of some kinds only. A reader that cannot see the fact leaves the field out;
 * one that sees that there is nothing gives an empty list, or null.
 */
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

  /** All of its tags, where they are known. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Of what runs code: where the code comes from. */
  readonly code?: readonly CodeSource[];
  /** Of what runs code: what starts it. */
  readonly triggers?: readonly Trigger[];
  /** Of instances, services, clusters and the like: who reaches it over the network. */
  readonly exposures?: readonly NetworkExposure[];
  /** Of an instance or launch template: whether a request without a session token gets the role's credentials (IMDSv1). */
  readonly tokensOptional?: boolean;
  /** Of an API: its routes, methods or fields. Empty for an API that is reached from inside a VPC only. */
  readonly routes?: readonly ApiRoute[];
  /** Of a build project: the webhook that starts it, or null. */
  readonly webhook?: BuildWebhook | null;
  /** Of a bucket: what its ACL grants to people that it does not name. */
  readonly aclGrants?: readonly AclGrant[];
  /** Of a bucket: null when nothing blocks public access. */
  readonly publicAccessBlock?: PublicAccessBlock | null;
  /** Of a repository: whether a tag can be pushed again with another image. */
  readonly tagMutability?: TagMutability;
  /** Of a repository: whether images are scanned when they are pushed. */
  readonly scanOnPush?: boolean;
}
