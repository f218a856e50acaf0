import { assuming, FREELY } from '../graph/grant.js';
import type { CodeSource } from '../model/code-source.js';
import { isPinned } from '../model/container-image.js';
import type { Policy } from '../model/policy.js';
import { holdsImage } from '../model/repository.js';
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
    const stores = storesOf(context);
    for (const resource of context.model.resources) {
      for (const source of resource.code ?? []) {
        for (const store of stores.of(source)) {
          for (const caller of writers(store, source, context)) {
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
    }
  },
};

interface Writer extends Caller {
  readonly address: string | null;
  readonly location: Resource['location'];
}

function storesOf({ model }: RuleContext): { of(source: CodeSource): readonly Resource[] } {
  const buckets = new Map(model.resources.filter(({ kind }) => kind === 'bucket').map((one) => [one.arn, one]));
  const repositories = model.resources.filter(({ kind }) => kind === 'repository');
  return {
    of(source) {
      switch (source.kind) {
        case 'object': {
          const bucket = buckets.get(source.arn.split('/')[0] ?? '');
          return bucket === undefined ? [] : [bucket];
        }
        case 'container-image':
          return repositories.filter((repository) => isChangedByPush(repository, source.reference));
        case 'machine-image':
          return [];
      }
    },
  };
}

/** True when the repository holds the image, and a push can change what its name stands for. */
function isChangedByPush(repository: Resource, reference: string): boolean {
  return !isPinned(reference) && repository.tagsMutable !== false && holdsImage(repository, reference);
}

function writers(store: Resource, source: CodeSource, context: RuleContext): readonly Writer[] {
  const byAcl = source.kind === 'object' ? aclWriters(store) : [];
  if (byAcl.length > 0 || store.policy === null) return byAcl;
  const { policy, account } = store;
  const bucket = store.kind === 'bucket';
  const arn = source.kind === 'object' ? objectArn(source.arn) : store.arn;
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
