import { dirname } from 'node:path';
import { InputError } from '../../input-error.js';
import type { SourceLocation } from '../../../model/location.js';
import type { Instance, ModuleInstance } from '../instance.js';
import type { Instances } from '../instances.js';
import { readBinaryPlan, readSourceRoot, type SourceTree } from '../source-files/index.js';
import type { SourceEdit, SourcePatch } from '../../source-edit.js';
import { patchSources } from '../patch/patch.js';
import { findIgnores, type IgnoreComment } from '../sources/ignores.js';
import { loadGrammar, type UnreadFile } from '../sources/index.js';
import type { Written } from '../written.js';
import { ConnectedSources, type SourcedPlan } from './connected.js';
import { Places } from './places.js';
import { compareRoot, differenceOf } from './same-plan.js';

/** Where the sources of a plan may be. */
export interface SourceOptions {
  /** The saved plan that the JSON was made from. */
  readonly binaryPlan?: string;
  /** The folder that Terraform ran in. */
  readonly sourceRoot?: string;
}

/** The sources of a plan, found and read, and not parsed yet. */
export interface FoundSources {
  /**
   * Connects them with what the plan knows. Null for sources that nobody named and that are not the plan's. Throws
   * {@link InputError} for such ones that were named.
   */
  readonly connect: (plan: SourcedPlan & { readonly before: Instances }) => PlanSources | null;
}

/** The sources of a plan, connected with what the plan knows. */
export interface PlanSources {
  /** The saved plan, or the folder that Terraform ran in. */
  readonly kind: SourceTree['origin']['kind'];
  readonly uri: string;
  /** Files of configuration that nothing, or not all, was taken from; of those that were asked for so far. */
  readonly unread: () => readonly UnreadFile[];
  /** What the sources set an attribute or nested block of an instance to; null when they do not. */
  readonly written: (instance: Instance, name: string) => Written | null;
  /** Where something stands that the plan has at a JSON pointer; null when the sources do not show it. */
  readonly locate: (pointer: string) => SourceLocation | null;
  /** A place in the sources as it can be shown: for one in a remote module, the block that calls it. */
  readonly shown: (place: SourceLocation, module: ModuleInstance) => SourceLocation | null;
  /** A unified diff that makes the edits; null where one of them cannot be made exactly. */
  readonly patch: (edits: readonly SourceEdit[]) => SourcePatch | null;
  /** Comments in the repository's files that accept findings. */
  readonly ignores: () => readonly IgnoreComment[];
}

/**
 * Finds the sources of a plan: in the saved plan, in the folder that the options name, or in the plan's own folder. Null
 * when they are nowhere. Throws {@link InputError} for sources that are named and cannot be read.
 */
export async function findSources(
  uri: string,
  { binaryPlan, sourceRoot }: SourceOptions,
): Promise<FoundSources | null> {
  if (binaryPlan !== undefined) {
    return found(await readBinaryPlan(binaryPlan, sourceRoot === undefined ? {} : { sourceRoot }), uri, 'all');
  }
  if (sourceRoot !== undefined) return found(readSourceRoot(sourceRoot), uri, 'some');
  const tree = readOwnFolder(uri);
  return tree === null ? null : found(tree, uri, 'any');
}

/** A folder that nobody named may hold anything. */
function readOwnFolder(uri: string): SourceTree | null {
  try {
    return readSourceRoot(dirname(uri));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

const UNREADABLE = 'the file is too large, not UTF-8 text, or a link that leads out of the repository or nowhere';

/** How much of the root module must be there: a saved plan holds all of it, a folder may have been edited since. */
type Expected = 'all' | 'some' | 'any';

async function found(tree: SourceTree, uri: string, expected: Expected): Promise<FoundSources> {
  const grammar = await loadGrammar();
  return {
    connect: ({ before, ...sourced }) => {
      const connected = new ConnectedSources(tree, grammar, sourced);
      const { absent, present } = compareRoot(sourced.plan, connected.sources);
      const [first] = absent;
      const unread = (): readonly UnreadFile[] => [
        ...tree.unreadable.map((path) => ({ uri: tree.named(path), reason: UNREADABLE })),
        ...connected.sources.unread().map((file) => ({ ...file, uri: tree.named(file.uri) })),
      ];
      const parsed = connected.sources.unread().length === 0;
      if (first !== undefined && present === 0 && expected === 'any' && parsed) return null;
      const other = differenceOf(sourced.plan, tree.planned);
      if (other !== null) throw new InputError(tree.origin.uri, '', `not what ${uri} was made from: ${other}`);
      // What is missing may stand in a file that was not read.
      if (first !== undefined && unread().length === 0 && (expected === 'all' || present === 0)) {
        throw new InputError(tree.origin.uri, '', `not what ${uri} was made from: it has no \`${first}\``);
      }
      const sides = [before, sourced.after];
      const places = new Places(connected, sides);
      const patch = (edits: readonly SourceEdit[]): SourcePatch | null =>
        patchSources(
          {
            grammar,
            files: tree.files,
            readFile: tree.readFile,
            open: (files) => new Places(new ConnectedSources({ ...tree, files }, grammar, sourced), sides),
            instances: sourced.after.all,
          },
          edits,
        );
      const ignores = (): readonly IgnoreComment[] =>
        [...tree.files]
          .filter(([path]) => !path.endsWith('.json') && !places.isRemoteFile(path))
          .flatMap(([path, text]) => findIgnores(grammar, tree.named(path), text));
      const { written } = connected;
      const named = (place: SourceLocation | null): SourceLocation | null =>
        place === null ? null : { ...place, uri: tree.named(place.uri) };
      const locate = (pointer: string): SourceLocation | null => named(places.locate(pointer));
      const shown = (place: SourceLocation, module: ModuleInstance): SourceLocation | null =>
        named(places.shown(place, module));
      return { ...tree.origin, unread, written, locate, shown, patch, ignores };
    },
  };
}
