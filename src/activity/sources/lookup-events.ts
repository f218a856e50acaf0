import { appendFile, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../inputs/index.js';
import type { Sink } from '../reading/pool.js';
import { type Wanted, wantedCall } from '../reading/read-text.js';
import type { Call } from '../records/call.js';
import { errorName, openService, refused, type Send } from './aws.js';
import type { ActivitySource } from './source.js';

/** Two requests a second, for each account and Region (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html). */
const PACE = 500;
const PAGE = 50;
const DAYS_KEPT = 90;
const DAY = 86_400_000;
/** A Region that the account has not enabled refuses the credentials. */
const NOT_ENABLED = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure']);
const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException']);
const MOST_TRIES = 10;

/** Regions of the AWS partition (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html). */
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...[
    'ap-south-1',
    'ap-south-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-southeast-1',
    'ap-southeast-2',
  ],
  ...['ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ap-east-1', 'ap-east-2', 'af-south-1'],
  ...['il-central-1', 'me-central-1', 'me-south-1'],
];

/** What the source may be given. */
export interface LookupOptions {
  /** Keeps what was read, so that a run that was stopped goes on where it was; null keeps nothing. */
  readonly journal?: string | null;
  /** Milliseconds between two requests to a Region. */
  readonly pace?: number;
}

/** `cloudtrail` or `cloudtrail://eu-west-1,us-east-1`: the event history of the last 90 days, asked for by event name. */
export function lookupSource(uri: string, { journal = null, pace = PACE }: LookupOptions = {}): ActivitySource {
  const named = uri.startsWith('cloudtrail://') ? uri.slice('cloudtrail://'.length).split(',') : [];
  const wrong = named.find((region) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined)
    throw new InputError(uri, '', `expected cloudtrail or cloudtrail://REGION,REGION, found \`${wrong}\``);
  const regions = named.length === 0 ? REGIONS : named;
  return {
    uri,
    needsSpan: true,
    async read(wanted, sink, progress) {
      const names = wanted.interest.names;
      const done = journal === null ? new Map<string, readonly Call[]>() : await readJournal(journal, wanted);
      let finished = 0;
      // What one Region is refused, the others are not asked for any more.
      let stopped = false;
      const inRegion = async (region: string): Promise<void> => {
        const send = await openService('cloudtrail', region);
        for (const name of names) {
          if (stopped) return;
          const known = done.get(`${region} ${name}`);
          const calls = known ?? (await lookUp(send, name, wanted, pace, `${uri} in ${region}`));
          if (calls === null) return;
          emit(calls, `cloudtrail://${region} ${name}`, sink);
          if (known === undefined && journal !== null)
            await appendFile(journal, `${JSON.stringify(lineOf(region, name, wanted, calls))}\n`);
          finished += 1;
          progress(`${uri}: ${finished} of ${names.length * regions.length} event names looked up`);
        }
      };
      try {
        await Promise.all(regions.map(inRegion));
      } finally {
        stopped = true;
      }
    },
  };
}

function emit(calls: readonly Call[], uri: string, sink: Sink): void {
  for (const call of calls) sink.call(call);
  sink.file({ uri, records: calls.length, problem: null });
}

/** Every page of one event name in one Region; null when the Region is not enabled. */
async function lookUp(
  send: Send,
  name: string,
  wanted: Wanted,
  pace: number,
  uri: string,
): Promise<readonly Call[] | null> {
  const { since, until } = wanted.span;
  const calls: Call[] = [];
  let token: unknown;
  do {
    const started = Date.now();
    const input = {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
      StartTime: new Date(Math.max(since, Date.now() - DAYS_KEPT * DAY)),
      EndTime: new Date(Math.min(until, Date.now())),
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    let answer: Record<string, unknown> | null = null;
    for (let tries = 1; answer === null; tries += 1) {
      try {
        answer = await send('LookupEvents', input);
      } catch (error) {
        if (NOT_ENABLED.has(errorName(error))) return null;
        if (!THROTTLED.has(errorName(error)) || tries >= MOST_TRIES) throw refused(uri, error);
        await sleep(pace * 2 ** tries);
      }
    }
    for (const { CloudTrailEvent } of (answer['Events'] ?? []) as { CloudTrailEvent?: string }[]) {
      const call = wantedCall(parsed(CloudTrailEvent), wanted);
      if (call !== null) calls.push(call);
    }
    token = answer['NextToken'];
    const wait = pace - (Date.now() - started);
    if (wait > 0) await sleep(wait);
  } while (token !== undefined);
  return calls;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return null;
  }
}

interface JournalLine {
  readonly region: string;
  readonly name: string;
  readonly since: number;
  readonly keys: number;
  /** Whose calls were asked for. */
  readonly principals: string;
  readonly calls: readonly Call[];
}

function lineOf(region: string, name: string, wanted: Wanted, calls: readonly Call[]): JournalLine {
  const { span, keys } = wanted;
  return { region, name, since: span.since, keys: keys?.size ?? 0, principals: principalsText(wanted), calls };
}

function principalsText({ principals = null }: Wanted): string {
  return [...(principals ?? [])].sort().join(' ');
}

/** What an earlier run of the same question read. A line that was cut off is read anew; so is another question's. */
async function readJournal(journal: string, wanted: Wanted): Promise<Map<string, readonly Call[]>> {
  const { span, keys } = wanted;
  const whose = principalsText(wanted);
  const text = await readFile(journal, 'utf8').catch(() => '');
  const done = new Map<string, readonly Call[]>();
  for (const line of text.split('\n')) {
    const entry = parsed(line) as JournalLine | null;
    // Runs that say `30d` begin some time apart; the calls themselves are held against the span of this one.
    const same = entry?.keys === (keys?.size ?? 0) && entry.principals === whose;
    if (entry !== null && same && Math.abs(entry.since - span.since) < DAY) {
      done.set(
        `${entry.region} ${entry.name}`,
        entry.calls.filter(({ time }) => time >= span.since && time < span.until),
      );
    }
  }
  return done;
}
