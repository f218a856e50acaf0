import type { Path } from '../graph/types.js';
import type { Violation } from '../rules/check.js';

/** Something about what a path goes through: a container image that runs on it, a credential that begins it. */
export interface Note {
  /** In one sentence, without a full stop. */
  readonly text: string;
  /** True when it makes the path more severe: the image is a miner's. */
  readonly raises: boolean;
}

/** Answers what is to be said beside the paths of a violation. */
export type Notes = (violation: Violation, paths: readonly Path[]) => readonly Note[];
