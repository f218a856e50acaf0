import type { TimeSpan } from '../records/read-call.js';

const DAY = 86_400_000;
/** Parquet and ZIP are not read, but named. */
const READABLE = /\.(json|jsonl|ndjson|csv|log|gz|parquet|zip)$/i;
/** Lists of digests and of insights lie beside the logs and hold no calls, and manifests beside cost reports no costs. */
const OTHER =
  /(^|\/)CloudTrail-(Digest|Insight|Aggregated|NetworkActivity)\/|_CloudTrail-(Digest|Insight)_|-Manifest\.json$/;
const DATED = /(?:^|\/)(?:CloudTrail|vpcflowlogs)\/[a-z0-9-]+\/(\d{4})\/(\d\d)\/(\d\d)\//;
/** The folders of flow logs with prefixes for Hive (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html). */
const DATED_FOR_HIVE = /\/year=(\d{4})\/month=(\d\d)\/day=(\d\d)\//;

/** True for a file that may hold calls, connections or costs of the span, by its name alone. */
export function mayHold(path: string, span: TimeSpan): boolean {
  return READABLE.test(path) && !OTHER.test(path) && dayMayHold(path, span);
}

/**
 * CloudTrail puts files into folders by the day on which it delivers them
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html), which is the day of the calls or the next one.
 */
function dayMayHold(path: string, { since, until }: TimeSpan): boolean {
  const [, year, month, day] = DATED.exec(path) ?? DATED_FOR_HIVE.exec(path) ?? [];
  if (year === undefined || month === undefined || day === undefined) return true;
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return start + DAY > since && start - DAY < until;
}

/** The days of a span as folders: `2026/11/24`, with the day after its end. */
export function dayFolders({ since, until }: TimeSpan): readonly string[] {
  const days: string[] = [];
  for (let day = Math.floor(since / DAY) * DAY; day < until + DAY; day += DAY) {
    days.push(new Date(day).toISOString().slice(0, 10).replaceAll('-', '/'));
  }
  return days;
}
