import { isObject, type JsonObject } from '../records/paths.js';
import { CostSums } from './cost-sums.js';
import { amountOf, BY_MONTH, timeOf } from './cost-tables.js';
import type { ChunkReader, FileResult } from './read-text.js';

/** True for the beginning of an answer of GetCostAndUsage. */
export function isCostAnswer(head: string): boolean {
  return /^\s*\{\s*"(?:ResultsByTime|GroupDefinitions|NextPageToken|DimensionValueAttributes)"\s*:/.test(head);
}

const LONGEST = 64 * 1024 * 1024;

/** Reads an answer of GetCostAndUsage (`aws ce get-cost-and-usage`), which is parsed whole: AWS gives it out in pages. */
export function answerReader(): ChunkReader {
  const chunks: Buffer[] = [];
  let length = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      return length <= LONGEST;
    },
    end(uri, outer = null) {
      const tooLong =
        length > LONGEST ? `is an answer of Cost Explorer of more than ${LONGEST / 1024 / 1024} MB` : null;
      const answer = tooLong === null ? parsed(Buffer.concat(chunks)) : null;
      if (answer === null) return { uri, records: 0, problem: outer ?? tooLong ?? 'is not JSON' };
      const told = costsOf(answer);
      return { uri, ...told, problem: outer ?? told.problem };
    },
  };
}

function parsed(text: Buffer): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text.toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const DAY = 86_400_000;
const METRIC = 'UnblendedCost';

/** What an answer says of compute (https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html). */
function costsOf(answer: JsonObject): Omit<FileResult, 'uri'> {
  const sums = new CostSums();
  const keys = objectsOf(answer['GroupDefinitions']).map(({ Key }) => Key);
  const typeAt = keys.indexOf('USAGE_TYPE');
  const accountAt = keys.indexOf('LINKED_ACCOUNT');
  let records = 0;
  let unread = 0;
  let byMonth = false;
  for (const { TimePeriod, Groups } of objectsOf(answer['ResultsByTime'])) {
    const period = isObject(TimePeriod) ? TimePeriod : {};
    const time = timeOf(textOf(period['Start']));
    byMonth ||= timeOf(textOf(period['End'])) - time > DAY;
    for (const { Keys, Metrics } of objectsOf(Groups)) {
      records += 1;
      const names: readonly unknown[] = Array.isArray(Keys) ? Keys : [];
      const metric = isObject(Metrics) ? Metrics[METRIC] : undefined;
      const { Amount, Unit } = isObject(metric) ? metric : {};
      const amount = amountOf(textOf(Amount));
      if (Number.isNaN(time) || Number.isNaN(amount)) {
        unread += 1;
        continue;
      }
      const account = textOf(names[accountAt]);
      sums.cover(account, time);
      const currency = textOf(Unit).slice(0, 8) || 'USD';
      sums.add({ account, region: '', usageType: textOf(names[typeAt]), resource: '', time, amount, currency });
    }
  }
  const problem =
    typeAt < 0
      ? 'is an answer of Cost Explorer that is not by usage type (`--group-by Type=DIMENSION,Key=USAGE_TYPE`)'
      : byMonth
        ? BY_MONTH
        : unread > 0
          ? `holds ${unread} groups without a day or ${METRIC}`
          : null;
  return { records, costs: (byMonth ? new CostSums() : sums).costs(), problem };
}

function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

const LONGEST_NAME = 128;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_NAME) : '';
}
