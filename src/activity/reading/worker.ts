import { parentPort, workerData } from 'node:worker_threads';
import type { Call } from '../records/call.js';
import { type FileTask, readActivityFile } from './read-file.js';
import type { FileResult, Wanted } from './read-text.js';

/** What a thread sends: calls as they are found, then what became of the file. */
export interface WorkerMessage {
  /** A list of calls as JSON: half as dear as objects, which are taken apart and put together by value. Empty for none. */
  readonly calls: string;
  readonly file: FileResult | null;
}

const BATCH = 256;

// One thread of the pool: reads the files that it is sent, one after another.
const wanted = workerData as Wanted;
const port = parentPort;
if (port === null) throw new Error('not started as a worker');
const send = (calls: readonly Call[], file: FileResult | null): void => {
  port.postMessage({ calls: calls.length === 0 ? '' : JSON.stringify(calls), file } satisfies WorkerMessage);
};
port.on('message', (task: FileTask) => {
  let calls: Call[] = [];
  const take = (call: Call): void => {
    calls.push(call);
    if (calls.length < BATCH) return;
    send(calls, null);
    calls = [];
  };
  void readActivityFile(task, wanted, take).then((file) => {
    send(calls, file);
  });
});
