import type { Sink } from '../reading/pool.js';
import type { Wanted } from '../reading/read-text.js';

/** Told while a source is read, so that who waits sees that it goes on. */
export type Progress = (message: string) => void;

/** Where recorded activity comes from. */
export interface ActivitySource {
  readonly uri: string;
  /** True for a source that is asked for a span of time in any case, so that one has to be chosen when none is given. */
  readonly needsSpan: boolean;
  /** Reads what is wanted and hands it to the sink. May be called again, for other keys. Throws `InputError`. */
  read(wanted: Wanted, sink: Sink, progress: Progress): Promise<void>;
}
