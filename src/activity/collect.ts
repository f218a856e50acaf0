import { InputError } from '../inputs/index.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { Bill } from './bill.js';
import { CallStore, type StoreBounds, type StoredCall } from './call-store.js';
import { isDamaged } from './reading/read-file.js';
import type { FileResult, Wanted } from './reading/read-text.js';
import type { Call } from './records/call.js';
import { interestOf } from './records/interest.js';
import type { TimeSpan } from './records/read-call.js';
import type { ActivitySource, Progress } from './sources/index.js';
import { Traffic } from './traffic.js';

/** Which calls are asked for. */
export interface Asked extends TimeSpan {
  /** ARNs of the principals whose calls are told; null for everybody's. */
  readonly principals?: ReadonlySet<string> | null;
}

/** What was read of the sources. */
export interface ActivityLog {
  readonly sources: readonly string[];
  readonly span: TimeSpan;
  /** In the order of time. */
  readonly calls: readonly StoredCall[];
  /** Calls that returned credentials. */
  readonly issues: readonly Call[];
  /** What flow logs say. */
  readonly traffic: Traffic;
  /** What cost reports say. */
  readonly bill: Bill;
  readonly files: number;
  readonly records: number;
  /** Records that the catalogue knows. */
  readonly known: number;
  /** What is not told apart, or not there, for want of room. */
  readonly limits: readonly string[];
  readonly unreadable: readonly { readonly uri: string; readonly reason: string }[];
}

const MOST_UNREADABLE = 100;
/** As deep as chains are followed when their links have to be looked for one by one. */
const MOST_PASSES = 8;

/** Reads every source once; again only when more credentials were issued than can be remembered, and then by key. Throws `InputError`. */
export async function collectActivity(
  sources: readonly ActivitySource[],
  catalogue: Pick<Catalogue, 'activity' | 'computePrimitives' | 'hops'>,
  asked: Asked,
  progress: Progress = () => undefined,
  bounds: StoreBounds = {},
): Promise<ActivityLog> {
  const interest = interestOf(catalogue);
  const { principals = null, ...span } = asked;
  const all = { interest, span, principals };
  const store = new CallStore(bounds);
  const unreadable: { uri: string; reason: string }[] = [];
  const traffic = new Traffic();
  const bill = new Bill();
  let files = 0;
  let records = 0;
  let known = 0;
  const issues = (lines: readonly string[]): void => {
    known += lines.length;
    store.addIssueLines(lines);
  };
  const readAll = async (wanted: Wanted, call: (call: Call) => void): Promise<void> => {
    const first = wanted.keys === null;
    const file = (result: FileResult): void => {
      if (!first) return;
      for (const flow of result.flows ?? []) traffic.add(flow);
      traffic.leftOut += result.leftOut ?? 0;
      if (result.costs !== undefined) bill.add(result.costs);
      files += 1;
      records += result.records;
      if (result.problem !== null && unreadable.length < MOST_UNREADABLE) {
        unreadable.push({ uri: result.uri, reason: result.problem });
      }
    };
    for (const source of sources) await source.read(wanted, { call, issues, file }, progress);
  };
  await readAll({ ...all, keys: null }, (call) => {
    known += 1;
    store.add(call);
  });
  const unread = unreadable.find(({ reason }) => !isDamaged(reason));
  if (records === 0 && unread !== undefined && unreadable.length === files) throw noneOf(unread, files);
  if (store.overflow) await followKeys(store, (keys, call) => readAll({ ...all, keys }, call), progress);
  return {
    sources: sources.map(({ uri }) => uri),
    span,
    calls: store.calls(),
    issues: store.issues(),
    traffic,
    bill,
    files,
    records,
    known,
    limits: [...scopeOf(principals), ...limitsOf(store, traffic, bill)],
    unreadable,
  };
}

function scopeOf(principals: ReadonlySet<string> | null): readonly string[] {
  return principals === null
    ? []
    : [
        `only calls of ${[...principals].join(', ')} are told, and what services did for them: what is usual, and who else called, is not known`,
      ];
}

/** Nothing could be read: to go on would look as if there had been nothing. */
function noneOf({ uri, reason }: ActivityLog['unreadable'][number], files: number): InputError {
  const others = files > 1 ? ` (with ${files - 1} more files that could not be read)` : '';
  const expected = 'expected CloudTrail logs, answers of LookupEvents, or an export of these';
  return new InputError(uri, '', `the file ${reason}${others}; ${expected}`);
}

function limitsOf(store: CallStore, traffic: Traffic, bill: Bill): readonly string[] {
  const { merged, dropped } = store.limits();
  return [
    ...(merged > 0
      ? [`${merged} calls stand together with those of other sessions of the same role: who began these is not told`]
      : []),
    ...(dropped > 0 ? [`${dropped} calls are left out: there are too many different ones`] : []),
    ...(traffic.leftOut > 0 ? [`${traffic.leftOut} connections are left out: there are too many different ones`] : []),
    ...(bill.leftOut > 0
      ? [`the cost of ${bill.leftOut} resources or usage types is left out: there are too many`]
      : []),
    ...(store.overflow ? ['some sessions are not followed to who began them: too many credentials were issued'] : []),
  ];
}

/** Looks for the calls that returned the keys in use, then for those that returned the keys of these, and so on. */
async function followKeys(
  store: CallStore,
  read: (keys: ReadonlySet<string>, call: (call: Call) => void) => Promise<void>,
  progress: Progress,
): Promise<void> {
  store.clearIssues();
  const looked = new Set<string>();
  const temporary = (calls: readonly Call[]): Set<string> =>
    new Set(
      calls.flatMap(({ identity: { accessKeyId: key } }) =>
        key?.startsWith('ASIA') === true && !looked.has(key) ? [key] : [],
      ),
    );
  let keys = temporary(store.calls());
  for (let pass = 0; keys.size > 0 && pass < MOST_PASSES; pass += 1) {
    progress(`following ${keys.size} access keys`);
    for (const key of keys) looked.add(key);
    const found: Call[] = [];
    await read(keys, (call) => {
      found.push(call);
      store.addIssue(call);
    });
    keys = temporary(found);
  }
}
