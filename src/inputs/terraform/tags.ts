import { isPlainObject, own } from './guards.js';
import type { Instance } from './instance.js';

/** Tags of an instance: those that are known, and whether there are no other ones. */
export interface Tags {
  readonly known: Readonly<Record<string, string>>;
  readonly whole: boolean;
}

/** `tags_all` holds the provider's default tags, too, but is not known where one of them is not. */
export function readTags({ values, unknown }: Instance): Tags {
  const all = own(values, 'tags_all');
  const tags = isPlainObject(all) ? all : own(values, 'tags');
  const whole = isPlainObject(all) && !isOpen(own(unknown, 'tags_all'));
  const entries = isPlainObject(tags) ? Object.entries(tags) : [];
  // `fromEntries` defines own properties, so that a tag named `__proto__` is a tag.
  const known = entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  return { known: Object.fromEntries(known), whole };
}

/** The tags of a resource, if all of them are known. */
export function knownTags(instance: Instance): { readonly tags?: Tags['known'] } {
  const { known, whole } = readTags(instance);
  return whole ? { tags: known } : {};
}

function isOpen(mask: unknown): boolean {
  return mask === true || (isPlainObject(mask) && Object.values(mask).includes(true));
}
