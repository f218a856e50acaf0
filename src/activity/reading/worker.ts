import { parentPort, workerData } from 'node:worker_threads';
import type { Call } from '../records/call.js';
import { type FileTask, readActivityFile } from './read-file.js';
import type { FileResult, Wanted } from './read-text.js';

/** What a thread sends: calls as they are found, then what became of the file. */
export type WorkerMessage =
  | { readonly calls: readonly Call[]; readonly file: null }
  | { readonly calls: readonly Call[]; readonly file: FileResult };

const BATCH = 256;

// One thread of the pool: reads the files that it is sent, one after another.
const wanted = workerData as Wanted;
const port = parentPort;
if (port === null) throw new Error('not started as a worker');
const send = (message: WorkerMessage): void => {
  port.postMessage(message);
};
port.on('message', (task: FileTask) => {
  let calls: Call[] = [];
  const take = (call: Call): void => {
    calls.push(call);
    if (calls.length < BATCH) return;
    send({ calls, file: null });
    calls = [];
  };
  void readActivityFile(task, wanted, take).then((file) => {
    send({ calls, file });
  });
});
