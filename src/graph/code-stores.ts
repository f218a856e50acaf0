import type { CodeSource } from '../model/code-source.js';
import { isPinned, privateImage } from '../model/container-image.js';
import { holdsImage } from '../model/repository.js';
import type { Resource } from '../model/resource.js';
import { canBePushedAgain } from './image-tags.js';
import { accountOf } from './request-keys.js';

/** A place that compute takes its code from, and can find other code in later. */
export interface CodeStore {
  readonly kind: StoredCode['kind'];
  /** What has to be written to: a repository, an object, or whatever lies under a prefix (with a `*` at the end). */
  readonly arn: string;
  /** The account that owns it; unknown where nothing says so. */
  readonly account: string;
  /** The bucket or repository itself, where the input shows it. */
  readonly resource: Resource | null;
  /** False where a tag that is there cannot be pushed again. */
  readonly mutable: boolean;
  readonly runners: readonly Runner[];
}

/** Compute that takes its code from a store. */
export interface Runner {
  readonly resource: Resource;
  readonly source: StoredCode;
}

/** Code that somebody keeps in a place of their own. */
type StoredCode = Exclude<CodeSource, { readonly kind: 'machine-image' }>;

/**
 * Every place from which compute of these resources takes its code, and which another can write to: public registries
 * are nobody's of ours, and what is named by its digest never changes.
 */
export function codeStores(resources: readonly Resource[]): readonly CodeStore[] {
  const buckets = new Map(resources.filter(({ kind }) => kind === 'bucket').map((one) => [one.arn, one]));
  const repositories = resources.filter(({ kind }) => kind === 'repository');
  const found = new Map<string, CodeStore & { readonly runners: Runner[] }>();
  for (const resource of resources) {
    for (const source of resource.code ?? []) {
      if (source.kind === 'machine-image') continue;
      const place =
        source.kind === 'container-image'
          ? placeOfImage(source.reference, repositories)
          : placeOf(source, buckets, resource.account);
      if (place === null) continue;
      // Of one repository, some tags can be pushed again and others not.
      const key = `${place.arn} ${String(place.mutable)}`;
      const store = found.get(key) ?? { ...place, kind: source.kind, runners: [] };
      store.runners.push({ resource, source });
      found.set(key, store);
    }
  }
  return [...found.values()];
}

type Place = Pick<CodeStore, 'arn' | 'account' | 'resource' | 'mutable'>;

function placeOfImage(reference: string, repositories: readonly Resource[]): Place | null {
  const image = isPinned(reference) ? null : privateImage(reference);
  if (image === null) return null;
  const shown = repositories.find((repository) => holdsImage(repository, reference)) ?? null;
  const { account, region, name, partition } = image;
  return {
    arn: shown?.arn ?? `arn:${partition}:ecr:${region}:${account}:repository/${name}`,
    account: shown?.account ?? account,
    resource: shown,
    mutable: canBePushedAgain(reference, shown) !== false,
  };
}

/** The name of a bucket does not tell its account: one that the input does not show is taken for one of its reader's. */
function placeOf(
  { kind, arn }: Exclude<StoredCode, { readonly kind: 'container-image' }>,
  buckets: ReadonlyMap<string, Resource>,
  reader: string,
): Place {
  const shown = kind === 'object' ? (buckets.get(arn.slice(0, arn.indexOf('/'))) ?? null) : null;
  const account = accountOf(arn, reader);
  return { arn, account: shown?.account ?? account, resource: shown, mutable: true };
}
