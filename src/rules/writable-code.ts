import { codeStores } from '../graph/code-stores.js';
import { assuming, FREELY } from '../graph/grant.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { type Caller, outsidersWhoMay, unlessBlocked } from './resource-doors.js';
import { called, resourceEntries } from './resource-entry.js';
import type { Rule, RuleContext } from './rule.js';

/** What a push to a repository takes (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html). */
const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];
/** What lets another registry replicate its images into this one (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html). */
const REPLICATE = ['ecr:ReplicateImage'];
/** Grants of an ACL that let the grantee write, or first give itself that right. */
const WRITING = ['WRITE', 'FULL_CONTROL'];

/** A bucket or repository that outsiders may write to, and that compute takes its code from. */
export const writableCode: Rule = {
  id: 'writable-code',

  *entries(context) {
    for (const { arn, resource: store, mutable, runners } of codeStores(context.model.resources)) {
      if (store === null || !mutable) continue;
      const callers = writers(store, arn, context);
      for (const { resource, source } of runners) {
        for (const caller of callers) {
          yield* resourceEntries(resource, {
            ruleId: this.id,
            messageId: caller.who === 'foreign-account' ? 'foreignAccount' : 'anyone',
            kind: caller.kind,
            id: caller.id,
            opens: `${called(store)}, from which ${called(resource)} takes its code`,
            outsider: caller.outsider,
            description: `replaces what ${called(resource)} runs in ${called(store)}`,
            grant:
              source.readAt === 'start'
                ? caller.grant
                : assuming(caller.grant, `${called(resource)} is deployed again after that`),
            address: caller.address,
            location: caller.location,
            ownCode: true,
            door: store.arn,
          });
        }
      }
    }
  },
};

interface Writer extends Caller {
  readonly address: string | null;
  readonly location: Resource['location'];
}

function writers(store: Resource, written: string, context: RuleContext): readonly Writer[] {
  const byAcl = store.kind === 'bucket' ? aclWriters(store) : [];
  if (byAcl.length > 0 || store.policy === null) return byAcl;
  const { policy, account } = store;
  const bucket = store.kind === 'bucket';
  const arn = objectArn(written);
  const restrictPublicBuckets = store.publicAccessBlock?.restrictPublicBuckets ?? false;
  const question = { arn, account, policy, anonymous: bucket, restrictPublicBuckets };
  for (const actions of bucket ? [['s3:PutObject']] : [PUSH, REPLICATE]) {
    const found = outsidersWhoMay({ ...question, actions }, context);
    if (found.length > 0)
      return found.map((caller) => ({ ...unlessBlocked(caller, store), ...placeOf(caller, policy) }));
  }
  return [];
}

/** Where the statement stands, if a resource of its own adds it. */
function placeOf({ grant }: Caller, { address, location }: Policy): Pick<Writer, 'address' | 'location'> {
  const [first] = grant.statements;
  return first?.statement.origin ?? { address, location };
}

/** An object below a prefix, where only that is known. */
function objectArn(arn: string): string {
  return arn.endsWith('*') ? `${arn.slice(0, -1)}outsider` : arn;
}

function aclWriters({ aclGrants = [], publicAccessBlock }: Resource): readonly Writer[] {
  if (publicAccessBlock?.ignorePublicAcls === true) return [];
  return aclGrants
    .filter(({ permission }) => WRITING.includes(permission))
    .slice(0, 1)
    .map(({ grantee, address, location }): Writer => {
      const anyone = grantee === 'everyone';
      return {
        who: anyone ? 'anyone' : 'any-account',
        kind: anyone ? 'anonymous' : 'any-aws-account',
        id: '*',
        outsider: anyone ? 'anyone on the internet' : 'any AWS account',
        grant: FREELY,
        address,
        location,
      };
    });
}
