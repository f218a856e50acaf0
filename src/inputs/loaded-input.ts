import type { SourceLocation } from '../model/location.js';
import type { Change, Model } from '../model/model.js';
import type { InputKind } from './detect.js';
import type { IgnoreComment } from './terraform/sources/ignores.js';
import type { SourceEdit, SourcePatch } from './source-edit.js';

/** One input as a model of the configuration after it, and of what was there before where it shows that. */
export interface LoadedInput {
  readonly kind: InputKind;
  readonly uri: string;
  /** Of an organization: its id, and behind it the ids of units and accounts where only those were read. */
  readonly scope?: string;
  /** The text as read, in which JSON pointers can be located. */
  readonly text: string;
  /** Null when the input shows one point in time only. */
  readonly before: Model | null;
  /** As it was recorded before somebody changed it outside Terraform; null or left out where nobody did. */
  readonly recorded?: Model | null;
  readonly after: Model;
  /** What a plan does to the resources that it changes, by Terraform address; empty for an account. */
  readonly changes: ReadonlyMap<string, Change>;
  /** True for an account that the changes of the other inputs are laid over. */
  readonly base: boolean;
  /** Every name by which `accounts` may mean a provider of the plan; empty for an account. */
  readonly providers: readonly string[];
  /** Texts that no report may show. */
  readonly secrets: ReadonlySet<string>;
  /** The sources of a plan, where they were found; null for an account. */
  readonly sources: LoadedSources | null;
}

/** Sources that complete a plan. */
export interface LoadedSources {
  /** The saved plan, or the folder that Terraform ran in. */
  readonly kind: 'binary-plan' | 'source-root';
  readonly uri: string;
  /** Where something stands in them that the input has at a JSON pointer; null when they do not show it. */
  readonly locate: (pointer: string) => SourceLocation | null;
  /** A unified diff that makes the edits in the sources; null where one of them cannot be made exactly. */
  readonly patch: (edits: readonly SourceEdit[]) => SourcePatch | null;
  /** Comments in the sources that accept findings. */
  readonly ignores: () => readonly IgnoreComment[];
}
