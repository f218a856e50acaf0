import { parentPort, workerData } from 'node:worker_threads';
import { isIssue, lineOfIssue } from '../issue-line.js';
import type { Call } from '../records/call.js';
import { type FileTask, readActivityFile } from './read-file.js';
import type { FileResult, Wanted } from './read-text.js';

/** What a thread sends: calls as they are found, then what became of the file. */
export interface WorkerMessage {
  /** A list of calls as JSON: half as dear as objects, which are taken apart and put together by value. Empty for none. */
  readonly calls: string;
  /** Calls that only returned credentials, as lines that nobody need take apart. */
  readonly issues: readonly string[];
  readonly file: FileResult | null;
}

const BATCH = 256;

// One thread of the pool: reads the files that it is sent, one after another.
const wanted = workerData as Wanted;
const port = parentPort;
if (port === null) throw new Error('not started as a worker');
let calls: Call[] = [];
let issues: string[] = [];
const send = (file: FileResult | null): void => {
  const text = calls.length === 0 ? '' : JSON.stringify(calls);
  port.postMessage({ calls: text, issues, file } satisfies WorkerMessage);
  calls = [];
  issues = [];
};
const take = (call: Call): void => {
  if (wanted.keys === null && isIssue(call)) issues.push(lineOfIssue(call));
  else calls.push(call);
  if (calls.length + issues.length >= BATCH) send(null);
};
port.on('message', (task: FileTask) => {
  send(readActivityFile(task, wanted, take));
});
