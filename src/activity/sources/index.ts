import type { PoolOptions } from '../reading/pool.js';
import { filesSource } from './files.js';
import { lookupSource } from './lookup-events.js';
import { athenaSource, lakeSource } from './queries.js';
import { s3Source } from './s3.js';
import type { ActivitySource } from './source.js';

export type { ActivitySource, Progress } from './source.js';

/** How sources are opened. */
export interface SourceOptions extends PoolOptions {
  /** File in which `cloudtrail` keeps what it read, so that a run that was stopped goes on where it was. */
  readonly journal?: string | null;
}

/** The source that a URI names: `cloudtrail`, `s3://`, `athena://`, `lake://`, or a path or glob of log files. Throws `InputError`. */
export function openSource(uri: string, options: SourceOptions = {}): ActivitySource {
  if (uri === 'cloudtrail' || uri.startsWith('cloudtrail://'))
    return lookupSource(uri, { journal: options.journal ?? null });
  if (uri.startsWith('s3://')) return s3Source(uri, options);
  if (uri.startsWith('athena://')) return athenaSource(uri);
  if (uri.startsWith('lake://')) return lakeSource(uri);
  return filesSource(uri, options);
}
