import { compilePattern, matchesPattern } from '../evaluation/wildcard.js';
import { tagOf } from '../model/container-image.js';
import type { Resource } from '../model/resource.js';

/** Whether the tag of an image can be pushed again; undefined where the input does not say so. */
export function canBePushedAgain(reference: string, repository: Resource | null): boolean | undefined {
  const setting = repository?.tagMutability;
  if (setting === undefined) return undefined;
  const tag = tagOf(reference);
  const excepted = setting.except.some((filter) => matchesPattern(compilePattern(filter), tag));
  return excepted !== setting.mutable;
}
