/** Who made a call, as the record's `userIdentity` says (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html). */
export interface CallerIdentity {
  /** `IAMUser`, `AssumedRole`, `AWSService`, …; {@link NAMED_ONLY}; null for an event of a service itself. */
  readonly type: string | null;
  readonly arn: string | null;
  /** Account that owns the credentials. */
  readonly account: string | null;
  readonly principalId: string | null;
  readonly accessKeyId: string | null;
  readonly userName: string | null;
  /** Who issued the session: the role, user or root that the temporary credentials belong to. */
  readonly issuer: {
    readonly type: string | null;
    readonly arn: string | null;
    readonly principalId: string | null;
  } | null;
  /** The AWS service that made the call, for itself or for its caller. */
  readonly invokedBy: string | null;
  readonly sourceIdentity: string | null;
  /** The identity provider of a federated caller or session. */
  readonly provider: string | null;
  /** When the session began, in milliseconds since 1970. */
  readonly sessionStart: number | null;
}

/** Type of an identity of which a source shows the name alone, be it of a user or of a role's session. */
export const NAMED_ONLY = 'NamedOnly';

export type CallOutcome = 'success' | 'refused' | 'dry-run';

/** What EC2 may be told to refuse for an instance (`disableApiStop`, `disableApiTermination`). */
export type Protection = 'stop' | 'termination';

/** What signals and attribution ask of a call beside its common fields. A fact that the record does not show is absent. */
export interface CallFacts {
  /** Access key id of the credentials that the call returned. */
  readonly issuedKey?: string;
  /** ARN of the session that the call returned credentials for. */
  readonly issuedTo?: string;
  /** Access key id of a key that the call made for a user. */
  readonly createdKey?: string;
  /** The role, user, policy or function that the call is about. */
  readonly target?: string;
  /** Floor and ceiling of a scaling group, service or environment. */
  readonly floor?: number;
  readonly ceiling?: number;
  readonly spot?: true;
  /** Protects instances from these. */
  readonly protects?: readonly Protection[];
  /** Units of CPU of a Fargate task or of a task definition. */
  readonly cpu?: number;
  readonly fargate?: true;
  readonly images?: readonly string[];
  /** Texts of miners that stand in an image, command, environment or script. */
  readonly miners?: readonly string[];
  /** Opens a port to every address. */
  readonly opensToAll?: true;
  /** Lets anyone invoke a function. */
  readonly anyone?: true;
  /** Network interfaces of what the call launched. */
  readonly interfaces?: readonly string[];
  /** Names that the caller chose for what it made. */
  readonly names?: readonly string[];
  /** ARN of the policy that is attached. */
  readonly policyArn?: string;
  /** Quota that is looked up or raised, as `ec2/L-1216C47A`. */
  readonly quota?: string;
  /** What the call made or changed that a service may launch for later, as `kind:name`. */
  readonly owns?: readonly string[];
  /** What a service made this call for, as `kind:name`. */
  readonly actsFor?: readonly string[];
  /** Ids or names of what the call ends. */
  readonly ends?: readonly string[];
}

/** What is kept of one CloudTrail record that the catalogue knows, or of several alike within the hour. */
export interface Call {
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `ec2.amazonaws.com`. */
  readonly source: string;
  /** Event name without the date that some services add. */
  readonly name: string;
  /** Account in which the record was written. */
  readonly account: string;
  readonly region: string;
  readonly identity: CallerIdentity;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  readonly outcome: CallOutcome;
  readonly error: string | null;
  /** The same in the records that several accounts get of one call. */
  readonly sharedEventId: string | null;
  /** Ids of the compute primitives that leave such an event. */
  readonly compute: readonly string[];
  /** Ids of the hops that leave such an event. */
  readonly hops: readonly string[];
  readonly resources: readonly string[];
  readonly types: readonly string[];
  /** Number that was launched, or asked for when the call was refused; null when the event shows none. */
  readonly count: number | null;
  readonly facts: CallFacts;
}
