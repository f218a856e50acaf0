import type { AclGrant, PublicAccessBlock } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import type { Resource } from '../../model/resource.js';
import type { Bucket, PublicAccessBlock as Block } from '../../schemas/snapshot.generated.js';
import { tagMutability } from '../tag-mutability.js';
import { mailRules, type Triggers } from './functions.js';
import { below, last, type Sections } from './sections.js';

/** What holds code or messages: buckets, repositories, queues, topics, event buses, streams, tables, log destinations and rules for mail. */
export function readStores(sections: Sections, triggers: Triggers): readonly Resource[] {
  return [
    ...buckets(sections),
    ...sections.rows('ecr', 'Repositories').map(({ row, location }) => {
      const { repositoryArn: arn, repositoryName: name, imageScanningConfiguration: scanning } = row;
      return sections.resource('repository', arn, name, location, {
        policy: sections.policy(row.policyText, arn, name, below(location, 'policyText')),
        tagMutability: tagMutability(
          row.imageTagMutability ?? null,
          row.imageTagMutabilityExclusionFilters?.map(({ filter }) => filter ?? null) ?? null,
        ),
        ...(scanning?.scanOnPush === undefined ? {} : { scanOnPush: scanning.scanOnPush }),
      });
    }),
    ...sections.rows('sqs', 'Queues').map(({ row, location }) => {
      const { QueueArn: arn } = row;
      const name = arn.slice(arn.lastIndexOf(':') + 1);
      const policy = sections.policy(row.Policy, arn, name, below(location, 'Policy'));
      return sections.resource('queue', arn, name, location, { policy, triggers: triggers.of(arn) });
    }),
    ...sections.rows('sns', 'Topics').map(({ row, location }) => {
      const { TopicArn: arn } = row;
      const name = arn.slice(arn.lastIndexOf(':') + 1);
      const policy = sections.policy(row.Policy, arn, name, below(location, 'Policy'));
      return sections.resource('topic', arn, name, location, { policy, triggers: triggers.of(arn) });
    }),
    ...sections.rows('events', 'EventBuses').map(({ row, region, location }) => {
      const { Name: name, Arn: arn = sections.arn('events', region, `event-bus/${name}`) } = row;
      const policy = sections.policy(row.Policy, arn, name, below(location, 'Policy'));
      return sections.resource('event-bus', arn, name, location, { policy, triggers: triggers.of(arn) });
    }),
    ...sections.rows('kinesis', 'Streams').map(({ row, location }) => {
      const { StreamARN: arn, StreamName: name = last(arn) } = row;
      const policy = sections.policy(row.Policy, arn, name, below(location, 'Policy'));
      return sections.resource('stream', arn, name, location, { policy, triggers: triggers.of(arn) });
    }),
    ...sections.rows('dynamodb', 'Tables').map(({ row, region, location }) => {
      const { TableName: name } = row;
      const arn = sections.arn('dynamodb', region, `table/${name}`);
      const policy = sections.policy(row.Policy, arn, name, below(location, 'Policy'));
      return sections.resource('table', arn, name, location, { policy });
    }),
    ...sections.rows('logs', 'Destinations').map(({ row, location }) => {
      const { arn, destinationName: name = last(arn) } = row;
      const policy = sections.policy(row.accessPolicy, arn, name, below(location, 'accessPolicy'));
      return sections.resource('log-destination', arn, name, location, { policy });
    }),
    ...mailRules(sections).map(({ rule, arn, location }) =>
      sections.resource('mail-rule', arn, rule.Name, location, {}),
    ),
  ];
}

function buckets(sections: Sections): readonly Resource[] {
  const { partition, global } = sections.snapshot;
  const ofAccount = global['s3-control']?.PublicAccessBlockConfiguration;
  return (global.s3?.Buckets ?? []).map((bucket, index) => {
    const arn = `arn:${partition}:s3:::${bucket.Name}`;
    const location = sections.at(`/global/s3/Buckets/${String(index)}`);
    return sections.resource('bucket', arn, bucket.Name, location, {
      policy: sections.policy(bucket.Policy, arn, bucket.Name, below(location, 'Policy')),
      aclGrants: aclGrants(bucket, below(location, 'Grants')),
      publicAccessBlock: blockOf(bucket.PublicAccessBlockConfiguration, ofAccount),
    });
  });
}

/** A setting acts when the bucket or the account has it. */
function blockOf(own: Block | undefined, ofAccount: Block | undefined): PublicAccessBlock | null {
  if (own === undefined && ofAccount === undefined) return null;
  const either = (key: keyof Block): boolean => own?.[key] === true || ofAccount?.[key] === true;
  return { ignorePublicAcls: either('IgnorePublicAcls'), restrictPublicBuckets: either('RestrictPublicBuckets') };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
const GROUPS: ReadonlyMap<string | undefined, AclGrant['grantee']> = new Map([
  ['http://acs.amazonaws.com/groups/global/AllUsers', 'everyone'],
  ['http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'any-aws-account'],
]);
const PERMISSIONS = ['WRITE', 'WRITE_ACP', 'FULL_CONTROL', 'READ', 'READ_ACP'] as const;

function aclGrants({ Grants = [], OwnershipControls }: Bucket, location: SourceLocation): readonly AclGrant[] {
  // Then ACLs say nothing any more (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).
  if (OwnershipControls?.Rules?.some(({ ObjectOwnership }) => ObjectOwnership === 'BucketOwnerEnforced') === true)
    return [];
  return Grants.flatMap(({ Grantee, Permission }, index) => {
    const grantee = GROUPS.get(Grantee?.URI);
    const permission = PERMISSIONS.find((one) => one === Permission);
    if (grantee === undefined || permission === undefined) return [];
    return [{ grantee, permission, address: null, location: below(location, String(index)) }];
  });
}
