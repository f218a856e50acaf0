import type { TagMutability } from '../model/resource.js';

/**
 * Whether tags can be pushed again, by the settings of a repository. A filter that is not known could fit any tag: such a
 * repository is taken for one whose tags can be.
 */
export function tagMutability(setting: string | null, filters: readonly (string | null)[] | null): TagMutability {
  const except = setting?.endsWith('_WITH_EXCLUSION') === true ? (filters ?? [null]) : [];
  const known = except.filter((filter) => filter !== null);
  if (known.length < except.length) return { mutable: true, except: [] };
  return { mutable: setting?.startsWith('IMMUTABLE') !== true, except: known };
}
