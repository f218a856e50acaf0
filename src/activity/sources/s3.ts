import { InputError } from '../../inputs/index.js';
import { type PoolOptions, readFiles } from '../reading/pool.js';
import type { FileTask } from '../reading/read-file.js';
import type { TimeSpan } from '../records/read-call.js';
import { errorName, openService, refused, type Send } from './aws.js';
import { dayFolders, mayHold } from './layout.js';
import { isManifest, withoutEarlierVersions } from './report-versions.js';
import type { ActivitySource } from './source.js';

/** Downloads that are under way while files are read. */
const AHEAD = 8;
const TOLD_EACH = 200;
const DAYS_BELOW = /(^|\/)(?:CloudTrail|vpcflowlogs)\/[a-z0-9-]+\/$/;

/** `s3://bucket/prefix`: a trail's bucket, in the layout of one account or of an organization. */
export function s3Source(uri: string, options: PoolOptions = {}): ActivitySource {
  const [bucket = '', ...path] = uri.slice('s3://'.length).split('/');
  if (bucket === '') throw new InputError(uri, '', 'expected s3://BUCKET or s3://BUCKET/PREFIX');
  const prefix = path.join('/');
  return {
    uri,
    needsSpan: true,
    async read(wanted, sink, progress) {
      const send = await openService('s3', null);
      let files = 0;
      const download = async (key: string): Promise<FileTask | null> => {
        const name = `s3://${bucket}/${key}`;
        try {
          const { Body } = await send('GetObject', { Bucket: bucket, Key: key });
          const bytes = await (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
          return { uri: name, path: null, bytes };
        } catch (error) {
          sink.file({ uri: name, records: 0, problem: `cannot be read (${errorName(error)})` });
          return null;
        }
      };
      const tasks = async function* (): AsyncGenerator<FileTask> {
        for await (const task of ahead(keysOf(send, bucket, prefix, wanted.span, uri), download)) {
          files += 1;
          if (files % TOLD_EACH === 0) progress(`${uri}: ${files} files`);
          if (task !== null) yield task;
        }
      };
      await readFiles(tasks(), wanted, sink, options);
      if (files === 0) throw new InputError(uri, '', 'expected CloudTrail log files of the time asked for, found none');
    },
  };
}

/** Keys of files that may hold calls of the span, folder by folder; of dated folders only the days that are asked for. */
async function* keysOf(
  send: Send,
  bucket: string,
  prefix: string,
  span: TimeSpan,
  uri: string,
): AsyncGenerator<string> {
  if (DAYS_BELOW.test(prefix) && span.since > 0) {
    for (const day of dayFolders(span)) yield* listed(`${prefix}${day}/`, true);
    return;
  }
  yield* listed(prefix, false);

  async function* listed(from: string, whole: boolean): AsyncGenerator<string> {
    const files: string[] = [];
    const folders: string[] = [];
    let token: unknown;
    do {
      const answer = await send('ListObjectsV2', {
        Bucket: bucket,
        Prefix: from,
        ...(whole ? {} : { Delimiter: '/' }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }).catch((error: unknown) => {
        throw refused(uri, error);
      });
      for (const { Key } of (answer['Contents'] ?? []) as { Key?: string }[]) {
        if (Key !== undefined && isManifest(Key)) files.push(Key.slice(from.length));
        if (Key !== undefined && mayHold(Key, span)) yield Key;
      }
      for (const { Prefix } of (answer['CommonPrefixes'] ?? []) as { Prefix?: string }[]) {
        if (Prefix !== undefined) folders.push(Prefix.slice(from.length, -1));
      }
      token = answer['NextContinuationToken'];
    } while (token !== undefined);
    // A prefix without its slash at the end lists the folder itself first.
    const read = async (file: string): Promise<string> => {
      const { Body } = await send('GetObject', { Bucket: bucket, Key: `${from}${file}` }).catch((error: unknown) => {
        throw refused(uri, error);
      });
      return (Body as { transformToString(): Promise<string> }).transformToString();
    };
    for (const name of await withoutEarlierVersions(from.replace(/\/$/, ''), { files, folders }, read)) {
      const folder = `${from}${name}/`;
      if (/(^|\/)CloudTrail-[A-Za-z]+\/$/.test(folder)) continue;
      yield* keysOf(send, bucket, folder, span, uri);
    }
  }
}

/** Runs `work` on items a few ahead of their use, and gives the results in order. */
async function* ahead<T, R>(items: AsyncIterable<T>, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const open: Promise<R>[] = [];
  for await (const item of items) {
    open.push(work(item));
    const [first] = open.length >= AHEAD ? open.splice(0, 1) : [];
    if (first !== undefined) yield await first;
  }
  for (const rest of open) yield await rest;
}
