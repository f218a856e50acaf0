import type { AclGrant, PublicAccessBlock } from '../../../model/entry-point.js';
import { tagMutability } from '../../tag-mutability.js';
import { own } from '../guards.js';
import type { Instance } from '../instance.js';
import { type Block, readBlocks, readText, topBlock } from '../values.js';
import type { FactTable } from './facts.js';
import type { Links } from './links.js';

type Permission = AclGrant['permission'];

const BUCKET = ['aws_s3_bucket'];
const GROUPS = 'http://acs.amazonaws.com/groups/global/';
const PERMISSIONS: readonly Permission[] = ['WRITE', 'WRITE_ACP', 'FULL_CONTROL', 'READ', 'READ_ACP'];
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const CANNED: Readonly<Record<string, readonly (readonly [AclGrant['grantee'], Permission])[]>> = {
  'public-read': [['everyone', 'READ']],
  'public-read-write': [
    ['everyone', 'READ'],
    ['everyone', 'WRITE'],
  ],
  'authenticated-read': [['any-aws-account', 'READ']],
};

/** What guards and opens the stores of code: access blocks and ACLs of buckets, tags and scans of repositories. */
export function collectStores(links: Links, facts: FactTable): void {
  const { reader } = links;
  const ofAccounts = reader.managed('aws_s3_account_public_access_block').map((instance) => ({
    account: readText(topBlock(instance), 'account_id') ?? reader.arns.place(instance).account,
    block: blockOf(topBlock(instance)),
  }));
  const ofAccountOf = (instance: Instance): readonly PublicAccessBlock[] =>
    ofAccounts.filter(({ account }) => account === reader.arns.place(instance).account).map(({ block }) => block);
  for (const instance of reader.managed('aws_s3_bucket')) {
    const [first, ...others] = ofAccountOf(instance);
    if (first !== undefined) facts.add(instance, { publicAccessBlock: others.reduce(both, first) });
  }
  for (const instance of reader.managed('aws_s3_bucket_public_access_block')) {
    const block = topBlock(instance);
    const bucket = links.instance(block, 'bucket', BUCKET);
    if (bucket !== null) facts.add(bucket, { publicAccessBlock: ofAccountOf(bucket).reduce(both, blockOf(block)) });
  }
  const enforced = new Set(
    reader.managed('aws_s3_bucket_ownership_controls').flatMap((instance) => {
      const block = topBlock(instance);
      const off = (readBlocks(block, 'rule') ?? []).some(
        (rule) => readText(rule, 'object_ownership') === 'BucketOwnerEnforced',
      );
      return off ? (links.instance(block, 'bucket', BUCKET) ?? []) : [];
    }),
  );
  for (const instance of [...reader.managed('aws_s3_bucket_acl'), ...reader.managed('aws_s3_bucket')]) {
    const block = topBlock(instance);
    const bucket = instance.type === 'aws_s3_bucket' ? instance : links.instance(block, 'bucket', BUCKET);
    const grants = bucket === null || enforced.has(bucket) ? [] : grantsOf(block, instance, links);
    if (bucket !== null && grants.length > 0) facts.add(bucket, { aclGrants: grants });
  }
  for (const instance of reader.managed('aws_ecr_repository')) {
    const block = topBlock(instance);
    const scans = (readBlocks(block, 'image_scanning_configuration') ?? []).map((row) =>
      own(row.values, 'scan_on_push'),
    );
    facts.add(instance, {
      tagMutability: tagMutability(
        readText(block, 'image_tag_mutability'),
        readBlocks(block, 'image_tag_mutability_exclusion_filter')?.map((row) => readText(row, 'filter')) ?? null,
      ),
      scanOnPush: scans.includes(true),
    });
  }
}

function blockOf({ values }: Block): PublicAccessBlock {
  return {
    ignorePublicAcls: own(values, 'ignore_public_acls') === true,
    restrictPublicBuckets: own(values, 'restrict_public_buckets') === true,
  };
}

/** What any of two blocks is set to. */
function both(a: PublicAccessBlock, b: PublicAccessBlock): PublicAccessBlock {
  return {
    ignorePublicAcls: a.ignorePublicAcls || b.ignorePublicAcls,
    restrictPublicBuckets: a.restrictPublicBuckets || b.restrictPublicBuckets,
  };
}

function grantsOf(block: Block, { address, pointer }: Instance, { reader }: Links): readonly AclGrant[] {
  const place = { address, location: reader.location(pointer) };
  const canned = (CANNED[readText(block, 'acl') ?? ''] ?? []).map(([grantee, permission]) => ({
    grantee,
    permission,
    ...place,
  }));
  const lists = (readBlocks(block, 'access_control_policy') ?? []).flatMap((row) => readBlocks(row, 'grant') ?? []);
  const listed = lists.flatMap((grant) => {
    const permission = PERMISSIONS.find((one) => one === readText(grant, 'permission'));
    return (readBlocks(grant, 'grantee') ?? []).flatMap((grantee): AclGrant[] => {
      const group = readText(grantee, 'uri')?.replace(GROUPS, '');
      if (permission === undefined) return [];
      if (group === 'AllUsers') return [{ grantee: 'everyone', permission, ...place }];
      return group === 'AuthenticatedUsers' ? [{ grantee: 'any-aws-account', permission, ...place }] : [];
    });
  });
  return [...canned, ...listed];
}
