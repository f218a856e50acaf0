import { InputError } from '../../inputs/index.js';

/** A folder of a billing period: of a Cost and Usage Report, or of a Data Export. */
const PERIOD = /(?:^|\/)(?:\d{8}-\d{8}|BILLING_PERIOD=\d{4}-\d\d)$/;
/** A Data Export begins the names of its versions with the time of each. */
const TIMED = /^\d{4}-\d\d-\d\dT/;

/** True for a file that may name the last version of a cost report. */
export function isManifest(file: string): boolean {
  return file.endsWith('-Manifest.json');
}

/** What lies in a folder, by names; of the files the manifests are enough. */
export interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * The folders to read below `folder`, a path with `/` and none at its end. Where these are the versions of a cost report, each of which
 * holds all lines of the earlier ones, it is the last alone: the one that the manifest beside them names, or the latest time.
 * `read` gives the text of a file of the folder. Throws {@link InputError} where several versions do not show which is the last.
 *
 * https://docs.aws.amazon.com/cur/latest/userguide/understanding-report-versions.html
 * https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 */
export async function withoutEarlierVersions(
  folder: string,
  { files, folders }: Listing,
  read: (file: string) => Promise<string>,
): Promise<readonly string[]> {
  if (folders.length < 2 || !PERIOD.test(folder)) return folders;
  const manifest = files.find(isManifest);
  const named = manifest === undefined ? null : assemblyOf(await read(manifest));
  if (named !== null && folders.includes(named)) return [named];
  const latest = folders.every((name) => TIMED.test(name)) ? [...folders].sort().at(-1) : undefined;
  if (latest !== undefined) return [latest];
  const problem =
    'versions of a cost report, and no manifest beside them says which is the last; expected the folder of one';
  throw new InputError(folder, '', problem);
}

function assemblyOf(text: string): string | null {
  try {
    const { assemblyId } = JSON.parse(text) as { readonly assemblyId?: unknown };
    return typeof assemblyId === 'string' ? assemblyId : null;
  } catch {
    return null;
  }
}
