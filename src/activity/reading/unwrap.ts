import { isObject, type JsonObject } from '../records/paths.js';
import { isElastic, recordOfElastic } from './elastic.js';

/** Where programs put what they wrap; of several that an object has, the first that holds records. */
const WRAPPERS = [
  // CloudTrail's own answers, EventBridge
  ...['Records', 'Events', 'CloudTrailEvent', 'eventJson', 'detail'],
  // Splunk: `_raw` in rows, alone or as `result` and `results`
  ...['_raw', 'result', 'results'],
  // Elasticsearch and OpenSearch: hits with their source, which keeps the text as `event.original` or `message`
  ...['hits', '_source', 'event', 'original'],
  // CloudWatch Logs: filter-log-events, subscriptions, Logs Insights
  ...['events', 'logEvents', '@message', 'message'],
];
/** Deeper than any of these programs goes. */
const DEEPEST = 8;

/**
 * The CloudTrail records in a JSON value that another program made: itself, the items of a list, and what stands under the names
 * that such programs use, as an object or as text. What stands within a record, where a caller could have written it, is never one.
 */
export function* recordsIn(value: unknown, left = DEEPEST): Generator<JsonObject> {
  if (left === 0) return;
  if (typeof value === 'string') {
    const parsed = /^\s*[[{]/.test(value) ? parse(value) : null;
    if (parsed !== null) yield* recordsIn(parsed.value, left - 1);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* recordsIn(item, left - 1);
  } else if (isObject(value)) {
    if (typeof value['eventName'] === 'string' && typeof value['eventSource'] === 'string') {
      yield value;
      return;
    }
    for (const name of WRAPPERS) {
      if (!Object.hasOwn(value, name)) continue;
      let found = false;
      for (const record of recordsIn(value[name], left - 1)) {
        found = true;
        yield record;
      }
      if (found) return;
    }
    if (isElastic(value)) yield recordOfElastic(value);
  }
}

/** True for what CloudTrail delivers beside its logs, and for an answer that says that nothing was found. */
export function isKnownToBeEmpty(value: unknown): boolean {
  if (!isObject(value)) return Array.isArray(value) && value.every(isKnownToBeEmpty);
  if ('digestStartTime' in value || value['eventCategory'] === 'Insight') return true;
  const lists = ['Records', 'Events', 'events', 'results', 'logEvents'].flatMap((name) => {
    const list = value[name];
    return Array.isArray(list) ? [list] : [];
  });
  return lists.length > 0 && lists.every((list) => list.every(isKnownToBeEmpty));
}

/** A text as JSON; null when it is none. */
export function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
