import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Call } from '../records/call.js';
import { type FileTask, readActivityFile } from './read-file.js';
import type { FileResult, TakeCall, Wanted } from './read-text.js';
import type { WorkerMessage } from './worker.js';

/** Where the calls go, and what became of each file. */
export interface Sink {
  readonly call: TakeCall;
  /** Takes calls that only returned credentials as lines (`lineOfIssue`): as such they come from threads, if they are not looked for by key. */
  readonly issues: (lines: readonly string[]) => void;
  readonly file: (result: FileResult) => void;
}

/** How files are read. */
export interface PoolOptions {
  /** Threads; 0 reads in the calling one. The default is one for each processor. */
  readonly threads?: number;
}

/** More threads than this do not read faster than one disk delivers. */
const MOST_THREADS = 16;
/** A thread keeps nothing from one file to the next: more room for its young objects would only fill before it is swept. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };
const WORKER = new URL('./worker.js', import.meta.url);
/** Sources that are run without being compiled, as tests do, have no file for a thread to start from. */
const THREADS = import.meta.url.endsWith('.ts') ? 0 : Math.min(availableParallelism(), MOST_THREADS);

/** Reads files in threads, a few at a time, and hands on each result as it comes; memory does not grow with their number. */
export async function readFiles(
  tasks: AsyncIterable<FileTask> | Iterable<FileTask>,
  wanted: Wanted,
  sink: Sink,
  { threads = THREADS }: PoolOptions = {},
): Promise<void> {
  if (threads === 0) {
    for await (const task of tasks) sink.file(readActivityFile(task, wanted, sink.call));
    return;
  }
  const source = iterate(tasks);
  const workers: Worker[] = [];
  try {
    await Promise.all(
      Array.from({ length: threads }, async () => {
        let worker: Worker | null = null;
        for (let next = await source.next(); next.done !== true; next = await source.next()) {
          if (worker === null) {
            worker = new Worker(WORKER, { workerData: wanted, resourceLimits: LIMITS });
            workers.push(worker);
          }
          sink.file(await ask(worker, next.value, sink));
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, task: FileTask, sink: Sink): Promise<FileResult> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      act();
    };
    const onMessage = ({ calls, issues, file }: WorkerMessage): void => {
      if (calls !== '') for (const call of JSON.parse(calls) as Call[]) sink.call(call);
      if (issues.length > 0) sink.issues(issues);
      if (file === null) return;
      settle(() => {
        resolve(file);
      });
    };
    const onError = (error: Error): void => {
      settle(() => {
        reject(error);
      });
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(task);
  });
}

/** One iterator that several threads may draw from at the same time. */
function iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  async function* all(): AsyncGenerator<T> {
    for await (const item of items) yield item;
  }
  return all();
}
