import { isPlainObject, own } from '../guards.js';
import type { Instance } from '../instance.js';
import type { Places } from '../plan-sources/places.js';
import type { Value } from '../sources/evaluate/value.js';
import { type EvaluatedPolicy, policyOf } from '../sources/policy.js';

/** Attributes that hold a policy document, of whatever resource. */
const DOCUMENTS = ['policy', 'assume_role_policy', 'resource_policy', 'access_policy', 'key_policy'];
/** Nested blocks that hold one each, of `aws_iam_role`. */
const NESTED = 'inline_policy';

/** A policy document of an instance, as the sources have it. */
export interface WrittenDocument {
  /** Which of the instance's it is. */
  readonly key: string;
  /** The same for the same document; places do not count. */
  readonly text: string;
  /** Null for what is no policy. */
  readonly policy: EvaluatedPolicy | null;
}

/** All policy documents that the sources set of an instance. */
export function documentsOf(places: Places, instance: Instance): readonly WrittenDocument[] {
  if (instance.mode === 'data') {
    if (instance.type !== 'aws_iam_policy_document') return [];
    const value = places.documentOf(instance);
    return value === null ? [] : [written('json', value)];
  }
  const names = DOCUMENTS.filter((name) => isSet(instance, name));
  const plain = names.flatMap((name) => {
    const value = places.valueOf(instance, name);
    return value === null ? [] : [written(name, value)];
  });
  const nested = isSet(instance, NESTED) ? places.valueOf(instance, NESTED) : null;
  const blocks = nested?.kind === 'list' ? nested.items : [];
  return [
    ...plain,
    ...blocks.flatMap((block, index) => {
      const policy = block.kind === 'object' ? block.members.get('policy')?.value : undefined;
      return policy === undefined ? [] : [written(`${NESTED}.${String(index)}`, policy)];
    }),
  ];
}

function isSet({ values, unknown }: Instance, name: string): boolean {
  return own(values, name) !== undefined || own(unknown, name) !== undefined;
}

function written(key: string, value: Value): WrittenDocument {
  const policy = policyOf(value);
  const known = policy?.known === true ? policy : null;
  return { key, text: known === null ? textOf(value) : textOf(known.document), policy: known };
}

/** Without places, which move when a line above them goes. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (name === 'range') return undefined;
    if (member instanceof Map) return Object.fromEntries(member as ReadonlyMap<string, unknown>);
    return typeof member === 'object' && member !== null && !Array.isArray(member) && !isPlainObject(member)
      ? { ...member }
      : member;
  });
}
