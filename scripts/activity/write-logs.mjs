// Writes records into gzipped log files of the size and form that CloudTrail delivers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const RECORDS_PER_FILE = 5_000;

/** Writes `records` into `folder`, in the layout of an organization trail, and returns their number and their size in bytes. */
export function writeLogs(folder, records) {
  let open = [];
  let files = 0;
  let count = 0;
  let bytes = 0;
  const flush = () => {
    if (open.length === 0) return;
    const day = open[0].eventTime.slice(0, 10).replaceAll('-', '/');
    const place = join(folder, 'AWSLogs/o-abcdefghij/111111111111/CloudTrail/eu-west-1', day);
    mkdirSync(place, { recursive: true });
    const text = JSON.stringify({ Records: open });
    bytes += Buffer.byteLength(text);
    writeFileSync(
      join(place, `111111111111_CloudTrail_eu-west-1_${String(files).padStart(8, '0')}.json.gz`),
      gzipSync(text),
    );
    files += 1;
    open = [];
  };
  for (const record of records) {
    open.push(record);
    count += 1;
    if (open.length === RECORDS_PER_FILE) flush();
  }
  flush();
  return { files, count, bytes };
}
