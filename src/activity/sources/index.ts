import type { PoolOptions } from '../reading/pool.js';
import { filesSource } from './files.js';
import type { ActivitySource } from './source.js';

export type { ActivitySource, Progress } from './source.js';

/** The source that a URI names: a path or glob of log files. */
export function openSource(uri: string, options: PoolOptions = {}): ActivitySource {
  return filesSource(uri, options);
}
