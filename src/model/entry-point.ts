import type { SourceLocation } from './location.js';

/** A function URL: a public HTTPS address that invokes a function (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). */
export interface FunctionUrl {
  readonly authType: 'NONE' | 'AWS_IAM';
  /** True when whoever makes the URL also permits everyone `lambda:InvokeFunctionUrl`, as Terraform's provider does for `NONE`. */
  readonly permitsEveryone: boolean;
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A place of the configuration that has a Terraform address. */
export interface Place {
  readonly address: string;
  readonly location: SourceLocation | null;
}

/** Ports from `from` to `to`, both included; `protocol` is `tcp`, `udp`, `icmp` or `-1` for all of them. */
export interface PortRange {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** A way over the network to what listens in a resource, open to addresses that are not private. */
export interface NetworkExposure {
  /** An address of its own, a load balancer in front of it, or the endpoint of a managed service. */
  readonly via: 'public-address' | 'load-balancer' | 'public-endpoint';
  /** Who may connect, as CIDR ranges: `0.0.0.0/0`. */
  readonly ranges: readonly string[];
  /** Where they may connect to; for a load balancer, its listeners. */
  readonly ports: readonly PortRange[];
  /** What has to be true beside what the input shows, one sentence each: `subnet web gives out public addresses`. */
  readonly assumptions: readonly string[];
  /** Of the rule that lets the connection in. */
  readonly address: string | null;
  readonly location: SourceLocation;
  /** What else of the configuration has a part in it: the load balancer, its listener, the resource that has the address. */
  readonly through?: readonly Place[];
}

/** What an API asks of its caller. `api-key`: a key that tells customers apart but authenticates nobody. */
export type ApiAuthorization = 'none' | 'api-key' | 'iam' | 'authorizer';

/** A route, method or field of an API, with what it calls. */
export interface ApiRoute {
  /** `GET /orders`, `$default`, `Query.orders`. */
  readonly name: string;
  /** Null when the input does not show it. */
  readonly authorization: ApiAuthorization | null;
  /** ARNs of what it calls: functions, state machines, queues. */
  readonly targets: readonly string[];
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** What starts a resource: messages of a queue or stream, notifications of a topic or bucket, events of a bus. */
export interface Trigger {
  /** ARN of where the message or event comes from. */
  readonly source: string;
  /** Of the mapping, subscription, notification or target that connects them. */
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** One filter of a webhook's filter group (https://docs.aws.amazon.com/codebuild/latest/APIReference/API_WebhookFilter.html). */
export interface WebhookFilter {
  /** `EVENT`, `ACTOR_ACCOUNT_ID`, `HEAD_REF`, … */
  readonly type: string;
  /** A regular expression, for `EVENT` a list with commas; null when it is not known. */
  readonly pattern: string | null;
  /** True when it keeps out what the pattern matches. */
  readonly exclude: boolean;
}

/** The webhook by which a source repository starts a build project. */
export interface BuildWebhook {
  /** A build starts when every filter of one group lets it; any push and pull request does when there is no group. */
  readonly filterGroups: readonly (readonly WebhookFilter[])[];
  /** Which pull requests wait for a comment of a maintainer; null when the input does not show it. */
  readonly approval: 'DISABLED' | 'FORK_PULL_REQUESTS' | 'ALL_PULL_REQUESTS' | null;
  /** Repository roles whose pull requests, and whose approvals, suffice: `GITHUB_WRITE`, `BITBUCKET_ADMIN`, … */
  readonly approverRoles: readonly string[];
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** Whom the ACL of a bucket lets write to it, beside its owner (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html). */
export interface AclGrant {
  readonly grantee: 'everyone' | 'any-aws-account';
  readonly permission: 'WRITE' | 'WRITE_ACP' | 'FULL_CONTROL' | 'READ' | 'READ_ACP';
  readonly address: string | null;
  readonly location: SourceLocation;
}

/** A block of public access as it acts on one bucket: its own together with the account's (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html). */
export interface PublicAccessBlock {
  readonly ignorePublicAcls: boolean;
  readonly restrictPublicBuckets: boolean;
}
