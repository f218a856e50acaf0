import { bytesOf } from './bytes.js';
import { answerReader, isCostAnswer } from './cost-answer.js';
import { csvReader, isCsv } from './csv.js';
import { flowColumns, flowReader } from './flows.js';
import { CUT_OFF } from './record-scanner.js';
import { type ChunkReader, type FileResult, type TakeCall, TextReader, type Wanted } from './read-text.js';
import { WrappedReader } from './wrapped.js';

/** A file to read: by its path, or with its bytes when it came from elsewhere. */
export interface FileTask {
  readonly uri: string;
  readonly path: string | null;
  readonly bytes: Uint8Array | null;
}

/** Reads the calls of one file, plain or gzipped, in bounded memory. Never throws: what goes wrong is in the result. */
export function readActivityFile(task: FileTask, wanted: Wanted, take: TakeCall): FileResult {
  if (isCsv(task.uri)) return readWith(() => csvReader(wanted, take), task);
  const texts: TextReader[] = [];
  const result = readWith((first) => {
    const other = otherReader(first, wanted);
    if (other !== null) return other;
    const text = new TextReader(wanted, take);
    texts.push(text);
    return text;
  }, task);
  // What other programs made of records is told by there being none where CloudTrail puts them.
  if (texts[0]?.foundNone !== true || isSettled(result.problem)) return result;
  const wrapped = readWith(() => new WrappedReader(wanted, take), task);
  return wrapped.records === 0 && result.problem === CUT_OFF ? result : wrapped;
}

/** Reads with the reader that is chosen by the first bytes. */
function readWith(choose: (first: Buffer) => ChunkReader, { uri, path, bytes }: FileTask): FileResult {
  let reader: ChunkReader | null = null;
  let problem: string | null = null;
  try {
    for (const chunk of bytesOf(path, bytes)) {
      if (reader === null) {
        problem = otherFormat(chunk);
        if (problem !== null) break;
        reader = choose(chunk);
      }
      if (!reader.push(chunk)) break;
    }
    if (reader === null) problem ??= EMPTY;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problem = PROBLEMS[code] ?? `cannot be read (${code})`;
  }
  return reader === null ? { uri, records: 0, problem } : reader.end(uri, problem);
}

/** Longer than the header of a flow log with every field there is. */
const HEAD = 4096;

/** The reader of what lies beside logs of calls; null for anything else. */
function otherReader(first: Buffer, wanted: Wanted): ChunkReader | null {
  const head = first.toString('latin1', 0, HEAD);
  if (isCostAnswer(head)) return answerReader();
  const [line = ''] = head.split('\n', 1);
  return flowColumns(line) === null ? null : flowReader(wanted);
}

const EMPTY = 'is empty';

/** What other bytes begin with that people have beside logs. */
const FORMATS: readonly { readonly start: string; readonly at?: number; readonly words: string }[] = [
  { start: 'PK\u0003\u0004', words: 'is a zip archive: unpack it first' },
  { start: 'ustar', at: 257, words: 'is a tar archive: unpack it first' },
  { start: '\u00fd7zXZ', words: 'is compressed by xz: unpack it first' },
  { start: 'BZh', words: 'is compressed by bzip2: unpack it first' },
  { start: '\u0028\u00b5\u002f\u00fd', words: 'is compressed by zstd: unpack it first' },
  {
    start: 'PAR1',
    words:
      'is Parquet, as Security Lake and data exports keep it, which is not read: query it with Athena and give the CSV, or give the trail itself',
  },
];

function otherFormat(first: Buffer): string | null {
  const found = FORMATS.find(({ start, at = 0 }) => first.toString('latin1', at, at + start.length) === start);
  return found?.words ?? null;
}

/** True for a file that began as one that is read, and was cut off or damaged later. */
export function isDamaged(problem: string): boolean {
  return [CUT_OFF, PROBLEMS['Z_BUF_ERROR'], PROBLEMS['Z_DATA_ERROR']].includes(problem);
}

/** True for a file that a second look would not help. */
function isSettled(problem: string | null): boolean {
  return problem === EMPTY || FORMATS.some(({ words }) => words === problem) || isProblem(problem);
}

function isProblem(problem: string | null): boolean {
  return problem !== null && (Object.values(PROBLEMS).includes(problem) || problem.startsWith('cannot be read'));
}

const PROBLEMS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'ends in the middle of its compressed data',
  Z_DATA_ERROR: 'holds compressed data that is damaged',
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
};
