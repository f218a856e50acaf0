import type { KeyKnowledge } from '../evaluation/knowledge.js';
import { parseArn } from '../model/arn.js';
import type { Resource } from '../model/resource.js';
import type { Access } from './access.js';
import type { GivenKeys } from './question.js';
import { givenKeys } from './targets.js';
import type { PrincipalState } from './state.js';

/** Whoever may call one of these decides what tags the resource has. Most services call it `TagResource`. */
const TAGGING: ReadonlyMap<string, readonly [tag: string, untag: string]> = new Map([
  ['ec2', ['ec2:CreateTags', 'ec2:DeleteTags']],
  ['autoscaling', ['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags']],
  ['sagemaker', ['sagemaker:AddTags', 'sagemaker:DeleteTags']],
  ['elasticmapreduce', ['elasticmapreduce:AddTags', 'elasticmapreduce:RemoveTags']],
  ['elasticbeanstalk', ['elasticbeanstalk:AddTags', 'elasticbeanstalk:RemoveTags']],
]);
/** A condition key and the name of the tag that it asks for. */
type TagKey = readonly [key: string, name: string];

const TAG_KEY = /^[a-z0-9-]+:resourcetag\/(.+)$/;

/**
 * What is known of the tags of a resource, as far as the policies of `from` ask for them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag).
 *
 * A principal that may tag the resource decides them. Where another one could, which a path may lead through, other tags
 * than those of the input are an assumption; where nobody could, they stay as they are.
 */
export class ResourceTags {
  readonly #tagged = new Map<string, boolean>();
  readonly #asked = new Map<string, readonly TagKey[]>();

  constructor(
    readonly access: Access,
    /** Every principal as configured. */
    readonly everybody: () => Iterable<PrincipalState>,
  ) {}

  /** Keys for a question of `from` about `resource`; none where the input does not show the tags. */
  of(from: PrincipalState, { arn, tags, policy }: Resource): GivenKeys {
    const asked = tags === undefined ? [] : this.#askedBy(from);
    if (tags === undefined || asked.length === 0) return givenKeys({});
    const own = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
    const service = parseArn(arn)?.service ?? '';
    const [tag, untag] = TAGGING.get(service) ?? [`${service}:TagResource`, `${service}:UntagResource`];
    const target = { arn, policy, byAccount: policy === null };
    const free = this.access.can(from, tag, target)?.certainty === 'certain';
    const known = asked.map(([key, name]): [string, KeyKnowledge] => {
      const value = own.get(name);
      const values = value === undefined ? [] : [value];
      if (free) return [key, { kind: 'free' }];
      return [key, this.#isTagged(service, [tag, untag]) ? { kind: 'open', usual: values } : { kind: 'fixed', values }];
    });
    return givenKeys(Object.fromEntries(known));
  }

  #askedBy(state: PrincipalState): readonly TagKey[] {
    let keys = this.#asked.get(state.grantClass);
    if (keys === undefined) {
      keys = tagKeysOf(state);
      this.#asked.set(state.grantClass, keys);
    }
    return keys;
  }

  /** Whether somebody who is no administrator might change tags: an administrator needs no tag to get anywhere. */
  #isTagged(service: string, actions: readonly string[]): boolean {
    const known = this.#tagged.get(service);
    if (known !== undefined) return known;
    let found = false;
    for (const state of this.everybody()) {
      found = !this.access.isUnlimited(state) && actions.some((action) => this.access.mightCall(state, action));
      if (found) break;
    }
    this.#tagged.set(service, found);
    return found;
  }
}

/** The keys about tags of a resource in the policies of a principal, with the name of the tag; both in lower case. */
function tagKeysOf({ policies, boundary }: PrincipalState): readonly TagKey[] {
  const all = boundary === null ? policies : [...policies, boundary];
  const keys = all.flatMap(({ statements }) =>
    statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase())),
  );
  return [...new Set(keys)].flatMap((key) => {
    const name = TAG_KEY.exec(key)?.[1];
    return name === undefined ? [] : [[key, name] as const];
  });
}
